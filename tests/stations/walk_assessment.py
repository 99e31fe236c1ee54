"""Assessments for the tests: a template with items of each kind, walked to a stage by the flow's own moves."""

from datetime import date
from decimal import Decimal

from liaison.figures.measures import measured
from stations.models import Assessment, AssessmentItem, AssessmentTemplate, Score, Scoring

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
WAYS = {
    "opened": ["open"], "self_checked": ["open", "self_check"], "reviewed": ["open", "self_check", "review"],
    "confirmed": ["open", "self_check", "review", "confirm"],
    "appealed": ["open", "self_check", "review", "confirm", "appeal"],
    "final": ["open", "self_check", "review", "confirm", "lapse"], "voided": ["open", "void"],
}
WHO = {"open": "district", "self_check": "head", "review": "street", "send_back": "street", "return_review": "district",
       "confirm": "district", "appeal": "head", "decide": "district", "lapse": "system", "void": "district"}
SCORED = ("self_check", "review", "confirm", "decide")


def template(name="测试考核表"):
    """Judged 40, computed 30 in per cent and 30 by number, bonus 5; made once."""
    sheet, is_new = AssessmentTemplate.objects.get_or_create(name=name)
    if is_new:
        for position, (label, weight, kind, more) in enumerate((
            ("场所和标牌", 40, "judged", {"help": "补齐标牌。"}),
            ("按期答复", 30, "computed", {"figure": "answered_in_time", "per": "answered", "target": 100, "full_if_none": True}),
            ("收到意见", 30, "computed", {"figure": "received", "target": 2, "help": "多走访。"}),
            ("创新", 5, "bonus", {}),
        ), 1):
            AssessmentItem.objects.create(
                template=sheet, position=position, group="测试", label=label, weight=weight, kind=kind, **more)
    return sheet


def new(cast, **changes):
    return Assessment(**{"station": cast.station, "template": template(), "since": SINCE, "until": UNTIL} | changes)


def scores(assessment, judged="40", bonus="0", comment="核实"):
    """A mark for every item; computed ones as the figures say."""
    items = list(assessment.template.items.all())
    measures = measured(assessment, items)
    typed = {"judged": Decimal(judged), "bonus": Decimal(bonus)}
    return [measures[item.pk].score if item.is_computed else Score.judged(item, typed[item.kind], comment) for item in items]


def step(assessment, move, cast, by=None, **marks):
    make = assessment.begin if assessment.stage == "" else assessment.advance
    told = {"record": Scoring(), "parts": scores(assessment, **marks)} if move in SCORED else {}
    return make(move, by=by or getattr(cast, WHO[move]), note="说明" if assessment.flow[move].note else "", **told)


def assessment_at(stage, cast, judged="40", **changes):
    assessment = new(cast, **changes)
    for move in WAYS[stage]:
        step(assessment, move, cast, **({"judged": judged} if move in SCORED else {}))
    assert assessment.stage == stage
    return assessment
