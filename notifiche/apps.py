from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from portal.base import salute
from portal.identita import sezioni


class NotificheConfig(AppConfig):
    name = "notifiche"
    verbose_name = _("Messaggi")

    def ready(self) -> None:
        from notifiche import altra_posta, checks, receivers  # noqa: F401 - they register themselves
        from notifiche.recapiti import profilo
        from notifiche.salute import cifre  # models are ready only now

        salute.registra(cifre)
        salute.registra(altra_posta.cifre)
        sezioni.registra(profilo.TEMPLATE, profilo.dati)
        # what the rooms say of their messages and mails: named as strings, as the admin does
        autodiscover_modules("azioni", "anteprime", "riepilogo", "poste")
