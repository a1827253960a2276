"""The boundary of the ente, loaded and taken away by its administrators: read and shown before it changes anything."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from portal.enti import confini
from portal.enti.models import Confine
from portal.enti.operations import carica_confine, togli_confine
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import amministra_qui

BYTE_MASSIMI = 8 * 1024 * 1024
# what was read waits in the page for the confirmation, signed: a form takes at most 2 MB
SIGILLO_MASSIMO = 1536 * 1024
ATTESA = 3600  # seconds


class ModuloConfine(forms.Form):
    """The file, already read when the form is valid (`poligoni`), and a place that must lie inside."""

    file = forms.FileField(
        label=gettext_lazy("File del confine"),
        help_text=gettext_lazy(
            "GeoJSON (Polygon o MultiPolygon), gradi WGS 84. I confini dei comuni li pubblica l'Istat."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
    )
    latitudine = forms.FloatField(
        label=gettext_lazy("Latitudine del municipio"),
        required=False,
        help_text=gettext_lazy(
            "Se la scrivi, l'anteprima dice se il municipio sta dentro il confine. Per esempio 42.3512."
        ),
    )
    longitudine = forms.FloatField(label=gettext_lazy("Longitudine del municipio"), required=False)

    poligoni: list[confini.Poligono]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BYTE_MASSIMI:
            raise forms.ValidationError(_("Il file è troppo grande: al massimo 8 MB. Semplifica il confine."))
        try:
            self.poligoni = confini.leggi(file.read())
        except DomainError as rifiuto:
            raise forms.ValidationError(rifiuto.messaggio) from None
        return file

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or {}
        dati["punto"] = (dati.get("longitudine"), dati.get("latitudine"))
        if not self.errors and dati["punto"].count(None) == 1:
            raise forms.ValidationError(_("Del municipio scrivi sia la latitudine sia la longitudine, oppure nessuna."))
        return dati


class DiChiAmministra(PaginaOperatori):
    """For the administrators of the ente of the host, on its own boundary."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not amministra_qui(request):
            raise PermissionDenied
        self.ente = request.ente  # type: ignore[attr-defined]
        self.confine = Confine.objects.filter(ente=self.ente).first()
        self.misure = confini.misura(self.confine.poligoni) if self.confine else None
        return super().dispatch(request, *args, **kwargs)

    def ecco(self, modello: str, **contesto: Any) -> HttpResponse:
        comuni = {"ente": self.ente, "confine": self.confine, "misure": self.misure}
        return self.mostra(modello, _("Confine"), comuni | contesto)

    def fatto(self, testo: str) -> HttpResponse:
        messages.success(self.request, testo)
        return redirect("admin:enti_confine")


class PaginaConfine(DiChiAmministra):
    """What the boundary is; a new one, read and shown, then confirmed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ecco("operatori/confine.html", form=ModuloConfine())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "letto" in request.POST:
            return self._conferma(request.POST["letto"])
        modulo = ModuloConfine(request.POST, request.FILES)
        if not modulo.is_valid():
            return self.ecco("operatori/confine.html", form=modulo)
        letto = signing.dumps([self.ente.pk, modulo.poligoni], salt=__name__, compress=True)
        if len(letto) > SIGILLO_MASSIMO:
            modulo.add_error("file", _("Il confine è troppo dettagliato per questa pagina: semplificalo."))
            return self.ecco("operatori/confine.html", form=modulo)
        punto = modulo.cleaned_data["punto"]
        return self.ecco(
            "operatori/confine_anteprima.html",
            nuove=confini.misura(modulo.poligoni),
            letto=letto,
            provato=None not in punto,
            dentro=None not in punto and confini.dentro(modulo.poligoni, *punto),
        )

    def _conferma(self, letto: str) -> HttpResponse:
        try:
            ente, poligoni = signing.loads(letto, salt=__name__, max_age=ATTESA)
        except signing.BadSignature:
            ente, poligoni = None, []
        if ente != self.ente.pk:
            messages.error(self.request, _("L'anteprima non vale più: carica di nuovo il file."))
            return redirect("admin:enti_confine")
        carica_confine(self.ente, poligoni, attore=self.request.user)
        return self.fatto(_("Il confine è caricato: da ora un punto fuori si rifiuta. Resta scritto nel registro."))


class TogliConfine(DiChiAmministra):
    """Asked once more, then done."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ecco("operatori/confine_togli.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        togli_confine(self.ente, attore=request.user)
        return self.fatto(
            _("Il confine è tolto: ora si rifiutano solo i punti fuori dall'Italia. Resta scritto nel registro.")
        )
