"""The demo as ``make demo`` loads it, once for all tests of this folder."""

import io
import time

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """Yields what was said and the seconds it took; nothing of it is left for tests elsewhere."""
    said = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.process_time()
        call_command("demo", stdout=said)
        yield said.getvalue(), time.process_time() - began
        transaction.set_rollback(True)
