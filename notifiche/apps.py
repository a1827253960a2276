from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.base import salute


class NotificheConfig(AppConfig):
    name = "notifiche"
    verbose_name = _("Messaggi")

    def ready(self) -> None:
        from notifiche.salute import cifre  # models are ready only now

        salute.registra(cifre)
