"""Filters of a list, read from its query string."""

from datetime import date
from functools import cache
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.kit.fields import Date, DateInput
from liaison.kit.figures import Scope
from stations.models import Region, Station
from stations.models.standard import meeting_the_standard

OF_FIGURE = ("figure", "since", "until", "category", "stage")  # how a figure's link narrows a list further


def place_choices():
    """Districts with their streets and towns, as far as the register has them: one query."""
    groups, streets = [("", _("全部"))], {}
    for code, name in Region.objects.filter(is_active=True).values_list("code", "name"):
        if len(code) == 6:
            streets[code] = [(code, _("%(district)s（全区）") % {"district": name})]
            groups.append((name, streets[code]))
        elif len(code) == 9 and code[:6] in streets:
            streets[code[:6]].append((code, name))
    return groups


class FilterForm(forms.Form):
    """What is not valid is told at its field and left out of the filter.

    A field narrows the column of its name, unless ``columns`` tells another one or ``condition`` knows better.
    """

    use_required_attribute = False
    field_order = ("q",)
    searched = ()  # columns in which ``q`` is looked for
    columns = {}
    of_scope = ("place", "station", "since", "until")  # by these a figure narrows its own rows

    def __init__(self, params, user=None):
        super().__init__(params)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ModelChoiceField) and hasattr(field.queryset, "visible_to"):
                field.queryset = field.queryset.visible_to(user)
        if "place" in self.fields:
            self.fields["place"].choices = cache(place_choices)  # asked for when they are shown, once
        self.is_valid()

    @property
    def told(self):
        """What the filters say, without the empty ones."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}

    def narrow(self, rows, figure=None):
        """The rows that the filters tell; a figure has already narrowed its own by its scope."""
        for name, value in self.told.items():
            if name != "q" and not (figure and name in self.of_scope):
                rows = rows.filter(self.condition(name, value))
        return self.containing(rows)

    def condition(self, name, value):
        return Q(**{self.columns.get(name, name): value})

    def containing(self, rows):
        """The rows in which the words of ``q`` occur, each of them somewhere."""
        for word in self.told.get("q", "").split()[:5]:
            rows = rows.filter(self.found_by(word))
        return rows

    def found_by(self, word):
        return Q.create([(f"{column}__icontains", word) for column in self.searched], Q.OR)

    def bar(self, *kept, figure=None):
        """The context of _filters.html; ``kept`` names parameters of the page that filters leave alone."""
        stays = [(name, self.data[name]) for name in kept if self.data.get(name)]
        opened = [(name, self.data[name]) for name in OF_FIGURE if figure and name not in self.fields and self.data.get(name)]
        told = [(name, self.data.get(name)) for name in self.told]
        chips = [
            {"name": self.fields[name].label, "value": self._words(name), "url": address(opened, stays, told, without=name)}
            for name in self.told
        ]
        if figure:
            chips.insert(0, {"name": _("统计项"), "value": figure.label, "url": address(stays, told)})
        return {"form": self, "chips": chips, "clear_url": address(stays), "kept": opened + stays}

    def _words(self, name):
        field, value = self.fields[name], self.told[name]
        if isinstance(field, forms.ModelChoiceField) or not hasattr(field, "choices"):
            return value
        groups = (label if isinstance(label, list) else [(key, label)] for key, label in field.choices)
        return dict(pair for group in groups for pair in group).get(value, value)


def address(*pairs, without=""):
    return "?" + urlencode([(name, value) for group in pairs for name, value in group if name != without])


class PlacedFilter(FilterForm):
    """What happens at stations; ``to`` leads from a row to what has the station."""

    to = ""

    place = forms.ChoiceField(label=_("街道、乡镇"))
    station = forms.ModelChoiceField(Station.objects.all(), label=_("联络站"), empty_label=_("全部"))

    def condition(self, name, value):
        columns = {"place": f"{self.to}station__region__code__startswith", "station": f"{self.to}station"}
        return Q(**{columns[name]: value}) if name in columns else super().condition(name, value)


class DatedFilter(PlacedFilter):
    """What happens at stations on a day, which stands in the column ``day``."""

    day = "on"

    since = Date(label=_("从"), widget=DateInput())
    until = Date(label=_("到"), widget=DateInput())

    def condition(self, name, value):
        columns = {"since": f"{self.to}{self.day}__gte", "until": f"{self.to}{self.day}__lte"}
        return Q(**{columns[name]: value}) if name in columns else super().condition(name, value)


class StationFilter(FilterForm):
    searched = ("name", "code", "community", "address", "hall", "region__name")

    q = forms.CharField(label=_("站名、编号、社区"), max_length=50)
    place = forms.ChoiceField(label=_("街道、乡镇"))
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("全部")), *Station.Kind.choices])
    hall = forms.ChoiceField(label=_("群英议事厅"), choices=[("", _("全部")), ("yes", _("设有")), ("no", _("未设"))])
    standard = forms.ChoiceField(label=_("建站标准"), choices=[("", _("全部")), ("yes", _("达标")), ("no", _("未达标"))])

    columns = {"place": "region__code__startswith"}

    def condition(self, name, value):
        if name == "hall":
            return ~Q(hall="") if value == "yes" else Q(hall="")
        if name == "standard":
            meeting = Q(pk__in=meeting_the_standard(Station.objects.all()).values("pk"))
            return meeting if value == "yes" else ~meeting
        return super().condition(name, value)


class YearFilter(PlacedFilter):
    """A calendar year, this one at first, and where."""

    YEARS = 5
    field_order = ("q", "year")

    year = forms.TypedChoiceField(label=_("年份"), coerce=int)

    def __init__(self, params, user):
        super().__init__(params, user)
        this = timezone.localdate().year
        before = [(year, _("%(year)s年") % {"year": year}) for year in range(this - 1, this - self.YEARS, -1)]
        self.fields["year"].choices = [("", _("今年")), *before]
        self.full_clean()

    @property
    def chosen_year(self):
        return self.told.get("year", timezone.localdate().year)

    def scope(self, user):
        station, year = self.told.get("station"), self.chosen_year
        return Scope(user, date(year, 1, 1), date(year, 12, 31), self.told.get("place", ""), station and station.pk)
