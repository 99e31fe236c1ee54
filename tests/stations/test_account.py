"""Signing in, staying in, going out: by name and password, slowed down for guessers, never losing what was typed."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stations.forms.typed import Typed
from stations.models import SignInAttempt, User

WORD = "four quiet herons wade"
SIGN_IN, PASSWORD, HOME = "/sign-in/", "/password/", "/help/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("wang", WORD, name="王姐")


@pytest.fixture
def signed_in(client, user):
    enter(client)
    return client


def enter(client, username="wang", password=WORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, "next": HOME} | more)


def fail(client, times, **more):
    for _ in range(times):
        answer = enter(client, password="wrong", **more)
    return answer


def is_in(client):
    return client.get(PASSWORD).status_code == 200


def later(monkeypatch, **span):
    now = timezone.now() + timedelta(**span)
    monkeypatch.setattr(timezone, "now", lambda: now)


class TestSigningIn:
    def test_right_password_leads_to_where_one_was_going(self, client, user):
        assert enter(client).url == HOME
        assert is_in(client)

    def test_page_lets_password_keepers_and_paste_help(self, client):
        page = client.get(SIGN_IN).content.decode()
        assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
        assert "onpaste" not in page

    def test_full_width_name_of_an_input_method_is_the_same_name(self, client, user):
        enter(client, username=" ｗａｎｇ ")
        assert is_in(client)

    def test_session_gets_a_new_key(self, client, user):
        client.get(SIGN_IN)
        client.cookies["session"] = "chosenbysomebodyelse00000000000a"
        enter(client)
        assert client.cookies["session"].value != "chosenbysomebodyelse00000000000a"
        assert is_in(client)

    @pytest.mark.parametrize("username", ["wang", "nobody", "system", "wáng", "x" * 50])
    def test_wrong_name_and_wrong_password_read_the_same(self, client, user, username):
        User.objects.system()
        page = enter(client, username=username, password="wrong").content.decode()
        assert page.count("登录名或密码不对") == 1
        assert not is_in(client)

    @pytest.mark.parametrize("username", ["wang", "nobody", "gone", "system"])
    def test_wrong_name_costs_one_hashing_like_a_wrong_password(self, client, user, username, monkeypatch):
        User.objects.system()
        User.objects.create_user("gone", WORD, name="离任", is_active=False)
        hashed = []
        hasher = hashers.get_hasher().__class__
        original = hasher.encode
        monkeypatch.setattr(hasher, "encode", lambda self, *a, **k: hashed.append(1) or original(self, *a, **k))
        enter(client, username=username, password="wrong")
        assert len(hashed) == 1

    def test_disabled_account_stays_out_with_the_same_words(self, client, user):
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert "登录名或密码不对" in enter(client).content.decode()

    def test_disabling_ends_the_session_at_once(self, signed_in, user):
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert not is_in(signed_in)

    def test_looking_around_writes_nothing_for_a_minute(self, signed_in, settings, monkeypatch):
        settings.SESSION_RENEWED = 60
        signed_in.get(HOME)
        kept = Session.objects.get().expire_date
        signed_in.get(HOME)
        assert Session.objects.get().expire_date == kept
        later(monkeypatch, seconds=61)
        signed_in.get(HOME)
        assert Session.objects.get().expire_date > kept

    @pytest.mark.parametrize("length, hashes", [(129, 0), (128, 1), (100_000, 0)])
    def test_password_beyond_128_characters_is_refused_before_hashing(self, client, user, length, hashes, monkeypatch):
        hashed = []
        monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", lambda *args: hashed.append(1))
        answer = enter(client, password="长" * length)
        assert answer.status_code == 200 and len(hashed) == hashes

    @pytest.mark.parametrize("username, password", [
        ("", ""), ("  ", "x"), ("\u3000", "x"), ("\0", "\0"), ("a" * 51, "x"), ("wang", "\u200b"),
    ])
    def test_bad_input_gets_its_message_at_the_field(self, client, username, password):
        answer = enter(client, username=username, password=password)
        assert answer.status_code == 200 and "has-error" in answer.content.decode()

    def test_what_was_typed_as_name_stays_and_the_password_does_not(self, client):
        page = enter(client, username="王<b>", password="secret-word").content.decode()
        assert "王&lt;b&gt;" in page and "secret-word" not in page

    @pytest.mark.parametrize("target", [
        "//evil.example", "https://evil.example/", "http:///evil.example", "javascript:alert(1)", "\\\\evil.example",
        "/\\evil.example", "https:evil.example", "///evil.example", " //evil.example", "\t//evil.example",
    ])
    def test_next_never_leads_elsewhere(self, client, user, target):
        assert "evil" not in enter(client, next=target).headers["Location"]
        assert "evil" not in client.get(SIGN_IN, {"next": target}).headers["Location"]

    def test_whoever_is_in_is_sent_on(self, signed_in):
        assert signed_in.get(SIGN_IN, {"next": HOME}).url == HOME


class TestGuessing:
    def test_after_five_failures_even_the_right_password_waits(self, client, user):
        fail(client, 5)
        answer = enter(client)
        assert answer.status_code == 429 and 890 <= int(answer["Retry-After"]) <= 900
        assert "15 分钟" in answer.content.decode()
        assert not is_in(client)

    def test_four_failures_do_not(self, client, user):
        fail(client, 4)
        enter(client)
        assert is_in(client)

    def test_waiting_is_not_made_longer_by_trying(self, client, user, monkeypatch):
        fail(client, 5)
        fail(client, 30)
        later(monkeypatch, minutes=15, seconds=1)
        enter(client)
        assert is_in(client)

    def test_another_address_is_not_locked_out(self, client, user):
        fail(client, 5)
        answer = client.post(SIGN_IN, {"username": "wang", "password": WORD}, REMOTE_ADDR="10.9.8.7")
        assert answer.status_code == 302

    def test_another_name_from_the_same_address_is_not_locked_out(self, client, user):
        User.objects.create_user("li", WORD, name="李")
        fail(client, 5)
        assert enter(client, username="li").status_code == 302

    def test_twenty_failures_over_many_names_close_the_address(self, client, user):
        for n in range(20):
            fail(client, 1, username=f"guess{n}")
        assert enter(client).status_code == 429

    def test_unknown_names_wait_as_known_ones_do(self, client):
        fail(client, 5, username="nobody")
        assert enter(client, username="nobody").status_code == 429

    def test_entering_forgives_earlier_failures_of_the_name_only(self, client, user):
        fail(client, 4)
        enter(client)
        client.post("/sign-out/")
        fail(client, 4)
        assert enter(client).status_code == 302

    def test_refused_tries_do_no_hashing(self, client, user, monkeypatch):
        fail(client, 5)
        monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", lambda *args: pytest.fail("hashed"))
        enter(client)

    def test_tries_at_the_same_moment_see_each_other(self, user):
        """Or twenty at once would all be looked at before the first has failed."""
        tries = [SignInAttempt.objects.begin("wang", "10.0.0.1") for _ in range(6)]
        assert all(attempt.seconds_to_wait() for attempt in tries)

    def test_a_name_without_account_is_not_kept_in_clear(self, client, user):
        """People type their password into the wrong box."""
        fail(client, 1, username="my secret password")
        fail(client, 1)
        assert set(SignInAttempt.objects.values_list("username", flat=True)) >= {"wang"}
        assert not SignInAttempt.objects.filter(username__contains="secret").exists()

    def test_a_forged_forwarding_header_changes_nothing(self, client, user):
        for n in range(5):
            client.post(SIGN_IN, {"username": "wang", "password": "wrong"}, headers={"X-Forwarded-For": f"10.0.0.{n}"})
        assert enter(client).status_code == 429

    @pytest.mark.parametrize("header, address", [
        ("6.6.6.6, 10.1.2.3", "10.1.2.3"), ("10.1.2.3:5566", "10.1.2.3"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"), ("", "127.0.0.1"), ("rubbish", None), ("1.2.3.4,", "1.2.3.4"),
    ])
    def test_behind_one_proxy_the_last_entry_is_believed(self, client, user, settings, header, address):
        settings.PROXIES = 1
        client.post(SIGN_IN, {"username": "wang", "password": "wrong"}, headers={"X-Forwarded-For": header})
        assert SignInAttempt.objects.get().address == address


class TestSession:
    def test_ends_after_half_an_hour_of_rest(self, signed_in, monkeypatch):
        later(monkeypatch, minutes=29)
        assert is_in(signed_in)
        later(monkeypatch, minutes=29)
        assert is_in(signed_in)
        later(monkeypatch, minutes=31)
        assert not is_in(signed_in)

    def test_ends_twelve_hours_after_signing_in_however_busy(self, signed_in, monkeypatch):
        for _ in range(28):
            later(monkeypatch, minutes=25)
            assert is_in(signed_in)
        later(monkeypatch, minutes=25)
        assert not is_in(signed_in)

    def test_signing_in_again_begins_the_twelve_hours_anew(self, signed_in, monkeypatch):
        for _ in range(28):
            later(monkeypatch, minutes=25)
            signed_in.get(PASSWORD)
        enter(signed_in)
        later(monkeypatch, minutes=25)
        assert is_in(signed_in)

    def test_says_in_friendly_words_why(self, client):
        answer = client.get(PASSWORD, follow=True)
        assert answer.request["QUERY_STRING"] == "next=%2Fpassword%2F"
        assert "30 分钟没有操作会自动退出，登录后回到刚才的页面" in answer.content.decode()

    def test_nothing_of_a_signed_in_person_is_cached(self, signed_in):
        for address in (PASSWORD, HOME, "/nowhere/"):
            assert "no-store" in signed_in.get(address)["Cache-Control"]
        assert "no-store" in signed_in.post("/sign-out/")["Cache-Control"]

    def test_sign_in_page_is_not_cached_either(self, client):
        assert "no-store" in client.get(SIGN_IN)["Cache-Control"]

    def test_sign_out_ends_it_on_the_server(self, signed_in, client):
        old = signed_in.cookies["session"].value
        answer = signed_in.post("/sign-out/")
        assert answer.url == SIGN_IN and "storage" in answer["Clear-Site-Data"]
        signed_in.cookies["session"] = old
        assert not is_in(signed_in)

    def test_sign_out_by_link_is_refused(self, signed_in):
        assert signed_in.get("/sign-out/").status_code == 405
        assert is_in(signed_in)

    def test_sign_out_without_session_just_shows_the_door(self, client):
        assert client.post("/sign-out/").url == SIGN_IN

    def test_cookie_is_kept_from_scripts_and_other_sites(self, signed_in):
        cookie = signed_in.cookies["session"]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


class TestFormSentTooLate:
    TYPED = {"title": "停水两天", "words": "三栋\n从昨天起<b>没水</b>", "phone": "13900001111", "choice": ["1", "2"],
             "password": "hush", "csrfmiddlewaretoken": "t"}

    def test_waits_in_the_sign_in_page(self, client):
        answer = client.post("/password/?from=here", self.TYPED)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "停水两天" in page and "&lt;b&gt;没水" in page and "<b>没水" not in page and "hush" not in page

    def test_can_be_sent_again_after_signing_in(self, client, user):
        kept = client.post("/password/", self.TYPED).context["kept"]
        answer = enter(client, kept=kept, next="/password/")
        page = answer.content.decode()
        assert 'action="/password/"' in page and "已登录，接着刚才的提交" in page
        assert page.count('name="choice"') == 2 and 'value="13900001111"' in page and "hush" not in page

    def test_survives_a_wrong_password(self, client, user):
        kept = client.post("/password/", self.TYPED).context["kept"]
        assert fail(client, 1, kept=kept).context["kept"] == kept

    @pytest.mark.parametrize("kept", [
        "", "{", "null", "[]", "3", '["a"]', '[["a"]]', '[["a", 1]]', "[[]]", '{"a": "b"}', "[" * 100_000,
    ])
    def test_rubbish_in_its_place_is_as_nothing(self, client, user, kept):
        assert enter(client, kept=kept).status_code == 302

    def test_draft_stored_by_script_gets_a_plain_no(self, client):
        answer = client.post("/password/", self.TYPED, headers={"X-Requested-With": "XMLHttpRequest"})
        assert answer.status_code == 403 and not answer.content

    def test_typed_reads_what_it_wrote(self):
        typed = Typed([("a", "一"), ("b", "\"</script>")])
        assert Typed.unpack(typed.pack()) == typed and json.loads(typed.pack())


class TestPassword:
    NEW = "seven slow barges pass"

    def change(self, client, current=WORD, new=NEW, again=NEW):
        return client.post(PASSWORD, {"current": current, "new": new, "again": again})

    def test_is_changed(self, signed_in, user):
        assert self.change(signed_in).status_code == 302
        user.refresh_from_db()
        assert user.check_password(self.NEW)
        assert is_in(signed_in)

    def test_change_ends_the_other_sessions(self, signed_in):
        other = Client()
        enter(other)
        self.change(signed_in)
        assert not is_in(other) and is_in(signed_in)

    @pytest.mark.parametrize("fields, words", [
        ({"current": "wrong"}, "现在的密码不对"), ({"current": ""}, "必填"), ({"again": "else"}, "两次输入的新密码不一样"),
        ({"new": "short", "again": "short"}, "12"), ({"new": "password1234", "again": "password1234"}, "常见"),
        ({"new": WORD, "again": WORD}, "不同"), ({"new": "长" * 129, "again": "长" * 129}, "128"),
    ])
    def test_is_not_changed(self, signed_in, user, fields, words):
        page = self.change(signed_in, **fields).content.decode()
        user.refresh_from_db()
        assert user.check_password(WORD) and words in page and self.NEW not in page

    def test_weak_choices_are_no_guesses(self, signed_in):
        for _ in range(6):
            self.change(signed_in, new="short", again="short")
        assert self.change(signed_in).status_code == 302

    def test_guessing_the_current_one_is_slowed_down(self, signed_in):
        for _ in range(5):
            self.change(signed_in, current="guess")
        assert self.change(signed_in).status_code == 429

    def test_one_set_by_somebody_else_is_changed_first(self, signed_in, user):
        User.objects.filter(pk=user.pk).update(must_change_password=True)
        assert signed_in.get("/stations/").url == PASSWORD
        assert signed_in.get(HOME).status_code == 200  # public pages stay open
        assert "先换一个自己的密码" in signed_in.get(PASSWORD).content.decode()
        self.change(signed_in)
        user.refresh_from_db()
        assert not user.must_change_password

    def test_page_helps_password_keepers(self, signed_in):
        page = signed_in.get(PASSWORD).content.decode()
        assert page.count('autocomplete="new-password"') == 2 and 'autocomplete="current-password"' in page


class TestAdministration:
    def test_has_no_door_of_its_own(self, client):
        answer = client.get("/admin/", follow=True)
        assert answer.request["PATH_INFO"] == SIGN_IN and "next" in answer.request["QUERY_STRING"]
        assert client.get("/admin/login/?next=/admin/").url.startswith(SIGN_IN)

    def test_is_closed_to_those_without_a_part_in_it(self, signed_in):
        assert signed_in.get("/admin/", follow=True).status_code == 403


def test_names_of_the_addresses():
    assert [reverse(name) for name in ("sign_in", "sign_out", "password")] == [SIGN_IN, "/sign-out/", PASSWORD]
