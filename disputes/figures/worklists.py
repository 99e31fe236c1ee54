"""The lists of what waits for the reader, as figures: a number on the home page and the list behind it are one query."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel
from disputes.figures.matters import CASES, ISSUES, SUGGESTIONS, matters, open_now
from disputes.flows import CaseStage, IssueStage, SuggestionStage
from disputes.models import Case, Cosigning, HandOver, Invitation, Issue, Suggestion
from disputes.models.issue import user_attended_issues
from liaison.kit.figures import Figure

WITH_UNIT = ("assigned", "in_progress", "rehandling")  # issues and suggestions alike
TO_SIT = (CaseStage.SCHEDULED, CaseStage.ASSESSING, CaseStage.NEGOTIATING, CaseStage.DECIDING)


def with_unit(scope):
    return matters(Issue, scope).filter(stage__in=WITH_UNIT, unit__in=scope.user.unit_ids)


def handed_to_unit(scope):
    """Suggestions whose hand-over in force names one of the reader's units."""
    last = HandOver.objects.filter(suggestion=OuterRef("suggestion")).order_by("-pk").values("pk")[:1]
    current = HandOver.objects.filter(units__unit__in=scope.user.unit_ids, pk=Subquery(last))
    return matters(Suggestion, scope).filter(stage__in=WITH_UNIT, pk__in=current.values("suggestion"))


def for_committee(scope):
    """Suggestions that wait for the reader's own committee: the town's for its own, the district's for all others."""
    of_town = Q(mandate__level=CongressLevel.TOWNSHIP)
    mine = (scope.user.reach("street", to="station") & of_town) | (scope.user.reach("district", to="station") & ~of_town)
    return matters(Suggestion, scope).filter(mine, stage__in=("submitted", "accepted", "return_requested"))


def to_evaluate(scope):
    return matters(Suggestion, scope).filter(stage=SuggestionStage.REPLIED, lead=scope.user.deputy_id or 0)


def to_cosign(scope):
    """Suggestions whose invitation in force asks the reader, who has not answered it."""
    me = scope.user.deputy_id or 0
    last = Invitation.objects.filter(suggestion=OuterRef("suggestion")).order_by("-pk").values("pk")[:1]
    answers = Cosigning.objects.filter(invitation=OuterRef("pk"), deputy=me)
    asked = Invitation.objects.filter(~Exists(answers), pk=Subquery(last), invitees__deputy=me)
    return matters(Suggestion, scope).filter(stage=SuggestionStage.COSIGNING, pk__in=asked.values("suggestion"))


def with_deputy(scope):
    return matters(Issue, scope).open().filter(pk__in=user_attended_issues(scope.user))


def to_sit(scope):
    return matters(Case, scope).filter(stage__in=TO_SIT, panels__seats__member__deputy=scope.user.deputy_id or 0).distinct()


def to_rehandle(scope):
    return matters(Issue, scope).filter(stage=IssueStage.RATED, satisfaction=Issue.Satisfaction.NOT)


def at_stage(model, *stages):
    return lambda scope: matters(model, scope).filter(stage__in=stages)


def waiting(key, label, definition, rows, page):
    return Figure(key, label, _("件"), definition, rows, page, is_present=True)


FIGURES = {figure.key: figure for figure in (
    waiting("to_accept", _("待受理"), _("现在登记了、还没有受理的群众意见。"), at_stage(Issue, "registered"), ISSUES),
    waiting("to_assign", _("待交办"), _("现在受理了、还没有交办的群众意见。"), at_stage(Issue, "accepted"), ISSUES),
    waiting("returned", _("申请退办"), _("现在承办单位申请退办、等决定的群众意见。"), at_stage(Issue, "returned"), ISSUES),
    waiting("to_feed_back", _("待反馈"), _("现在已有答复、还没有告诉来访人的群众意见。"), at_stage(Issue, "answered"), ISSUES),
    waiting("to_rate", _("待评价"), _("现在已告诉来访人、等来访人评价的群众意见。"), at_stage(Issue, "fed_back"), ISSUES),
    waiting("to_close", _("待办结"), _("现在来访人已评价或期满、等办结的群众意见。"), at_stage(Issue, "rated"), ISSUES),
    waiting("to_rehandle", _("不满意待重办"), _("现在来访人评价不满意、等重新办理或另定办法的群众意见。"), to_rehandle, ISSUES),
    waiting("to_conclude", _("待会商"), _("现在提请会商、等答复的群众意见。"), at_stage(Issue, "under_review"), ISSUES),
    waiting("to_transfer", _("待移送"), _("现在限制知悉、等移送有权机关的群众意见。"), at_stage(Issue, "restricted"), ISSUES),
    waiting("open_cases", _("在办群英会"), _("现在还没有结案的群英会。"), open_now(Case), CASES),
    waiting("with_unit", _("交办给本单位的群众意见"), _("现在由本单位办理、还没有答复的群众意见。"), with_unit, ISSUES),
    waiting("handed_to_unit", _("本单位承办的代表建议"), _("现在由本单位主办、协办或分办，还没有答复完的代表建议。"),
            handed_to_unit, SUGGESTIONS),
    waiting("for_committee", _("待审核、待交办的代表建议"), _("现在等您所在的工委审核、交办或决定退办的代表建议。"),
            for_committee, SUGGESTIONS),
    waiting("with_deputy", _("转给我的"), _("您接待或调解的、现在还没有办结的群众意见。"), with_deputy, ISSUES),
    waiting("to_evaluate", _("待我评价"), _("您领衔、已经答复、等您评价的代表建议。"), to_evaluate, SUGGESTIONS),
    waiting("to_cosign", _("邀我附议"), _("邀请您附议、您还没有答复的代表建议。"), to_cosign, SUGGESTIONS),
    waiting("to_sit", _("请我参加的群英会"), _("已定会期或正在进行、邀请您参加的群英会。"), to_sit, CASES),
)}
