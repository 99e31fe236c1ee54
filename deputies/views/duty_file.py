"""The page of a deputy's duty file (履职档案) of one year, which is also the paper that is signed."""

from collections import Counter
from datetime import date

from django.db.models import Min
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.flows import DutyStage
from deputies.flows.duty import COUNTED
from deputies.models import Deputy, Duty, DutyKind
from deputies.models.points import score
from deputies.views.deputy import with_service
from deputies.views.duty import with_subjects
from stations.models import Role
from stations.views.flowing import move_link, stage_shown
from stations.views.lists import changed

K = DutyKind
SECTIONS = (  # the first of the eight is the person
    (gettext_lazy("出席会议"), (K.MEETING,)),
    (gettext_lazy("视察调研"), (K.RESEARCH,)),
    (gettext_lazy("学习培训"), (K.STUDY,)),
    (gettext_lazy("联系群众"), (K.RECEPTION, K.RECEIVING, K.CONTACT, K.ACTIVITY)),
    (gettext_lazy("议案建议"), (K.MOTION, K.LEADING, K.COSIGNING)),
    (gettext_lazy("化解矛盾和办实事"), (K.MEDIATION, K.HEARING, K.DEED, K.LEGAL_AID)),
    (gettext_lazy("述职与表彰（含其他）"), (K.REPORT, K.AWARD, K.OTHER)),
)
GONE = (DutyStage.TAKEN_BACK, DutyStage.WITHDRAWN)
OWN_MOVES = ("contest", "submit", "amend", "appeal")
MOST_YEARS = 10


def duty_file(request, pk):
    person = get_object_or_404(with_service(Deputy.objects.visible_to(request.user).file_open_to(request.user)), pk=pk)
    mine = Duty.objects.visible_to(request.user).filter(deputy=person)
    years = years_of(mine)
    year = next((year for year in years if str(year) == request.GET.get("year")), years[-1])
    entries = list(mine.filter(on__year=year).exclude(stage__in=GONE).for_list().order_by("on", "pk"))
    standing = with_subjects([duty for duty in entries if duty.stage in COUNTED], request.user)
    is_own = person.pk == request.user.deputy_id
    return render(request, "deputies/duty_file.html", {
        "deputy": person, "year": year, "is_own": is_own, "count": len(standing), "months": months_of(standing, year),
        "years": [{"label": _("%(year)s年") % {"year": each}, "url": changed(request.GET, year=each), "current": each == year}
                  for each in years],
        "sections": [section(label, kinds, standing, person, request.user) for label, kinds in SECTIONS],
        "waiting": [row(duty, person, request.user) for duty in entries if duty.stage not in COUNTED],
        "mandates": sorted(person.mandates.all(), key=lambda held: held.since),
        "points": points_shown(person, year, standing, request.user), "today": timezone.localdate(),
    })


def years_of(entries):
    """From the year of the first entry to this one, at most ten."""
    this = timezone.localdate().year
    first = entries.order_by().aggregate(on=Min("on"))["on"]
    return list(range(max(first.year if first else this, this - MOST_YEARS + 1), this + 1)) or [this]


def section(label, kinds, entries, person, user):
    found = [duty for duty in entries if duty.kind in kinds]
    return {"label": label, "count": len(found), "words": kinds_words(found) if len(kinds) > 1 else "",
            "rows": [row(duty, person, user) for duty in found]}


def row(duty, person, user):
    """An entry, and what the deputy may say against it or about it; ``elsewhere``: not at a station of the own."""
    moves = [move for move in duty.moves_for(user) if move.name in OWN_MOVES]
    own = {posting.station_id for posting in person.postings.all()}
    return {"thing": duty, "stage": stage_shown(duty), "moves": [move_link(duty, move) for move in moves],
            "elsewhere": duty.station_id not in own}


def kinds_words(entries):
    """到站接待 4、领衔建议 1; in the order of the kinds."""
    counts = Counter(duty.kind for duty in entries)
    return _("、").join(f"{kind.label}\u00a0{counts[kind]}" for kind in DutyKind if counts[kind])


def months_of(entries, year):
    """Twelve months with how many entries each and of what."""
    today, by_month = timezone.localdate(), {month: [] for month in range(1, 13)}
    for duty in entries:
        by_month[duty.on.month].append(duty)
    return [{"label": _("%(month)s月") % {"month": month}, "count": len(found), "words": kinds_words(found),
             "to_come": date(year, month, 1) > today} for month, found in by_month.items()]


def points_shown(person, year, entries, user):
    """The score with each line explained, for the deputy and the committee alone; None where there is none."""
    postings = person.current_postings or list(person.postings.all())
    station = postings[0].station if postings else None
    if station is None or not (person.pk == user.deputy_id or user.has_role(Role.DISTRICT, at=station)):
        return None
    return score(station.region_id, year, Counter(duty.kind for duty in entries))
