"""What the figures say of one station: the computed items of its assessment."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from liaison.figures import FIGURES
from liaison.kit.figures import Scope
from stations.models import AssessmentItem, Score, User


@dataclass(frozen=True)
class Measure:
    """What the figures say now about a computed item, each with the address of exactly its rows; ``fault`` if they cannot."""

    item: AssessmentItem
    told: tuple = ()  # (label, number, unit, address) of the figure, then of what it is a part of
    fault: str = ""

    @property
    def score(self):
        """The mark, as a new row of a scoring; None where nothing can be measured."""
        return None if self.fault else Score.computed(self.item, *(number for _label, number, _unit, _url in self.told))


def unknown(items):
    """The items whose figures nobody computes."""
    return [item for item in items if item.is_computed and not {item.figure, item.per} - {""} <= FIGURES.keys()]


def measured(assessment, items):
    """{key of an item: Measure} of the computed ones among the items.

    The numbers are those of the committee's eyes, whoever asks (``User.overseeing``): the mark of a station must not
    depend on whether the head, the street or the district has the page open, who do not all see what is restricted.
    """
    station = assessment.station
    scope = Scope(User.overseeing(station.region), assessment.since, assessment.until, station=station.pk)
    faulty = {item.pk for item in unknown(items)}
    wanted = {key for item in items if item.is_computed and item.pk not in faulty for key in (item.figure, item.per) if key}
    numbers = {key: Decimal(FIGURES[key].number(scope)) for key in wanted}
    return {item.pk: _measure(item, item.pk in faulty, numbers, scope) for item in items if item.is_computed}


def _measure(item, is_faulty, numbers, scope):
    if is_faulty:
        key = next(key for key in (item.figure, item.per) if key and key not in FIGURES)
        return Measure(item, fault=_("统计项“%(key)s”还没有接入，这一项暂不能评分，请区里换一张考核表。") % {"key": key})
    figures = [FIGURES[key] for key in (item.figure, item.per) if key]
    return Measure(item, tuple(
        (figure.label, numbers[figure.key], figure.unit, figure.link(scope)) for figure in figures))
