"""Forms of one's own account: signing in and changing the password."""

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stations.models import User

LONGEST = 128  # hashing is slow on purpose, so that a longer text would cost the server and not the guesser


def password_field(label, autocomplete, **options):
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST, widget=widget, **options)


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"), max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(_("密码"), "current-password")

    def clean_username(self):
        """As it is stored: full-width letters of an input method mean the same name."""
        return User.normalize_username(self.cleaned_data["username"])

    def authenticate(self, request):
        """The user, or None with one message for whatever was wrong. Unknown names cost the same hashing."""
        user = authenticate(request, **self.cleaned_data)
        if user is None:
            self.add_error(None, _("登录名或密码不对。请核对后再试，注意大小写和输入法。"))
        return user


class PasswordForm(forms.Form):
    current = password_field(_("现在的密码"), "current-password")
    new = password_field(_("新密码"), "new-password", help_text=_("至少 12 个字符。几个不相干的词连在一起，好记也安全。"))
    again = password_field(_("再输一遍新密码"), "new-password")

    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_current(self):
        if not self.user.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("现在的密码不对。"))
        return self.cleaned_data["current"]

    def clean_new(self):
        new = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        if new == self.cleaned_data.get("current"):
            raise ValidationError(_("新密码要和现在的不同。"))
        return new

    def clean_again(self):
        if "new" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data["new"]:
            raise ValidationError(_("两次输入的新密码不一样。"))
        return self.cleaned_data["again"]

    def save(self):
        self.user.set_password(self.cleaned_data["new"])
        self.user.must_change_password = False
        self.user.save(update_fields=["password", "must_change_password"])
        return self.user
