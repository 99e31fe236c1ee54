"""The figures of the duty file: entries that count, and who has some."""

from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy, Duty, DutyKind
from liaison.kit.figures import Figure


def duties(scope, **columns):
    """Entries that count, of the days of the scope, at its stations."""
    return scope.within(scope.at(Duty.objects.visible_to(scope.user).counted().filter(**columns)), "on")


def of_kind(kind):
    return lambda scope: duties(scope, kind=kind)


def served(scope):
    return Deputy.objects.visible_to(scope.user).filter(pk__in=duties(scope).order_by().values("deputy"))


FIGURES = {figure.key: figure for figure in (
    Figure("duties", _("代表履职"), _("件次"),
           _("本期履职档案中计入的记录：由事项自动记入的（有异议的在决定以前照常计入）和经审定的自报。"),
           duties, "deputies:duties"),
    Figure("deputies_served", _("履职代表"), _("人"), _("本期至少有一条计入的履职记录的代表，一人只算一次。"),
           served, "deputies:deputies"),
)}
KINDS = {figure.key: figure for figure in (
    Figure(f"duties_{kind.value}", kind.label, _("件次"), _("本期履职档案中计入的这一类记录。"), of_kind(kind), "deputies:duties")
    for kind in DutyKind)}
