from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistenzaConfig(AppConfig):
    name = "assistenza"
    verbose_name = _("Assistenza")
