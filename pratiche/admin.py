"""The archives of the room: what was published, and the work that stopped. The cases have pages of their own (`operatori`)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.enti.admin import DellEnte
from portal.enti.lavori_fermi import COLONNE, LavoroFermo, NonFinito
from portal.enti.permessi import amministra_qui
from pratiche.models import LavoroGraduatoria, RegistrazioneProtocollo, Stampa, VersioneServizio
from pratiche.pacchetti.scrittura import in_yaml


@admin.register(VersioneServizio)
class VersioneServizioAdmin(DellEnte):
    """The history of what was published, read-only: a version never changes. Publishing has a page of its own."""

    campo_ente = "servizio__ente"
    list_display = ["servizio", "numero", "pubblicata_il", "chi", "firmata_da", "impronta"]
    list_filter = ["servizio"]
    list_select_related = ["servizio", "pubblicata_da"]
    fields = [*list_display, "pacchetto"]
    readonly_fields = ["chi", "pacchetto"]

    @admin.display(description=_("pubblicata da"))
    def chi(self, versione: VersioneServizio) -> str:
        return versione.pubblicata_da.nome_completo if versione.pubblicata_da else str(_("il sistema"))

    @admin.display(description=_("pacchetto"))
    def pacchetto(self, versione: VersioneServizio) -> str:
        return format_html('<pre class="pacchetto">{}</pre>', in_yaml(versione.contenuto))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "puo_pubblicare": amministra_qui(request)})


class LavoroDellaPratica(LavoroFermo):
    """It names the case by its number: who may look at it, looks there."""

    campo_ente = "pratica__ente"
    campo_ufficio = "pratica__ufficio"
    list_display = ["pratica", "perche", "genere", *COLONNE]
    list_filter = ["genere", NonFinito]
    list_select_related = ["pratica"]


class LavoroDellaGraduatoria(LavoroFermo):
    """The same of a ranking: who stands in it is named by the public code."""

    campo_ente = "tornata__servizio__ente"
    campo_ufficio = "tornata__servizio__ufficio"
    list_display = ["tornata", "candidatura", "perche", "genere", *COLONNE]
    list_filter = ["genere", NonFinito]
    list_select_related = ["tornata", "candidatura"]


admin.site.register(RegistrazioneProtocollo, LavoroDellaPratica)
admin.site.register(Stampa, LavoroDellaPratica)
admin.site.register(LavoroGraduatoria, LavoroDellaGraduatoria)
