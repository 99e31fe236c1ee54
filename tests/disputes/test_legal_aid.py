"""Legal aid: for whom, by whom, what came of it; the duty file follows, and the figures are its rows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deputies.models import Duty
from disputes.figures import FIGURES
from disputes.models import LegalAid, LegalAidKind, LegalAidOutcome
from disputes.models.legal_aid import OUTCOMES, RECOVERING
from liaison.kit.figures import Scope, numbers
from stations.models import Region
from tests import walk
from tests.factories import DeputyFactory, EnterpriseFactory, LegalAidFactory, PostingFactory, StationFactory

pytestmark = pytest.mark.django_db
LIST, NEW, FIRMS = "/legal-aid/", "/legal-aid/new/", "/legal-aid/enterprises/"
KEYS = ("legal_aid_enterprises", "legal_sessions", "legal_arbitrations", "legal_suits", "legal_mediations", "legal_recovered")


@pytest.fixture
def today():
    return timezone.localdate()


def typed(cast, **changes):
    return {"kind": "arbitration", "title": "货款拖欠申请仲裁", "on": timezone.localdate() - timedelta(9), "enterprise_names": "",
            "person_words": "某包装厂", "reached": 1, "deputies": [cast.deputies["deputy"].pk], "lawyer": "", "outcome": "won",
            "ended_on": timezone.localdate(), "amount_recovered": "120000.50", "summary": "裁决支付。"} | changes


def kept():
    return set(Duty.objects.counted().values_list("deputy", "kind", "on"))


# Noting it down


def test_aid_is_noted_down_with_enterprises_and_the_duty_file_follows(client, cast):
    firms = [EnterpriseFactory(station=cast.station) for _ in range(2)]
    client.force_login(cast.keeper)
    names = f" {firms[0].name} \n\n{firms[1].name}\n{firms[0].name}"
    aid_url = client.post(NEW, typed(cast, enterprise_names=names)).url
    aid = LegalAid.objects.get()
    assert aid_url == aid.get_absolute_url() and set(aid.enterprises.all()) == set(firms)
    assert kept() == {(cast.deputies["deputy"].pk, "legal_aid", aid.on)}
    assert Duty.objects.get().evidence_url == aid_url
    page = client.get(aid_url).content.decode()
    assert "120,000.50 元" in page and firms[0].name in page and "裁决支付" in page


def test_undoing_takes_the_duty_back(client, cast):
    client.force_login(cast.head)
    client.post(NEW, typed(cast))
    aid = LegalAid.objects.get()
    edit = f"/legal-aid/{aid.pk}/edit/"
    client.post(edit, typed(cast, deputies=[cast.deputies["chair"].pk], seen=aid.history.latest().pk))
    assert kept() == {(cast.deputies["chair"].pk, "legal_aid", aid.on)}
    client.post(edit, typed(cast, void_reason="登记了两次", seen=aid.history.latest().pk))
    assert kept() == set() and LegalAid.objects.get().is_voided
    assert client.get(LIST).context["count"] == 0 and client.get(LIST, {"view": "voided"}).context["count"] == 1
    client.post(edit, typed(cast, void_reason="", seen=aid.history.latest().pk))
    assert kept() == {(cast.deputies["deputy"].pk, "legal_aid", aid.on)}


def test_only_the_head_voids(client, cast):
    aid = LegalAidFactory(station=cast.station)
    client.force_login(cast.keeper)
    client.post(f"/legal-aid/{aid.pk}/edit/", typed(cast, void_reason="不要了", seen=aid.history.latest().pk))
    aid.refresh_from_db()
    assert not aid.is_voided and aid.title == "货款拖欠申请仲裁"


def test_what_a_deputy_noted_down_counts_when_the_station_has_confirmed_it(client, cast, others):
    client.force_login(cast.deputy)
    client.post(NEW, typed(cast, deputies=[]))
    aid = LegalAid.objects.get()
    confirm = f"{aid.get_absolute_url()}confirm/"
    assert kept() == set() and not LegalAid.objects.counted().exists()
    assert "暂不计入统计" in client.get(aid.get_absolute_url()).content.decode() and client.post(confirm).status_code == 403
    client.force_login(others.keeper)
    assert client.post(confirm).status_code == 404
    client.force_login(cast.keeper)
    waiting = FIGURES["legal_aid_to_confirm"]
    assert "figure=legal_aid_to_confirm" in client.get("/").content.decode()
    assert list(client.get(waiting.link(Scope(cast.keeper))).context["rows"]) == [aid]
    client.post(confirm)
    client.post(confirm)
    assert aid.history.filter(is_confirmed=True).count() == 1
    assert kept() == {(cast.deputies["deputy"].pk, "legal_aid", aid.on)} and LegalAid.objects.counted().get() == aid
    assert waiting.number(Scope(cast.keeper)) == 0


def test_a_deputy_notes_down_the_own_aid(client, cast):
    client.force_login(cast.deputy)
    form = client.get(NEW).context["form"]
    assert form["deputies"].value() == [cast.deputies["deputy"].pk]
    client.post(NEW, typed(cast, deputies=[]))
    aid = LegalAid.objects.get()
    assert list(aid.deputies.all()) == [cast.deputies["deputy"]]
    assert client.get(aid.get_absolute_url()).status_code == 200
    assert client.get(f"/legal-aid/{aid.pk}/edit/").status_code == 403


def test_a_sheet_of_many_enterprises_is_pasted_at_once(client, cast):
    firms = [EnterpriseFactory(station=cast.station) for _ in range(60)]
    client.force_login(cast.keeper)
    names = "\r\n".join(firm.name for firm in firms)
    client.post(NEW, typed(cast, kind="lecture", outcome="held", ended_on="", amount_recovered=0, enterprise_names=names))
    aid = LegalAid.objects.get()
    assert aid.enterprises.count() == 60 and aid.ended_on == aid.on


def test_unknown_enterprise_is_told_with_what_is_alike(client, cast):
    EnterpriseFactory(station=cast.station, name="株洲金信包装有限公司")
    client.force_login(cast.keeper)
    page = client.post(NEW, typed(cast, enterprise_names="金信包装\n无名公司")).content.decode()
    assert "是不是：株洲金信包装有限公司" in page and "没有叫“无名公司”的企业" in page and "金信包装\n无名公司" in page
    assert not LegalAid.objects.exists()


def test_enterprises_of_another_district_are_not_known(client, cast):
    client.force_login(cast.keeper)
    far = EnterpriseFactory(station=cast.station, region=Region.objects.get_or_create(code="430211")[0])
    assert "没有叫" in client.post(NEW, typed(cast, enterprise_names=far.name)).content.decode()


@pytest.mark.parametrize(("changes", "words"), [
    ({"kind": ""}, "必填"), ({"title": "　"}, "必填"), ({"on": "2099-01-01"}, "不能在今天以后"), ({"on": "2026-02-30"}, "日期"),
    ({"person_words": ""}, "援助了谁"), ({"deputies": []}, "由谁援助"), ({"outcome": "answered"}, "仲裁的结果可以是"),
    ({"outcome": "ongoing"}, "办理中的不填"), ({"ended_on": ""}, "请填办结日期"),
    ({"ended_on": "2001-01-01"}, "不能早于开始日期"), ({"outcome": "lost"}, "才填挽回的金额"),
    ({"amount_recovered": "-1"}, "amount_recovered"),
    ({"amount_recovered": "NaN"}, "amount_recovered"), ({"amount_recovered": "1e309"}, "amount_recovered"),
    ({"amount_recovered": ""}, "amount_recovered"), ({"reached": "-1"}, "reached"), ({"reached": str(2**63)}, "reached"),
    ({"deputies": ["9" * 30]}, "deputies"), ({"title": "货\u202e款"}, "不可见控制字符"),
    ({"enterprise_names": "字" * 20001}, "20000"), ({"enterprise_names": "\n".join(map(str, range(301)))}, "最多 300 家"),
])
def test_wrong_entries_are_told_and_kept(client, cast, changes, words):
    client.force_login(cast.keeper)
    answer = client.post(NEW, typed(cast, **changes))
    page, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 200 and (form.has_error(words) if words.isascii() and not words.isdigit() else words in page)
    assert "裁决支付。" in page and not LegalAid.objects.exists()


@pytest.mark.parametrize("kind", LegalAidKind.values)
def test_database_keeps_the_rules_of_outcomes(cast, kind, today):
    for outcome in LegalAidOutcome.values:
        ended = None if outcome == "ongoing" else today
        for amount in (0, 5):
            row = dict(station=cast.station, kind=kind, outcome=outcome, ended_on=ended, amount_recovered=amount)
            if outcome in OUTCOMES[kind] and (not amount or outcome in RECOVERING):
                LegalAidFactory(**row)
                continue
            with pytest.raises(IntegrityError), transaction.atomic():
                LegalAidFactory(**row)


def test_whoever_saves_over_a_change_is_told(client, cast):
    aid = LegalAidFactory(station=cast.station)
    seen = aid.history.latest().pk
    client.force_login(cast.keeper)
    address = f"/legal-aid/{aid.pk}/edit/"
    assert client.post(address, typed(cast, title="先改的", seen=seen)).status_code == 302
    answer = client.post(address, typed(cast, title="后改的", seen=seen))
    page = answer.content.decode()
    assert answer.status_code == 409 and "先改的" in page and "后改的" in page and "改过" in page
    assert answer.status_code == 409 and "先改的" in page and "后改的" in page and "还没有保存，请先核对" in page
    assert LegalAid.objects.get().title == "先改的"
    assert client.post(address, typed(cast, title="后改的", seen=aid.history.latest().pk)).status_code == 302


# From a matter


def test_aid_from_a_matter_is_linked_both_ways(client, cast):
    issue = walk.issue_at("accepted", cast)
    client.force_login(cast.keeper)
    assert f"{NEW}?issue={issue.pk}" in client.get(issue.get_absolute_url()).content.decode()
    page = client.get(NEW, {"issue": issue.pk})
    assert page.context["form"]["title"].value() == issue.title and issue.number in page.content.decode()
    client.post(f"{NEW}?issue={issue.pk}", typed(cast))
    aid = LegalAid.objects.get()
    assert aid.issue == issue and aid.get_absolute_url() in client.get(issue.get_absolute_url()).content.decode()
    assert issue.number in client.get(aid.get_absolute_url()).content.decode()


def test_matter_of_another_station_is_not_known_and_an_accusation_is_not_aided(client, cast, others):
    foreign, accusation = walk.issue_at("accepted", others), walk.issue_at("restricted", cast)
    for user, issue, status in ((cast.keeper, foreign, 404), (cast.head, accusation, 403), (cast.keeper, accusation, 404)):
        client.force_login(user)
        assert client.get(NEW, {"issue": issue.pk}).status_code == status
    for rubbish in ("9" * 30, "0"):
        assert client.get(NEW, {"issue": rubbish}).status_code == 404


def test_aid_goes_with_its_matter_when_that_becomes_an_accusation(cast):
    issue = walk.issue_at("accepted", cast)
    aid = LegalAidFactory(station=cast.station, issue=issue)
    assert LegalAid.objects.visible_to(cast.keeper).get() == aid
    issue.advance("restrict", by=cast.head, note="涉及检举")
    seen = {role for role in ("keeper", "head", "street", "district", "auditor")
            if LegalAid.objects.visible_to(getattr(cast, role)).exists()}
    assert seen == {"head", "district"}


# Pages


def test_each_sees_the_own(client, cast, others):
    aid = LegalAidFactory(station=cast.station)
    aid.deputies.add(cast.deputies["deputy"])
    for role, count in {"keeper": 1, "head": 1, "deputy": 1, "chair": 0, "street": 1, "district": 1, "unit": 0, "auditor": 1,
                        "admin": 0}.items():
        client.force_login(getattr(cast, role))
        assert client.get(LIST).context["count"] == count, role
        assert client.get(aid.get_absolute_url()).status_code == (200 if count else 404), role
    client.force_login(others.keeper)
    assert client.get(LIST).context["count"] == 0 and client.get(f"/legal-aid/{aid.pk}/edit/").status_code == 404


def test_lead_line_adds_up_what_is_shown_each_enterprise_once(client, cast):
    firm = EnterpriseFactory(station=cast.station)
    for kind, outcome, amount in (("suit", "won", 1000), ("mediation", "settled", "200.50"), ("consultation", "answered", 0)):
        LegalAidFactory(station=cast.station, kind=kind, outcome=outcome, amount_recovered=amount).enterprises.set(
            [firm, EnterpriseFactory(station=cast.station)])
    client.force_login(cast.street)
    assert "共 3 件，援助企业 4 家，挽回经济损失 1,200.50 元" in client.get(LIST).content.decode()
    assert "共 1 件，援助企业 2 家，挽回经济损失 1,000 元" in client.get(LIST, {"view": "suit"}).content.decode()


def test_tabs_hold_what_they_count(client, cast):
    for kind in ("consultation", "suit", "suit"):
        LegalAidFactory(station=cast.station, kind=kind, outcome=OUTCOMES[kind][1])
    LegalAidFactory(station=cast.station, void_reason="错")
    client.force_login(cast.keeper)
    for tab in client.get(LIST).context["tabs"]:
        assert client.get(LIST + tab["url"]).context["count"] == tab["count"], tab["label"]


def test_filters_find_it_and_leave_it_out(client, cast, others, today):
    firm = EnterpriseFactory(station=cast.station)
    aid = LegalAidFactory(station=cast.station, title="拖欠货款", person_words="某厂女工")
    aid.enterprises.add(firm)
    aid.deputies.add(cast.deputies["deputy"])
    client.force_login(cast.keeper)
    deputy = cast.deputies["deputy"].pk
    for query in ({"q": "货款"}, {"q": "女工 拖欠"}, {"station": cast.station.pk}, {"place": "430602"}, {"enterprise": firm.pk},
                  {"deputy": deputy}, {"outcome": "answered"}, {"since": today, "until": today}):
        assert client.get(LIST, query).context["rows"] == [aid], query
    for query in ({"q": "路灯"}, {"station": others.station.pk}, {"outcome": "won"}, {"since": "2099-01-01"},
                  {"deputy": cast.deputies["chair"].pk}):
        assert "没有符合条件的记录" in client.get(LIST, query).content.decode(), query
    for rubbish in ("view=zzz", "enterprise=9223372036854775808", "deputy=abc", "since=2026-02-30", "page=-1", "q=%00",
                    "figure=zzz"):
        assert client.get(f"{LIST}?{rubbish}").status_code == client.get(f"{FIRMS}?{rubbish}").status_code == 200


def test_one_and_three_rows_cost_the_same(client, cast):
    client.force_login(cast.district)

    def cost(address):
        with CaptureQueriesContext(connection) as told:
            assert client.get(address).status_code == 200
        return len(told)

    def one():
        aid = LegalAidFactory(station=StationFactory(region=cast.station.region))
        aid.enterprises.add(EnterpriseFactory(station=aid.station))
        aid.deputies.add(DeputyFactory())

    one()
    before = [cost(LIST), cost(FIRMS)]
    one(), one()
    assert [cost(LIST), cost(FIRMS)] == before


# Figures


@pytest.fixture
def year(cast, others, today):
    firms = [EnterpriseFactory(station=cast.station) for _ in range(3)]
    rows = (("lecture", "held", 0, firms), ("consultation", "answered", 0, firms[:1]), ("arbitration", "won", 100, firms[1:2]),
            ("suit", "partly", "50.25", []), ("suit", "ongoing", 0, []), ("mediation", "settled", 7, firms))
    for kind, outcome, amount, helped in rows:
        ended = None if outcome == "ongoing" else today
        aid = LegalAidFactory(station=cast.station, kind=kind, outcome=outcome, amount_recovered=amount, ended_on=ended)
        aid.enterprises.set(helped)
    LegalAidFactory(station=others.station, kind="suit", outcome="won", amount_recovered=1000)
    LegalAidFactory(station=cast.station, kind="suit", outcome="won", amount_recovered=9999, void_reason="登记了两次")


def test_figures_are_their_rows(client, cast, year, today):
    scope = Scope(cast.street, since=today, until=today)
    assert [float(FIGURES[key].number(scope)) for key in KEYS] == [3, 1, 1, 2, 1, 157.25]
    assert numbers((FIGURES[key] for key in KEYS), scope) == {key: FIGURES[key].number(scope) for key in KEYS}
    assert [FIGURES[key].number(Scope(cast.street, since=today + timedelta(1))) for key in KEYS] == [0] * 6
    assert float(FIGURES["legal_recovered"].number(Scope(cast.district))) == 1157.25
    client.force_login(cast.street)
    for key in KEYS:
        answer = client.get(FIGURES[key].link(scope))
        assert answer.context["count"] == FIGURES[key].rows(scope).count() == len(answer.context["rows"]), key
        assert str(FIGURES[key].definition) in answer.content.decode()
    assert "157.25 元</strong>" in client.get(FIGURES["legal_recovered"].link(scope)).content.decode()


def test_money_counts_when_the_matter_ended(client, cast, today):
    LegalAidFactory(station=cast.station, kind="suit", outcome="won", amount_recovered=80, on=today - timedelta(400))
    this_year = Scope(cast.street, since=today - timedelta(30))
    assert FIGURES["legal_suits"].number(this_year) == 0 and FIGURES["legal_recovered"].number(this_year) == 80
    client.force_login(cast.street)
    assert client.get(FIGURES["legal_recovered"].link(this_year)).context["count"] == 1


def test_posting_elsewhere_gives_no_right_to_note_down(client, cast, others):
    wanderer = DeputyFactory(user=cast.unit)
    PostingFactory(deputy=wanderer, station=others.station)
    client.force_login(type(cast.unit).objects.get(pk=cast.unit.pk))
    assert client.get(NEW, {"station": cast.station.pk}).status_code == 403
    assert client.get(NEW).context["station"] == others.station
