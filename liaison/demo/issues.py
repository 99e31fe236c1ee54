"""What is written down when an issue of the demo moves, and the ways that issues take."""

from disputes.models import (
    Answer,
    Assignment,
    Closing,
    Feedback,
    IssueConversion,
    Mediation,
    MediationAttempt,
    Mediator,
    Merge,
    Rating,
    Redirection,
    Settlement,
    Triage,
    UnitReturn,
    Visit,
)
from liaison.demo.telling import phrase
from liaison.demo.walks import Written, beats

MADE_BY = {  # move: who makes it, and how many working days after the one before
    "register": ("keeper", 0), "revisit": ("keeper", 3), "answer_on_spot": ("keeper", 0), "redirect": ("keeper", 0),
    "accept": ("head", 1), "merge": ("keeper", 1), "void": ("head", 1), "restrict": ("head", 0), "transfer": ("head", 3),
    "mediate": ("keeper", 1), "attempt": ("deputy", 3), "settle": ("keeper", 2), "end_mediation": ("keeper", 2),
    "refer_to_hearing": ("keeper", 1), "convert": ("keeper", 0), "assign": ("street", 1), "request_return": ("unit", 2),
    "uphold": ("street", 1), "take": ("unit", 1), "request_extension": ("unit", 3), "extend": ("street", 1),
    "answer": ("unit", 4), "try_feedback": ("keeper", 1), "feed_back": ("keeper", 1), "rate": ("keeper", 2),
    "lapse": ("system", 6), "rehandle": ("street", 2), "refer_up": ("district", 3), "close": ("head", 2), "remark": ("keeper", 1),
}
RESULTS = {"solved": ("solved", "yes"), "in_progress": ("partly", "partly"), "planned": ("explained", "no"),
           "explained": ("explained", "no")}
ANSWER_OF_CLASS = {"A": "solved", "B": "in_progress", "C": "planned", "D": "explained"}


def way(moves, of="issue"):
    return beats(moves, of, MADE_BY)


def register(w):
    first = w.beat.of == "issue"
    words = w.told["words"] if first else phrase("more_words", w.rng)
    issue = w.things[w.beat.of]
    return Written(Visit(
        visitor=issue.visitor, words=words, source=issue.source, deputy=issue.deputy, reception=issue.reception,
        companions=w.told.get("companions", w.rng.choice((0, 0, 0, 1, 1, 2)))))


def revisit(w):
    return Written(Visit(visitor=w.things["issue"].visitor, words=phrase("second_words", w.rng)))


def accept(w):
    category = w.district.categories["issue", w.told["category"]]
    return Written(Triage(category=category, complexity=w.told.get("complexity", "general"), is_urgent="is_urgent" in w.told))


def answer_on_spot(w):
    return Written(Answer(result="solved", content=w.told["answer"], signer=w.place.keeper.name))


def redirect(w):
    return Written(Redirection(body=w.district.categories["redirect", w.told["body"]], explanation=w.told["answer"]))


def merge(w):
    return Written(Merge(into=w.things["issue"], reason="同一地点、同一诉求，并入先登记的一件"))


def mediate(w):
    others = [person for person in w.place.deputies if person is not w.deputy]
    named = [w.deputy, *w.rng.sample(others, min(len(others), w.rng.choice((0, 1))))]
    parties = f"{w.told['a']}与{w.told['b']}"
    return Written(Mediation(parties=parties, plan=w.told.say("plan")), tuple(Mediator(deputy=person) for person in named))


def attempt(w):
    number = w.made["issue", "attempt"]
    course = w.told.say("course", number) if not number or isinstance(w.told["course"], list) else phrase("attempt_more", w.rng)
    rooms = w.place.hall, w.told.get("place") or w.place.hall, f"{w.place.station.community}接待室"
    place = w.told.get("met_at") or w.rng.choice(rooms)
    return Written(MediationAttempt(place=place, course=course, next_step=w.told.say("attempt_next")))


def settle(w):
    w.result = w.told.get("outcome") or ("solved" if w.rng.random() < 0.9 else "in_progress")
    return Written(Settlement(
        content=w.told["result"], outcome=RESULTS[w.result][0], confirmed=w.rng.choice(("in_person", "signed", "phone"))))


def convert(w):
    return Written(IssueConversion(
        suggestion=w.things["suggestion"], reason=w.told.get("reason") or w.rng.choice(IssueConversion.Reason.values)))


def assign(w):
    if w.made["issue", "request_return"] and w.made["issue", "assign"]:
        w.unit = w.place.unit
    return Written(Assignment(unit=w.unit, request=w.told.say("request")))


def request_return(w):
    return Written(UnitReturn(reason=phrase("return_reason", w.rng), proposed=w.place.unit))


def answer(w):
    w.result = w.told.get("result", "solved")
    again = "已重新到现场核实。" if w.made["issue", "answer"] else ""
    return Written(Answer(result=w.result, content=again + w.told["answer"], signer=phrase("signers", w.rng)))


def feed_back(w):
    if w.made["issue", "try_feedback"] >= 2:
        return Written(Feedback(way="unreachable"))
    return Written(Feedback(way=w.rng.choice(("phone", "phone", "in_person", "home")), words=w.told.say("feedback")))


def rate(w):
    issue = w.things[w.beat.of]
    judgement = w.told.get("judgement") or ("satisfied" if w.rng.random() < 0.78 else "basically")
    if isinstance(judgement, list):
        judgement = judgement[min(w.made[w.beat.of, "rate"], len(judgement) - 1)]
    solved = "no" if judgement == "not" else RESULTS[result(w, issue)][1]
    return Written(Rating(satisfaction=judgement, is_solved=solved, comment=w.told.say(judgement, w.made[w.beat.of, "rate"])))


def result(w, issue):
    """The class of the answer that the visitor had: from the reply to a suggestion, a hearing or a unit."""
    if "suggestion" in w.things:
        return ANSWER_OF_CLASS[w.told["letter"]]
    return "solved" if "case" in w.things else getattr(w, "result", "solved")


def close(w):
    issue = w.things[w.beat.of]
    outcome = "explained" if issue.satisfaction == "not" else RESULTS[result(w, issue)][0]
    return Written(Closing(outcome=outcome, summary=w.told.say("closing")))


def noted(key):
    return lambda w: Written(note=phrase(key, w.rng))


def nothing(w):
    return Written()


WRITERS = {("issue", move): writer for move, writer in {
    "register": register, "revisit": revisit, "answer_on_spot": answer_on_spot, "redirect": redirect, "transfer": redirect,
    "accept": accept, "merge": merge, "void": noted("void_note"), "restrict": noted("restrict_note"), "mediate": mediate,
    "attempt": attempt, "settle": settle, "end_mediation": noted("failed_note"), "refer_to_hearing": noted("hearing_note"),
    "convert": convert, "assign": assign, "request_return": request_return, "uphold": noted("uphold_note"), "take": nothing,
    "request_extension": noted("extend_note"), "extend": noted("extended_note"), "answer": answer,
    "try_feedback": noted("try_note"), "feed_back": feed_back, "rate": rate, "lapse": nothing,
    "rehandle": noted("rehandle_note"), "refer_up": noted("refer_note"), "close": close, "remark": noted("remark"),
}.items()}

AFTER_HEARING = "群英会没有谈成，已书面告知可以申请人民调解，也可以向人民法院起诉，并给了法律援助联系方式。"
HANDED = "register accept assign take answer"
RATED = HANDED + " feed_back rate"
OPEN_WAYS = {
    "registered": "register", "restricted": "register restrict", "accepted": "register accept",
    "mediating": "register accept mediate attempt", "assigned": "register accept assign",
    "returned": "register accept assign request_return", "in_progress": "register accept assign take", "answered": HANDED,
    "fed_back": HANDED + " feed_back", "rated": RATED, "rehandling": RATED + " rehandle", "under_review": RATED + " refer_up",
}
UNHAPPY = ("rehandling", "under_review")
NEVER_HAPPY = RATED + " rehandle answer+3 feed_back rate rehandle answer+3 feed_back rate close"
HANDED_WAYS = (
    *[RATED + " close"] * 12, HANDED + " feed_back lapse close", HANDED + " feed_back lapse close",
    RATED + " rehandle answer feed_back rate close", NEVER_HAPPY, HANDED + " try_feedback try_feedback feed_back lapse close",
    "register accept assign request_return assign take answer feed_back rate close",
    "register accept assign take request_extension extend answer feed_back rate close",
    "register revisit accept assign take remark@unit answer feed_back rate close",
)
