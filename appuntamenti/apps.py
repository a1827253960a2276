from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppuntamentiConfig(AppConfig):
    name = "appuntamenti"
    verbose_name = _("Appuntamenti")

    def ready(self) -> None:
        from appuntamenti import operations
        from notifiche.promemoria import impara

        impara(operations.VIGILIA, operations.parole_della_vigilia)
