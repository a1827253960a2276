from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FascicoloConfig(AppConfig):
    name = "fascicolo"
    verbose_name = _("Fascicolo del cittadino")

    def ready(self) -> None:
        from fascicolo import receivers  # noqa: F401
        from fascicolo.deleghe import operations
        from fascicolo.fonti import dall_anagrafe
        from notifiche.promemoria import impara
        from pratiche.noti import aggiungi_fonte

        impara(operations.FINE, operations.parole_della_fine)
        aggiungi_fonte(dall_anagrafe)
