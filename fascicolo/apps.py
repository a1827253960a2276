from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FascicoloConfig(AppConfig):
    name = "fascicolo"
    verbose_name = _("Fascicolo del cittadino")
