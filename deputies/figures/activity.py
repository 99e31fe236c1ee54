"""The figures of what stations do with their deputies: evenings, studies, all activities, and whom they reached."""

from django.utils.translation import gettext_lazy as _

from deputies.models import Activity
from liaison.kit.figures import Figure

ACTIVITIES = "deputies:activities"


def held(**columns):
    """Activities that were held in the period; what is only planned, or was called off, is none."""
    return lambda scope: scope.within(scope.at(Activity.objects.visible_to(scope.user).held().filter(**columns)), "on")


FIGURES = {figure.key: figure for figure in (
    Figure("activities", _("开展活动"), _("场"), _("本期开展、写了开展情况的活动；只有计划的和取消的不算。"), held(), ACTIVITIES),
    Figure("evenings", _("夜话"), _("场"), _("本期开展的活动中，类型算作夜话的（夜话家常、屋场夜话）。"),
           held(kind__is_evening=True), ACTIVITIES),
    Figure("group_activities", _("小组活动和集体学习"), _("次"), _("本期开展的活动中，类型算作小组活动或集体学习的。"),
           held(kind__is_group=True), ACTIVITIES),
    Figure("reached", _("活动联系群众"), _("人次"), _("本期开展的活动记下的联系群众人次之和；同一个人来几次算几次。"),
           held(), ACTIVITIES, amount="reached"),
)}
KEYS = tuple(FIGURES)
