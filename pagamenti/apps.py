from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagamentiConfig(AppConfig):
    name = "pagamenti"
    verbose_name = _("Pagamenti")
