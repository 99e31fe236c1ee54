"""Inspections and notices walked to a stage by their flows' own moves."""

from datetime import timedelta

from django.utils import timezone

from stations.models import (
    CleanNote,
    Correction,
    Extension,
    Finding,
    Inspection,
    InspectionNote,
    Notice,
    Recheck,
    Wording,
)


def finding(due_in=10, **fields):
    due_on = timezone.localdate() + timedelta(due_in)
    return Finding(**{"what": "接待日公告没有上墙", "demand": "上墙公告", "due_on": due_on} | fields)


def inspection_record(move, visit):
    """A filled-in record (and its parts) for a move of an inspection; None where the move needs none."""
    made = {
        "inspect": lambda: (InspectionNote(overview="看了台账。"), [finding(10), finding(20, what="台账缺三天")]),
        "recheck_fail": lambda: (InspectionNote(overview="公告还是没有上墙。"), [finding(5)]),
        "inspect_clean": lambda: (CleanNote(overview="都在位。"), ()),
        "correct": lambda: (Correction(finding=visit.open_findings().first(), done="已上墙。"), ()),
        "extend": lambda: (Extension(finding=visit.open_findings().first(), due_on=timezone.localdate() + timedelta(30),
                                     reason="等物料"), ()),
        "recheck_pass": lambda: (Recheck(words="都改好了。"), ()),
    }
    return made.get(move, lambda: (None, ()))()


def notice_record(move, notice):
    words = dict(title="关于做好接待日公告的通知", text="各站：\n\n请提前公告。", to_keeper=True, to_deputy=True)
    return (Wording(within=notice.region, **words), ()) if move in ("draft", "revise") else (None, ())


RECORDS = {"inspection": inspection_record, "notice": notice_record}
WAYS = {
    "inspection": {
        "correcting": ["inspect"], "corrected": ["inspect", "correct", "correct", "finish"],
        "closed": ["inspect", "correct", "correct", "finish", "recheck_pass"], "clean": ["inspect_clean"],
        "voided": ["inspect", "void"],
    },
    "notice": {
        "draft": ["draft"], "published": ["draft", "publish"], "superseded": ["draft", "publish", "supersede"],
        "withdrawn": ["draft", "publish", "withdraw"], "discarded": ["draft", "discard"],
    },
}


def step(thing, move, cast, by=None):
    """Make one move with a filled-in record, by the first of its roles that the cast holds towards the thing."""
    record, parts = RECORDS[thing.flow.name](move, thing)
    known = [getattr(cast, role) for role in thing.flow[move].roles]
    by = by or next(user for user, role in zip(known, thing.flow[move].roles, strict=True) if role in thing.roles_of(user))
    make = thing.begin if thing.stage == "" else thing.advance
    return make(move, by=by, record=record, parts=parts, note="说明" if thing.flow[move].note else "")


def walked(thing, stage, cast):
    for move in WAYS[thing.flow.name][stage]:
        step(thing, move, cast)
    assert thing.stage == stage
    return thing


def inspection_at(stage, cast, **fields):
    n = Inspection.objects.count() + 1
    told = {"station": cast.station, "region": cast.county, "title": f"第{n}批专题督查", "inspectors": "区人大代表工委甲、乙"}
    return walked(Inspection(**told | fields), stage, cast)


def notice_at(stage, cast, **fields):
    region = fields.get("region", cast.county)
    return walked(Notice(**{"region": region, "within": region} | fields), stage, cast)


def told(cast, by=None, parts=(), publish=True, region=None, **words):
    """A notice with these words, published."""
    notice = Notice(region=region or cast.county, within=region or cast.county)
    record = Wording(**{"title": "关于接待日的制度", "text": "一、提前公告。", "within": notice.region} | words)
    notice.begin("draft", by=by or cast.district, record=record, parts=parts)
    if publish:
        notice.advance("publish", by=by or cast.district)
    return notice
