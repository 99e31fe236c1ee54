"""A station's work of a year under its five functions (五功能): each number opens its rows."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from deputies.models import Function
from deputies.views.places import beginning, cards
from liaison.figures import FIGURES
from liaison.kit.figures import grouped
from stations.forms.filters import YearFilter

ALSO = {  # what stands under a function beside its activities
    Function.PUBLICITY: (),
    Function.OPINION: ("deputy_visits", "electors_received", "received"),
    Function.BRIDGE: ("ended", "solved", "deeds", "deed_contacts", "deed_problems", "deed_funds"),
    Function.WATCH: ("after", "replied", "inspections"),
    Function.CLASSROOM: ("duties_study",),
}
WORDS = {  # what each is for
    Function.PUBLICITY: _("讲法律、讲政策"),
    Function.OPINION: _("听群众说"),
    Function.BRIDGE: _("把事办成"),
    Function.WATCH: _("看落实，也受监督"),
    Function.CLASSROOM: _("学习培训"),
}


def functions(request):
    """Of the place that the address names, else of the reader's own."""
    form = YearFilter(request.GET, request.user)
    scope, own = form.scope(request.user), beginning(request.GET, request.user)
    if own[1]:
        scope = scope.narrow(station=own[0].station, region=own[0].region)
    return render(request, "functions.html", {
        "filters": form.bar("everywhere"), "year": form.chosen_year, "where": own[1], "functions": functions_shown(scope)})


def functions_shown(scope):
    """Each function with its activities by kind, and with the figures that belong to it."""
    held = FIGURES["activities"]
    kinds = grouped([held], scope, "kind__function", "kind__position", "kind_id", "kind__label")
    keys = [key for keys in ALSO.values() for key in keys]
    also = dict(zip(keys, cards(FIGURES, keys, scope), strict=True))
    return [{
        "label": function.label, "words": WORDS[function], "url": held.link(scope, function=function.value),
        "number": sum(row[-1] for row in kinds if row[1] == function),
        "cards": [of_kind(held, scope, *row[3:]) for row in sorted(kinds, key=lambda row: row[2]) if row[1] == function]
        + [also[key] for key in ALSO[function]],
    } for function in Function]


def of_kind(figure, scope, pk, label, number):
    return {"label": label, "number": number, "unit": figure.unit, "url": figure.link(scope, kind=pk)}
