"""What every test run stands on: its database, no network, repeatable random data."""

import ipaddress
import socket
from datetime import datetime, time

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone

from liaison.kit.seals import install_seals, remove_seals
from liaison.management.commands import defaults
from tests import walk

hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests use a file: threads in memory share one connection, and no race could be tested."""
    if connection.vendor == "sqlite":
        file = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = file


@pytest.fixture(scope="session", autouse=True)
def flush_below_seals():
    """Let the clean-up after a transactional test empty sealed tables, and seal them again."""
    def flush(operations, statements):
        remove_seals(operations.connection.alias)
        original(operations, statements)
        install_seals(operations.connection.alias)

    original = BaseDatabaseOperations.execute_sql_flush
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Tests reach this machine only, as an installation in a closed network would."""
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise OSError(f"a test tried to reach {address[0]}")
        return original(self, address)

    original = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


def _is_here(host):
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def pytest_report_header():
    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


@pytest.fixture
def reference(db):
    """The reference data that the portal ships with."""
    defaults.load()


@pytest.fixture
def cast(reference):
    """The people of one station in 洛王街道."""
    return walk.cast_at("430602012")


@pytest.fixture
def others(cast):
    """The people of a station in another street of the same district."""
    return walk.cast_at("430602013", "2")


@pytest.fixture
def travel(monkeypatch):
    """Call it with a day: the clock stands at nine o'clock of that day until the test ends."""
    def to(day):
        moment = timezone.make_aware(datetime.combine(day, time(9)))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return to
