from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentitaConfig(AppConfig):
    name = "portal.identita"
    verbose_name = _("Identità")

    def ready(self) -> None:
        from portal.identita import checks, gestori, receivers  # noqa: F401 - they register themselves
