"""The demo as ``make demo`` loads it, once for all tests of this folder."""

import io

import pytest
from django.core.management import call_command
from django.db import connection, transaction


class Counted:
    """How many statements the database was sent."""

    def __init__(self):
        self.sent = 0

    def __call__(self, execute, *statement):
        self.sent += 1
        return execute(*statement)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """Yields what was said and how many statements it took; nothing of it is left for tests elsewhere."""
    said, counted = io.StringIO(), Counted()
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.execute_wrapper(counted):
            call_command("demo", stdout=said)
        yield said.getvalue(), counted.sent
        transaction.set_rollback(True)
