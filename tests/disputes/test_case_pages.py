"""Pages of hearing cases: the list, the checklist of six, opening by hand, papers, and the whole hearing typed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disputes.flows import CASE
from disputes.forms.record import form_for
from disputes.forms.wording import ASKED
from disputes.models import Agreement, Case, CaseStep, Obligation
from disputes.papers.case import PAPERS, contents
from disputes.papers.case_file import CaseFile
from stations.models import ReadLog
from tests import walk
from tests.factories import MembershipFactory, PanelMemberFactory, StationFactory, VisitorFactory, category

STAGES = sorted(walk.WAYS["case"])
READERS = ("keeper", "head", "street", "district", "auditor")


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name if name == "move" else f"disputes:{name}", args=args), query)


def body(answer):
    return answer.content.decode()


def queries(client, user, name, *args):
    page(client, user, name, *args)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse(name if name == "move" else f"disputes:{name}", args=args)).status_code == 200
    return len(seen)


# Reading


@pytest.mark.parametrize("stage", STAGES)
def test_case_renders_at_every_stage(client, cast, stage):
    case = walk.case_at(stage, cast)
    for role in READERS:
        answer = page(client, cast.people[role], "case", case.pk)
        assert answer.status_code == 200, role
        for label in ("挖", "访", "邀", "会诊", "明是非", "作调停"):
            assert label in body(answer)


def test_chair_sees_the_case_once_invited_and_can_write(client, cast):
    case = walk.case_at("accepted", cast)
    assert page(client, cast.chair, "case", case.pk).status_code == 404
    for move, url_of in (("form_panel", None), ("schedule", "open_hearing"), ("open_hearing", "assess"), ("assess", "negotiate")):
        walk.step(case, move, cast)
        if url_of:
            url = reverse("move", args=["cases", case.pk, url_of])
            assert url in body(page(client, cast.chair, "case", case.pk))


def test_other_station_and_deputies_off_the_panel_get_404(client, cast, others):
    case = walk.case_at("scheduled", cast)
    for user in (others.keeper, others.head, others.street, others.deputy, cast.cosigner, cast.unit):
        assert page(client, user, "case", case.pk).status_code == 404
        assert page(client, user, "case_paper", case.pk, "sign_in").status_code == 404
        assert case.title not in body(page(client, user, "cases"))


def test_nobody_reads_without_signing_in(client, cast):
    case = walk.case_at("lead", cast)
    for name, args in (("cases", []), ("open_case", []), ("case", [case.pk]), ("case_paper", [case.pk, "dossier"])):
        answer = client.get(reverse(name if name == "move" else f"disputes:{name}", args=args))
        assert answer.status_code == 302 and "/sign-in/" in answer.url


def test_reading_changes_nothing(client, cast):
    case = walk.case_at("performing", cast)
    before = (Case.objects.values().get(pk=case.pk), CaseStep.objects.count(), ReadLog.objects.count())
    papers = [("case_paper", [case.pk, key]) for key in PAPERS]
    for name, args in (("cases", []), ("open_case", []), ("case", [case.pk]), *papers):
        assert page(client, cast.keeper, name, *args).status_code == 200
    assert before == (Case.objects.values().get(pk=case.pk), CaseStep.objects.count(), ReadLog.objects.count())


def test_contacts_are_masked_everywhere(client, cast):
    case = walk.case_at("lead", cast)
    visitor = VisitorFactory(station=cast.station, name="刘爹爹", phone="10000001234")
    walk.step(case, "name_party", cast, visitor=visitor)
    walk.step(case, "name_party", cast)
    shown = body(page(client, cast.keeper, "case", case.pk))
    assert "刘**" in shown and "100****1234" in shown
    for answer in (shown, *(body(page(client, cast.keeper, "case_paper", case.pk, key)) for key in PAPERS)):
        assert "刘爹爹" not in answer and "10000001234" not in answer


def test_as_many_queries_for_three_obligations_and_meetings_as_for_one(client, cast):
    small, large = walk.case_at("deciding", cast), walk.case_at("deciding", cast)
    for case, number in ((small, 1), (large, 3)):
        parties, day = list(case.parties.all()), timezone.localdate() + timedelta(days=9)
        duties = [Obligation(party=parties[0], what=f"第{n}项", due_on=day) for n in range(number)]
        walk.step(case, "decide", cast)
        case.advance("agree", by=cast.keeper, record=Agreement(form="written", terms="各出一半"), parts=duties)
        walk.step(case, "take_effect", cast)
        for _n in range(number):
            walk.step(case, "remark", cast)
    for user in (cast.keeper, cast.chair):
        if Case.objects.visible_to(user).filter(pk=large.pk).exists():
            assert queries(client, user, "case", small.pk) == queries(client, user, "case", large.pk)
    assert queries(client, cast.keeper, "case_paper", small.pk, "agreement") == queries(
        client, cast.keeper, "case_paper", large.pk, "agreement")


def test_case_page_costs_a_bounded_number_of_queries(client, cast):
    case = walk.case_at("closed", cast)
    assert queries(client, cast.keeper, "case", case.pk) <= 26


# The list


def test_list_costs_the_same_for_one_and_three_rows(client, cast):
    walk.case_at("lead", cast)
    one = queries(client, cast.keeper, "cases")
    walk.case_at("scheduled", cast)
    walk.case_at("performing", cast)
    assert queries(client, cast.keeper, "cases") == one


def test_tabs_show_the_cases_of_their_stages(client, cast):
    names = {
        "consent": "consent", "coming": "scheduled", "hearing": "deciding", "performing": "breached", "follow_up": "performed"}
    for view, stage in names.items():
        walk.case_at(stage, cast, title=f"议题{view}")
    for view in names:
        shown = body(page(client, cast.keeper, "cases", view=view))
        assert [other for other in names if f"议题{other}" in shown] == [view]


def test_overdue_tab_and_figure_open_the_same_rows(client, cast, travel):
    late, fresh = walk.case_at("lead", cast, title="迟了的"), None
    travel(timezone.localdate() + timedelta(days=30))
    fresh = walk.case_at("lead", cast, title="刚来的")
    for query in ({"view": "overdue"}, {"figure": "overdue_cases"}):
        shown = body(page(client, cast.keeper, "cases", **query))
        assert late.title in shown and fresh.title not in shown


def test_filters_narrow_and_rubbish_is_ignored(client, cast):
    case = walk.case_at("accepted", cast, title="要找的")
    walk.case_at("lead", cast, title="别的")
    shown = body(page(client, cast.street, "cases", stage="accepted", station=case.station_id, category=case.category_id))
    assert "要找的" in shown and "别的" not in shown
    huge = "9" * 30
    for rubbish in ({"page": "abc"}, {"station": str(2**63)}, {"category": "x"}, {"before": huge}, {"q": "\0"}, {"view": "?"}):
        assert page(client, cast.street, "cases", **rubbish).status_code == 200


def test_deputy_sees_only_the_cases_of_own_panels(client, cast):
    walk.case_at("lead", cast, title="不相干的")
    walk.case_at("scheduled", cast, title="请我去的")
    shown = body(page(client, cast.chair, "cases"))
    assert "请我去的" in shown and "不相干的" not in shown


# Opening by hand


def opening(cast, **changes):
    return {"station": cast.station.pk, "title": "楼上漏水，两户为维修费争执", "facts": "上月起漏水。"} | changes


@pytest.mark.parametrize("role", ["keeper", "head", "street", "deputy"])
def test_who_works_there_opens_a_case(client, cast, role):
    client.force_login(cast.people[role])
    assert client.get(reverse("disputes:open_case")).status_code == 200
    answer = client.post(reverse("disputes:open_case"), opening(cast))
    case = Case.objects.get()
    assert (case.stage, case.station, case.steps.get().by) == ("lead", cast.station, cast.people[role])
    assert answer.url == case.get_absolute_url()


@pytest.mark.parametrize("role", ["district", "unit", "auditor", "admin"])
def test_others_may_not_open_a_case(client, cast, role):
    client.force_login(cast.people[role])
    assert client.get(reverse("disputes:open_case")).status_code == 403
    assert client.post(reverse("disputes:open_case"), opening(cast)).status_code == 403


def test_case_is_opened_at_own_stations_only(client, cast, others):
    client.force_login(cast.keeper)
    for station in (others.station.pk, "x", 2**63, "９"):
        answer = client.post(reverse("disputes:open_case"), opening(cast, station=station))
        assert answer.status_code == 200 and "楼上漏水" in body(answer)
    assert not Case.objects.exists()


def test_issues_of_the_station_are_linked_and_stay_where_they_are(client, cast, others):
    issue, foreign = walk.issue_at("registered", cast), walk.issue_at("registered", others)
    client.force_login(cast.keeper)
    assert issue.number in body(client.get(reverse("disputes:open_case")))
    assert client.post(reverse("disputes:open_case"), opening(cast, issues=[foreign.pk])).status_code == 200
    client.post(reverse("disputes:open_case"), opening(cast, issues=[issue.pk]))
    assert list(Case.objects.get().issues.all()) == [issue]
    issue.refresh_from_db()
    assert issue.stage == "registered"


def test_with_several_stations_the_issues_come_once_one_is_chosen(client, cast):
    issue = walk.issue_at("registered", cast)
    MembershipFactory(user=cast.keeper, role="keeper", station=StationFactory())
    client.force_login(cast.keeper)
    assert issue.number not in body(client.get(reverse("disputes:open_case")))
    answer = client.post(reverse("disputes:open_case"), opening(cast, choose="1"))
    assert answer.status_code == 200 and issue.number in body(answer) and "上月起漏水" in body(answer)
    assert not Case.objects.exists()


def test_bad_input_is_told_at_its_field(client, cast):
    client.force_login(cast.keeper)
    for changes in ({"title": ""}, {"title": "长" * 61}, {"facts": "长" * 3001}, {"title": "\u202e反写"}):
        answer = client.post(reverse("disputes:open_case"), opening(cast, **changes))
        assert answer.status_code == 200 and 'class="error"' in body(answer)


# Typed from the first lead to the end


class Hearing:
    """A case walked by POSTs alone; every move is found as a link on the case's page first."""

    def __init__(self, client, cast):
        self.client, self.cast = client, cast
        client.force_login(cast.keeper)
        client.post(reverse("disputes:open_case"), opening(cast))
        self.case = Case.objects.get()

    def move(self, name, role="keeper", /, **typed):
        self.client.force_login(self.cast.people[role])
        url = reverse("move", args=["cases", self.case.pk, name])
        assert url in body(self.client.get(self.case.get_absolute_url())), f"{name} is not offered to {role}"
        form = self.client.get(url)
        assert form.status_code == 200
        answer = self.client.post(url, {"version": self.case.version} | typed)
        assert answer.status_code == 302, (name, answer.context["form"].errors)
        self.case = Case.objects.get(pk=self.case.pk)

    def begin(self):
        for side in ("楼上住户", "楼下住户"):
            self.move("name_party", side=side, kind="person", name="周某", phone="")
        self.move("ask_consent")

    def consent(self):
        self.begin()
        for party in self.case.parties.all():
            self.move("record_consent", party=party.pk, way="written", rights_told="on", agrees_public="on")

    def accept(self, organiser):
        self.move("accept", "head", category=category("dispute", "neighbour").pk, facts="漏水", organiser=organiser,
                  organiser_name="某社区人民调解委员会", is_public="on")

    def panel(self, *members):
        lines = {"seats-TOTAL_FORMS": "5", "seats-INITIAL_FORMS": "0", "seats-is_chair": "0", "chosen_by": "invited"}
        for n, member in enumerate(members):
            lines |= {f"seats-{n}-member": member.pk, f"seats-{n}-conflict": "none"}
        return lines

    def agreed(self, organiser="committee"):
        """From the lead to the agreement, the chair writing down 评商断."""
        self.consent()
        self.accept(organiser)
        chair = PanelMemberFactory(deputy=self.cast.deputies["chair"], standing="deputy")
        self.move("form_panel", **self.panel(chair, *PanelMemberFactory.create_batch(2)))
        day = timezone.localdate()
        self.move("schedule", on=day, at="09:00", place="群英议事厅", notified="电话")
        self.move("open_hearing", on=day, presences=[seat.pk for seat in self.case.seats], parties_present="True")
        words = {f"words_{party.pk}": f"我是{party.side}，我有话说。" for party in self.case.parties.all()}
        self.move("assess", "chair", facts="水管老化，漏到楼下。", **words)
        self.move("negotiate", "chair", common="都愿意修", differences="钱怎么分")
        self.move("decide", "chair", opinion="各担一半", in_favour=2, against=1, abstained=0, dissent="应由楼上全担")
        first, second = self.case.parties.all()
        due = day + timedelta(days=10)
        self.move("agree", "chair", form="written", terms="各出一半，十日内修好。", amount="1200.50", **{
            "obligations-TOTAL_FORMS": "3", "obligations-INITIAL_FORMS": "0",
            "obligations-0-party": first.pk, "obligations-0-what": "请人修水管", "obligations-0-due_on": due,
            "obligations-1-party": second.pk, "obligations-1-what": "付一半费用", "obligations-1-due_on": due})
        self.move("take_effect", effective_on=day, signed="on", sealed_by="某社区人民调解委员会")


def test_a_hearing_is_typed_from_lead_to_close(client, cast):
    hearing = Hearing(client, cast)
    hearing.agreed()
    shown = body(client.get(hearing.case.get_absolute_url()))
    boxes = ("群英评断意见（不具约束力）", "当事人协议（有约束力）")
    for words in (*boxes, "应由楼上全担", "我是楼上住户，我有话说。", "1,200.50 元"):
        assert words in shown, words
    assert hearing.case.confirm_by > timezone.localdate()
    hearing.move("confirm", court="岳阳楼区人民法院", number="（2026）湘0602诉前调确1号", filed_on=timezone.localdate())
    for obligation in hearing.case.unperformed():
        hearing.move("perform", obligation=obligation.pk, on=timezone.localdate(), proof="收条")
    hearing.move("complete", note="")
    hearing.move("follow_up", on=timezone.localdate(), way="home", holds="True", words="都好了")
    hearing.move("close", "head", note="修好了，没有反复。")
    assert hearing.case.stage == "closed" and hearing.case.broken_step() is None
    shown = body(client.get(hearing.case.get_absolute_url()))
    assert "修好了，没有反复。" in shown and "（2026）湘0602诉前调确1号" in shown


def test_a_refusal_ends_it_and_the_other_ways_are_told(client, cast):
    hearing = Hearing(client, cast)
    hearing.begin()
    party = hearing.case.parties.first()
    client.force_login(cast.keeper)
    form = body(client.get(reverse("move", args=["cases", hearing.case.pk, "decline"]) + f"?party={party.pk}"))
    assert "人民法院" in form and f'value="{party.pk}"' in form and "checked" in form
    hearing.move("decline", party=party.pk, words="不想谈", routes="可以到人民法院起诉。")
    assert hearing.case.stage == "declined"
    shown = body(client.get(hearing.case.get_absolute_url()))
    assert "楼上住户明确不同意" in shown and "已告知的途径" in shown and "可以到人民法院起诉。" in shown and "到此为止" in shown


def test_a_breach_is_told_and_performance_can_go_on(client, cast):
    hearing = Hearing(client, cast)
    hearing.agreed()
    obligation = hearing.case.unperformed().first()
    hearing.move("breach", obligation=obligation.pk, what="没有修", routes="可以向法院起诉。")
    shown = body(client.get(hearing.case.get_absolute_url()))
    assert hearing.case.stage == "breached" and "没有按约履行" in shown and "可以向法院起诉。" in shown
    hearing.move("resume", note="约定下周修")
    hearing.move("breach", obligation=obligation.pk, what="还是没有修", routes="可以向法院起诉。")
    hearing.move("close_breached", "head", note="已督促三次")
    assert hearing.case.stage == "closed"


def test_a_station_s_agreement_has_no_court_window(client, cast):
    hearing = Hearing(client, cast)
    hearing.agreed(organiser="station")
    shown = body(page(client, cast.keeper, "case", hearing.case.pk))
    assert "共同申请司法确认" not in shown and "协商一致意见书" in shown and "人民调解协议书" not in shown


def test_window_counts_down_and_ends(client, cast, travel):
    case = walk.case_at("performing", cast)
    start = timezone.localdate()
    travel(case.confirm_by - timedelta(days=2))
    assert "还有 2 天" in body(page(client, cast.keeper, "case", case.pk))
    travel(case.confirm_by + timedelta(days=1))
    assert "期限已过，没有申请" in body(page(client, cast.keeper, "case", case.pk))
    assert (case.confirm_by - start).days >= 30


def test_overdue_obligation_is_marked(client, cast, travel):
    case = walk.case_at("performing", cast)
    travel(timezone.localdate() + timedelta(days=13))
    assert "已超 3 天" in body(page(client, cast.keeper, "case", case.pk))
    url = reverse("move", args=["cases", case.pk, "perform"])
    assert f"{url}?obligation={case.obligations().get().pk}" in body(page(client, cast.keeper, "case", case.pk))


# Forms of the moves


def test_link_chooses_the_obligation_and_rubbish_chooses_nothing(client, cast):
    case, day = walk.case_at("deciding", cast), timezone.localdate() + timedelta(days=9)
    duties = [Obligation(party=party, what="修水管", due_on=day) for party in case.parties.all()]
    case.advance("agree", by=cast.keeper, record=Agreement(form="written", terms="各出一半"), parts=duties)
    walk.step(case, "take_effect", cast)
    second = case.obligations().last().pk
    form = body(page(client, cast.keeper, "move", "cases", case.pk, "perform", obligation=second))
    assert f'value="{second}"' in form and form.count(" checked") == 1
    for rubbish in ("abc", "9" * 30, "\0", "²"):
        form = body(page(client, cast.keeper, "move", "cases", case.pk, "perform", obligation=rubbish))
        assert " checked" not in form


@pytest.mark.parametrize("stage, move, missing", [
    ("scheduled", "open_hearing", "parties_present"), ("performed", "follow_up", "holds"),
])
def test_nothing_is_ticked_before_somebody_looked(client, cast, stage, move, missing):
    case = walk.case_at(stage, cast)
    assert " checked" not in body(page(client, cast.keeper, "move", "cases", case.pk, move))
    answer = client.post(reverse("move", args=["cases", case.pk, move]), {"version": case.version})
    assert missing in answer.context["form"].errors


def test_hearing_opens_on_the_day_that_was_set_or_today(cast, travel):
    case = walk.case_at("scheduled", cast)
    day, at = case.sitting.on, case.sitting.at
    form = form_for(CASE["open_hearing"], case, cast.keeper)
    assert form["on"].value() == min(day, timezone.localdate())
    assert f"会期：{day.month}月{day.day}日（" in str(form["on"].help_text) and f"）{at.hour}:{at:%M}" in form["on"].help_text
    travel(day + timedelta(days=2))
    assert form_for(CASE["open_hearing"], case, cast.keeper)["on"].value() == day


def test_changing_a_panel_begins_with_the_panel_in_force(client, cast):
    hearing = Hearing(client, cast)
    hearing.consent()
    hearing.accept("station")
    members = PanelMemberFactory.create_batch(4)
    hearing.move("form_panel", **hearing.panel(*members[:3]))
    form = body(page(client, cast.keeper, "move", "cases", hearing.case.pk, "change_panel"))
    assert form.count(" selected") >= 6 and 'name="seats-is_chair"' in form
    hearing.move("change_panel", note="一位有事", **hearing.panel(members[0], members[3], members[1]))
    assert {seat.member for seat in hearing.case.seats} == {members[0], members[1], members[3]}
    assert "一位有事" in body(page(client, cast.keeper, "case", hearing.case.pk))


def test_panel_refuses_the_same_person_twice_and_two_without_chair(client, cast):
    case = walk.case_at("accepted", cast)
    client.force_login(cast.keeper)
    url, (first, second) = reverse("move", args=["cases", case.pk, "form_panel"]), PanelMemberFactory.create_batch(2)
    lines = Hearing.panel(None, first, second, second) | {"version": case.version}
    assert "选了两次" in body(client.post(url, lines))
    lines = Hearing.panel(None, first, second, PanelMemberFactory()) | {"version": case.version}
    del lines["seats-is_chair"]
    assert "请指定一位主持人" in body(client.post(url, lines))


def test_a_line_that_does_not_hold_is_told_above_and_spare_lines_cost_no_errors(client, cast):
    case = walk.case_at("accepted", cast)
    client.force_login(cast.keeper)
    url = reverse("move", args=["cases", case.pk, "form_panel"])
    lines = Hearing.panel(None, *PanelMemberFactory.create_batch(3)) | {"version": case.version, "seats-1-conflict": ""}
    answer = body(client.post(url, lines))
    assert "第 2 行，回避声明：" in answer and "有误：" in answer
    for total in ("", "x", "99999"):
        tampered = {"version": case.version, "chosen_by": "invited", "seats-TOTAL_FORMS": total, "seats-INITIAL_FORMS": "-1"}
        assert 'role="alert"' in body(client.post(url, tampered))
    empty = {"version": case.version, "seats-TOTAL_FORMS": "5", "seats-INITIAL_FORMS": "0"}
    answer = body(client.post(url, empty | {"seats-more": "1"}))
    assert 'role="alert"' not in answer and 'name="seats-7-member"' in answer
    assert Case.objects.get(pk=case.pk).stage == "accepted"


def test_a_day_to_come_cannot_have_been_performed_or_visited(client, cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    case = walk.case_at("performing", cast)
    client.force_login(cast.keeper)
    answer = client.post(reverse("move", args=["cases", case.pk, "perform"]), {
        "version": case.version, "obligation": case.obligations().get().pk, "on": tomorrow, "proof": "照片"})
    assert answer.status_code == 200 and "日期不能在今天以后" in body(answer)


def test_every_move_says_what_it_asks(client, cast):
    for stage in ("lead", "consent", "scheduled", "deciding", "agreed", "performing"):
        case = walk.case_at(stage, cast)
        for move in case.moves_for(cast.keeper):
            if move.name not in ("convert", "remark", "resume") and not case.obstacle_to(move):
                form = body(page(client, cast.keeper, "move", "cases", case.pk, move.name))
                assert ("case", move.name) not in ASKED or str(ASKED["case", move.name]) in form, move.name


# Papers


@pytest.mark.parametrize("key", sorted(PAPERS))
def test_papers_say_what_is_missing_and_are_printed_once_complete(client, cast, key):
    early, done = walk.case_at("lead", cast), walk.case_at("closed", cast)
    if key != "dossier":
        answer = page(client, cast.keeper, "case_paper", early.pk, key)
        assert "现在还不能打印" in body(answer) and '<article class="paper' not in body(answer)
        client.post(reverse("disputes:case_paper", args=[early.pk, key]))
        assert not ReadLog.objects.exists()
    url = reverse("disputes:case_paper", args=[done.pk, key])
    client.force_login(cast.keeper)
    assert 'class="paper no-print"' in body(client.get(url))
    answer = client.post(url, follow=True)
    assert 'class="paper"' in body(answer) and "第 1 次打印" in body(answer)
    kept = ReadLog.objects.get()
    assert (kept.by, kept.action, kept.thing) == (cast.keeper, "print", f"case:{done.pk}")
    assert kept.reason == PAPERS[key].label(CaseFile(done))


def test_opinion_and_agreement_are_two_papers(client, cast):
    case = walk.case_at("closed", cast)
    opinion = body(page(client, cast.keeper, "case_paper", case.pk, "opinion"))
    agreement = body(page(client, cast.keeper, "case_paper", case.pk, "agreement"))
    assert "不具约束力" in opinion and "司法确认" not in opinion
    assert "人民调解协议书" in agreement and "各担一半" not in agreement
    for part in ("当事人", "争议事项和各方责任", "自愿达成如下协议", "履行的方式、地点和期限", "签名、盖章"):
        assert part in agreement


def test_print_page_of_another_user_is_a_preview(client, cast):
    case = walk.case_at("closed", cast)
    url = reverse("disputes:case_paper", args=[case.pk, "minutes"])
    client.force_login(cast.keeper)
    client.post(url)
    client.force_login(cast.head)
    assert 'class="paper no-print"' in body(client.get(url, {"print": "1"}))


def test_papers_are_for_those_who_hold_the_hearing(client, cast):
    case = walk.case_at("closed", cast)
    for role, status in (("keeper", 200), ("head", 200), ("street", 200), ("chair", 200), ("district", 403), ("auditor", 403)):
        assert page(client, cast.people[role], "case_paper", case.pk, "minutes").status_code == status, role
    assert page(client, cast.keeper, "case_paper", case.pk, "nothing").status_code == 404


def test_index_of_the_file_names_what_is_missing(cast):
    paper = PAPERS["dossier"]
    lead, done = (CaseFile(walk.case_at(stage, cast)) for stage in ("lead", "closed"))
    assert "lead" == lead.case.stage and paper.missing(lead) == []
    missing = [row["label"] for row in contents(lead) if row["state"]["label"] == "缺"]
    assert "权利义务告知记录" in missing and "回访记录" not in missing
    assert not [row for row in contents(done) if row["state"]["label"] == "缺"]
