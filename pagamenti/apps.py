from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagamentiConfig(AppConfig):
    name = "pagamenti"
    verbose_name = _("Pagamenti")

    def ready(self) -> None:
        from notifiche import promemoria
        from notifiche.massivi import fonti
        from pagamenti import messaggi
        from pagamenti.fonti import Debitori

        promemoria.impara(messaggi.SCADENZA, messaggi.promemoria)
        fonti.impara(Debitori())
