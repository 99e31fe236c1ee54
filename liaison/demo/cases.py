"""What is written down when a hearing case of the demo moves, and the ways that cases take."""

from datetime import time, timedelta

from disputes.models import (
    Acceptance,
    Agreement,
    Assessment,
    Breach,
    CaseConversion,
    Confirmation,
    Consent,
    Diversion,
    Effect,
    Failure,
    FollowUp,
    Hearing,
    Negotiation,
    Obligation,
    Opinion,
    Panel,
    Party,
    Performance,
    Presence,
    Refusal,
    Seat,
    Sitting,
    Statement,
)
from liaison.demo.issues import noted, nothing
from liaison.demo.telling import phrase
from liaison.demo.walks import Written, beats

MADE_BY = {
    "open": ("keeper", 0), "name_party": ("keeper", 0), "ask_consent": ("keeper", 1), "record_consent": ("keeper", 1),
    "decline": ("keeper", 1), "divert": ("keeper", 1), "accept": ("head", 1), "form_panel": ("keeper", 1),
    "change_panel": ("keeper", 1), "schedule": ("keeper", 1), "extend": ("head", 1), "open_hearing": ("keeper", 3),
    "assess": ("keeper", 0), "negotiate": ("keeper", 0), "decide": ("keeper", 0), "agree": ("keeper", 0),
    "fail": ("keeper", 0), "take_effect": ("keeper", 1), "confirm": ("keeper", 2), "perform": ("keeper", 4),
    "complete": ("keeper", 1), "breach": ("keeper", 12), "resume": ("keeper", 6), "follow_up": ("keeper", 7),
    "close": ("head", 1), "close_breached": ("head", 8), "convert": ("keeper", 0), "void": ("head", 1),
}
SEATS = 5


def way(moves, of="case"):
    return beats(moves, of, MADE_BY)


def name_party(w):
    number = w.made["case", "name_party"]
    told = (w.told["a"], w.told["b"], *w.told.get("more_sides", ()))
    side = told[number]
    issue = w.things.get("issue")
    visitor = issue.visitor if issue and not number else w.new_visitor()
    return Written(Party(side=side, kind=nature(side), visitor=visitor))


def nature(side):
    if any(word in side for word in ORGANISATIONS):
        return "organisation"
    return "group" if any(word in side for word in GROUPS) else "person"


ORGANISATIONS = ("公司", "单位", "机构", "中介", "项目部", "站点", "理发店", "中心", "开发商")
GROUPS = ("业主", "住户", "村民", "居民", "队", "家长", "商户", "户")


def record_consent(w):
    party = w.things["case"].unconsented().first()
    return Written(Consent(party=party, way=w.rng.choice(("written", "oral")), agrees_public=is_public(w), rights_told=True))


def is_public(w):
    return bool(w.told.get("is_public"))


def decline(w):
    party = w.things["case"].parties.last()
    return Written(Refusal(party=party, words=phrase("refuse_words", w.rng), routes=phrase("court_routes", w.rng)))


def divert(w):
    number = w.rng.randrange(2)
    body = w.district.categories["redirect", ("police", "court")[number]]
    return Written(Diversion(body=body, reason=w.told.say("divert_reason")))


def accept(w):
    organiser = w.told.get("organiser") or w.rng.choice(("committee", "committee", "station"))
    community = w.place.station.community
    name = community + "人民调解委员会" if organiser == "committee" else str(w.place.station)
    told = w.told
    facts = told.get("facts_before") or f"{told['a']}反映：{told['words']}{told['b']}称：{told['words_b']}"
    return Written(Acceptance(
        category=w.district.categories["dispute", w.told["dispute"]], facts=facts, organiser=organiser, organiser_name=name,
        is_public=is_public(w)))


def form_panel(w):
    """A deputy of the station takes the chair; the others are respected locals of the street and the station."""
    near = w.district.near(w.place)
    own = next(member for member in near if member.deputy_id == w.deputy.pk)
    others = w.rng.sample([member for member in near if member is not own and member.deputy_id is None], SEATS - 2)
    deputies = [member for member in w.place.locals if member.deputy_id and member is not own]
    members = [own, *deputies[:1], *others][:SEATS]
    return Written(Panel(chosen_by=w.rng.choice(("invited", "parties", "drawn"))), tuple(
        Seat(member=member, is_chair=not number, conflict="none") for number, member in enumerate(members)))


def change_panel(w):
    written = form_panel(w)
    return written._replace(note="一位群英与当事人有亲戚关系，主动回避，另行邀请。")


def schedule(w):
    """The day of the hearing, at an hour when the hall is free."""
    on = w.day_of("open_hearing") or w.district.almanac.coming(w.day)
    hour = next(hour for hour in HOURS if (w.place.station.pk, on, hour) not in w.district.booked)
    w.district.booked.add((w.place.station.pk, on, hour))
    return Written(Sitting(on=on, at=hour, place=w.place.hall, notified=phrase("notified", w.rng)))


HOURS = tuple(time(hour, minute) for hour, minute in ((9, 0), (14, 30), (10, 30), (16, 0), (19, 0), (8, 0), (20, 30), (12, 0)))


def open_hearing(w):
    w.sat = w.things["case"].seats
    return Written(Hearing(parties_present=True, units=w.told.get("units", "")), tuple(Presence(seat=seat) for seat in w.sat))


def assess(w):
    words = (w.told["words"], w.told["words_b"], *w.told.get("more_words_of", ()))
    parties = list(w.things["case"].parties.order_by("pk"))
    facts = w.told.get("facts") or "主持人核对各方陈述和现场情况：" + w.told["course"]
    law = w.told.get("law") or phrase(f"law_{LAWS.get(w.told['dispute'], 'near')}", w.rng)
    return Written(Assessment(facts=facts, law=law), tuple(
        Statement(party=party, words=text) for party, text in zip(parties, words, strict=True)))


LAWS = {"property": "property", "damage": "damage", "family": "family", **dict.fromkeys(
    ("contract", "business", "consumer", "labour", "demolition"), "contract")}


def negotiate(w):
    return Written(Negotiation(common=w.told.say("common"), differences=w.told.say("differences")))


def decide(w):
    against = w.told.get("against", int(w.rng.random() < 0.15))
    dissent = w.told.say("dissent") if against else ""
    return Written(Opinion(
        opinion=w.told.say("opinion"), in_favour=len(w.sat) - against, against=against, dissent=dissent))


def agree(w):
    """What each side does by when; the last day may be asked for, so that an open case falls due then."""
    parties = list(w.things["case"].parties.order_by("pk"))
    duties = w.told.get("duties") or [[0, w.told["do_a"], 12], [1, w.told["do_b"], 18]]
    last = max(days for _side, _what, days in duties)
    end = w.due_wanted if w.due_wanted and w.due_wanted >= w.day else w.day + timedelta(days=last)
    form = w.told.get("form") or w.rng.choice(("written", "written", "written", "oral"))
    w.form = form
    return Written(
        Agreement(form=form, terms=w.told["result"], unresolved=w.told.get("unresolved", ""), amount=w.told.get("amount")),
        tuple(Obligation(party=parties[side], what=what, due_on=max(w.day, end - timedelta(days=last - days)))
              for side, what, days in duties))


def take_effect(w):
    seal = "" if w.form == "oral" else w.place.station.community + "人民调解委员会"
    return Written(Effect(signed=w.form != "oral", sealed_by=seal))


def confirm(w):
    number = w.things["case"].pk
    return Written(Confirmation(court="区人民法院", number=f"（{w.day.year}）区民特{number}号"))


def perform(w):
    number = w.made["case", "perform"]
    obligation = w.things["case"].unperformed().first()
    return Written(Performance(obligation=obligation, proof=w.told.say("proof", number)))


def breach(w):
    obligation = w.things["case"].unperformed().last()
    return Written(Breach(obligation=obligation, what=phrase("breach", w.rng), routes=phrase("court_routes", w.rng)))


def fail(w):
    return Written(Failure(reason=w.told.say("fail_reason"), routes=phrase("court_routes", w.rng)))


def follow_up(w):
    words = w.told.say("follow_up", w.made["case", "follow_up"])
    return Written(FollowUp(way=w.rng.choice(("home", "phone")), holds=True, words=words))


def convert(w):
    return Written(CaseConversion(suggestion=w.things["suggestion"], reason="一家一户谈不拢，背后是同类小区共有的问题"))


WRITERS = {("case", move): writer for move, writer in {
    "open": nothing, "name_party": name_party, "ask_consent": nothing, "record_consent": record_consent, "decline": decline,
    "divert": divert, "accept": accept, "form_panel": form_panel, "change_panel": change_panel, "schedule": schedule,
    "extend": noted("extend_note"), "open_hearing": open_hearing, "assess": assess, "negotiate": negotiate, "decide": decide,
    "agree": agree, "fail": fail, "take_effect": take_effect, "confirm": confirm, "perform": perform, "complete": nothing,
    "breach": breach, "resume": noted("resume_note"), "follow_up": follow_up, "close": noted("case_close"),
    "close_breached": noted("breach_close"), "convert": convert, "void": noted("void_note"),
}.items()}

CONSENTED = "name_party name_party ask_consent record_consent record_consent accept"
HEARD = CONSENTED + " form_panel schedule open_hearing assess negotiate decide"
AGREED = HEARD + " agree"
PERFORMED = AGREED + " take_effect perform perform complete"
OPEN_WAYS = {
    "lead": "", "consent": "name_party name_party ask_consent", "accepted": CONSENTED, "paneled": CONSENTED + " form_panel",
    "scheduled": CONSENTED + " form_panel schedule", "assessing": CONSENTED + " form_panel schedule open_hearing",
    "negotiating": CONSENTED + " form_panel schedule open_hearing assess",
    "deciding": CONSENTED + " form_panel schedule open_hearing assess negotiate", "agreed": AGREED,
    "performing": AGREED + " take_effect perform", "breached": AGREED + " take_effect perform breach",
    "performed": PERFORMED,
}
HEARD_WAYS = (
    *[PERFORMED + " follow_up close"] * 8, PERFORMED + " follow_up follow_up+30 close",
    AGREED + " take_effect perform breach resume perform complete follow_up close",
    AGREED + " take_effect perform breach close_breached",
)
ASKED = "name_party name_party ask_consent"
UNSETTLED_WAYS = (*[ASKED + " record_consent decline"] * 5, *[ASKED + " divert"] * 3, *[HEARD + " fail"] * 5)
