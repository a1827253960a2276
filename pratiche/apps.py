from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PraticheConfig(AppConfig):
    name = "pratiche"
    verbose_name = _("Pratiche")

    def ready(self) -> None:
        from notifiche.promemoria import impara
        from pratiche import receivers  # noqa: F401 - connects the signals
        from pratiche.operations import integrazione

        impara(integrazione.SCADENZA, integrazione.promemoria_integrazione)
