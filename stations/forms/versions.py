"""Forms that change what others may be changing too: who saves over a newer version is told, and nothing typed is lost."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from liaison.kit.fields import DateInput, in_words, refuse


class Seen(forms.CharField):
    """The version that the page showed. Shown again it is always the latest: sent once more, what was typed is saved."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def bound_data(self, data, initial):
        return initial


def is_stale(form):
    """Does an error of the code "stale" stand above the form?"""
    return form.has_error(NON_FIELD_ERRORS, "stale")


class VersionedForm(forms.ModelForm):
    """A form of a row with a history: an older ``seen`` is answered with both versions."""

    seen = Seen()
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = DateInput()

    @cached_property
    def latest(self):
        """The row as it stands in the database, None for a new one."""
        return self.instance.history.select_related("history_user").first() if self.instance.pk else None

    @property
    def version(self):
        return str(self.latest.pk) if self.latest else ""

    @property
    def is_stale(self):
        return is_stale(self)

    def clean(self):
        cleaned = super().clean()
        if self.latest and self.cleaned_data.get("seen") != self.version:  # what nobody has written down cannot be older
            self.add_error(None, forms.ValidationError(self.told_by(), code="stale"))
        return cleaned

    def told_by(self):
        who = self.latest.history_user or _("有人")
        at = timezone.localtime(self.latest.history_date)
        return _("%(who)s 刚在 %(at)s 改过。再按一次保存，就以您填写的为准。") % {"who": who, "at": f"{at:%H:%M}"}

    def differences(self):
        """Where what was typed is not what the row says by now: [{label, now, typed}], in the order of the form."""
        kept = [field for field in self.visible_fields() if field.name in self._meta.fields and not field.errors]
        told = ((field.label, *self.versions_of(field.name)) for field in kept)
        return [{"label": label, "now": now, "typed": typed} for label, now, typed in told if now != typed]

    def versions_of(self, name):
        """Both versions of a field in words: what the row says by now, and what was typed. Rows are told one by one."""
        column = next((column for column in self.instance._meta.concrete_fields if column.name == name), None)
        if column:
            told = [in_words(row, column) for row in (self.latest.instance, self.instance)]
            return ["" if value is None else value for value in told]
        return ["、".join(sorted(map(str, rows))) for rows in (self.rows_now(name), self.cleaned_data[name])]

    def rows_now(self, name):
        """The rows that stand now under a field that is no column."""
        return getattr(self.instance, name).all()

    def keep(self):
        """Save what was typed. False, with a message, if somebody else has taken the same name in this very moment."""
        try:
            with transaction.atomic():
                self.instance.save()
        except IntegrityError:
            refuse(self, forms.ValidationError(_("没有保存：同样的内容刚刚已由别人保存。请核对后再填。")))
            return False
        return True
