"""The figures of deputies: persons, not mandates; and of their service, entries that stand in the duty file."""

from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel, Deputy, Duty, DutyKind, Expense, Fund, Mandate, Posting
from liaison.kit.figures import Figure


def serving(scope, **columns):
    """Persons with a mandate in force who are grouped into a station of the scope."""
    postings = scope.at(Posting.objects.current().filter(scope.user.reach(to="station")))
    mandates = Mandate.objects.in_force().filter(**columns)
    rows = Deputy.objects.visible_to(scope.user)
    return rows.filter(pk__in=postings.values("deputy")).filter(pk__in=mandates.values("deputy"))


def at_level(level):
    return lambda scope: serving(scope, level=level)


def duties(scope, **columns):
    """Entries that count, of the days of the scope, at its stations."""
    return scope.within(scope.at(Duty.objects.visible_to(scope.user).counted().filter(**columns)), "on")


def of_kind(kind):
    return lambda scope: duties(scope, kind=kind)


def served(scope):
    return Deputy.objects.visible_to(scope.user).filter(pk__in=duties(scope).order_by().values("deputy"))
def budgeted(scope):
    """The budgets of every year that the period touches: money is given by the year."""
    rows = scope.at(Fund.objects.visible_to(scope.user))
    if scope.since:
        rows = rows.filter(year__gte=scope.since.year)
    return rows.filter(year__lte=scope.until.year) if scope.until else rows


def spent(scope):
    return scope.within(scope.at(Expense.objects.visible_to(scope.user).spent()), "on")


FIGURES = {figure.key: figure for figure in (
    Figure("deputies", _("人大代表"), _("人"), _("资格有效、现编入您范围内联络站的代表。有两级资格的只算一人。"), serving,
           "deputies:deputies", is_present=True),
    *(Figure(level.value, level.label, _("人"), _("资格有效、现编入您范围内联络站的本级代表。同时有其他层级资格的，在各级都算。"),
             at_level(level), "deputies:deputies", is_present=True) for level in CongressLevel),
    Figure("duties", _("代表履职"), _("件次"),
           _("本期履职档案中计入的记录：由事项自动记入的（有异议的在决定以前照常计入）和经审定的自报。"),
           duties, "deputies:duties"),
    Figure("deputies_served", _("履职代表"), _("人"), _("本期至少有一条计入的履职记录的代表，一人只算一次。"),
           served, "deputies:deputies"),
)}
DUTIES = {figure.key: figure for figure in (
    Figure(f"duties_{kind.value}", kind.label, _("件次"), _("本期履职档案中计入的这一类记录。"), of_kind(kind), "deputies:duties")
    for kind in DutyKind)}
LEVELS = tuple(CongressLevel.values)
MONEY = {figure.key: figure for figure in (  # sums, which do not join the counts of ``numbers``
    Figure("budget", _("经费预算"), _("元"), _("本期所在各年度定下的代表活动经费预算，各站各科目相加。"), budgeted,
           "deputies:funds", amount="amount"),
    Figure("spent", _("经费已支出"), _("元"), _("支出日期在本期、已经批准的活动经费，含区里同意的超支，不含待审批和已作废的。"),
           spent, "deputies:expenses", amount="amount"),
)}
