"""Papers that are handed over at the counter: the receipt of a visit and the notice where to go instead (告知单)."""

from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext as _

from disputes.flows import IssueStage
from stations.papers import qr


def day(on):
    """12月3日（周四）"""
    return date_words(on, "n月j日") + "（" + _("周") + date_words(on, "D")[-1] + "）"


def receipt(issue):
    """The context of the slip: the number, its picture, and what happens next by the rules of the place."""
    return {"issue": issue, "station": issue.station, "qr": qr(issue.number), "next": list(filter(None, next_steps(issue)))}


def next_steps(issue):
    due = issue.due_on and day(issue.due_on)
    told = {
        IssueStage.REGISTERED: [due and _("%(due)s前受理。") % {"due": due}, _answer_period(issue)],
        IssueStage.ACCEPTED: [due and _("已受理，%(due)s前交给承办单位。") % {"due": due}, _answer_period(issue)],
        IssueStage.MEDIATING: [due and _("由代表先行调解，%(due)s前告诉您结果。") % {"due": due}],
        IssueStage.IN_HEARING: [_("转群英会商议，先征求您和对方的意愿，再约时间。")],
        IssueStage.IN_SUGGESTION: [_("已转为代表建议，答复后告诉您。")],
        IssueStage.FED_BACK: [_("已当场答复。"), due and _("请在 %(due)s前告诉我们满意不满意、问题解决了没有。") % {"due": due}],
        IssueStage.REDIRECTED: [_("已告知去处，见告知单。")],
    }
    return told.get(issue.stage) or [issue.stage_label, due and _("下一步在 %(due)s前。") % {"due": due}]


def _answer_period(issue):
    rule = issue.rule("answer")
    return rule and _("交给承办单位后 %(n)s 个%(unit)s内答复。") % {"n": rule.length, "unit": rule.get_unit_display()}


def redirection(issue):
    """The context of the notice: the redirection written down last, or None."""
    told = issue.redirections.select_related("body").order_by("-pk").first()
    return told and {"issue": issue, "station": issue.station, "redirection": told, "visitor": issue.visitor}
