"""The figures of matters: what came in, how it was settled, how it ended and what waits too long."""

from django.db.models import DateField, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from disputes.flows import IssueStage
from disputes.models import Case, Issue, Suggestion
from disputes.models.suggestion import UNSENT
from liaison.kit.figures import Figure
from stations.models import Setting

ISSUES, CASES, SUGGESTIONS = "disputes:issues", "disputes:cases", "disputes:suggestions"


def matters(model, scope):
    """What counts at the place, in the class and at the stage of the scope."""
    rows = scope.at(model.objects.visible_to(scope.user).counted())
    if scope.stage:
        rows = rows.filter(stage=scope.stage)
    if scope.category:
        rows = rows.filter(of_category(model, scope.category))
    return rows


def of_category(model, category):
    """A case or a suggestion belongs to its own class and to those of the issues that it came from."""
    found = Q(category=category)
    return found if model is Issue else found | Q(pk__in=model.objects.filter(issues__category=category).values("pk"))


def made(model, scope, *moves):
    """The keys of the things that made one of the moves in the period."""
    return scope.within(model.step_model().objects.filter(move__in=moves), "at").values(model.flow.name)


def received(scope):
    return scope.within(matters(Issue, scope), "begun_on")


def settled_before(scope):
    return matters(Issue, scope).filter(pk__in=made(Issue, scope, "settle"))


def settled_in_hearing(scope):
    return matters(Case, scope).filter(pk__in=made(Case, scope, "agree"))


def turned_into_suggestion(scope):
    sources = Suggestion.objects.filter(Q(issues__isnull=False) | Q(cases__isnull=False))
    rows = matters(Suggestion, scope).exclude(stage__in=UNSENT).filter(pk__in=sources.values("pk"))
    return scope.within(rows, "submitted_on")


def open_now(model):
    return lambda scope: matters(model, scope).open()


def overdue(model, **columns):
    return lambda scope: matters(model, scope).overdue().filter(**columns)


def due_soon(scope):
    return matters(Issue, scope).due_within(Setting.number_at("issue.soon_days", scope.region))


def ended(**columns):
    """Issues that ended in the period and have not been taken up again."""
    return lambda scope: scope.within(
        matters(Issue, scope).filter(stage__in=(IssueStage.CLOSED, IssueStage.REDIRECTED), **columns), "closed_at")


def judged(satisfaction):
    return ended(stage=IssueStage.CLOSED, satisfaction=satisfaction)


def answered(scope):
    return matters(Issue, scope).filter(pk__in=made(Issue, scope, "answer"))


def answered_in_time(scope):
    late = made_late(Issue, scope, ("answer",), ("answer", "extend", "rehandle"))
    return answered(scope).exclude(pk__in=late)


def replied(scope):
    return matters(Suggestion, scope).filter(pk__in=made(Suggestion, scope, "complete_reply", "record_reply"))


def replied_in_time(scope):
    late = made_late(Suggestion, scope, ("complete_reply",), ("reply", "extend", "rehandle"))
    return replied(scope).exclude(pk__in=late)


def of_class(letter):
    return lambda scope: replied(scope).filter(reply_class=letter)


def made_late(model, scope, moves, clocks):
    """The keys of the things that made one of the moves in the period after the date then in force."""
    steps, name = model.step_model().objects, model.flow.name
    running = steps.filter(**{name: OuterRef(name)}, number__lt=OuterRef("number"), clock__clock__in=clocks)
    due = Cast(Subquery(running.order_by("-number").values(due=KT("clock__due"))[:1]), DateField())
    return scope.within(steps.filter(move__in=moves).annotate(due=due).filter(at__date__gt=F("due")), "at").values(name)


FIGURES = {figure.key: figure for figure in (
    Figure("received", _("收到群众意见"), _("件"), _("本期登记的群众意见，不含已作废的和并入其他事项的。"), received, ISSUES),
    Figure("before", _("事前化解"), _("件"), _("本期由代表事前调解成功、来访人已确认的群众意见。"), settled_before, ISSUES),
    Figure("during", _("事中化解"), _("件"), _("本期经群英会达成协议的纠纷。"), settled_in_hearing, CASES),
    Figure("after", _("事后转建议"), _("件"),
           _("本期提交、来自群众意见或群英会的代表建议，不含已并案、已撤回和不作建议处理的。"),
           turned_into_suggestion, SUGGESTIONS),
    Figure("open", _("在办群众意见"), _("件"), _("现在还没有办结的群众意见。"), open_now(Issue), ISSUES, is_present=True),
    Figure("overdue_issues", _("超期群众意见"), _("件"), _("现在没有办结、已过当前环节期限的群众意见。"),
           overdue(Issue), ISSUES, is_present=True),
    Figure("overdue_cases", _("超期群英会"), _("件"), _("现在没有结案、已过当前环节期限的群英会。"),
           overdue(Case), CASES, is_present=True),
    Figure("overdue_suggestions", _("超期代表建议"), _("件"), _("现在没有办结、已过当前环节期限的代表建议。"),
           overdue(Suggestion), SUGGESTIONS, is_present=True),
    Figure("waiting", _("待受理超期"), _("件"), _("现在仍待受理、已过受理期限的群众意见，已算在超期群众意见内。"),
           overdue(Issue, stage=IssueStage.REGISTERED), ISSUES, is_present=True),
    Figure("due_soon", _("快到期"), _("件"), _("现在没有办结、几天内到期的群众意见；提前几天由参数“还有几天到期时提醒”规定。"),
           due_soon, ISSUES, is_present=True),
    Figure("ended", _("办结群众意见"), _("件"), _("本期办结或告知去处、没有再重新受理的群众意见。办结不等于解决。"),
           ended(), ISSUES),
    Figure("solved", _("已解决"), _("件"), _("本期办结、结果为已解决的群众意见。"), ended(outcome="solved"), ISSUES),
    Figure("enterprise_problems", _("为企业解决问题"), _("个"), _("本期办结、结果为已解决、由联络站联系的企业反映的群众意见。"),
           ended(outcome="solved", enterprise__isnull=False), ISSUES),
    Figure("reception_solved", _("接待日解决问题"), _("个"), _("本期办结、结果为已解决、来自代表接待日的群众意见。"),
           ended(outcome="solved", source="reception"), ISSUES),
    Figure("partly", _("部分解决"), _("件"), _("本期办结、结果为部分解决的群众意见。"), ended(outcome="partly"), ISSUES),
    Figure("explained", _("已解释（未解决）"), _("件"), _("本期办结、作了解释但没有解决的群众意见。"),
           ended(outcome="explained"), ISSUES),
    Figure("redirected", _("已告知去处"), _("件"), _("本期告知来访人应去何处的群众意见。"), ended(outcome="redirected"), ISSUES),
    Figure("asked", _("请来访人评价"), _("件"), _("本期办结、请来访人评价的群众意见；告知去处的不请评价。"),
           ended(stage=IssueStage.CLOSED), ISSUES),
    Figure("satisfied", _("满意"), _("件"), _("本期办结、来访人评价满意的群众意见。没有评价的不算满意。"),
           judged("satisfied"), ISSUES),
    Figure("basically", _("基本满意"), _("件"), _("本期办结、来访人评价基本满意的群众意见。"), judged("basically"), ISSUES),
    Figure("unsatisfied", _("不满意"), _("件"), _("本期办结、来访人评价不满意的群众意见。"), judged("not"), ISSUES),
    Figure("unrated", _("未评价"), _("件"), _("本期办结、来访人没有评价的群众意见。"),
           judged(""), ISSUES),
    Figure("answered", _("承办单位答复"), _("件"), _("本期由承办单位答复的群众意见。"), answered, ISSUES),
    Figure("answered_in_time", _("按期答复"), _("件"), _("本期由承办单位答复、每次答复都没有超过当时期限的群众意见。"),
           answered_in_time, ISSUES),
    Figure("replied", _("建议已答复"), _("件"), _("本期各承办单位均已答复或登记了上级答复的代表建议。"), replied, SUGGESTIONS),
    Figure("replied_in_time", _("建议按期答复"), _("件"),
           _("本期答复、没有超过当时期限的代表建议。上级办理的建议不由本级计时，视为按期。"), replied_in_time, SUGGESTIONS),
    *(Figure(f"class_{letter.lower()}", Suggestion.ReplyClass(letter).label, _("件"),
             _("本期答复、最近一次答复属于这一类的代表建议。"), of_class(letter), SUGGESTIONS) for letter in "ABCD"),
)}
OVERDUE = ("overdue_issues", "overdue_cases", "overdue_suggestions")
OUTCOMES = ("solved", "partly", "explained", "redirected")
JUDGEMENTS = ("satisfied", "basically", "unsatisfied", "unrated")
REPLY_CLASSES = ("class_a", "class_b", "class_c", "class_d")
WAYS = ("before", "during", "after")
