"""The back-office site."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.enti.permessi import lavora_qui


class Operatori(AdminSite):
    """The stock admin, open to who works at an office of the ente of the host and to nobody else."""

    site_header = site_title = _("Operatori")
    index_title = _("Archivi")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return lavora_qui(request)
