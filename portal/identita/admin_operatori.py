"""The accounts of the office, for its administrators: who works where, who has a second factor, who may enter with SPID."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.base.errors import DomainError
from portal.enti import in_mano
from portal.enti.admin import DellEnte
from portal.enti.models import Incarico
from portal.enti.permessi import amministra_qui
from portal.identita import operations
from portal.identita.forms_operatori import ModuloAccount, ModuloAtto, ModuloMotivo, ModuloRuolo, ModuloSpid
from portal.identita.models import AbilitazioneSpid, Operatore, Persona
from portal.registro.atti import Atto


@admin.register(Operatore)
class OperatoreAdmin(DellEnte):
    """Only administrators of the ente see who works there, and only for who works there."""

    list_display = ["nome_completo", "username", "is_active", "secondo_fattore", "spid"]
    fields = ["nome_completo", "username", "email", "is_active", "last_login", "secondo_fattore", "spid"]
    readonly_fields = fields
    ordering = ["cognome", "nome"]
    show_full_result_count = False
    change_form_template = "operatori/account.html"
    change_list_template = "operatori/account_elenco.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operatore]:
        """Also who has no role left here: it can be given again."""
        qui = Incarico.objects.filter(persona=OuterRef("pk"), ufficio__enti=request.ente)  # type: ignore[attr-defined]
        con_spid = AbilitazioneSpid.objects.filter(operatore=OuterRef("pk"))
        fattori = operations.fattori_di(OuterRef("pk"))
        righe = Operatore.objects.filter(Exists(qui), is_staff=True)
        righe = righe.annotate(con_fattore=Exists(fattori), con_spid=Exists(con_spid))
        return righe.annotate(in_servizio=Exists(qui.filter(attivo=True))).order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return amministra_qui(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra_qui(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
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
        atti = {
            "azzera": self.azzera,
            "concedi-spid": self.concedi,
            "revoca-spid": self.revoca,
            "password": self.password,
            "ruolo": self.dai,
            "disattiva": self.disattiva,
            "riattiva": self.riattiva,
        }
        nostri = [
            path(f"<int:chiave>/{nome}/", self.admin_site.admin_view(vista), name=f"operatore_{nome}")
            for nome, vista in atti.items()
        ]
        togli = self.admin_site.admin_view(self.togli)
        nostri.append(path("<int:chiave>/ruolo/<int:incarico>/togli/", togli, name="operatore_togli"))
        return [*nostri, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the roles here, and what is still in these hands."""
        operatore = self.get_object(request, object_id)
        incarichi = Incarico.objects.filter(persona=object_id, ufficio__enti=request.ente).select_related("ufficio")  # type: ignore[attr-defined]
        contesto = {
            "title": capfirst(str(self.opts.verbose_name)),
            "incarichi": incarichi.order_by("-attivo", "ufficio__nome", "ruolo"),
            "in_mano": in_mano.di(operatore, request) if operatore and amministra_qui(request) else [],
        }
        return super().change_view(request, object_id, form_url, {**contesto, **(extra_context or {})})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new account, its first role, and the address where its password is chosen."""

        def fai(_operatore: Any, dati: dict[str, Any]) -> HttpResponse:
            come = {"attore": request.user, "ente": request.ente, "motivo": dati.pop("motivo")}  # type: ignore[attr-defined]
            ufficio, ruolo = dati.pop("ufficio"), dati.pop("ruolo")
            with Atto():
                operatore = operations.crea_account(**dati, **come)
                operations.dai_ruolo(operatore, ufficio, ruolo, **come)
            return self._consegna(request, operatore, _("Account creato"))

        avvertenza = _("Alla fine ricevi un indirizzo da dare alla persona: lì sceglie la sua password.")
        return self._atto(request, None, _("Nuovo account"), avvertenza, ModuloAccount, fai)

    def dai(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """A role in an office."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.dai_ruolo(operatore, attore=request.user, ente=request.ente, **dati)  # type: ignore[attr-defined]

        avvertenza = _("Il ruolo vale da subito, per le pratiche di quell'ufficio.")
        return self._atto(request, chiave, _("Dai un ruolo"), avvertenza, ModuloRuolo, fai)

    def togli(self, request: HttpRequest, chiave: int, incarico: int) -> HttpResponse:
        """A role that the officer has here."""
        suo = get_object_or_404(
            Incarico.objects.select_related("ufficio", "persona"),
            pk=incarico, persona=chiave, attivo=True, ufficio__enti=request.ente,  # type: ignore[attr-defined]
        )  # fmt: skip

        def fai(_operatore: Persona, dati: dict[str, Any]) -> None:
            operations.togli_ruolo(suo, attore=request.user, ente=request.ente, **dati)  # type: ignore[attr-defined]

        avvertenza = _(
            "%(ruolo)s: non lo è più da subito. Ciò che ha fatto resta, ciò che ha in carico va riassegnato."
        )
        return self._atto(request, chiave, _("Togli il ruolo"), avvertenza % {"ruolo": suo}, ModuloMotivo, fai)

    def disattiva(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Close the account."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.disattiva_account(operatore, attore=request.user, ente=request.ente, **dati)  # type: ignore[attr-defined]

        avvertenza = _("Nessuno entra più con questo account e le sue sessioni si chiudono. Si può riattivare.")
        return self._atto(request, chiave, _("Disattiva l'account"), avvertenza, ModuloMotivo, fai)

    def riattiva(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Open it again."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.riattiva_account(operatore, attore=request.user, ente=request.ente, **dati)  # type: ignore[attr-defined]

        avvertenza = _("L'account si apre di nuovo, con i ruoli e la password che aveva.")
        return self._atto(request, chiave, _("Riattiva l'account"), avvertenza, ModuloMotivo, fai)

    def password(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """The password was forgotten."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> HttpResponse:
            operations.azzera_password(operatore, attore=request.user, ente=request.ente, **dati)  # type: ignore[attr-defined]
            return self._consegna(request, operatore, _("Nuova password"))

        avvertenza = _(
            "La password di adesso non vale più e le sessioni si chiudono. Ricevi un indirizzo da dare alla persona."
        )
        return self._atto(request, chiave, _("Nuova password"), avvertenza, ModuloMotivo, fai)

    def azzera(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Ask why, then take the lost factor away."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.azzera_secondo_fattore(operatore, attore=request.user, ente=request.ente, motivo=dati["motivo"])

        avvertenza = _("Chi usa l'account dovrà entrare con la password e attivare un nuovo secondo fattore.")
        return self._atto(
            request, chiave, _("Azzera il secondo fattore"), avvertenza, ModuloMotivo, fai, in_servizio=True
        )

    def concedi(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Ask whose SPID, then tie it to the account."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.concedi_spid(operatore, codice=dati["codice"], attore=request.user, ente=request.ente)

        avvertenza = _(
            "Chi entra con la SPID di questa persona potrà lavorare con l'account. Resta scritto nel registro."
        )
        return self._atto(
            request, chiave, _("Concedi l'accesso con SPID"), avvertenza, ModuloSpid, fai, in_servizio=True
        )

    def revoca(self, request: HttpRequest, chiave: int) -> HttpResponse:
        """Untie the SPID from the account."""

        def fai(operatore: Persona, dati: dict[str, Any]) -> None:
            operations.revoca_spid(operatore, attore=request.user, ente=request.ente)

        avvertenza = _(
            "L'account si potrà aprire solo con la password e il secondo fattore. Le sessioni aperte si chiudono."
        )
        return self._atto(request, chiave, _("Togli l'accesso con SPID"), avvertenza, ModuloAtto, fai, in_servizio=True)

    def _atto(
        self,
        request: HttpRequest,
        chiave: int | None,
        titolo: Any,
        avvertenza: Any,
        tipo: type[ModuloAtto],
        fai: Callable[[Any, dict[str, Any]], HttpResponse | None],
        in_servizio: bool = False,
    ) -> HttpResponse:
        """Ask, then do. `chiave` None: nobody yet; `in_servizio`: not for who has no role here. `fai` may answer with a page."""
        if not amministra_qui(request):
            return redirect("admin:index")
        operatore = None if chiave is None else self._trova(request, chiave, in_servizio)
        modulo = tipo(request.POST or None, ente=request.ente)  # type: ignore[attr-defined]
        if request.method == "POST" and (modulo.is_valid() or not modulo.fields):
            try:
                pagina = fai(operatore, getattr(modulo, "cleaned_data", {}))
            except DomainError as rifiuto:
                messages.error(request, rifiuto.messaggio)
            else:
                if pagina:
                    return pagina
                messages.success(request, _("Fatto. Resta scritto nel registro."))
                return redirect("admin:identita_operatore_change", chiave)
        contesto = {"operatore": operatore, "form": modulo, "title": titolo, "avvertenza": avvertenza}
        return render(request, "operatori/account_atto.html", {**self.admin_site.each_context(request), **contesto})

    def _trova(self, request: HttpRequest, chiave: int, in_servizio: bool) -> Operatore:
        operatore = get_object_or_404(self.get_queryset(request), pk=chiave)
        if in_servizio and not operatore.in_servizio:  # type: ignore[attr-defined]
            raise Http404
        return operatore

    def _consegna(self, request: HttpRequest, operatore: Persona, titolo: Any) -> HttpResponse:
        """The address where the password is chosen: shown once, here."""
        indirizzo = operations.indirizzo_password(operatore, request.ente)  # type: ignore[attr-defined]
        contesto = {"operatore": operatore, "title": titolo, "indirizzo": indirizzo}
        return render(request, "operatori/account_password.html", {**self.admin_site.each_context(request), **contesto})
