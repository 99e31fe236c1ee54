"""The yearly target: each deputy does a practical deed or helps solve a problem. Who has, who is about to, who has not begun.

It counts in the deputy's own time in office: whoever is in office on the 1st of the month that the setting names (July:
the middle of the year) and still on the last day looked at, the end of the year or today. Who was elected later, or has
left before, owes nothing that year; what such a deputy does counts everywhere else.
"""

from collections import Counter
from datetime import date

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies.flows import DeedStage
from deputies.models import Deed, Deputy, Mandate, Posting
from disputes.flows import IssueStage
from disputes.models import Issue
from liaison.kit.figures import Figure
from stations.models import Role, Setting

PAGE = "disputes:missing"
OVERSEERS = (Role.STREET, Role.DISTRICT, Role.AUDITOR)  # nobody else looks at each deputy's year, and nobody ranks them


def year_of(scope):
    return (scope.until or timezone.localdate()).year


def month_of(code):
    """On its 1st a deputy is in office whose year it is."""
    return min(max(Setting.number_at("deed.from_month", code), 1), 12)


def owing(year, code):
    """The deputies whose year it is."""
    today = timezone.localdate()
    middle, last = date(year, month_of(code), 1), min(date(year, 12, 31), max(today, date(year, 1, 1)))
    held = (Mandate.objects.in_force(day).values("deputy") for day in (middle, last))
    return Deputy.objects.filter(*(Q(pk__in=deputies) for deputies in held))


def with_work(rows, year):
    """The deputies with what they have done of the year, as columns: deeds verified and matters that ended solved."""
    deeds = Deed.objects.counted().filter(done_on__year=year, deputy=OuterRef("pk"))
    solved = Issue.objects.filter(stage=IssueStage.CLOSED, outcome=Issue.Outcome.SOLVED, closed_at__year=year)
    received = solved.filter(deputy=OuterRef("pk"))
    mediated = solved.filter(mediations__mediators__deputy=OuterRef("pk")).exclude(deputy=OuterRef("pk"))
    mine = Deed.objects.open().filter(deputy=OuterRef("pk"))
    return rows.annotate(
        deeds_done=_count(deeds), solved=_count(received) + _count(mediated), under_way=Exists(mine),
        needs_help=Exists(mine.filter(stage=DeedStage.NEEDS_HELP)),
    ).annotate(done=F("deeds_done") + F("solved"))


def _count(rows):
    number = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def code_of(scope):
    """Whose settings hold: those of the place asked for, else of the reader's own."""
    own = (held.region_id for held in scope.user.current_memberships if held.role in OVERSEERS)
    return scope.region or next(own, "")


def overseen(scope):
    """Those of the year who are posted now at the reader's places, with what they have done."""
    postings = scope.at(Posting.objects.current().filter(scope.user.reach(*OVERSEERS, to="station")))
    rows = owing(year_of(scope), code_of(scope)).filter(pk__in=postings.values("deputy"))
    return with_work(rows, year_of(scope))


def conditions(scope):
    """{state: the condition of its rows}: every deputy of the year stands in one."""
    undone = Q(done__lt=Setting.number_at("deed.per_year", code_of(scope)))
    return {
        "missing": undone & Q(under_way=False), "doing": undone & Q(under_way=True, needs_help=False),
        "help": undone & Q(needs_help=True), "done": ~undone,
    }


def in_state(state):
    return lambda scope: overseen(scope).filter(conditions(scope)[state])


def counts(rows, scope):
    """How many of the rows stand in each state, at one query. Counted here: ``aggregate`` would lose the column ``done``."""
    whens = [When(condition, then=Value(state)) for state, condition in conditions(scope).items()]
    found = Counter(rows.order_by().annotate(state=Case(*whens)).values_list("state", flat=True))
    return {state: found[state] for state in STATES}


def of_state(state, label, definition):
    return Figure(f"deed_{state}", label, _("人"), definition, in_state(state), PAGE)


STATES = {"missing": _("未申报"), "doing": _("进行中"), "help": _("需帮助"), "done": _("已完成")}
FIGURES = {figure.key: figure for figure in (
    of_state("missing", _("未申报"), _("计入当年的代表中，还没有核实的实事、没有解决的问题，也没有正在办的实事的。")),
    of_state("doing", _("进行中"), _("计入当年的代表中，还没有达到要求、有实事正在办或等核实的。")),
    of_state("help", _("需帮助"), _("计入当年的代表中，还没有达到要求、正在办的实事请求帮助的。")),
    of_state("done", _("已完成"),
             _("计入当年的代表中，当年核实的实事，加上接待或调解后办结为已解决的群众意见，达到要求件数的。")),
)}


def own_year(user):
    """A deputy's own year, for nobody's eyes but the deputy's: what was done, and how much is asked of whoever is counted."""
    year = timezone.localdate().year
    posting = Posting.objects.current().filter(deputy=user.deputy_id).select_related("station").order_by("-since").first()
    code = posting.station.region_id if posting else ""
    told = with_work(Deputy.objects.filter(pk=user.deputy_id), year).get()
    is_counted = owing(year, code).filter(pk=user.deputy_id).exists()
    asked = Setting.number_at("deed.per_year", code)
    return {"done": told.done, "deeds": told.deeds_done, "solved": told.solved, "is_counted": is_counted, "asked": asked,
            "met": min(told.done, asked), "is_posted": posting is not None}


def is_late_in_year(code):
    """Is it the month from which the committee is reminded of who has not begun?"""
    return timezone.localdate().month >= Setting.number_at("deed.remind_month", code)
