"""The accounts of the ente: notices and receipts, to be read; the publications that stopped, to be tried again."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pagamenti.models import Avviso, ContoIncasso, Pubblicazione, Ricevuta, Stampa, Verifica
from portal.base.importi import euro
from portal.base.templatetags.casa import data_ora
from portal.enti.admin import DellEnte
from portal.enti.lavori_fermi import COLONNE, LavoroFermo, Motivato
from portal.enti.permessi import lavora_qui, uffici_di
from portal.registro.models import Evento
from portal.registro.operations import annota_accesso


class InEuro:
    """The amount as people read it."""

    @admin.display(description=_("importo"), ordering="importo")
    def in_euro(self, riga: Avviso | Ricevuta) -> str:
        return euro(riga.importo)


class InSolaLettura(admin.TabularInline):
    """Rows below another, to look at."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return lavora_qui(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RicevuteDellAvviso(InEuro, InSolaLettura):
    model = Ricevuta
    fields = readonly_fields = ["receipt_id", "in_euro", "psp", "pagata_il", "anomalia"]


class PubblicazioniDellAvviso(Motivato, InSolaLettura):
    model = Pubblicazione
    fields = readonly_fields = ["atto", "perche", *COLONNE]


@admin.register(Avviso)
class AvvisoAdmin(InEuro, DellEnte):
    """The list names nobody. Who opens a notice reads whose it is, and that person can read who opened it."""

    list_display = ["nav_leggibile", "causale", "in_euro", "scadenza", "stato", "pubblicato_il"]
    list_filter = ["stato", "scadenza"]
    search_fields = ["nav", "iuv", "origine"]
    show_full_result_count = False
    ordering = ["-pk"]
    fields = [
        "nav_leggibile", "iuv", "causale", "in_euro", "scadenza", "stato", "debitore_", "origine", "pubblicato_il", "pagato_il",
        "annullato_il", "motivo_annullamento", "tentativi", "registro",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [RicevuteDellAvviso, PubblicazioniDellAvviso]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        avviso = self.get_object(request, object_id)
        if avviso and lavora_qui(request):
            annota_accesso(
                avviso.debitore,
                request.user,
                ente=avviso.ente,
                ufficio=uffici_di(request)[0].nome,
                sezione="pagamenti",
                motivo=f"Avviso di pagamento {avviso.nav_leggibile}",
            )
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("codice avviso"), ordering="nav")
    def nav_leggibile(self, avviso: Avviso) -> str:
        return avviso.nav_leggibile

    @admin.display(description=_("debitore"))
    def debitore_(self, avviso: Avviso) -> str:
        return f"{avviso.debitore.nome_completo} ({avviso.debitore.codice_fiscale})"

    @admin.display(description=_("pagamenti iniziati online"))
    def tentativi(self, avviso: Avviso) -> SafeString:
        """When, and by whom: the debtor or who acts for them."""
        carrelli = avviso.carrelli.exclude(avviato_il=None).select_related("persona").order_by("avviato_il")
        righe = ((data_ora(carrello.avviato_il), carrello.persona.nome_completo) for carrello in carrelli)
        return format_html_join("", "<p>{} {}</p>", righe)

    @admin.display(description=_("registro"))
    def registro(self, avviso: Avviso) -> SafeString:
        """What was done, as the register keeps it."""
        eventi = Evento.objects.filter(oggetto=avviso.codice).order_by("pk")
        return format_html_join("", "<p>{} {}</p>", ((data_ora(evento.quando), evento.azione) for evento in eventi))


@admin.register(Ricevuta)
class RicevutaAdmin(InEuro, DellEnte):
    """Filter by anomaly to find the money that waits for a decision: paid twice, unknown, not matching."""

    list_display = ["receipt_id", "nav", "in_euro", "psp", "pagata_il", "anomalia", "canale"]
    list_filter = ["anomalia", "canale", "pagata_il"]
    search_fields = ["receipt_id", "nav", "iuv"]
    show_full_result_count = False
    ordering = ["-pk"]
    fields = [*list_display, "iuv", "avviso", "id_psp", "metodo", "stand_in", "creato_il", "impronta"]
    readonly_fields = fields


class LavoroDellAvviso(LavoroFermo):
    campo_ente = "avviso__ente"
    list_display = ["avviso", "perche", *COLONNE]
    list_select_related = ["avviso"]


@admin.register(Pubblicazione)
class PubblicazioneAdmin(LavoroDellAvviso):
    """The positions that pagoPA has not taken yet."""

    list_display = ["avviso", "perche", "atto", *COLONNE]


@admin.register(Stampa)
class StampaAdmin(LavoroDellAvviso):
    """The PDFs that could not be made."""

    list_display = ["avviso", "perche", "tipo", *COLONNE]


admin.site.register(Verifica, LavoroDellAvviso)


@admin.register(ContoIncasso)
class ContoIncassoAdmin(DellEnte):
    """Where the money goes. A change is for the next notices: those already issued keep their account."""

    modificabile = True
    list_display = ["iban", "categoria", "cbill"]
    fields = list_display

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and not self.get_queryset(request).exists()

    def save_model(self, request: HttpRequest, obj: ContoIncasso, form: Any, change: bool) -> None:
        obj.ente = request.ente
        super().save_model(request, obj, form, change)
