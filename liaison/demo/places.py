"""The places of a district of the demo: its stations and the units that handle matters."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from liaison.demo.telling import document, table
from stations.models import Region, Station, Unit

NAMES = {
    "home": "人大代表之家", "station": "人大代表联络站", "point": "人大代表联络点", "studio": "“两代表一委员”工作室",
    "park": "园区人大代表联络站", "chain": "产业链人大代表联络站", "enterprise": "企业人大代表联络站",
    "mobile": "人大代表流动联络点",
}
WORKS = ("park", "chain", "enterprise")  # among enterprises, not among residents
LOCAL_DUTIES = "辖区综合事务、环境卫生、基层治理"


@dataclass(eq=False)
class Place:
    """A station with everybody who works there and what lies around it."""

    station: Station
    roads: list
    estates: list
    keeper: object = None
    head: object = None
    street: object = None
    unit: Unit = None
    deputies: list = field(default_factory=list)
    locals: list = field(default_factory=list)
    visitors: list = field(default_factory=list)
    receptions: dict = field(default_factory=dict)

    @property
    def is_town(self):
        return self.station.region.has_congress

    @property
    def is_works(self):
        return self.station.kind in WORKS

    @property
    def hall(self):
        return self.station.hall or f"{self.station.community}居民议事室"

    def words(self, rng):
        """Names around the station to be put into a text."""
        return {
            "e": rng.choice(self.estates), "r": rng.choice(self.roads), "c": self.station.community,
            "st": self.station.region.name, "n": rng.randint(1, 26), "m": rng.choice(AMOUNTS), "w": rng.choice(LARGER),
        }


AMOUNTS = (600, 800, 960, 1200, 1500, 1800, 2400, 2600, 3000, 3600, 4800)
LARGER = ("1.8万", "2.4万", "3.2万", "3.6万", "4.8万", "5.6万")


def load(county):
    """All stations with what lies around them, and the units by key; both in the order of their files."""
    regions = Region.objects.in_bulk()
    units = load_units(county, regions)
    roads = {row["region"]: row["roads"].split() for row in county.table("roads")}
    rows = county.table("communities")
    stations = Station.objects.bulk_create(
        station(county, number, row, regions[row["region"]], roads) for number, row in enumerate(rows, county.first_station))
    names = estates(county)
    places = [
        Place(station, roads[station.region_id], around(row).split() or village(station) or names[n * 3:n * 3 + 3])
        for n, (station, row) in enumerate(zip(stations, rows, strict=True))]
    for place in places:
        place.unit = units[place.station.region_id]
    return places, units


def station(county, number, row, region, roads):
    community, nearby = row["community"], roads[region.code]
    return Station(
        code=f"{number:03d}", name=row.get("name") or community + NAMES[row["kind"]], kind=row["kind"], region=region,
        community=community, address=f"{region.name}{nearby[number % len(nearby)]}{number * 7 % 180 + 2}号",
        phone=f"{county.dialling}-00000{number:03d}", hours="工作日 8:30–12:00，14:30–17:30；逢十代表接待",
        hall=f"{community}群英议事厅" if row["hall"] == "1" else "",
        opened_on=date(2018 + number % 6, number % 12 + 1, number % 27 + 1),
    )


def estates(county):
    """Names of housing estates, each of them once, always in the same mixed order."""
    phrases = document("phrases")
    names = [name + kind for name in county.document("estates") for kind in phrases["estate_kinds"]]
    return Random(1).sample(names, len(names))


def around(row):
    """What lies there in place of housing estates: the buildings of a park or a plant."""
    return row.get("around", "")


def village(station):
    return [f"{station.community}{n}组" for n in "一二三四五六"] if station.region.has_congress else []


def load_units(county, regions):
    """Departments of the district by key, and the offices of streets and towns by region code."""
    district = regions[county.code]
    rows = table("units")
    made = [
        Unit(name=row["name"], duties=row["duties"], region=district, phone=f"{county.dialling}-00001{n:03d}")
        for n, row in enumerate(rows)]
    keys = [row["key"] for row in rows]
    for n, region in enumerate(regions[row["region"]] for row in county.table("roads")):
        suffix = "人民政府" if region.has_congress else "" if region.name.endswith("管理处") else "办事处"
        made.append(Unit(name=region.name + suffix, duties=LOCAL_DUTIES, region=region, phone=f"{county.dialling}-00002{n:03d}"))
        keys.append(region.code)
    return dict(zip(keys, Unit.objects.bulk_create(made), strict=True))
