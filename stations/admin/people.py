"""Administration of accounts and of who holds which role where; the logs of reading and of signing in."""

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.admin.base import OVERSEERS, LookOnly, Placed, Reference, Within, within
from stations.models import Membership, ReadLog, Role, SignInAttempt, User

OF_USER = ("region__code", "station__region__code", "unit__region__code")


class AccountForm(forms.ModelForm):
    """The password is written, never shown; whoever receives it must change it."""

    new_password = forms.CharField(
        label=gettext_lazy("新密码"), strip=False, required=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("至少 12 位，当面告诉本人；本人下次登录时须改掉。不改密码就留空。"),
    )

    class Meta:
        model = User
        fields = ["username", "name", "is_active", "must_change_password"]

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif not self.instance.pk:
            raise forms.ValidationError(_("新账号须有初始密码。"))
        return password

    def save(self, commit=True):
        if password := self.cleaned_data["new_password"]:
            self.instance.set_password(password)
            self.instance.must_change_password = True
        return super().save(commit)


class MembershipFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Who runs the system neither sees cases nor audits: an administrator holds no other role at the same time."""
        super().clean()
        held = [form.instance for form in self.forms if form.instance.role and not form.errors]
        roles = {row.role for row in held if row.until is None or row.until >= timezone.localdate()}
        if Role.ADMIN in roles and len(roles) > 1:
            raise forms.ValidationError(_("系统管理员不能同时担任其他身份。"))


class MembershipInline(Within, admin.StackedInline):
    """Nobody gives a role to oneself."""

    model = Membership
    fields = [("role", "since", "until"), ("station", "unit", "region")]
    formset = MembershipFormSet
    places = OF_USER
    editors = (Role.ADMIN,)

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and obj != request.user

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and obj != request.user


@admin.register(User)
class UserAdmin(Reference):
    """Accounts of the administrator's own places, and those that have no place yet."""

    places = tuple(f"memberships__{path}" for path in OF_USER) + ("deputy__postings__station__region__code",)
    form = AccountForm
    inlines = [MembershipInline]
    list_display = ["username", "name", "held", "is_active", "must_change_password", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["username", "name"]
    readonly_fields = ["last_login", "created_at"]

    def own(self, user, roles=OVERSEERS):
        elsewhere = Membership.objects.current().exclude(pk__in=Membership.objects.filter(within(user, *OF_USER)))
        found = super().own(user, roles) | Q(memberships=None, deputy__postings=None)
        return found & ~Q(pk__in=elsewhere.values("user")) & ~Q(username="system")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__station", "memberships__region", "memberships__unit")

    def get_fields(self, request, obj=None):
        written = ["new_password"] if self.has_change_permission(request, obj) else []
        return ["username", "name", *written, "must_change_password", "is_active", *self.readonly_fields]

    @admin.display(description=gettext_lazy("现任职"))
    def held(self, user):
        today = timezone.localdate()
        current = [row for row in user.memberships.all() if row.since <= today and (row.until is None or row.until >= today)]
        return "；".join(map(str, current)) or "—"


@admin.register(Membership)
class MembershipAdmin(Placed, LookOnly):
    """The register of who holds what where; it is edited on the account's page."""

    places = OF_USER
    list_display = ["user", "role", "place", "since", "until"]
    list_display_links = None
    list_filter = ["role"]
    list_select_related = ["user", "station", "region", "unit"]
    search_fields = ["user__name", "user__username", "station__name", "unit__name"]

    place = admin.display(lambda self, held: held.place, description=gettext_lazy("在哪里"))


class Log(Placed, LookOnly):
    """A log is read by those whose office it is."""

    readers = (Role.AUDITOR,)
    nothing_why = gettext_lazy("还没有记录。")

    def has_module_permission(self, request):
        return request.user.has_role(*self.readers)

    def has_view_permission(self, request, obj=None):
        return request.user.has_role(*self.readers)


@admin.register(ReadLog)
class ReadLogAdmin(Log):
    readers = (Role.AUDITOR, Role.DISTRICT)
    places = tuple(f"by__memberships__{path}" for path in OF_USER) + ("by__deputy__postings__station__region__code",)
    list_display = ["at", "by", "action", "thing", "reason"]
    list_display_links = None
    list_filter = ["action"]
    list_select_related = ["by"]
    search_fields = ["by__name", "thing", "reason"]


@admin.register(SignInAttempt)
class SignInAttemptAdmin(Log):
    readers = (Role.AUDITOR, Role.ADMIN)
    list_display = ["at", "username", "address", "succeeded"]
    list_display_links = None
    list_filter = ["succeeded"]
    search_fields = ["username", "address"]
