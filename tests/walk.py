"""The cast of the tests, and things walked to a stage by the flow's own moves: no test starts from an impossible state."""

from datetime import time, timedelta
from types import SimpleNamespace

from django.utils import timezone

from deputies.models import CongressLevel
from disputes.models import (
    Acceptance,
    Agreement,
    Answer,
    Assessment,
    Assignment,
    AssistOpinion,
    Breach,
    Case,
    CaseConversion,
    Closing,
    Commitment,
    Confirmation,
    Consent,
    Contact,
    Cosigning,
    Diversion,
    Docketing,
    Draft,
    Effect,
    Evaluation,
    ExternalFiling,
    Failure,
    Feedback,
    FollowUp,
    Fulfilment,
    HandlingUnit,
    HandOver,
    Hearing,
    Invitation,
    Invitee,
    Issue,
    IssueConversion,
    JointReview,
    Mediation,
    MediationAttempt,
    Mediator,
    Merge,
    Negotiation,
    NonAcceptance,
    Obligation,
    Opinion,
    Panel,
    Party,
    Performance,
    Presence,
    Publication,
    Rating,
    Redirection,
    Refusal,
    Reply,
    ReturnRequest,
    Seat,
    Settlement,
    Sitting,
    Statement,
    Submission,
    Suggestion,
    SuggestionMerge,
    Triage,
    UnitReturn,
    Visit,
    Withdrawal,
)
from stations.models import Region, User
from tests.factories import (
    DeputyFactory,
    MandateFactory,
    MembershipFactory,
    PanelMemberFactory,
    PostingFactory,
    StationFactory,
    UnitFactory,
    UserFactory,
    VisitorFactory,
    category,
)


def cast_at(street, suffix=""):
    """One station in the street with everybody who works on its matters; names end in ``suffix``."""
    region = Region.objects.get(code=street)
    county = Region.objects.get(code=region.county_code)
    station, unit, other_unit = StationFactory(region=region), UnitFactory(region=county), UnitFactory(region=county)
    places = {"keeper": {"station": station}, "head": {"station": station}, "street": {"region": region},
              "district": {"region": county}, "unit": {"unit": unit}, "assist": {"unit": other_unit},
              "auditor": {"region": county}, "admin": {"region": county}}
    people = {}
    for role, place in places.items():
        people[role] = UserFactory(username=role + suffix)
        MembershipFactory(user=people[role], role="unit" if role == "assist" else role, **place)
    deputies = {}
    for role in ("deputy", "cosigner", "chair"):
        people[role] = UserFactory(username=role + suffix)
        deputies[role] = DeputyFactory(user=people[role])
        mandate = MandateFactory(deputy=deputies[role])
        PostingFactory(deputy=deputies[role], station=station)
    people["lead"] = people["deputy"]
    return SimpleNamespace(
        **people, deputies=deputies, station=station, units={"unit": unit, "assist": other_unit}, county=county,
        mandate=mandate and deputies["deputy"].mandates.get(), system=User.objects.system(), people=people,
    )


def issue_record(move, issue, cast):
    """A filled-in record (and its parts) for a move of an issue; None where the move needs none."""
    today = timezone.localdate()
    made = {
        "register": lambda: (Visit(visitor=issue.visitor, words="停水两天了，没有人管。", on=today), ()),
        "revisit": lambda: (Visit(visitor=issue.visitor, words="还是没有水。", on=today), ()),
        "answer_on_spot": lambda: (Answer(result="explained", content="已当场说明。"), ()),
        "redirect": lambda: (Redirection(body=category("redirect", "court"), explanation="已在法院审理。"), ()),
        "transfer": lambda: (Redirection(body=category("redirect", "discipline"), explanation="已移送。"), ()),
        "accept": lambda: (Triage(category=issue.category, complexity="general"), ()),
        "merge": lambda: (Merge(into=issue_at("registered", cast), reason="同一件事"), ()),
        "mediate": lambda: (Mediation(parties="住户与物业"), [Mediator(deputy=cast.deputies["deputy"])]),
        "attempt": lambda: (MediationAttempt(place="站内", course="双方都来了。", on=today), ()),
        "settle": lambda: (Settlement(content="当天恢复供水。", outcome="solved", confirmed="signed"), ()),
        "convert": lambda: (IssueConversion(suggestion=suggestion_at("draft", cast), reason="beyond"), ()),
        "assign": lambda: (Assignment(unit=cast.units["unit"], request="请查明并答复。"), ()),
        "request_return": lambda: (UnitReturn(reason="不归我们管", proposed=cast.units["assist"]), ()),
        "feed_back": lambda: (Feedback(way="phone", on=today), ()),
        "rate": lambda: (Rating(satisfaction="not", is_solved="no"), ()),
        "close": lambda: (Closing(outcome="explained", summary="已解释。"), ()),
        **dict.fromkeys(("answer", "conclude", "hearing_settled", "suggestion_replied"),
                        lambda: (Answer(result="solved", content="已经修好。", signer="某局长"), ())),
    }
    return made.get(move, lambda: (None, ()))()


def case_record(move, case, cast):
    """A filled-in record (and its parts) for a move of a case."""
    today, parties = timezone.localdate(), list(case.parties.all()) if case.pk else []
    sitting = dict(on=today + timedelta(days=2), at=time(9), place=f"议事厅{case.pk}", notified="电话")
    made = {
        "name_party": lambda: (Party(side=f"第{len(parties) + 1}方", kind="group"), ()),
        "record_consent": lambda: (Consent(party=case.unconsented().first(), way="written", rights_told=True), ()),
        "decline": lambda: (Refusal(party=parties[0], routes="可以到法院起诉。"), ()),
        "divert": lambda: (Diversion(body=category("redirect", "police"), reason="涉嫌违法"), ()),
        "accept": lambda: (Acceptance(category=category("dispute", "property"), facts="漏水", organiser="committee",
                                      organiser_name="某社区人民调解委员会"), ()),
        **dict.fromkeys(("form_panel", "change_panel"), lambda: (Panel(), seats(cast))),
        **dict.fromkeys(("schedule", "reschedule", "adjourn"), lambda: (Sitting(**sitting), ())),
        "open_hearing": lambda: (Hearing(parties_present=True), [Presence(seat=seat) for seat in case.seats]),
        "assess": lambda: (Assessment(facts="属实"), [Statement(party=party, words="我们的意见。") for party in parties]),
        "negotiate": lambda: (Negotiation(common="都愿意修"), ()),
        "decide": lambda: (Opinion(opinion="各担一半", in_favour=3), ()),
        "agree": lambda: (Agreement(form="written", terms="各出一半。"),
                          [Obligation(party=parties[0], what="修好水管", due_on=today + timedelta(days=10))]),
        "fail": lambda: (Failure(reason="分歧太大", routes="可以到法院起诉。"), ()),
        "take_effect": lambda: (Effect(effective_on=today, signed=True, sealed_by="某社区人民调解委员会"), ()),
        "perform": lambda: (Performance(obligation=case.unperformed().first(), proof="照片"), ()),
        "breach": lambda: (Breach(obligation=case.obligations().first(), what="没有修", routes="可以申请执行。"), ()),
        "confirm": lambda: (Confirmation(court="岳阳楼区人民法院", number="（2026）湘0602诉前调确1号"), ()),
        "follow_up": lambda: (FollowUp(way="home", holds=True, words="都满意"), ()),
        "convert": lambda: (CaseConversion(suggestion=suggestion_at("draft", cast), reason="普遍性问题"), ()),
    }
    return made.get(move, lambda: (None, ()))()


def seats(cast):
    known = getattr(cast.deputies["chair"], "panel_member", None)
    chair = known or PanelMemberFactory(deputy=cast.deputies["chair"], standing="deputy")
    others = [PanelMemberFactory() for _ in range(2)]
    return [Seat(member=chair, is_chair=True, conflict="none"), *(Seat(member=m, conflict="none") for m in others)]


def suggestion_record(move, suggestion, cast):
    """A filled-in record (and its parts) for a move of a suggestion."""
    today = timezone.localdate()
    text = dict(title="关于改造供水管网的建议", facts="管网老化。", proposal="请列入计划。")
    month = today + timedelta(days=30)
    made = {
        **dict.fromkeys(("draft", "revise"), lambda: (Draft(**text), ())),
        "invite": lambda: (Invitation(), [Invitee(deputy=cast.deputies["cosigner"])]),
        "cosign": lambda: (Cosigning(
            invitation=suggestion.current_invitation, deputy=cast.deputies["cosigner"], agrees=True), ()),
        "submit": lambda: (Submission(occasion="between"), ()),
        "withdraw": lambda: (Withdrawal(reason="已解决", cosigners_agree=True), ()),
        "accept": lambda: (Docketing(number=suggestion.next_number(), category=category("suggestion", "urban")), ()),
        "refuse": lambda: (NonAcceptance(reason=category("not_accepted", "empty"), explanation="没有具体内容"), ()),
        "merge": lambda: (SuggestionMerge(into=suggestion_at("submitted", cast), reason="同一内容"), ()),
        "track": lambda: (ExternalFiling(body="市人大常委会"), ()),
        "hand_over": lambda: (HandOver(), [
            HandlingUnit(unit=cast.units["unit"], part="main", due_on=month),
            HandlingUnit(unit=cast.units["assist"], part="assist", due_on=month)]),
        "request_return": lambda: (ReturnRequest(reason="不归我们管", proposed=cast.units["assist"]), ()),
        "reply": lambda: (Reply(unit=cast.units["unit"], letter="岳住建函1号", reply_class="A", content="已经改造。",
                                signer="某局长", is_sealed=True), ()),
        "record_reply": lambda: (Reply(outside="市住建局", letter="市函1号", reply_class="A", content="已办。", signer="某",
                                       is_sealed=True), ()),
        "evaluate": lambda: (Evaluation(attitude="satisfied", result="not", comment="还没有修"), ()),
        "conclude": lambda: (JointReview(participants="住建局、代表", conclusion="明年列入"), ()),
        "publish": lambda: (Publication(is_published=True), ()),
        "contact": lambda: (Contact(unit=cast.units["unit"], way="phone", content="已与代表沟通。"), ()),
        "assist": lambda: (AssistOpinion(unit=cast.units["assist"], opinion="同意改造。"), ()),
        "fulfil": lambda: (Fulfilment(commitment=Commitment.objects.get(record__suggestion=suggestion), result="kept",
                                      evidence="已竣工。"), ()),
    }
    return made.get(move, lambda: (None, ()))()


RECORDS = {"issue": issue_record, "case": case_record, "suggestion": suggestion_record}


def commitment(due_in=60):
    return Commitment(what="完成改造", due_on=timezone.localdate() + timedelta(days=due_in))


def step(thing, move, cast, by=None, **record_changes):
    """Make one move with a filled-in record, by the first of its roles that is in the cast."""
    record, parts = RECORDS[thing.flow.name](move, thing, cast)
    for name, value in record_changes.items():
        setattr(record, name, value)
    by = by or actor(thing.flow[move], cast, thing)
    make = thing.begin if thing.stage == "" else thing.advance
    return make(move, by=by, record=record, parts=parts, note="说明" if thing.flow[move].note else "")


def actor(move, cast, thing):
    """Who of the cast makes the move; the committee of a county's suggestion is the district."""
    for role in move.roles:
        name = {"committee": "district"}.get(role, role)
        user = getattr(cast, name, None)
        if user and role in thing.roles_of(user):
            return user
    return getattr(cast, {"committee": "district"}.get(move.roles[0], move.roles[0]))


WAYS = {
    "issue": {
        "registered": ["register"], "restricted": ["register", "restrict"], "accepted": ["register", "accept"],
        "mediating": ["register", "mediate"], "in_hearing": ["register", "refer_to_hearing"],
        "in_suggestion": ["register", "accept", "convert"], "assigned": ["register", "accept", "assign"],
        "returned": ["register", "accept", "assign", "request_return"],
        "in_progress": ["register", "accept", "assign", "take"],
        "answered": ["register", "accept", "assign", "take", "answer"],
        "fed_back": ["register", "accept", "assign", "take", "answer", "feed_back"],
        "rated": ["register", "accept", "assign", "take", "answer", "feed_back", "rate"],
        "rehandling": ["register", "accept", "assign", "take", "answer", "feed_back", "rate", "rehandle"],
        "under_review": ["register", "accept", "assign", "take", "answer", "feed_back", "rate", "refer_up"],
        "redirected": ["register", "redirect"], "merged": ["register", "merge"], "voided": ["register", "void"],
        "closed": ["register", "answer_on_spot", "lapse", "close"],
    },
    "case": {
        "lead": ["open"], "consent": ["open", "name_party", "name_party", "ask_consent"],
        "declined": ["consent", "decline"], "diverted": ["open", "divert"], "voided": ["open", "void"],
        "accepted": ["consent", "record_consent", "record_consent", "accept"], "paneled": ["accepted", "form_panel"],
        "scheduled": ["paneled", "schedule"], "assessing": ["scheduled", "open_hearing"],
        "negotiating": ["assessing", "assess"], "deciding": ["negotiating", "negotiate"],
        "agreed": ["deciding", "decide", "agree"],
        "failed": ["deciding", "fail"], "performing": ["agreed", "take_effect"], "breached": ["performing", "breach"],
        "performed": ["performing", "perform", "complete"], "closed": ["performed", "follow_up", "close"],
    },
    "suggestion": {
        "draft": ["draft"], "cosigning": ["draft", "invite"], "submitted": ["draft", "invite", "cosign", "submit"],
        "withdrawn": ["draft", "withdraw"], "not_accepted": ["submitted", "refuse"], "merged": ["submitted", "merge"],
        "accepted": ["submitted", "accept"], "assigned": ["accepted", "hand_over"], "external": ["submitted", "track"],
        "return_requested": ["assigned", "request_return"], "in_progress": ["assigned", "take"],
        "replied": ["in_progress", "reply"], "evaluated": ["replied", "evaluate"], "rehandling": ["evaluated", "rehandle"],
        "joint_review": ["evaluated", "review_jointly"], "closed": ["joint_review", "conclude"],
    },
}


def moves_to(flow, stage):
    """The literal way to a stage, with the names of earlier stages written out."""
    earlier = set(WAYS[flow]) - {stage}
    return [move for part in WAYS[flow][stage] for move in (moves_to(flow, part) if part in earlier else [part])]


def issue_at(stage, cast, **fields):
    visitor = fields.pop("visitor", None) or VisitorFactory(station=cast.station)
    issue = Issue(**{"title": "金领公寓3栋停水两天", "station": cast.station, "region": cast.station.region, "visitor": visitor,
                     "category": category(), "deputy": cast.deputies["deputy"], "begun_on": timezone.localdate()} | fields)
    return walked(issue, stage, cast)


def case_at(stage, cast, **fields):
    return walked(Case(**{"title": "楼上漏水", "station": cast.station} | fields), stage, cast)


def suggestion_at(stage, cast, **fields):
    mandate = cast.mandate
    if stage == "external" and "mandate" not in fields:
        mandate = MandateFactory(deputy=cast.deputies["deputy"], level=CongressLevel.PREFECTURE)
        MandateFactory(deputy=cast.deputies["cosigner"], level=CongressLevel.PREFECTURE)
    suggestion = Suggestion(**{"title": "关于改造供水管网的建议", "station": cast.station, "lead": cast.deputies["deputy"],
                               "mandate": mandate, "region": cast.county} | fields)
    return walked(suggestion, stage, cast)


def walked(thing, stage, cast):
    for move in moves_to(thing.flow.name, stage):
        step(thing, move, cast)
    assert thing.stage == stage
    return thing
