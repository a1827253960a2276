"""Publishing a service from the back-office: upload the package, read what changes, confirm."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.enti.permessi import amministra_qui
from pratiche import operations
from pratiche.models import VersioneServizio
from pratiche.moduli.caricatore import PESO_MASSIMO, Pacchetto, PacchettoErrato, leggi_testo
from pratiche.moduli.differenza import differenze
from pratiche.pacchetti import firma as firme
from pratiche.schede import Confronto, confronta

ELENCO = "admin:pratiche_versioneservizio_changelist"


class ModuloPacchetto(forms.Form):
    pacchetto = forms.FileField(
        label=gettext_lazy("File del pacchetto"),
        help_text=gettext_lazy("Un file YAML, come quelli che scrive «manage.py servizi esporta»."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    firma = forms.FileField(
        label=gettext_lazy("Firma del pacchetto"),
        help_text=gettext_lazy("Facoltativa: il file .firma che accompagna il pacchetto."),
        required=False,
    )


class ModuloConferma(forms.Form):
    """What was read comes back as it was: it is read and checked again before it is published."""

    testo = forms.CharField(max_length=PESO_MASSIMO, widget=forms.HiddenInput, strip=False)
    firma = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput, strip=False)
    confrontata = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    scheda_letta = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    ufficio = forms.ModelChoiceField(
        label=gettext_lazy("Ufficio che risponde del servizio"), queryset=Ufficio.objects.none(), required=False
    )
    con_scheda = forms.BooleanField(
        label=gettext_lazy("Aggiorna anche i testi della scheda"),
        help_text=gettext_lazy("Quelli del catalogo qui sopra non si conservano."),
        required=False,
    )

    def __init__(self, *args: Any, ente: Ente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ufficio"].queryset = Ufficio.objects.dell_ente(ente).order_by("nome")  # type: ignore[attr-defined]


class _DaRileggere(DomainError):
    """The preview is shown again: something is still to be chosen, or was not as it is now when it was read."""


class Pubblica(View):
    """Upload → problems with their lines, or what changes → publish. Only who administers the ente."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not amministra_qui(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._mostra(ModuloPacchetto())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "conferma" in request.POST:
            return self._pubblica(request)
        modulo = ModuloPacchetto(request.POST, request.FILES)
        if not modulo.is_valid():
            return self._mostra(modulo)
        file, firma = modulo.cleaned_data["pacchetto"], modulo.cleaned_data["firma"]
        grezzo, accanto = file.read(PESO_MASSIMO + 1), firma.read(2000).decode("ascii", "replace") if firma else ""
        return self._anteprima(modulo, grezzo, accanto, file.name)

    def _anteprima(self, modulo: forms.Form, grezzo: bytes, firma: str, nome: str) -> HttpResponse:
        try:
            pacchetto = leggi_testo(grezzo, nome)
            chi = _firmatario(pacchetto, firma)
            scheda = self._scheda(pacchetto)
        except PacchettoErrato as errore:
            return self._mostra(modulo, problemi=errore.problemi)
        except (DomainError, firme.FirmaNonValida) as errore:
            return self._mostra(modulo, rifiuto=str(errore))
        ultima = VersioneServizio.objects.ultima(scheda.servizio.pk) if scheda.servizio else None
        uguale = bool(ultima and ultima.impronta == pacchetto.impronta)
        if uguale and not scheda.diverse:
            return self._mostra(modulo, rifiuto=_("Questo pacchetto è uguale alla versione già pubblicata."))
        letto = {"confrontata": ultima.numero if ultima else 0, "scheda_letta": scheda.impronta}
        conferma = ModuloConferma(initial={"testo": grezzo.decode(), "firma": firma, **letto}, ente=self.request.ente)
        conferma.fields["ufficio"].required = scheda.ufficio is None
        return self._mostra(
            modulo,
            pacchetto=pacchetto,
            ultima=ultima,
            uguale=uguale,
            scheda=scheda,
            firmatario=chi,
            righe=differenze(ultima.definizione, pacchetto.definizione) if ultima else [],
            altra_chiave=bool(ultima and ultima.firmata_da not in ("", chi)),
            conferma=conferma,
        )

    def _pubblica(self, request: HttpRequest) -> HttpResponse:
        modulo = ModuloConferma(request.POST, ente=request.ente)
        if not modulo.is_valid():
            return redirect("operatori:pubblica")
        dati = modulo.cleaned_data
        grezzo, firma = dati["testo"].encode(), dati["firma"]
        try:
            pacchetto = leggi_testo(grezzo, _("pacchetto"))
            scheda = confronta(request.ente, pacchetto, scelto=dati["ufficio"])
            _controlla(scheda, dati)
            versione = operations.installa_servizio(
                request.ente,
                pacchetto,
                attore=request.user,
                firmatario=_firmatario(pacchetto, firma),
                **{nome: dati[nome] for nome in ("confrontata", "ufficio", "con_scheda")},
            )
        except (operations.PubblicataIntanto, _DaRileggere) as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return self._anteprima(ModuloPacchetto(), grezzo, firma, _("pacchetto"))
        except (PacchettoErrato, DomainError, firme.FirmaNonValida) as errore:
            messages.error(request, str(errore))
            return redirect("operatori:pubblica")
        for fatto in _fatti(versione, scheda, dati):
            messages.success(request, fatto)
        return redirect(ELENCO)

    def _scheda(self, pacchetto: Pacchetto) -> Confronto:
        """The sheet of the package beside ours. Raises DomainError when there is none, here or there."""
        scheda = confronta(self.request.ente, pacchetto)
        if scheda.servizio is None and not pacchetto.scheda:
            slug = pacchetto.definizione.servizio
            raise DomainError(_("Il catalogo non ha la scheda «%s»: scrivi prima la scheda del servizio.") % slug)
        return scheda

    def _mostra(self, modulo: forms.Form, **contesto: Any) -> HttpResponse:
        comuni = {**admin.site.each_context(self.request), "title": _("Pubblica un servizio"), "form": modulo}
        return render(self.request, "operatori/pacchetto.html", {**comuni, **contesto})


def _firmatario(pacchetto: Pacchetto, firma: str) -> str:
    """Who signed it, empty when nobody did. Raises FirmaNonValida."""
    return firme.verifica(pacchetto, firme.leggi(firma)) if firma.strip() else ""


def _controlla(scheda: Confronto, dati: dict[str, Any]) -> None:
    """Raises _DaRileggere when a new page has no office, or when words would be replaced that nobody has read."""
    if scheda.nuova and scheda.ufficio is None:
        raise _DaRileggere(_("Scegli quale ufficio risponde del servizio."))
    if dati["con_scheda"] and scheda.impronta != dati["scheda_letta"]:
        raise _DaRileggere(_("Intanto la scheda è cambiata: leggi di nuovo che cosa è diverso, e conferma."))


def _fatti(versione: VersioneServizio, scheda: Confronto, dati: dict[str, Any]) -> Iterator[str]:
    """What publishing has done, in words."""
    parole = {"servizio": versione.servizio, "numero": versione.numero, "ufficio": scheda.ufficio}
    if versione.numero > dati["confrontata"]:
        yield _("%(servizio)s: pubblicata la versione %(numero)s.") % parole
    if scheda.nuova:
        yield _("%(servizio)s: la scheda è nel catalogo, ne risponde %(ufficio)s.") % parole
    elif scheda.diverse and dati["con_scheda"]:
        yield _("%(servizio)s: la scheda ha i testi del pacchetto.") % parole
    elif versione.numero == dati["confrontata"]:
        yield _("%(servizio)s: non è cambiato nulla. Per cambiare la scheda spunta «Aggiorna anche i testi della scheda».") % parole  # fmt: skip
