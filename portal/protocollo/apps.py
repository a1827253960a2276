from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtocolloConfig(AppConfig):
    name = "portal.protocollo"
    verbose_name = _("Protocollo")
