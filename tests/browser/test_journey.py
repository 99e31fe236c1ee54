"""The executable story: a matter is mediated, heard and agreed; another becomes a suggestion, and its reply comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes.models import Case, Issue, Suggestion
from tests import walk

TODAY = timezone.localdate()
PASSWORD = "liaison-demo"


class Portal:
    """A browser in the hands of one person after another."""

    def __init__(self, page, base):
        self.page, self.base, self.who = page, base, None

    def sign_in(self, username):
        if username == self.who:
            return
        self.who = username
        self.page.context.clear_cookies()
        self.page.goto(f"{self.base}/sign-in/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("[name=password]").press("Enter")
        self.page.wait_for_url(f"{self.base}/")

    def fill(self, **typed):
        for name, value in typed.items():
            field = self.page.locator(f"main [name={name}]")
            kind = field.first.evaluate("element => element.type")
            if value == "*":
                for box in field.all():
                    box.check(force=True)
            elif kind in ("radio", "checkbox"):
                chosen = field if value is True else self.page.locator(f"main [name={name}][value='{value}']")
                chosen.first.check(force=True)
            elif kind == "select-one":
                field.select_option(str(value))
            else:
                field.fill(str(value))

    def log(self, **typed):
        """Log a visit and print its receipt; returns the issue."""
        self.page.goto(f"{self.base}/")
        self.page.keyboard.press("F2")
        self.page.wait_for_url("**/issues/log/")
        self.fill(name="刘爹爹", phone="10000001234", **typed)
        self.page.keyboard.press("F8")
        self.page.wait_for_url("**/receipt/**")
        return Issue.objects.latest("pk")

    def move(self, username, thing, name, stage=None, **typed):
        """As this user, open the thing, choose the move, fill the form and send it."""
        self.sign_in(username)
        self.page.goto(self.base + thing.get_absolute_url())
        link = self.page.locator(f"main a[href$='/move/{name}/']").first
        if not link.is_visible():
            self.page.locator("main details.more > summary").first.click()
        link.click()
        self.page.wait_for_url(f"**/move/{name}/")
        self.fill(**typed)
        self.page.locator("main form[method=post] button.primary").last.click()
        self.page.wait_for_url(lambda url: "/move/" not in url)
        thing.refresh_from_db()
        assert stage in (None, thing.stage)


@pytest.fixture
def portal(page, live_server, transactional_db):
    return Portal(page, live_server.url)


@pytest.fixture
def people(transactional_db, reference):
    """The cast with passwords, and the 群英 of the street."""
    cast = walk.cast_at("430602012")
    for user in cast.people.values():
        user.set_password(PASSWORD)
        user.save()
    cast.panel = [seat.member for seat in walk.seats(cast)]
    return cast


def test_journey(portal, people):
    issue = mediated(portal, people)
    case = heard(portal, people, issue)
    kept(portal, case)
    portal.move("keeper", issue, "feed_back", "fed_back", way="in_person")
    portal.move("keeper", issue, "rate", "rated", satisfaction="satisfied", is_solved="yes")
    portal.move("head", issue, "close", "closed", outcome="solved", summary="水管修好，双方握手。")
    other = suggested(portal, people)
    assert "明年列入改造计划" in portal.page.goto(portal.base + other.get_absolute_url()).text()
    assert [thing.broken_step() for thing in (issue, case, other, other.suggestions.get())] == [None] * 4


def mediated(portal, people):
    portal.sign_in("keeper")
    issue = portal.log(place="金领公寓3栋", words="停水两天了，物业和自来水公司都不管。", category=_water(),
                       handling="mediate", mediators=people.deputies["deputy"].pk, parties="3栋住户与物业公司")
    portal.move("deputy", issue, "attempt", "mediating", place="站内", course="物业说水泵待修，住户不同意再等。")
    portal.move("deputy", issue, "refer_to_hearing", "in_hearing", note="费用分担谈不拢。")
    return issue


def _water():
    return walk.category().pk


def heard(portal, people, issue):
    case, day = Case.objects.get(issues=issue), TODAY + timedelta(days=2)
    for side in ("3栋住户", "物业公司"):
        portal.move("keeper", case, "name_party", "lead", side=side, kind="group")
    portal.move("keeper", case, "ask_consent", "consent")
    for party in case.parties.order_by("pk"):
        portal.move("keeper", case, "record_consent", "consent", party=party.pk, way="written", rights_told=True)
    portal.move("head", case, "accept", "accepted", category=walk.category("dispute", "property").pk, facts="水泵老化。",
                organiser="committee", organiser_name="洛王社区人民调解委员会")
    seats = {f"seats-{n}-{key}": value for n, member in enumerate(people.panel)
             for key, value in {"member": member.pk, "conflict": "none"}.items()}
    portal.move("keeper", case, "form_panel", "paneled", **seats, **{"seats-is_chair": 0})
    portal.move("keeper", case, "schedule", "scheduled", on=day, at="09:00", place="群英议事厅", notified="电话通知各方")
    portal.move("keeper", case, "open_hearing", "assessing", units="区水务公司", parties_present=True, presences="*")
    words = {f"words_{party.pk}": "我们愿意出一部分。" for party in case.parties.all()}
    portal.move("chair", case, "assess", "negotiating", facts="水泵使用十二年。", **words)
    portal.move("chair", case, "negotiate", "deciding", common="换新泵。")
    portal.move("chair", case, "decide", "deciding", opinion="费用各担一半为宜。", in_favour=3)
    first = case.parties.order_by("pk").first()
    portal.move("keeper", case, "agree", "agreed", **{
        "form": "written", "terms": "费用各担一半，三日内换泵。", "obligations-0-party": first.pk,
        "obligations-0-what": "换好水泵", "obligations-0-due_on": TODAY + timedelta(days=3)})
    return case


def kept(portal, case):
    portal.move("keeper", case, "take_effect", "performing", signed=True, sealed_by="洛王社区人民调解委员会")
    portal.move("keeper", case, "perform", "performing", proof="现场照片")
    portal.move("keeper", case, "complete", "performed")
    portal.move("keeper", case, "follow_up", "performed", way="home", holds=True, words="供水正常。")
    portal.move("head", case, "close", "closed", note="履行完毕，回访无反复。")


def suggested(portal, people):
    portal.sign_in("keeper")
    issue = portal.log(place="洛王路", words="整条路的管网都老了，年年停水。", category=_water(), handling="register")
    portal.move("head", issue, "accept", "accepted")
    portal.sign_in("keeper")
    portal.page.goto(f"{portal.base}/suggestions/convert/?issue={issue.pk}")
    portal.fill(reason="beyond", mandate=people.mandate.pk, title="关于改造洛王路供水管网的建议", proposal="请列入明年改造计划。")
    portal.page.locator("main form button.primary").last.click()
    portal.page.wait_for_url(lambda url: "convert" not in url)
    suggestion = Suggestion.objects.get(issues=issue)
    portal.move("deputy", suggestion, "submit", "submitted", occasion="between")
    portal.move("district", suggestion, "accept", "accepted", category=walk.category("suggestion", "urban").pk)
    portal.move("district", suggestion, "hand_over", "assigned", **{
        "units-0-unit": people.units["unit"].pk, "units-0-part": "main"})
    portal.move("unit", suggestion, "take", "in_progress")
    portal.move("unit", suggestion, "reply", "replied", **{
        "letter": "岳住建函〔2026〕1号", "reply_class": "C", "content": "管网已勘察，明年列入改造计划。", "signer": "某局长",
        "is_sealed": True, "commitments-0-what": "完成管网改造", "commitments-0-due_on": TODAY + timedelta(days=300)})
    portal.move("deputy", suggestion, "evaluate", "evaluated", attitude="satisfied", result="basically")
    issue.refresh_from_db()
    assert issue.stage == "answered"
    portal.sign_in("keeper")
    return issue
