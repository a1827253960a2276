from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentiConfig(AppConfig):
    name = "portal.documenti"
    verbose_name = _("Documenti")
