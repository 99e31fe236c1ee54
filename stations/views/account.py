"""Signing in and out, and one's own password."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from stations.forms.account import PasswordForm, SignInForm
from stations.forms.typed import Typed
from stations.models import SignInAttempt


def local_address(request, otherwise="home"):
    """Where ``next`` leads, if it leads to this portal."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else otherwise  # any other word would be taken for a page's name


def client_address(request):
    """Who connects; behind proxies of ours, whom the outermost of them saw. What stands before that is the client's own word."""
    told = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    seen = [*told, request.META.get("REMOTE_ADDR") or ""]
    return _without_port(seen[max(-1 - settings.PROXIES, -len(seen))].strip())


def _without_port(text):
    host = text.partition(":")[0] if text.count(":") == 1 else text.partition("]")[0].lstrip("[")
    try:
        return str(ip_address(host))
    except ValueError:
        return None


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request):
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(local_address(request))
    form = SignInForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _sign_in_page(request, form)
    attempt = SignInAttempt.objects.begin(form.cleaned_data["username"], client_address(request))
    if wait := attempt.seconds_to_wait():
        return _wait_page(request, attempt, wait)
    user = form.authenticate(request)
    if user is None:
        return _sign_in_page(request, form)
    attempt.succeed()
    return _enter(request, user)


def _sign_in_page(request, form, status=200, **context):
    context = {"form": form, "next": request.GET.get("next", ""), "kept": request.POST.get("kept", "")} | context
    return render(request, "stations/sign_in.html", context, status=status)


def _wait_page(request, attempt, wait):
    attempt.delete()  # only tries that were looked at count, or waiting would never end
    response = render(request, "429.html", {"minutes": -(-wait // 60)}, status=429)
    response["Retry-After"] = wait
    return response


def _enter(request, user):
    login(request, user)
    request.session["signed_in_at"] = timezone.now().isoformat()
    typed = Typed.unpack(request.POST.get("kept", ""))
    if typed:
        return render(request, "stations/resume.html", {"typed": typed, "action": local_address(request, "/")})
    return redirect(local_address(request))


def sign_in_and_resume(request):
    """The answer to a form whose author is signed out: what was typed waits in the page until the author is back."""
    if request.headers.get("X-Requested-With"):
        return HttpResponseForbidden()
    typed = Typed.of(request.POST)
    return _sign_in_page(request, SignInForm(), 403, next=request.get_full_path(), kept=typed.pack(), typed=typed)


@login_not_required
@never_cache
@require_POST
def sign_out(request):
    logout(request)
    messages.success(request, _("您已退出。"))
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'  # not the cookies: the large letters are one
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request):
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "GET":
        return render(request, "stations/password.html", {"form": form})
    attempt = SignInAttempt.objects.begin(request.user.username, client_address(request))
    if wait := attempt.seconds_to_wait():
        return _wait_page(request, attempt, wait)
    form.full_clean()
    if "current" not in form.errors:
        attempt.delete()
    if form.errors:
        return render(request, "stations/password.html", {"form": form})
    update_session_auth_hash(request, form.save())
    messages.success(request, _("密码已修改。其他地方的登录都已退出。"))
    return redirect("home")


@login_not_required
def admin_sign_in(request, extra_context=None):
    """The administration has no door of its own."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied("administration")
    return redirect_to_login(local_address(request, reverse("admin:index")))
