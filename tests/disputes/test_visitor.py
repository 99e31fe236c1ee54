"""The person who came: kept at the station, masked for everybody, read with a reason that stays."""

import pytest
from django.core.exceptions import FieldError, PermissionDenied
from django.db import connection

from disputes.models import IntakeDraft, Visitor
from liaison.kit.vault import fingerprint
from stations.models import ReadLog
from tests import walk
from tests.factories import VisitorFactory
from tests.walk import issue_at

pytestmark = pytest.mark.django_db
PHONE, ADDRESS = "10000001234", "岳阳楼区某路88号"


@pytest.fixture
def visitor(cast):
    return VisitorFactory(station=cast.station, name="刘爹爹", phone=PHONE, address=ADDRESS)


def stored(model, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id = %s", [pk])
        return " ".join(str(value) for value in cursor.fetchone())


# In the database


def test_database_holds_neither_phone_nor_address(visitor):
    raw = stored(Visitor, visitor.pk)
    assert PHONE not in raw and PHONE[:7] not in raw
    assert ADDRESS not in raw and "88号" not in raw
    assert Visitor.objects.get(pk=visitor.pk).phone == PHONE


def test_same_phone_is_stored_otherwise_each_time(cast, others):
    first, second = (VisitorFactory(station=c.station, phone=PHONE) for c in (cast, others))
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM disputes_visitor WHERE id IN (%s, %s)", [first.pk, second.pk])
        assert len({phone for (phone,) in cursor.fetchall()}) == 2
    assert first.phone_index == second.phone_index == fingerprint(PHONE)


def test_unfinished_form_is_encrypted_too(cast):
    draft = IntakeDraft.objects.create(user=cast.keeper, typed=f"phone={PHONE}")
    assert PHONE not in stored(IntakeDraft, draft.pk)
    assert IntakeDraft.objects.get().typed == f"phone={PHONE}"


def test_encrypted_column_cannot_be_searched(visitor):
    with pytest.raises(FieldError):
        Visitor.objects.filter(phone=PHONE).exists()


def test_known_visitor_is_found_by_the_whole_phone(visitor):
    assert Visitor.objects.with_phone(PHONE).get() == visitor
    assert not Visitor.objects.with_phone(PHONE[:-1]).exists()
    assert not Visitor.objects.with_phone("").exists()


def test_changed_phone_is_found_by_the_new_number(visitor):
    visitor.phone = "10000009999"
    visitor.save()
    assert not Visitor.objects.with_phone(PHONE).exists()
    assert Visitor.objects.with_phone("10000009999").get().phone_tail == "9999"


def test_two_without_a_phone_are_two_people(cast):
    for _visitor in range(2):
        VisitorFactory(station=cast.station, phone="")
    assert Visitor.objects.filter(phone_index="").count() == 2


# On the page


@pytest.mark.parametrize(("name", "masked"), [
    ("刘爹爹", "刘**"), ("王五", "王*"), ("李", "李*"), ("社区居民代表", "社**"), ("", "匿名"),
])
def test_name_is_masked(name, masked):
    assert Visitor(name=name).masked_name == masked == str(Visitor(name=name))


@pytest.mark.parametrize(("phone", "masked"), [
    ("10000001234", "100****1234"), ("82212345", "****45"), ("0730-8221234", "****34"), ("+8610000001234", "****34"),
    ("12345", "****"), ("", ""),
])
def test_phone_is_masked(phone, masked):
    assert Visitor(phone=phone).masked_phone == masked


# Revealed


@pytest.mark.parametrize("role", ["keeper", "head"])
def test_station_reads_the_identity_with_a_reason(cast, visitor, role):
    user = getattr(cast, role)
    assert visitor.reveal(by=user, reason=" 电话回访 ") == {"name": "刘爹爹", "phone": PHONE, "address": ADDRESS}
    log = ReadLog.objects.get()
    assert (log.by, log.action, log.thing, log.reason) == (user, "reveal", f"visitor:{visitor.pk}", "电话回访")


def test_log_of_a_reveal_holds_no_identity(cast, visitor):
    visitor.reveal(by=cast.keeper, reason="电话回访")
    raw = stored(ReadLog, ReadLog.objects.get().pk)
    assert PHONE not in raw and "刘爹爹" not in raw


@pytest.mark.parametrize("role", ["deputy", "chair", "street", "district", "unit", "auditor", "admin"])
def test_others_do_not_read_the_identity(cast, visitor, role):
    with pytest.raises(PermissionDenied):
        visitor.reveal(by=getattr(cast, role), reason="想看看")
    assert not ReadLog.objects.exists()


def test_other_station_does_not_read_the_identity(visitor, others):
    with pytest.raises(PermissionDenied):
        visitor.reveal(by=others.keeper, reason="想看看")
    assert not Visitor.objects.visible_to(others.keeper).exists()


def test_deputy_on_the_matter_reads_the_identity(cast):
    """Security: a deputy who received or mediates a matter has to reach the person; the others do not."""
    visitor = walk.issue_at("mediating", cast).visitor
    assert visitor.reveal(by=cast.deputy, reason="约时间调解")["name"] == visitor.name
    with pytest.raises(PermissionDenied):
        visitor.reveal(by=cast.cosigner, reason="想看看")


def test_who_brought_an_accusation_is_known_to_the_head_alone(cast):
    visitor = walk.issue_at("restricted", cast).visitor
    assert visitor.reveal(by=cast.head, reason="移送前核对")
    for role in ("keeper", "deputy", "street", "district"):
        with pytest.raises(PermissionDenied):
            visitor.reveal(by=getattr(cast, role), reason="想看看")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_identity_is_not_read_without_a_reason(cast, visitor, reason):
    with pytest.raises(ValueError, match="reason"):
        visitor.reveal(by=cast.keeper, reason=reason)
    assert not ReadLog.objects.exists()


def test_unit_and_offices_see_the_matter_but_not_the_visitor(cast):
    issue_at("assigned", cast)
    for user in (cast.unit, cast.chair, cast.street, cast.district):
        assert not Visitor.objects.visible_to(user).exists()
    assert Visitor.objects.visible_to(cast.keeper).count() == 1
