"""A form of a row with a history: who saves over what somebody else has just saved is told, and nothing typed is lost."""

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liaison.kit.fields import DateInput, refuse


class SeenForm(forms.ModelForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.latest = self.instance.history.select_related("history_user").first() if self.instance.pk else None
        self.version = str(self.latest.pk) if self.latest else ""
        self.initial["seen"] = self.version
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = DateInput()

    @property
    def is_stale(self):
        return is_stale(self)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("seen") != self.version:
            who = self.latest.history_user or _("有人") if self.latest else _("有人")
            raise forms.ValidationError(_("%(who)s刚改过，请核对后再保存。") % {"who": who}, code="stale")

    def keep(self):
        """Save what was typed. False, with a message, if somebody else has taken the same name in this very moment."""
        try:
            with transaction.atomic():
                self.instance.save()
        except IntegrityError:
            refuse(self, forms.ValidationError(_("没有保存：同样的内容刚刚已由别人保存。请核对后再填。")))
            return False
        return True


def is_stale(form):
    return any(error.code == "stale" for error in form.non_field_errors().as_data())
