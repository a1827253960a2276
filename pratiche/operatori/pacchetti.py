"""Publishing a service from the back-office: upload the package, read what changes, confirm."""

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
from portal.catalogo.models import Servizio
from portal.enti.permessi import amministra_qui
from pratiche import operations
from pratiche.models import VersioneServizio
from pratiche.moduli.caricatore import PESO_MASSIMO, Pacchetto, PacchettoErrato, leggi_testo
from pratiche.moduli.differenza import differenze
from pratiche.pacchetti import firma as firme

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
            ultima = self._ultima(pacchetto)
        except PacchettoErrato as errore:
            return self._mostra(modulo, problemi=errore.problemi)
        except (DomainError, firme.FirmaNonValida) as errore:
            modulo.add_error(None, str(errore))
            return self._mostra(modulo)
        if ultima and ultima.impronta == pacchetto.impronta:
            modulo.add_error(None, _("Questo pacchetto è uguale alla versione già pubblicata."))
            return self._mostra(modulo)
        return self._mostra(
            modulo,
            pacchetto=pacchetto,
            ultima=ultima,
            firmatario=chi,
            righe=differenze(ultima.definizione, pacchetto.definizione) if ultima else [],
            altra_chiave=bool(ultima and ultima.firmata_da not in ("", chi)),
            conferma=ModuloConferma(
                initial={"testo": grezzo.decode(), "firma": firma, "confrontata": ultima.numero if ultima else 0}
            ),
        )

    def _pubblica(self, request: HttpRequest) -> HttpResponse:
        modulo = ModuloConferma(request.POST)
        if not modulo.is_valid():
            return redirect("operatori:pubblica")
        grezzo, firma = modulo.cleaned_data["testo"].encode(), modulo.cleaned_data["firma"]
        try:
            pacchetto = leggi_testo(grezzo, _("pacchetto"))
            chi, confrontata = _firmatario(pacchetto, firma), modulo.cleaned_data["confrontata"]
            versione = operations.installa_servizio(
                request.ente, pacchetto, attore=request.user, firmatario=chi, confrontata=confrontata
            )
        except operations.PubblicataIntanto as rifiuto:
            messages.error(request, rifiuto.messaggio)
            return self._anteprima(ModuloPacchetto(), grezzo, firma, _("pacchetto"))
        except (PacchettoErrato, DomainError, firme.FirmaNonValida) as errore:
            messages.error(request, str(errore))
            return redirect("operatori:pubblica")
        parole = {"servizio": versione.servizio, "numero": versione.numero}
        messages.success(request, _("%(servizio)s: pubblicata la versione %(numero)s.") % parole)
        return redirect(ELENCO)

    def _ultima(self, pacchetto: Pacchetto) -> VersioneServizio | None:
        """The version of today. Raises DomainError when the catalogue has no sheet for it."""
        slug = pacchetto.definizione.servizio
        servizio = Servizio.objects.filter(ente=self.request.ente, slug=slug).first()
        if servizio is None:
            raise DomainError(_("Il catalogo non ha la scheda «%s»: scrivi prima la scheda del servizio.") % slug)
        return VersioneServizio.objects.ultima(servizio.pk)

    def _mostra(self, modulo: forms.Form, **contesto: Any) -> HttpResponse:
        comuni = {**admin.site.each_context(self.request), "title": _("Pubblica un servizio"), "form": modulo}
        return render(self.request, "operatori/pacchetto.html", {**comuni, **contesto})


def _firmatario(pacchetto: Pacchetto, firma: str) -> str:
    """Who signed it, empty when nobody did. Raises FirmaNonValida."""
    return firme.verifica(pacchetto, firme.leggi(firma)) if firma.strip() else ""
