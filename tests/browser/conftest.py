"""A Chromium of the system in front of a live server, both on this machine alone."""

import os
import shutil
from pathlib import Path

import pytest

# Playwright keeps an event loop in the main thread, where Django would then refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
ARGS = [
    "--no-sandbox",  # root, as in most build machines, gets no sandbox
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items):
    """The hook is shown every test of the run, not only those of this folder."""
    if not CHROMIUM:
        for item in items:
            if item.path.is_relative_to(Path(__file__).parent):
                item.add_marker(pytest.mark.skip("no Chromium here, so browser tests are left out"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(autouse=True)
def migrated_rows(django_db_serialized_rollback):
    """Give back, after the clean-up behind each test, the rows that migrations had put in."""


@pytest.fixture
def page(page):
    """A page on which a broken script or a breach of the content security policy fails the test."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: "Content Security Policy" in said.text and complaints.append(said.text))
    yield page
    assert complaints == []
