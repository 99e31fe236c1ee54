"""Whatever goes wrong has a page in Chinese, keeps what was typed, and is never a failure of the server's."""

import logging
import re
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from liaison.kit.flow import Conflict
from liaison.urls import handler400, handler403, handler404, handler500, urlpatterns
from stations.models import Membership, Station, User

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@login_not_required
def echo(request):
    return JsonResponse({"get": dict(request.GET.lists()), "post": dict(request.POST.lists())})


def raising(make):
    @login_not_required
    def view(request, *args):
        raise make()
    return view


def moved_on():
    step = SimpleNamespace(by="刘某", at=timezone.now(), label="受理", note="已核实")
    conflict = Conflict.__new__(Conflict)
    conflict.thing, conflict.step = "071-1 停水", step
    return conflict


@login_not_required
def unguarded(request, key):
    return HttpResponse(Membership.objects.filter(station=key).count())


urlpatterns = [
    *urlpatterns,
    path("echo/", echo),
    path("broken/", raising(lambda: RuntimeError("a secret in a trace"))),
    path("forbidden/", raising(lambda: PermissionDenied("step 7 of liaison.kit"))),
    path("whose/", raising(lambda: PermissionDenied("受理由站长办理。"))),
    path("conflict/", raising(moved_on)),
    path("unguarded/<int:key>/", unguarded),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def strict():
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def read(answer, status):
    assert answer.status_code == status
    page = answer.content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", page).group(1)
    assert heading and not re.search(r"\d{3}|Error|Forbidden", heading)
    assert "Traceback" not in page
    return page


class TestPages:
    def test_missing_page(self, client):
        assert "没有找到这个页面" in read(client.get("/nowhere/"), 404)

    @pytest.mark.parametrize("address", [
        "/stations/0/", "/stations/-1/", "/stations/abc/", "/stations/9223372036854775808/", f"/stations/{'9' * 5000}/",
        "/stations/%00/", "/stations/1%00/", "/stations/../../etc/passwd", "/stations/１/", "/%ff%fe/", "/stations/%ED%A0%80/",
    ])
    def test_strange_addresses_are_missing_pages(self, client, address):
        client.force_login(User.objects.create_user("wang", name="王姐"))
        read(client.get(address), 404)

    def test_forbidden_says_whose_it_is_and_no_code(self, client):
        page = read(client.get("/forbidden/"), 403)
        assert "请找本站站长" in page and "liaison.kit" not in page
        assert "受理由站长办理。" in read(client.get("/whose/"), 403)

    def test_failure_shows_a_number_that_the_log_knows(self, client, caplog):
        with caplog.at_level(logging.ERROR):
            page = read(client.get("/broken/"), 500)
        number = re.search(r'class="code big">(.*?)<', page).group(1)
        assert number in caplog.text and "a secret" not in page

    @pytest.mark.parametrize("address", ["/broken/", "/help/", "/stations/"])
    def test_failure_page_comes_without_a_database(self, client, monkeypatch, address):
        client.force_login(User.objects.create_user("wang", name="王姐"))
        monkeypatch.setattr(connection, "cursor", Mock(side_effect=OperationalError("the server is away")))
        assert "the server is away" not in read(client.get(address), 500)

    def test_failure_page_asks_only_for_files_of_this_host(self, client):
        assert set(re.findall(r'(?:src|href)="([^"]+)"', client.get("/broken/").content.decode())) == {
            "/", "/static/liaison/favicon.svg", "/static/liaison/site.css"}

    def test_foreign_host(self, client):
        read(client.get("/help/", headers={"Host": "evil.example"}), 400)

    def test_too_large_a_form(self, client):
        assert "没有收下" in read(client.post("/echo/", {"words": "长" * 1_000_000}), 413)

    def test_large_files_are_no_large_form(self, client):
        read(client.post("/echo/", "x" * 3_000_000, content_type="application/x-www-form-urlencoded"), 413)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_too_many_fields(self, client, method):
        read(getattr(client, method)("/sign-in/", {f"f{n}": "" for n in range(1500)}), 400)

    def test_broken_multipart(self, client):
        read(client.post("/echo/", b"--x\r\nrubbish", content_type="multipart/form-data"), 400)

    def test_conflict_that_no_view_showed(self, client):
        page = read(client.post("/conflict/", {"note": "我写的话<b>", "version": "3"}), 409)
        assert "这件事刚被刘某改过" in page and "受理" in page and "已核实" in page and "我写的话&lt;b&gt;" in page

    @pytest.mark.parametrize("key", [2**63, 10**30])
    def test_key_beyond_the_database_is_no_failure(self, client, key):
        read(client.get(f"/unguarded/{key}/"), 404) if connection.vendor == "sqlite" else client.get(f"/unguarded/{key}/")
        assert not Station.objects.filter(pk=key).exists()

    def test_headers_that_keep_a_page_safe(self, client):
        for address in ("/nowhere/", "/forbidden/", "/sign-in/", "/broken/"):
            answer = client.get(address)
            assert "default-src 'self'" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
            assert "<style" not in answer.content.decode() and " style=" not in answer.content.decode()


class TestLostToken:
    TYPED = {"title": "停水", "words": "第一行\r\n第二行</textarea><script>", "code": "17", "password": "hush",
             "both": ["1", "2"]}

    def test_gives_back_what_was_typed_with_a_fresh_token(self, strict):
        page = read(strict.post("/echo/?a=1", self.TYPED), 403)
        assert "第二行&lt;/textarea&gt;&lt;script&gt;" in page and "<script>" not in page.replace("<script src", "")
        assert 'action="/echo/?a=1"' in page and page.count('name="both"') == 2 and "hush" not in page
        assert "再提交一次" in page

    def test_what_is_given_back_can_be_sent(self, strict):
        page = read(strict.post("/echo/", self.TYPED), 403)
        token = re.search(r'action="/echo/".*?name="csrfmiddlewaretoken" value="(.*?)"', page, re.DOTALL).group(1)
        assert strict.post("/echo/", {"title": "停水", "csrfmiddlewaretoken": token}).json()["post"]["title"] == ["停水"]

    def test_form_of_another_site_is_not_offered_again(self, strict):
        page = read(strict.post("/echo/", self.TYPED, headers={"Origin": "https://evil.example"}), 403)
        assert "停水" not in page and "再提交一次" not in page

    def test_password_page_gives_no_password_back(self, strict):
        page = read(strict.post("/sign-in/", {"username": "wang", "password": "hush-hush"}), 403)
        assert "hush" not in page


class TestCleanText:
    def post(self, client, **fields):
        return client.post("/echo/", fields).json()["post"]

    @pytest.mark.parametrize("typed, kept", [
        ("张\0三", "张三"), ("一\x07\x1b二", "一二"), ("一\u200b\ufeff二", "一二"), ("cafe\u0301", "café"),
        ("一\r\n二\t三", "一\r\n二\t三"), ("𠮷野家", "𠮷野家"), ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("一\u200d二", "一二"), ("{{7*7}} %s <b> '--", "{{7*7}} %s <b> '--"), ("\u3000", "\u3000"), ("㐂䶮", "㐂䶮"),
        ("a\u202eb", "a\u202eb"),  # refused by the field, not taken away in silence
    ])
    def test_keeps_what_is_seen(self, client, typed, kept):
        assert self.post(client, text=typed) == {"text": [kept]}

    def test_holds_for_names_of_fields_and_for_addresses(self, client):
        assert self.post(client, **{"te\0xt": "一"}) == {"text": ["一"]}
        assert client.get("/echo/?q=%00a&q=b%E2%80%8B").json()["get"] == {"q": ["a", "b"]}

    def test_clean_fields_keep_their_order_and_number(self, client):
        assert self.post(client, a=["1", "2"], b="\0") == {"a": ["1", "2"], "b": [""]}

    def test_broken_utf8_is_shown_as_such(self, client):
        form = "application/x-www-form-urlencoded"
        assert client.post("/echo/", b"a=%ff%fe", content_type=form).json()["post"]["a"] == ["\ufffd\ufffd"]
        assert client.post("/echo/", b"a=%ED%A0%80", content_type=form).json()["post"]["a"][0].strip("\ufffd") == ""

    @pytest.mark.parametrize("charset", ["utf-7", "utf-16", "rot13", "hex", "gbk", "no-such"])
    def test_header_cannot_choose_another_alphabet(self, client, charset):
        body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n+2AA-\r\n--x--\r\n'
        answer = client.generic("POST", "/echo/", body, f"multipart/form-data; boundary=x; charset={charset}")
        assert answer.json()["post"] == {"a": ["+2AA-"]}
