from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagamentiConfig(AppConfig):
    name = "pagamenti"
    verbose_name = _("Pagamenti")

    def ready(self) -> None:
        from notifiche.promemoria import impara
        from pagamenti import messaggi

        impara(messaggi.SCADENZA, messaggi.promemoria)
