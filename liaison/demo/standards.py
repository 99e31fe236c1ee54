"""Whether the demo's stations meet what is asked of them: every item looked at once, and what is missing with a reason."""

from datetime import timedelta
from random import Random

from stations.models import StandardCheck, StandardItem

SEED = 30
WHOLE = 0.75  # of the stations lack nothing
AGO = (20, 160)  # days
MISSING = {
    "access": "门口两级台阶，坡道图纸已报街道。", "desk": "打印机坏了，待更换。", "books": "法律书籍不足二十册，正在补充。",
    "gathering": "上季度没有组织活动。", "notice": "站内已公告，网上漏发一次。", "duty_file": "有三条履职记录没有及时核实。",
}


def check(district):
    """Each station by its head; the items asked are the same for all of a kind."""
    rng, items, rows = Random(SEED), {}, []
    for place in district.places:
        kind = place.station.kind
        if kind not in items:
            items[kind] = list(StandardItem.objects.asked_of(place.station))
        missing = () if rng.random() < WHOLE else rng.sample(sorted(MISSING), rng.choice((1, 1, 2)))
        on = district.almanac.today - timedelta(days=rng.randint(*AGO))
        rows += [
            StandardCheck(station=place.station, item_id=item.pk, is_met=item.code not in missing, on=on, by=place.head,
                          note=MISSING[item.code] if item.code in missing else "")
            for item in items[kind]]
    StandardCheck.objects.bulk_create(rows)
