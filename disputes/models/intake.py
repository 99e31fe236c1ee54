"""The visit form before and after it is sent: a draft for its writer alone, and the key by which it counts once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.models.issue import Issue
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


class SentForm(models.Model):
    """A visit form that was taken in, by the key it carried: sent a second time, it leads to the same matter."""

    key = models.UUIDField(primary_key=True)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="+", verbose_name=_("群众意见"))

    class Meta:
        verbose_name, verbose_name_plural = _("已收表单"), _("已收表单")

    def __str__(self):
        return str(self.key)
