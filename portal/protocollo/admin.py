"""The register is among the archives of the office that keeps it; its pages are in `views`."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from portal.enti.admin import DellEnte
from portal.enti.permessi import uffici_di
from portal.protocollo.models import Registrazione, RegistroProtocollo


@admin.register(Registrazione)
class PortaDelRegistro(DellEnte):
    """A line of the index that leads to the pages of the register."""

    campo_ente = "registro__ente"
    campo_ufficio = "registro__ufficio"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        suo = RegistroProtocollo.objects.filter(ente=request.ente, ufficio__in=uffici_di(request))
        return super().has_view_permission(request, obj) and suo.exists()

    def get_urls(self) -> list[URLPattern]:
        return [indirizzo for indirizzo in super().get_urls() if str(indirizzo.name).endswith("_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("protocollo:elenco")
