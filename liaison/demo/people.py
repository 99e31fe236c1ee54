"""The people of a district of the demo, all made up: accounts, deputies of five levels, and the pool of 群英."""

from datetime import UTC, date, datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import prefetch_related_objects

from deputies.models import CongressLevel, Deputy, ElectoralUnit, Expertise, Mandate, Posting, Term
from disputes.models import PanelMember
from liaison.demo.county import COUNTIES, NATION
from liaison.demo.telling import document, table
from stations.models import Membership, Region, User

PASSWORD = "liaison-demo"
FIRST_PHONE = 10_000_000_000  # no mobile number begins with 10
SINCE = date(2022, 3, 1)
OPENED = datetime(2022, 3, 1, 9, tzinfo=UTC)
STANDINGS = ("elder", "local", "resident", "grid", "expert", "volunteer", "commissioner", "party_delegate")


class Names:
    """Made-up names, none of them given twice."""

    def __init__(self, rng):
        surnames, *given = (row["characters"] for row in table("names"))
        made = {rng.choice(surnames) + rng.choice(given[0]) + rng.choice(given[1]) for _ in range(6000)}
        self.left = sorted(made.difference(*(county.account_names for county in COUNTIES)))
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


def staff(county, places, units, names):
    """The keeper, head and street office of every place and a clerk for every unit; returns the accounts by name."""
    accounts = Accounts()
    for role, (username, name) in county.offices.items():
        accounts.add(username, name, can_sign_in=True, role=role, region_id=county.code)
    streets = {}
    for place in places:
        station, street = place.station, place.station.region_id
        named = county.accounts.get(street) if street not in streets else None

        def person(role, fallback, named=named, **held):
            username, name = (role + named.ending, named.names[role]) if named else (fallback, names.take())
            return accounts.add(username, name, can_sign_in=bool(named), role=role, **held)

        place.keeper = person("keeper", f"keeper-{station.code}", station=station)
        place.head = person("head", f"head-{station.code}", station=station)
        if street not in streets:
            streets[street] = person("street", f"street-{street}", region_id=street)
        place.street = streets[street]
    return accounts, {unit.pk: clerk(county, key, unit, names, accounts) for key, unit in units.items()}


def clerk(county, key, unit, names, accounts):
    named = next((named for named in county.accounts.values() if named.unit == key), None)
    username, name = (f"unit{named.ending}", named.names["unit"]) if named else (f"unit-{key}{county.ending}", names.take())
    return accounts.add(username, name, can_sign_in=bool(named), role="unit", unit=unit)


def deputies(county, places, names, accounts, rng, until):
    """The persons with their mandates, each grouped into a station of the place that elected them."""
    terms = congresses(county, until)
    electors = {(row.level, row.region_id, row.name): row for row in ElectoralUnit.objects.all()}
    people, mandates = [], []
    for number, (levels, place) in enumerate(seats(county, places, rng), county.first_deputy):
        person = Deputy(name=names.take(), phone=str(FIRST_PHONE + number), occupation=occupation(place, rng))
        named = county.accounts.get(place.station.region_id) if not place.deputies and place is first_of(places, place) else None
        username = f"deputy-{number:03d}"
        if named:
            person.name, username = named.names["deputy"], "deputy" + named.ending
        person.user = accounts.add(username, person.name, can_sign_in=bool(named))
        person.levels = {}
        place.deputies.append(person)
        people.append(person)
        for level in levels:
            term = terms[level, place.station.region_id if level == "township" else None]
            elector = elected_by(county, level, term, place, electors)
            mandates.append(mandate(person, term, elector, county.first_deputy + len(mandates)))
    return people, mandates


def first_of(places, place):
    return next(p for p in places if p.station.region_id == place.station.region_id)


def seats(county, places, rng):
    """Who is elected where: (levels, place), the first deputy of each street's station to the county."""
    towns = [place for place in places if place.is_town]
    streets = [place for place in places if not place.is_town]
    higher = [level for level in ("national", "provincial", "prefecture") for _ in range(county.mandates[level])]
    double, alone = higher[8:8 + county.double], higher[:8] + higher[8 + county.double:]
    direct = county.mandates["county"] - county.double
    found = [(["county"], streets[n % len(streets)]) for n in range(len(streets))]
    found += [(["county"], rng.choice(streets + towns)) for _ in range(direct - len(streets))]
    found += [([level, "county"], rng.choice(streets)) for level in double]
    found += [([level], rng.choice(streets)) for level in alone]
    return found + [(["township"], towns[n % len(towns)]) for n in range(county.deputies - len(found))]


def occupation(place, rng):
    return rng.choice(document("phrases")["town_occupations" if place.is_town else "occupations"])


def congresses(county, until):
    """The term of every congress, by level and (for towns) region, moved on by whole years where it would be over by then."""
    Region.objects.get_or_create(code=NATION, defaults={"name": "全国", "is_active": False})
    below = Region.objects.filter(code__startswith=county.code).exclude(code=county.code)
    towns = [region.code for region in below if region.has_congress]
    made = {}
    for level, (code, ordinal, *days) in county.terms_by_place.items():
        starts_on, ends_on = sitting(*days, until)
        for region in [code] if code else towns:
            made[level, None if code else region], _is_new = Term.objects.get_or_create(
                level=level, region_id=region, ordinal=ordinal, defaults={"starts_on": starts_on, "ends_on": ends_on})
    return made


def sitting(starts_on, ends_on, until):
    years = max(0, until.year - ends_on.year + (until > ends_on.replace(year=until.year)))
    return starts_on.replace(year=starts_on.year + years), ends_on.replace(year=ends_on.year + years)


def elected_by(county, level, term, place, electors):
    direct = level in (CongressLevel.COUNTY, CongressLevel.TOWNSHIP)
    above = {"prefecture": county.name, "provincial": county.city, "national": "湖南省"}
    name = f"{place.station.community}选区" if direct else above[level]
    return electors.setdefault((level, term.region_id, name), ElectoralUnit(level=level, region_id=term.region_id, name=name))


def mandate(person, term, elector, number):
    made = Mandate(deputy=person, level=term.level, term=term, electoral_unit=elector, since=term.starts_on, card=f"{number:05d}")
    person.levels[term.level] = made
    return made


def save(county, places, accounts, people, mandates, names, rng):
    """Everybody into the database, in the order of the foreign keys, and the pool of 群英."""
    accounts.save()
    Deputy.objects.bulk_create(people)
    electors = {id(row.electoral_unit): row.electoral_unit for row in mandates}.values()
    ElectoralUnit.objects.bulk_create(elector for elector in electors if elector.pk is None)
    Mandate.objects.bulk_create(mandates)
    Posting.objects.bulk_create(
        Posting(deputy=person, station=place.station, since=SINCE) for place in places for person in place.deputies)
    prefetch_related_objects(people, "mandates__term", "postings")
    skills = [Expertise.objects.get_or_create(name=name)[0] for name in document("phrases")["expertise"]]
    link(Deputy.expertise.through, "deputy", people, skills, rng)
    panel(county, places, names, skills, rng)


def panel(county, places, names, skills, rng):
    """All deputies and other respected locals."""
    members = []
    for place in places:
        for person in place.deputies:
            members.append(PanelMember(name=person.name, standing="deputy", deputy=person, region=place.station.region))
            place.locals.append(members[-1])
    for number in range(county.panelists):
        place = places[number * 7 % len(places)]
        members.append(PanelMember(name=names.take(), standing=STANDINGS[number % len(STANDINGS)], region=place.station.region))
        place.locals.append(members[-1])
    PanelMember.objects.bulk_create(members)
    link(PanelMember.expertise.through, "panelmember", members, skills, rng)


def link(through, column, rows, skills, rng):
    through.objects.bulk_create(
        through(**{column: row, "expertise": skill}) for row in rows for skill in rng.sample(skills, rng.choice((1, 1, 2))))


def remember_roles(users):
    """What each account may do, asked for once for all: nobody gets or loses a role while the demo is told."""
    held = {}
    for membership in Membership.objects.filter(user__in=[user.pk for user in users]).current().with_places():
        held.setdefault(membership.user_id, []).append(membership)
    for user in users:
        user.current_memberships = held.get(user.pk, [])


def load(county, places, units, until, names):
    """Everybody, elected until that day or longer; returns {unit's key in the database: its clerk} and the accounts by name."""
    rng = Random(county.code)
    accounts, clerks = staff(county, places, units, names)
    save(county, places, accounts, *deputies(county, places, names, accounts, rng, until), names, rng)
    remember_roles(accounts.users.values())
    return clerks, accounts.users
