"""The agenda in the back-office: desks and hours for who administers, the list of the day for who receives people."""

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appuntamenti import operations
from appuntamenti.disponibilita import ROMA, UN_GIORNO
from appuntamenti.models import Appuntamento, Chiusura, Orario, Sportello
from portal.base.errors import DomainError
from portal.enti.admin import DellEnte
from portal.enti.permessi import amministra_qui, uffici_di
from portal.registro.operations import annota_accesso, annota_elenco

SETTIMANA = 7


class OrarioFormSet(forms.BaseInlineFormSet):
    """All the hours of a desk together: two that overlap would give the same place twice."""

    def clean(self) -> None:
        super().clean()
        buoni = [form for form in self.forms if form.has_changed() or form.instance.pk]
        orari = [form.instance for form in buoni if form.is_valid() and not self._should_delete_form(form)]
        for uno, altro in combinations(orari, 2):
            if uno.si_sovrappone(altro):
                valori = {"uno": uno, "altro": altro}
                raise ValidationError(_("Due orari si sovrappongono: %(uno)s e %(altro)s.") % valori)


class OrarioInline(admin.TabularInline):
    model = Orario
    formset = OrarioFormSet
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # who sees the desk sees its hours

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra_qui(request)

    has_add_permission = has_delete_permission = has_change_permission


class SuoEnte(DellEnte):
    """Rows that belong to the ente of the host without asking which it is."""

    modificabile = True
    exclude = ("ente",)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        obj.ente = request.ente
        super().save_model(request, obj, form, change)


@admin.register(Sportello)
class SportelloAdmin(SuoEnte):
    campo_ufficio = "ufficio"
    list_display = ("nome", "ufficio", "indirizzo", "attivo")
    inlines = (OrarioInline,)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        return super().formfield_for_foreignkey(db_field, request, **_solo(db_field, request), **kwargs)


@admin.register(Chiusura)
class ChiusuraAdmin(SuoEnte):
    list_display = ("motivo", "sportello", "dal", "al")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Chiusura]:
        di_tutti_o_mie = Q(sportello=None) | Q(sportello__ufficio__in=uffici_di(request))
        return super().get_queryset(request).filter(di_tutti_o_mie)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        return super().formfield_for_foreignkey(db_field, request, **_solo(db_field, request), **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


class FiltroGiorno(admin.SimpleListFilter):
    """The list opens on today: it is the list of the day."""

    title = _("giorno")
    parameter_name = "giorno"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("domani", _("Domani")), ("settimana", _("Prossimi 7 giorni")), ("tutti", _("Tutti"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        prima, *altre = super().choices(changelist)
        yield {**prima, "display": _("Oggi")}
        yield from altre

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appuntamento]) -> QuerySet[Appuntamento]:
        if self.value() == "tutti":
            return queryset
        oggi = timezone.localdate()
        dal, giorni = {"domani": (oggi + UN_GIORNO, 1), "settimana": (oggi, SETTIMANA)}.get(
            self.value() or "", (oggi, 1)
        )
        inizio = dt.datetime.combine(dal, dt.time.min, tzinfo=ROMA)
        fine = dt.datetime.combine(dal + UN_GIORNO * giorni, dt.time.min, tzinfo=ROMA)
        return queryset.filter(inizio__gte=inizio, inizio__lt=fine)


@admin.register(Appuntamento)
class AppuntamentoAdmin(DellEnte):
    """Read-only: a booking is made by the person and undone by an operation that says why."""

    campo_ufficio = "sportello__ufficio"
    list_display = ("quando", "chi", "motivo", "sportello", "stato")
    list_filter = (FiltroGiorno, "stato", ("sportello", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("persona", "sportello", "prenotato_da")
    ordering = ("inizio", "posto")
    show_full_result_count = False
    fields = ("inizio", "fine", "luogo", "indirizzo", "chi", "per_mezzo_di", "motivo", "note", "stato", "motivazione")
    change_form_template = "appuntamenti/operatori/appuntamento.html"

    @admin.display(description=_("quando"), ordering="inizio")
    def quando(self, appuntamento: Appuntamento) -> str:
        return date_format(timezone.localtime(appuntamento.inizio), "D d/m/Y H:i")

    @admin.display(description=_("persona"), ordering="persona__cognome")
    def chi(self, appuntamento: Appuntamento) -> str:
        return appuntamento.persona.nome_completo

    @admin.display(description=_("prenotato da"))
    def per_mezzo_di(self, appuntamento: Appuntamento) -> str:
        return appuntamento.prenotato_da.nome_completo if appuntamento.prenotato_da else ""

    def get_urls(self) -> list[URLPattern]:
        annulla = path(
            "<int:chiave>/annulla/", self.admin_site.admin_view(self.annulla), name="appuntamenti_appuntamento_annulla"
        )
        return [annulla, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        risposta = super().changelist_view(request, extra_context)
        elenco = getattr(risposta, "context_data", {}).get("cl")
        if elenco:
            annota_elenco(
                (appuntamento.persona for appuntamento in elenco.result_list),
                request.user,
                ente=request.ente,
                ufficio=uffici_di(request)[0].nome,
                sezione="appuntamenti",
                motivo="Elenco degli appuntamenti dell'ufficio",
            )
        return risposta

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        appuntamento = self.get_object(request, object_id)
        if appuntamento:
            _annota(request, appuntamento)
        return super().change_view(request, object_id, form_url, extra_context)

    def annulla(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Ask why, then cancel and tell the person."""
        appuntamento = get_object_or_404(self.get_queryset(request), pk=chiave)
        _annota(request, appuntamento)
        if request.method == "POST":
            try:
                operations.annulla(chiave, attore=request.user, motivazione=request.POST.get("motivazione", ""))
            except DomainError as rifiuto:
                messages.error(request, rifiuto.messaggio)
            else:
                messages.success(request, _("Appuntamento annullato: la persona è stata avvisata."))
                return redirect("admin:appuntamenti_appuntamento_change", chiave)
        contesto = {**self.admin_site.each_context(request), "appuntamento": appuntamento, "title": _("Annulla")}
        return render(request, "appuntamenti/operatori/annulla.html", contesto)


def _annota(request: HttpRequest, appuntamento: Appuntamento) -> None:
    """The person will read that the office opened this appointment."""
    annota_accesso(
        appuntamento.persona,
        request.user,
        ente=request.ente,
        ufficio=appuntamento.sportello.ufficio.nome,
        sezione="appuntamenti",
        motivo=appuntamento.motivo,
    )


def _solo(campo: ForeignKey, request: HttpRequest) -> dict[str, QuerySet[Any]]:
    """Only the offices where this person works, and their desks, may be chosen."""
    miei = uffici_di(request)
    if campo.name == "ufficio":
        return {"queryset": campo.related_model.objects.filter(pk__in=[ufficio.pk for ufficio in miei])}
    return {"queryset": campo.related_model.objects.filter(ente=request.ente, ufficio__in=miei)}
