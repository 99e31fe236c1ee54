"""The figures of legal aid: enterprises helped, lectures, arbitrations, suits, mediations, and what was recovered."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from disputes.models import LegalAid, LegalAidKind
from liaison.kit.figures import Figure
from stations.models import Enterprise

PAGE = "disputes:legal_aids"


def legal_aid(scope):
    return scope.at(LegalAid.objects.visible_to(scope.user).counted())


def of_kind(kind):
    return lambda scope: scope.within(legal_aid(scope).filter(kind=kind), "on")


def enterprises(scope):
    return aided(scope.within(legal_aid(scope), "on"))


def aided(rows):
    """The enterprises that the legal aid was for, each once."""
    return Enterprise.objects.filter(pk__in=rows.filter(enterprises__isnull=False).values("enterprises"))


def recovering(scope):
    return scope.within(legal_aid(scope).filter(amount_recovered__gt=0), "ended_on")


def sums(rows):
    """What a list of legal aid adds up to."""
    rows = rows.order_by()
    return {"enterprises": aided(rows).count(), "recovered": rows.aggregate(total=Sum("amount_recovered"))["total"] or 0}


FIGURES = {figure.key: figure for figure in (
    Figure("legal_aid_enterprises", _("援助企业"), _("家"),
           _("本期得到法律咨询、宣讲、仲裁、诉讼或调解援助的企业，一家只算一次。"), enterprises, "disputes:aided_enterprises"),
    Figure("legal_sessions", _("法律宣讲、沙龙、指导"), _("场次"), _("本期举办的法律宣讲、沙龙和指导，不含已作废的。"),
           of_kind(LegalAidKind.LECTURE), PAGE),
    Figure("legal_arbitrations", _("援助仲裁"), _("起"), _("本期开始援助的仲裁，不论结果。"),
           of_kind(LegalAidKind.ARBITRATION), PAGE),
    Figure("legal_suits", _("援助诉讼"), _("起"), _("本期开始援助的诉讼，不论结果。"),
           of_kind(LegalAidKind.SUIT), PAGE),
    Figure("legal_mediations", _("援助调解"), _("起"), _("本期开始援助的调解，不论结果。"),
           of_kind(LegalAidKind.MEDIATION), PAGE),
    Figure("legal_recovered", _("挽回经济损失"), _("元"), _("本期办结的法律援助为企业和个人挽回的经济损失，按办结日期计。"),
           recovering, PAGE, amount="amount_recovered"),
    Figure("legal_aid_to_confirm", _("待确认的法律援助"), _("件"), _("现在代表登记了、等联络站确认的法律援助。"),
           lambda scope: scope.at(LegalAid.objects.visible_to(scope.user).unconfirmed()), PAGE, is_present=True),
)}
