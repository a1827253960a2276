"""The lists of the work that has not ended, one for each kind of work: why, in words, and one more try."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.base import motivi
from portal.base.coda import Lavoro, Stato
from portal.base.templatetags.casa import data_ora
from portal.enti.admin import DellEnte


class Motivato:
    """The reason as the office reads it, with the code for who looks into the logs."""

    @admin.display(description=_("perché"))
    def perche(self, lavoro: Lavoro) -> str:
        parole, codice = motivi.racconta(lavoro), motivi.per_i_log(lavoro)
        return format_html('{} <span class="nota in-piccolo">({})</span>', parole, codice) if codice else parole

    @admin.display(description=_("prossimo tentativo"), ordering="prossimo_tentativo")
    def riprova_il(self, lavoro: Lavoro) -> str | None:
        """Only of what tries again by itself."""
        return data_ora(lavoro.prossimo_tentativo) if lavoro.stato == Stato.IN_CODA else None


FINITI = (Stato.RIUSCITO, Stato.ANNULLATO)  # never listed
COLONNE = ("stato", "tentativi", "riprova_il")  # after what it is and why, which a phone shows without scrolling


class NonFinito(admin.SimpleListFilter):
    """The states of the work that is listed, and no other."""

    title = _("stato del lavoro")
    parameter_name = "stato"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(stato.value, stato.label) for stato in Stato if stato not in FINITI]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(stato=self.value()) if self.value() else queryset


class LavoroFermo(Motivato, DellEnte):
    """Work that has not ended. Trying again is harmless: all that is listed so may be repeated."""

    change_list_template = "operatori/lavori_fermi.html"
    list_filter = [NonFinito]
    show_full_result_count = False
    ordering = ["-pk"]
    actions = ["riprova"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(stato__in=FINITI)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return list(self.list_display)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return list(self.list_display)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        sotto = _("Che cosa non è ancora riuscito: quello che è in coda riprova da sé, quello non riuscito aspetta te")
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": sotto})

    @admin.action(description=_("Riprova ora"), permissions=["view"])
    def riprova(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One more try, now; what is being tried at this moment is left alone."""
        quanti = sum(riga.rimetti_in_coda() for riga in queryset)
        if not quanti:
            self.message_user(request, _("Nulla da rimettere in coda: il portale ci sta già lavorando."), messages.INFO)
            return
        testo = ngettext("%s lavoro rimesso in coda.", "%s lavori rimessi in coda.", quanti)
        self.message_user(request, testo % quanti, messages.SUCCESS)
