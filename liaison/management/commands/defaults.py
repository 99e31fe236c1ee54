"""Load the reference data that the portal ships with: regions, calendar, deadline rules, settings, coded lists."""

import csv
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from deputies.models import ActivityKind, LevelFrequency, PointRule, Purpose
from disputes.models import Category
from stations.models import AssessmentItem, AssessmentTemplate, CalendarDay, DeadlineRule, Region, Setting, StandardItem


def rows(path):
    with open(settings.BASE_DIR / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_missing(model, found, *keys):
    """Insert the rows whose key is not there yet: what a district has changed stays as it is. Returns how many."""
    known = set(model.objects.values_list(*keys))
    fresh = [row for row in found if tuple(getattr(row, key) for key in keys) not in known]
    model.objects.bulk_create(fresh)
    return len(fresh)


def categories():
    return [Category(position=n, **row) for n, row in enumerate(rows("disputes/data/categories.csv"))]


def purposes():
    return [Purpose(position=n, **row) for n, row in enumerate(rows("deputies/data/purposes.csv"))]


def assessment_templates():
    names = dict.fromkeys(row["template"] for row in rows("stations/data/assessment.csv"))
    return [AssessmentTemplate(name=name) for name in names]


def assessment_items():
    """The items of the templates that nobody has used yet: a used one stays as it was."""
    known = {template.name: template for template in AssessmentTemplate.objects.filter(region=None, assessments=None)}
    told = [row for row in rows("stations/data/assessment.csv") if row["template"] in known]
    return [
        AssessmentItem(**row | {"template": known[row["template"]], "position": int(row["position"]),
                                "target": row["target"] or None, "full_if_none": row["full_if_none"] == "1"})
        for row in told
    ]
def standard_items():
    return [StandardItem(position=n, **row) for n, row in enumerate(rows("stations/data/standards.csv"))]
def activity_kinds():
    return [
        ActivityKind(position=n, **row | {name: row[name] == "1" for name in ("is_evening", "is_group")})
        for n, row in enumerate(rows("deputies/data/activity_kinds.csv"))
    ]


def calendar_days():
    return [
        CalendarDay(on=date.fromisoformat(r["date"]), is_workday=r["is_workday"] == "1", name=r["name"],
                    is_official=r["official"] == "1")
        for r in rows("stations/data/holidays.csv")
    ]


def point_rules():
    return [PointRule(**row | {"since": date.fromisoformat(row["since"])}) for row in rows("deputies/data/points.csv")]


@transaction.atomic
def load():
    """Everything, in the order of its foreign keys; returns {model: rows added}."""
    return {
        Region: add_missing(Region, [Region(**r) for r in rows("stations/data/regions.csv")], "code"),
        CalendarDay: add_missing(CalendarDay, calendar_days(), "on"),
        DeadlineRule: add_missing(
            DeadlineRule, [DeadlineRule(**r) for r in rows("stations/data/deadlines.csv")],
            "flow", "clock", "variant", "region_id"),
        Setting: add_missing(Setting, [Setting(**r) for r in rows("stations/data/settings.csv")], "key", "region_id"),
        AssessmentTemplate: add_missing(AssessmentTemplate, assessment_templates(), "name", "region_id"),
        AssessmentItem: add_missing(AssessmentItem, assessment_items(), "template_id", "position"),
        Purpose: add_missing(Purpose, purposes(), "name", "region_id"),
        LevelFrequency: add_missing(
            LevelFrequency, [LevelFrequency(**r) for r in rows("deputies/data/frequencies.csv")], "level", "region_id"),
        StandardItem: add_missing(StandardItem, standard_items(), "code", "region_id"),
        ActivityKind: add_missing(ActivityKind, activity_kinds(), "code"),
        Category: add_missing(Category, categories(), "kind", "code", "region_id"),
        PointRule: add_missing(PointRule, point_rules(), "version", "kind", "region_id"),
    }


class Command(BaseCommand):
    help = "Load the reference data that the portal ships with; what is there already is left alone."

    def handle(self, **options):
        for model, added in load().items():
            self.stdout.write(f"{model._meta.verbose_name}: {added} added")
