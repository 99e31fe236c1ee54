"""A right is a role at a place for a time: what covers what, and nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from stations.models import Membership, Region, Station, Unit, User

pytestmark = pytest.mark.django_db


NAMES = {
    "43": "湖南省", "4306": "岳阳市", "430602": "岳阳楼区", "430602012": "洛王街道", "430602013": "枫桥湖街道",
    "430603": "云溪区", "430603001": "云溪街道", "430211": "天元区", "430211001": "泰山路街道",
}


@pytest.fixture
def place():
    made = {code: Region.objects.update_or_create(code=code, defaults={"name": name})[0] for code, name in NAMES.items()}
    for code in ("430602012", "430602013", "430603001", "430211001"):
        made[f"station {code}"] = Station.objects.create(
            code=code[-6:], name=f"{NAMES[code]}站", region=made[code], opened_on="2020-01-01")
    made["unit"] = Unit.objects.create(name="城管局", region=made["430602"])
    made["unit elsewhere"] = Unit.objects.create(name="城管局", region=made["430211"])
    return made


def holder(role, place=None, **more):
    user = User.objects.create_user(f"{role}{User.objects.count()}", name="某人")
    kind = {Region: "region", Station: "station", Unit: "unit"}[type(place)]
    Membership.objects.create(user=user, role=role, **{kind: place}, **more)
    return user


COVERS = {  # who: (where the role is held, what it covers)
    "keeper": ("station 430602012", {"station 430602012"}),
    "head": ("station 430602012", {"station 430602012"}),
    "street": ("430602012", {"430602012", "station 430602012"}),
    "district": ("430602", {"430602", "430602012", "430602013", "station 430602012", "station 430602013", "unit"}),
    "auditor": ("4306", {"4306", "430602", "430602012", "430602013", "430603", "430603001", "station 430602012",
                         "station 430602013", "station 430603001", "unit"}),
    "admin": ("430211", {"430211", "430211001", "station 430211001", "unit elsewhere"}),
    "unit": ("unit", {"unit"}),
}


@pytest.mark.parametrize("role", COVERS)
def test_role_covers_its_place_and_what_lies_in_it(place, role):
    held_at, covered = COVERS[role]
    user = holder(role, place[held_at])
    assert {name for name, there in place.items() if user.has_role(role, at=there)} == covered


@pytest.mark.parametrize("role", COVERS)
def test_reach_and_covers_agree_about_stations(place, role):
    user = holder(role, place[COVERS[role][0]])
    reached = set(Station.objects.filter(user.reach(role)))
    assert reached == {there for name, there in place.items() if name.startswith("station") and user.has_role(role, at=there)}
    assert reached == set(Station.objects.of(user)) == set(Station.objects.of(user, role))


def test_region_without_a_matching_code_prefix_is_another(place):
    """A prefix is a prefix at a boundary of codes: 4306 is not 430 and 43060 is no place."""
    user = holder("district", place["430602"])
    assert not user.has_role("district", at=place["430603"]) and not user.has_role("district", at=place["4306"])


def test_nobody_holds_a_role_that_is_not_named(place):
    user = holder("keeper", place["station 430602012"])
    assert not user.has_role("head") and not user.has_role() and not user.has_role("", at=place["station 430602012"])
    assert not Station.objects.filter(user.reach("head")).exists()


def test_somebody_without_role_reaches_nothing(place):
    user = User.objects.create_user("nobody", name="无")
    assert not user.has_role("keeper") and not user.roles and not user.unit_ids
    assert not Station.objects.filter(user.reach()).exists() and not Membership.objects.filter(user.reach(to="station")).exists()


def test_unit_reaches_no_station(place):
    assert not Station.objects.filter(holder("unit", place["unit"]).reach()).exists()


def test_no_place_has_no_holder(place):
    """An empty key may not match another empty key, and a place that is not there is not everywhere."""
    user = holder("district", place["430602"])
    assert not user.has_role("district", at=Station(region=place["430211001"]))
    assert not user.has_role("district", at=Unit(region=place["430211"]))
    assert not user.has_role("district", at=None) and user.has_role("district")


@pytest.mark.parametrize("role", ["district", "street"])
def test_region_is_covered_through_the_station_of_a_row(place, role):
    user = holder(role, place["430602"] if role == "district" else place["430602012"])
    holder("keeper", place["station 430602012"])
    holder("keeper", place["station 430211001"])
    found = Membership.objects.filter(user.reach(role, to="station"), role="keeper")
    assert {held.station for held in found} == {place["station 430602012"]}


@pytest.mark.parametrize("since, until, holds", [
    (0, None, True), (-5, 0, True), (0, 0, True), (-5, -1, False), (1, None, False), (1, 9, False), (-5, 9, True),
])
def test_role_holds_from_its_first_day_through_its_last(place, since, until, holds):
    today = timezone.localdate()
    last = None if until is None else today + timedelta(days=until)
    user = holder("keeper", place["station 430602012"], since=today + timedelta(days=since), until=last)
    assert user.has_role("keeper") is holds


def test_rights_are_read_once_a_request(place, django_assert_num_queries):
    user = holder("keeper", place["station 430602012"])
    with django_assert_num_queries(1):
        user.has_role("keeper", at=place["station 430602012"])
        user.reach("keeper")
        assert [(str(held.place), held.county) for held in user.current_memberships] == [("洛王街道站", "岳阳楼区")]


@pytest.mark.parametrize("role, where, county", [
    ("street", "430602012", "岳阳楼区"), ("district", "430602", "岳阳楼区"), ("unit", "unit elsewhere", "天元区"),
    ("auditor", "4306", "岳阳市"), ("admin", "43", "湖南省"),
])
def test_membership_tells_its_county(place, role, where, county):
    assert holder(role, place[where]).current_memberships[0].county == county


@pytest.mark.parametrize("role, fields", [
    ("keeper", {"region": "430602"}), ("keeper", {}), ("street", {"station": "station 430602012"}),
    ("unit", {"region": "430602"}),
    ("district", {"region": "430602", "unit": "unit"}), ("keeper", {"station": "station 430602012", "region": "430602"}),
    ("admin", {"unit": "unit"}), ("auditor", {}), ("king", {"region": "430602"}),
])
def test_role_is_held_at_the_kind_of_place_it_belongs_to(place, role, fields):
    at = {key: place[name] for key, name in fields.items()}
    held = Membership(user=User.objects.create_user("x", name="某"), role=role, **at)
    with pytest.raises(ValidationError):
        held.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()


def test_end_before_start_is_refused(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        holder("keeper", place["station 430602012"], since="2026-05-01", until="2026-04-01")


@pytest.mark.parametrize("role, enters, edits", [
    ("keeper", False, False), ("head", False, False), ("street", False, False), ("unit", False, False),
    ("district", True, False), ("auditor", True, False), ("admin", True, True),
])
def test_administration_is_edited_by_the_administrator_only(place, role, enters, edits):
    user = holder(role, place[COVERS[role][0]])
    assert user.is_staff is enters and user.has_module_perms("stations") is enters
    assert user.has_perm("stations.view_region") is enters and user.has_perm("stations.change_region") is edits
    assert user.has_perms(["stations.view_region", "stations.delete_region"]) is edits and user.is_superuser is False


def test_disabled_administrator_has_no_permission(place):
    user = holder("admin", place["430602"])
    user.is_active = False
    assert not user.is_staff and not user.has_perm("stations.change_region") and not user.has_module_perms("stations")


def test_disabled_person_holds_no_role(place):
    user = holder("keeper", place["station 430602012"])
    user.is_active = False
    assert not user.has_role("keeper") and not Station.objects.filter(user.reach()).exists()


def test_system_user_cannot_sign_in():
    system = User.objects.system()
    assert not system.is_active and not system.has_usable_password() and not system.check_password("")
    assert User.objects.system() == system
