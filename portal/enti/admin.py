"""The back-office sees one ente at a time: the one of the host, through the offices where the person works."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from portal.enti import riserve
from portal.enti.models import Ente, Host, Ufficio
from portal.enti.pagina_confine import PaginaConfine, TogliConfine
from portal.enti.permessi import amministra_qui, lavora_qui, sola_consultazione, uffici_di
from portal.registro.operations import registra


class DellEnte(admin.ModelAdmin):
    """ModelAdmin bounded by the ente of the request; read-only unless `modificabile` and the role allows it.

    `campo_ente` is the lookup that leads to the ente; `campo_ufficio`, when given, bounds the rows to the person's offices.
    """

    campo_ente = "ente"
    campo_ufficio = ""
    modificabile = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        righe = super().get_queryset(request).filter(**{self.campo_ente: request.ente.pk})
        if self.campo_ufficio:
            righe = righe.filter(**{f"{self.campo_ufficio}__in": uffici_di(request)})
        return riserve.visibili(righe, request.user)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page is called as what it lists, not by an order to choose."""
        titolo = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": titolo, **(extra_context or {})})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {} if sola_consultazione(request) else super().get_actions(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return lavora_qui(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return lavora_qui(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.modificabile and amministra_qui(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.modificabile and amministra_qui(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ente)
class EnteAdmin(DellEnte):
    campo_ente = "pk"
    modificabile = True
    list_display = ["nome", "codice_ipa", "pec"]
    change_form_template = "operatori/ente.html"

    def get_urls(self) -> list[URLPattern]:
        vista = self.admin_site.admin_view
        nostri = [
            path("confine/", vista(PaginaConfine.as_view()), name="enti_confine"),
            path("confine/togli/", vista(TogliConfine.as_view()), name="enti_confine_togli"),
        ]
        return [*nostri, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a new ente is born with `manage.py`, not from another's back-office


class ModuloUfficio(forms.ModelForm):
    """A new office takes its short name from its name; afterwards it keeps it, because packages and commands use it."""

    ente: Ente

    def clean_nome(self) -> str:
        nome = str(self.cleaned_data["nome"])
        if self.instance.pk is None:
            self.instance.slug = slugify(nome)[: Ufficio._meta.get_field("slug").max_length]
            if not self.instance.slug or Ufficio.objects.dell_ente(self.ente).filter(slug=self.instance.slug).exists():
                raise forms.ValidationError(_("C'è già un ufficio che si chiama così: scegli un altro nome."))
        return nome


@admin.register(Ufficio)
class UfficioAdmin(DellEnte):
    campo_ente = "enti"
    modificabile = True
    list_display = ["nome", "indirizzo", "telefono"]
    fields = [
        "nome", "descrizione", "indirizzo", "cap", "localita", "telefono", "email", "pec", "orari", "verifica_rappresentanze",
        "riceve_riepilogo",
    ]  # fmt: skip

    form = ModuloUfficio

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        modulo = super().get_form(request, obj, change, **kwargs)
        modulo.ente = request.ente  # type: ignore[attr-defined] - the class is made anew for each request
        return modulo

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        ente, azione = request.ente, "enti.ufficio_cambiato" if change else "enti.ufficio_creato"  # type: ignore[attr-defined]
        if not change:
            form.instance.enti.add(ente)
        if form.changed_data:
            registra(azione, form.instance, request.user, ente=ente, dati={"campi": form.changed_data})


@admin.register(Host)
class HostAdmin(DellEnte):
    list_display = ["nome"]
