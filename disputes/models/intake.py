"""The unfinished visit form, kept on the server for its writer alone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.kit.vault import EncryptedField


class IntakeDraft(models.Model):
    """What somebody has typed of a visit so far, encrypted; it goes away when the visit is registered."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="intake_draft")
    typed = EncryptedField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("登记草稿"), _("登记草稿")

    def __str__(self):
        return f"{self.user} {self.saved_at:%F %H:%M}"
