"""The figures of reception days: what was held, who came, and what waits."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies.flows import ReceptionStage
from deputies.models import Attendance, Reception
from liaison.kit.figures import Figure


def receptions(scope):
    """The days of the period at the reader's places, and those on whose roster the reader stands."""
    return scope.within(scope.at(Reception.objects.visible_to(scope.user).of(scope.user)), "on")


def held(scope):
    return receptions(scope).filter(stage__in=(ReceptionStage.CLOSED, ReceptionStage.LOCKED))


def planned(scope):
    """What was to be held: a day that is over, unless it was called off with a reason."""
    return receptions(scope).filter(on__lt=timezone.localdate()).exclude(stage=ReceptionStage.CANCELLED)


def with_electors(scope):
    return held(scope).filter(received__gt=0)


def visits(scope):
    return Attendance.objects.arrived().filter(reception__in=receptions(scope).order_by().values("pk"))


def to_announce(scope):
    ahead = Reception.objects.visible_to(scope.user).of(scope.user).filter(on__gte=timezone.localdate())
    return scope.at(ahead.filter(stage=ReceptionStage.PLANNED))


def to_close(scope):
    over = Reception.objects.visible_to(scope.user).of(scope.user).to_hold().filter(on__lt=timezone.localdate())
    return scope.at(over)


FIGURES = {figure.key: figure for figure in (
    Figure("receptions_held", _("接待日"), _("场"), _("您的范围内，日期在所选时段、已经结束的代表接待日；没有群众来的也算。"),
           held, "deputies:receptions"),
    Figure("receptions_planned", _("应开展的接待日"), _("场"),
           _("您的范围内，日期在所选时段、已经过去的代表接待日，不含写明理由取消的。"), planned, "deputies:receptions"),
    Figure("deputy_visits", _("代表进站"), _("人次"), _("日期在所选时段的接待日上登记到站的代表，一人一场算一次。"), visits,
           "deputies:visits", station="reception__station"),
    Figure("electors_received", _("联系选民群众"), _("人次"),
           _("日期在所选时段、已经结束的接待日上接待的选民，按各场结束时所填人次相加。"), with_electors, "deputies:receptions",
           amount="received"),
    Figure("receptions_to_announce", _("待公告的接待日"), _("场"), _("您的范围内排定了还没有公告、日期未到的接待日。"),
           to_announce, "deputies:receptions", is_present=True),
    Figure("receptions_to_close", _("待填结果的接待日"), _("场"), _("您的范围内日期已过、还没有填接待结果的接待日。"),
           to_close, "deputies:receptions", is_present=True),
)}
