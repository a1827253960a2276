from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FascicoloConfig(AppConfig):
    name = "fascicolo"
    verbose_name = _("Fascicolo del cittadino")

    def ready(self) -> None:
        from fascicolo.fonti import dall_anagrafe
        from pratiche.noti import aggiungi_fonte

        aggiungi_fonte(dall_anagrafe)
