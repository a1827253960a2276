from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PdndConfig(AppConfig):
    name = "portal.pdnd"
    verbose_name = _("PDND e ANPR")
