"""The accounts of the office, for its administrators: who has a second factor, who may enter with SPID."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from portal.base.errors import DomainError
from portal.enti.admin import DellEnte
from portal.enti.models import Incarico
from portal.enti.permessi import amministra_qui
from portal.identita import operations
from portal.identita.models import AbilitazioneSpid, Operatore, Persona


class ModuloMotivo(forms.Form):
    """Why: it stays in the register."""

    motivo = forms.CharField(
        label=_("Motivo"),
        min_length=10,
        max_length=200,
        help_text=_("Per esempio: telefono smarrito, richiesta prot. 12"),
    )


class ModuloSpid(forms.Form):
    """Whose SPID opens the account."""

    codice = forms.CharField(
        label=_("Codice fiscale della persona"),
        max_length=20,
        help_text=_("Deve essere già entrata una volta nel portale con SPID. Il codice non si conserva qui."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@admin.register(Operatore)
class OperatoreAdmin(DellEnte):
    """Only administrators of the ente see who works there, and only for who works there."""

    list_display = ["nome_completo", "username", "is_active", "secondo_fattore", "spid"]
    fields = ["nome_completo", "username", "email", "is_active", "last_login", "secondo_fattore", "spid"]
    readonly_fields = fields
    ordering = ["cognome", "nome"]
    show_full_result_count = False
    change_form_template = "operatori/account.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operatore]:
        qui = Incarico.objects.filter(persona=OuterRef("pk"), attivo=True, ufficio__enti=request.ente)  # type: ignore[attr-defined]
        con_spid = AbilitazioneSpid.objects.filter(operatore=OuterRef("pk"))
        fattori = operations.fattori_di(OuterRef("pk"))
        righe = Operatore.objects.filter(Exists(qui), is_staff=True)
        return righe.annotate(con_fattore=Exists(fattori), con_spid=Exists(con_spid)).order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return amministra_qui(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra_qui(request)

    @admin.display(description=_("nome"), ordering="cognome")
    def nome_completo(self, operatore: Operatore) -> str:
        return operatore.nome_completo

    @admin.display(description=_("secondo fattore"), boolean=True)
    def secondo_fattore(self, operatore: Any) -> bool:
        return bool(operatore.con_fattore)

    @admin.display(description=_("entra con SPID"), boolean=True)
    def spid(self, operatore: Any) -> bool:
        return bool(operatore.con_spid)

    def get_urls(self) -> list[URLPattern]:
        atti = (("azzera", self.azzera), ("concedi-spid", self.concedi), ("revoca-spid", self.revoca))
        nostri = [
            path(f"<int:chiave>/{nome}/", self.admin_site.admin_view(vista), name=f"operatore_{nome}")
            for nome, vista in atti
        ]
        return [*nostri, *super().get_urls()]

    def azzera(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Ask why, then take the lost factor away."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.azzera_secondo_fattore(operatore, attore=request.user, ente=request.ente, motivo=dati["motivo"])

        avvertenza = _("Chi usa l'account dovrà entrare con la password e attivare un nuovo secondo fattore.")
        return self._atto(request, chiave, _("Azzera il secondo fattore"), avvertenza, ModuloMotivo, fai)

    def concedi(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Ask whose SPID, then tie it to the account."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.concedi_spid(operatore, codice=dati["codice"], attore=request.user, ente=request.ente)

        avvertenza = _(
            "Chi entra con la SPID di questa persona potrà lavorare con l'account. Resta scritto nel registro."
        )
        return self._atto(request, chiave, _("Concedi l'accesso con SPID"), avvertenza, ModuloSpid, fai)

    def revoca(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Untie the SPID from the account."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.revoca_spid(operatore, attore=request.user, ente=request.ente)

        avvertenza = _(
            "L'account si potrà aprire solo con la password e il secondo fattore. Le sessioni aperte si chiudono."
        )
        return self._atto(request, chiave, _("Togli l'accesso con SPID"), avvertenza, forms.Form, fai)

    def _atto(
        self, request: HttpRequest, chiave: int, titolo: Any, avvertenza: Any, tipo: type[forms.Form], fai: Any
    ) -> HttpResponse:
        if not amministra_qui(request):
            return redirect("admin:index")
        operatore = get_object_or_404(self.get_queryset(request), pk=chiave)
        modulo = tipo(request.POST or None)
        if request.method == "POST" and (modulo.is_valid() or not modulo.fields):
            try:
                fai(operatore, getattr(modulo, "cleaned_data", {}))
            except DomainError as rifiuto:
                messages.error(request, rifiuto.messaggio)
            else:
                messages.success(request, _("Fatto. Resta scritto nel registro."))
                return redirect("admin:identita_operatore_change", chiave)
        contesto = {"operatore": operatore, "form": modulo, "title": titolo, "avvertenza": avvertenza}
        return render(request, "operatori/account_atto.html", {**self.admin_site.each_context(request), **contesto})
