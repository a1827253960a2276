from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppuntamentiConfig(AppConfig):
    name = "appuntamenti"
    verbose_name = _("Appuntamenti")
