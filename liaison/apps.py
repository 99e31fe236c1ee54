"""The ground and the roof as one Django app; it puts the seals on the sealed tables after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from liaison.kit.seals import install_seals


class LiaisonConfig(AppConfig):
    name = "liaison"
    verbose_name = _("门户")

    def ready(self):
        post_migrate.connect(install_seals, dispatch_uid="install_seals")
