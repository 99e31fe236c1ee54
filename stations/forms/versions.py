"""Forms that change a row with a history: who changed it meanwhile is told, and what was typed may be saved once more."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _


class VersionedForm(forms.ModelForm):
    """The page carries ``seen``, the ``version`` that it showed; an older one is answered with both."""

    @cached_property
    def latest(self):
        """The row as it stands in the database, None for a new one."""
        return self.instance.history.select_related("history_user").latest() if self.instance.pk else None

    @property
    def version(self):
        return str(self.latest.pk) if self.latest else ""

    @property
    def is_stale(self):
        return self.has_error(NON_FIELD_ERRORS, "stale")

    def clean(self):
        cleaned = super().clean()
        if self.latest and self.data.get("seen") != self.version:
            self.add_error(None, forms.ValidationError(_("%(who)s 刚在 %(at)s 改过，请核对后再保存。") % {
                "who": self.latest.history_user or _("有人"), "at": f"{timezone.localtime(self.latest.history_date):%H:%M}"},
                code="stale"))
        return cleaned
