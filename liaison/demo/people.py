"""The people of the demo district, all made up: accounts, deputies of five levels, and the pool of 群英."""

from datetime import UTC, date, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from deputies.models import CongressLevel, Deputy, ElectoralUnit, Expertise, Mandate, Posting, Term
from disputes.models import PanelMember
from liaison.demo.places import DISTRICT
from liaison.demo.telling import document, table
from stations.models import Membership, Region, User

PASSWORD = "liaison-demo"
FIRST_PHONE = 10_000_000_000  # no mobile number begins with 10
SINCE = date(2022, 3, 1)
OPENED = datetime(2022, 3, 1, 9, tzinfo=UTC)
NATION = "00"
TERMS = {  # level: place, which, first and last day
    "national": (NATION, 14, date(2023, 3, 5), date(2028, 3, 4)),
    "provincial": ("43", 14, date(2023, 1, 13), date(2028, 1, 12)),
    "prefecture": ("4306", 9, date(2022, 1, 5), date(2027, 1, 4)),
    "county": (DISTRICT, 6, date(2021, 11, 18), date(2026, 12, 31)),
    "township": (None, 6, date(2021, 11, 8), date(2026, 12, 31)),
}
MANDATES = {"national": 2, "provincial": 8, "prefecture": 60, "county": 262}  # the rest sit in the congresses of the towns
DEPUTIES, DOUBLE = 540, 30
OTHER_PANELISTS = 200
STANDINGS = ("elder", "local", "resident", "grid", "expert", "volunteer", "commissioner", "party_delegate")
ACCOUNTS = {  # the named accounts of the two places, by the street of each
    "430602012": {"keeper": "王敏慧", "head": "陈立诚", "deputy": "周文澜", "street": "李正和", "unit": "刘建安"},
    "430602013": {"keeper": "彭秀川", "head": "吴亦舟", "deputy": "苏念慈", "street": "郑怀远", "unit": "谭思齐"},
}
DISTRICT_ACCOUNTS = {"district": "何清源", "auditor": "许知微", "admin": "孙允文"}
ACCOUNT_UNITS = {"430602012": "housing", "430602013": "city"}


class Names:
    """Made-up names, none of them given twice."""

    def __init__(self, rng):
        surnames, *given = (row["characters"] for row in table("names"))
        self.left = sorted({rng.choice(surnames) + rng.choice(given[0]) + rng.choice(given[1]) for _ in range(6000)})
        rng.shuffle(self.left)

    def take(self):
        return self.left.pop()


class Accounts:
    """Accounts and the roles they hold; only the named ones can sign in."""

    def __init__(self):
        self.users, self.held, self.password = {}, [], make_password(PASSWORD)

    def add(self, username, name, *, can_sign_in=False, **role):
        password = self.password if can_sign_in else "!"
        user = self.users[username] = User(username=username, name=name, password=password, created_at=OPENED)
        if role:
            self.held.append(Membership(user=user, since=SINCE, **role))
        return user

    def save(self):
        User.objects.bulk_create(self.users.values())
        Membership.objects.bulk_create(self.held)


def staff(places, units, names):
    """The keeper, head and street office of every place and a clerk for every unit; returns the accounts by name."""
    accounts = Accounts()
    for role, name in DISTRICT_ACCOUNTS.items():
        accounts.add(role, name, can_sign_in=True, role=role, region_id=DISTRICT)
    streets = {}
    for place in places:
        station, street = place.station, place.station.region_id
        named = ACCOUNTS.get(street, {}) if street not in streets else {}
        ending = "" if street == min(ACCOUNTS) else "2"

        def person(role, fallback, named=named, ending=ending, **held):
            username = role + ending if named else fallback
            return accounts.add(username, named.get(role) or names.take(), can_sign_in=bool(named), role=role, **held)

        place.keeper = person("keeper", f"keeper-{station.code}", station=station)
        place.head = person("head", f"head-{station.code}", station=station)
        if street not in streets:
            streets[street] = person("street", f"street-{street}", region_id=street)
        place.street = streets[street]
    clerks = {}
    for key, unit in units.items():
        street = next((code for code, wanted in ACCOUNT_UNITS.items() if wanted == key), None)
        username = f"unit-{key}" if street is None else "unit" if street == min(ACCOUNTS) else "unit2"
        name = ACCOUNTS[street]["unit"] if street else names.take()
        clerks[unit.pk] = accounts.add(username, name, can_sign_in=bool(street), role="unit", unit=unit)
    return accounts, clerks


def deputies(places, names, accounts, rng, until):
    """540 persons with 570 mandates, each grouped into a station of the place that elected them."""
    terms, electors = congresses(until), {}
    people, mandates = [], []
    for levels, place in seats(places, rng):
        person = Deputy(name=names.take(), phone=str(FIRST_PHONE + len(people) + 1), occupation=occupation(place, rng))
        lead = ACCOUNTS.get(place.station.region_id) if not place.deputies and place is first_of(places, place) else None
        username = f"deputy-{len(people) + 1:03d}"
        if lead:
            person.name, username = lead["deputy"], "deputy" if place.station.region_id == min(ACCOUNTS) else "deputy2"
        person.user = accounts.add(username, person.name, can_sign_in=bool(lead))
        person.levels = {}
        place.deputies.append(person)
        people.append(person)
        for level in levels:
            mandates.append(mandate(person, level, terms[level, place.station.region_id if level == "township" else None],
                                    electors, place, len(mandates)))
    return people, mandates


def first_of(places, place):
    return next(p for p in places if p.station.region_id == place.station.region_id)


def seats(places, rng):
    """Who is elected where: (levels, place), the first deputy of each of the two named places to the county."""
    towns = [place for place in places if place.is_town]
    streets = [place for place in places if not place.is_town]
    higher = [level for level in ("national", "provincial", "prefecture") for _ in range(MANDATES[level])]
    double, alone = higher[8:8 + DOUBLE], higher[:8] + higher[8 + DOUBLE:]
    county = MANDATES["county"] - DOUBLE
    found = [(["county"], streets[n % len(streets)]) for n in range(len(streets))]
    found += [(["county"], rng.choice(streets + towns)) for _ in range(county - len(streets))]
    found += [([level, "county"], rng.choice(streets)) for level in double]
    found += [([level], rng.choice(streets)) for level in alone]
    return found + [(["township"], towns[n % len(towns)]) for n in range(DEPUTIES - len(found))]


def occupation(place, rng):
    return rng.choice(document("phrases")["town_occupations" if place.is_town else "occupations"])


def congresses(until):
    """The term of every congress, by level and (for towns) region, moved on by whole years where it would be over by then."""
    Region.objects.get_or_create(code=NATION, defaults={"name": "全国", "is_active": False})
    below = Region.objects.filter(code__startswith=DISTRICT).exclude(code=DISTRICT)
    towns = [region.code for region in below if region.has_congress]
    made = {}
    for level, (code, ordinal, *days) in TERMS.items():
        starts_on, ends_on = sitting(*days, until)
        for region in [code] if code else towns:
            key = level, None if code else region
            made[key] = Term(level=level, region_id=region, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on)
    Term.objects.bulk_create(made.values())
    return made


def sitting(starts_on, ends_on, until):
    years = max(0, until.year - ends_on.year + (until > ends_on.replace(year=until.year)))
    return starts_on.replace(year=starts_on.year + years), ends_on.replace(year=ends_on.year + years)


def mandate(person, level, term, electors, place, number):
    direct = level in (CongressLevel.COUNTY, CongressLevel.TOWNSHIP)
    name = f"{place.station.community}选区" if direct else {"prefecture": "岳阳楼区", "provincial": "岳阳市"}.get(level, "湖南省")
    elector = electors.setdefault((level, term.region_id, name), ElectoralUnit(level=level, region_id=term.region_id, name=name))
    made = Mandate(deputy=person, level=level, term=term, electoral_unit=elector, since=term.starts_on, card=f"{number + 1:05d}")
    person.levels[level] = made
    return made


def save(places, accounts, people, mandates, names, rng):
    """Everybody into the database, in the order of the foreign keys, and the pool of 群英."""
    accounts.save()
    Deputy.objects.bulk_create(people)
    ElectoralUnit.objects.bulk_create({id(row.electoral_unit): row.electoral_unit for row in mandates}.values())
    Mandate.objects.bulk_create(mandates)
    Posting.objects.bulk_create(
        Posting(deputy=person, station=place.station, since=SINCE) for place in places for person in place.deputies)
    skills = Expertise.objects.bulk_create(Expertise(name=name) for name in document("phrases")["expertise"])
    link(Deputy.expertise.through, "deputy", people, skills, rng)
    panel(places, names, skills, rng)


def panel(places, names, skills, rng):
    """All deputies and some two hundred other respected locals."""
    members = []
    for place in places:
        for person in place.deputies:
            members.append(PanelMember(name=person.name, standing="deputy", deputy=person, region=place.station.region))
            place.locals.append(members[-1])
    for number in range(OTHER_PANELISTS):
        place = places[number * 7 % len(places)]
        members.append(PanelMember(name=names.take(), standing=STANDINGS[number % len(STANDINGS)], region=place.station.region))
        place.locals.append(members[-1])
    PanelMember.objects.bulk_create(members)
    link(PanelMember.expertise.through, "panelmember", members, skills, rng)


def link(through, column, rows, skills, rng):
    through.objects.bulk_create(
        through(**{column: row, "expertise": skill}) for row in rows for skill in rng.sample(skills, rng.choice((1, 1, 2))))


def load(places, units, until):
    """Everybody, elected until that day or longer.

    Returns the names still to be given, {unit's key in the database: its clerk}, and the accounts by name.
    """
    rng = Random(2)
    names = Names(rng)
    accounts, clerks = staff(places, units, names)
    save(places, accounts, *deputies(places, names, accounts, rng, until), names, rng)
    return names, clerks, accounts.users
