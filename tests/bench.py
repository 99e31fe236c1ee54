"""How fast the portal works at a given number of matters: ``make bench SIZES="1000 10000"``.

Times are compared with baselines that run in the same process, in turns: only the ratios say something.
"""

import statistics
import tempfile
import time
import uuid
from datetime import timedelta
from itertools import count
from pathlib import Path

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from disputes.actions.intake import register
from disputes.models import Category, Issue, IssueStep, SentForm, Visit, Visitor
from liaison import urls
from liaison.management.commands import defaults
from stations.models import Region, User
from tests import walk
from tests.factories import StationFactory, UserFactory

STATIONS, YEARS, STEPS, AT_ONCE = 108, 3, 30, 1000
ROUNDS, WARM = 15, 2
OVER, OPEN, OPEN_DAYS = ("closed",) * 9 + ("redirected",), ("registered", "assigned", "closed"), 60
WHAT = ("停水", "漏水", "停电", "噪音", "油烟", "停车", "路灯", "电梯", "垃圾", "井盖", "物业", "欠薪", "宠物", "占道", "绿化")
WHERE = ("金领公寓", "洞庭小区", "望岳路", "南湖大道", "站前路", "花板桥", "建设新村", "东风湖", "梅溪", "九华山")
PAGE = {}  # the ready HTML of the bare view
PHONES = count(13_000_000_000)


def bare(request):
    return HttpResponse(PAGE["html"])


class District:
    """A district with its people and N issues, made without the door: rows copied from issues that went through it."""

    def __init__(self):
        defaults.load()
        self.cast = walk.cast_at("430602012")
        streets = list(Region.objects.filter(code__regex=r"^430602\d{3}$"))
        others = [StationFactory(region=streets[n % len(streets)], code=f"{n:04d}") for n in range(1, STATIONS)]
        self.stations = [self.cast.station, *others]
        self.keepers = [self.cast.keeper, *(UserFactory() for _ in others)]
        self.categories = list(Category.objects.filter(kind="issue"))
        self.models = {stage: self.told(walk.issue_at(stage, self.cast)) for stage in {*OVER, *OPEN}}
        self.long = walk.issue_at("registered", self.cast)
        for _ in range(STEPS - 1):
            walk.step(self.long, "remark", self.cast)

    def told(self, issue):
        issue = Issue.objects.get(pk=issue.pk)
        return issue, list(issue.steps.order_by("number"))

    def grow(self, size):
        made, self.last = Issue.objects.count(), Issue.objects.latest("pk").pk
        while made < size:
            more = min(AT_ONCE, size - made)
            self.write([self.copy(made + n) for n in range(more)])
            made += more
        connection.cursor().execute("ANALYZE")

    def copy(self, n):
        """An issue, its visit and its steps; of the last two months two in three are open, and a few of them late."""
        days = n * 7919 % (365 * YEARS)
        stages = OPEN if days < OPEN_DAYS else OVER
        issue, steps = self.models[stages[n % len(stages)]]
        self.last, ago = self.last + 1, timedelta(days=days)
        station, keeper = self.stations[n * 31 % STATIONS], self.keepers[n * 31 % STATIONS]
        columns = {field.attname: getattr(issue, field.attname) for field in Issue._meta.concrete_fields}
        copied = Issue(**columns | {
            "id": self.last, "number": f"B{n:09d}", "station_id": station.pk, "region_id": station.region_id,
            "title": f"{WHERE[n * 7 % len(WHERE)]}{n % 90 + 1}栋{WHAT[n * 11 % len(WHAT)]}", "begun_on": issue.begun_on - ago,
            "closed_at": issue.closed_at and issue.closed_at - ago, "category_id": self.categories[n % len(self.categories)].pk,
            "due_on": issue.due_on and issue.due_on - timedelta(days=30 * (n % 20 == 0)),
        })
        visit = Visit(issue=copied, visitor_id=issue.visitor_id, words=f"{copied.title}，没有人管。", on=copied.begun_on)
        return copied, visit, [self.step(step, copied, ago, keeper) for step in steps]

    def step(self, step, issue, ago, by):
        columns = {field.attname: getattr(step, field.attname) for field in IssueStep._meta.concrete_fields}
        return IssueStep(**columns | {"id": None, "issue_id": issue.pk, "at": step.at - ago, "record_id": None, "by_id": by.pk})

    def write(self, copies):
        with transaction.atomic():
            Issue.objects.bulk_create(issue for issue, _visit, _steps in copies)
            Visit.objects.bulk_create(visit for _issue, visit, _steps in copies)
            IssueStep.objects.bulk_create(step for _issue, _visit, steps in copies for step in steps)
            for sql in connection.ops.sequence_reset_sql(no_style(), [Issue]):
                connection.cursor().execute(sql)


def reader(user):
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)

    def read(address):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return read


def visit_of(district):
    """The unsaved rows of a visit."""
    cast = district.cast
    issue = Issue(title="停水两天", station=cast.station, region=cast.station.region, category=district.categories[0])
    return issue, Visit(words="停水两天了，没有人管。", on=timezone.localdate())


def log_visit(district):
    keeper = User.objects.get(pk=district.cast.keeper.pk)
    register(*visit_of(district), person=("刘爹爹", str(next(PHONES))), by=keeper, key=uuid.uuid4())


def write_rows(district):
    """What ``log_visit`` leaves behind, written without asking anything."""
    issue, visit = visit_of(district)
    step = district.models["registered"][1][0]
    with transaction.atomic():
        issue.visitor = visit.visitor = Visitor.objects.create(
            station=issue.station, name="刘爹爹", phone=str(next(PHONES)))
        issue.number, issue.stage, issue.version = uuid.uuid4().hex[:30], "registered", 1
        issue.save(force_insert=True)
        visit.issue = issue
        visit.save(force_insert=True)
        district.step(step, issue, timedelta(0), district.cast.keeper).save(force_insert=True)
        SentForm.objects.create(key=uuid.uuid4(), issue=issue)


def works(district):
    """Each work by name: (what is done, the baseline that it is compared with)."""
    keeper, overseer = reader(district.cast.keeper), reader(district.cast.district)
    PAGE["html"] = overseer("/dashboard/").content
    deep = f"/issues/?before={Issue.objects.order_by('pk').values_list('pk', flat=True)[59]}"
    return {
        "bare view": (lambda: overseer("/bare/"), "bare view"),
        "dashboard": (lambda: overseer("/dashboard/"), "bare view"),
        "list": (lambda: overseer("/issues/"), "bare view"),
        "list, station": (lambda: keeper("/issues/"), "bare view"),
        "list, last page": (lambda: overseer(deep), "bare view"),
        f"matter, {STEPS} steps": (lambda: keeper(district.long.get_absolute_url()), "bare view"),
        "list, search": (lambda: overseer("/issues/?q=电梯"), "bare view"),
        "search": (lambda: overseer("/search/?q=电梯"), "bare view"),
        "search, nothing": (lambda: overseer("/search/?q=鲸鱼"), "bare view"),
        "bare rows": (lambda: write_rows(district), "bare rows"),
        "log a visit": (lambda: log_visit(district), "bare rows"),
    }


def timed(work):
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def bench(district, size):
    district.grow(size)
    todo, times = works(district), {}
    for each in range(WARM + ROUNDS):
        for name, (work, _baseline) in todo.items():
            took = timed(work)
            if each >= WARM:
                times.setdefault(name, []).append(took)
    print(f"\n{connection.vendor}, {size} issues, {ROUNDS} rounds{'ms':>12}{'quartiles':>17}{'ratio':>8}")
    for name, (_work, baseline) in todo.items():
        low, middle, high = statistics.quantiles(times[name], n=4)
        print(f"{name:34}{middle:12.1f}{low:9.1f}–{high:<7.1f}{middle / statistics.median(times[baseline]):8.1f}")


def main(arguments):
    sizes = sorted(map(int, arguments)) or [1000, 10_000]
    settings.SESSION_RENEWED, settings.WHITENOISE_AUTOREFRESH = 60, False  # as a station runs it
    urls.urlpatterns.append(path("bare/", bare))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
            connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        connection.creation.create_test_db(verbosity=0)
        try:
            district = District()
            for size in sizes:
                bench(district, size)
        finally:
            connection.creation.destroy_test_db(":memory:", verbosity=0)

