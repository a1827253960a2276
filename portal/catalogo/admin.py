"""The public contents in the back-office: an administrator of the ente writes them, the other officers read them."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from portal.catalogo.forms import modulo_con_traduzioni, nomi_traduzioni
from portal.catalogo.models import (
    ArgomentoTrattato,
    Contenuto,
    DomandaFrequente,
    Evento,
    Luogo,
    Notizia,
    Pagina,
    SegnalazioneAccessibilita,
    Servizio,
    Valutazione,
)
from portal.enti.admin import DellEnte
from portal.enti.models import Ufficio
from portal.enti.permessi import amministra_qui


class ArgomentiInline(admin.TabularInline):
    model = ArgomentoTrattato
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # who sees the content sees its topics

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra_qui(request)

    has_change_permission = has_delete_permission = has_add_permission


class ContenutoAdmin(DellEnte):
    """One kind of content: its fields, its topics, a closed box for each other language."""

    modificabile = True
    exclude = ["ente", "traduzioni"]
    inlines = [ArgomentiInline]
    list_display = ["titolo", "pubblicato", "aggiornato_il"]
    list_filter = ["pubblicato"]
    search_fields = ["cerca"]
    prepopulated_fields = {"slug": ["titolo"]}
    show_full_result_count = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        nomi = nomi_traduzioni(self.model)
        boxi = {nome for nome, _, _ in nomi}
        lingue = sorted({lingua for _, _, lingua in nomi})
        principali = [nome for nome in self.get_fields(request, obj) if nome not in boxi]
        return [
            (None, {"fields": principali}),
            *(
                (lingua.upper(), {"classes": ["collapse"], "fields": [n for n, _, sua in nomi if sua == lingua]})
                for lingua in lingue
            ),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        modulo = super().get_form(request, obj, change, **kwargs)
        modulo.ente = request.ente
        return modulo

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Ufficio:
            kwargs["queryset"] = Ufficio.objects.dell_ente(request.ente)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Contenuto, form: Any, change: bool) -> None:
        if not change:
            obj.ente = request.ente
        super().save_model(request, obj, form, change)


for modello in (Servizio, Notizia, Luogo, Evento, DomandaFrequente, Pagina):
    gestione = type(f"{modello.__name__}Admin", (ContenutoAdmin,), {"form": modulo_con_traduzioni(modello)})
    admin.site.register(modello, gestione)


@admin.register(Valutazione)
class ValutazioneAdmin(DellEnte):
    list_display = ["creata_il", "pagina", "servizio", "voto", "aspetto", "commento"]
    list_filter = ["voto"]
    show_full_result_count = False


@admin.register(SegnalazioneAccessibilita)
class SegnalazioneAccessibilitaAdmin(DellEnte):
    """The law gives 30 days: the list shows by when, the page lets an administrator answer."""

    modificabile = True
    list_display = ["numero", "creato_il", "rispondere_entro", "stato"]
    list_filter = ["stato"]
    readonly_fields = ["numero", "creato_il", "rispondere_entro", "pagina", "descrizione", "tecnologia", "email"]
    fields = [*readonly_fields, "stato", "risposta"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
