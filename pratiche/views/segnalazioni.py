"""The reports that everybody reads: the list, one of them, its photographs, the open data."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.base.elenchi import pagina
from portal.catalogo.models import Servizio
from portal.catalogo.views.pubblica import Tappa, mostra, pubblica
from portal.enti.models import Ufficio
from pratiche import dati_aperti
from pratiche.cronaca import cronaca
from pratiche.models import FotoPubblica, Segnalazione
from pratiche.models.segnalazioni import SERVIZIO, SegnalazioneQuerySet
from pratiche.stati import ACCOLTE, APERTE, CONCLUSE
from pratiche.views.comune import pratiche_di

ELENCO = Tappa(gettext_lazy("Segnalazione disservizio"), "/segnalazioni/")
STATI = {
    "aperte": (gettext_lazy("In lavorazione"), APERTE),
    "risolte": (gettext_lazy("Risolte"), ACCOLTE),
    "chiuse": (gettext_lazy("Chiuse senza intervento"), tuple(set(CONCLUSE) - set(ACCOLTE))),
}
DISTANZE = [
    (300, gettext_lazy("300 metri")),
    (1000, gettext_lazy("1 chilometro")),
    (3000, gettext_lazy("3 chilometri")),
]
DATI_PER = 3600  # seconds that a copy of the open data is good for


class CampoGradi(forms.FloatField):
    """Degrees as people write them: with a comma or a point."""

    def to_python(self, valore: Any) -> float | None:
        return super().to_python(str(valore or "").strip().replace(",", "."))


class FiltroForm(forms.Form):
    """What is not one of the answers filters nothing."""

    luogo = forms.CharField(label=gettext_lazy("Via, piazza o parole"), max_length=60, required=False)
    tipo = forms.ChoiceField(
        label=gettext_lazy("Tipo"), choices=[("", gettext_lazy("Tutti")), *Segnalazione.Tipo.choices], required=False
    )
    stato = forms.ChoiceField(
        label=gettext_lazy("A che punto è"),
        choices=[("", gettext_lazy("Tutte")), *((chiave, nome) for chiave, (nome, _stati) in STATI.items())],
        required=False,
    )
    latitudine = CampoGradi(label=gettext_lazy("Vicino a: latitudine"), min_value=-90, max_value=90, required=False)
    longitudine = CampoGradi(label=gettext_lazy("Vicino a: longitudine"), min_value=-180, max_value=180, required=False)
    entro = forms.TypedChoiceField(
        label=gettext_lazy("Entro circa"), choices=DISTANZE, coerce=int, empty_value=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome in ("latitudine", "longitudine"):
            self.fields[nome].widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 12})

    def clean_luogo(self) -> str:
        luogo: str = self.cleaned_data["luogo"]
        if "\0" in luogo:
            raise ValidationError("")
        return luogo

    def applica(self, voci: SegnalazioneQuerySet) -> SegnalazioneQuerySet:
        self.is_valid()
        chiesto = self.cleaned_data
        if chiesto.get("tipo"):
            voci = voci.filter(tipo=chiesto["tipo"])
        if chiesto.get("stato"):
            voci = voci.filter(pratica__stato__in=STATI[chiesto["stato"]][1])
        if chiesto.get("luogo"):
            voci = voci.che_dicono(chiesto["luogo"])
        punto = chiesto.get("latitudine"), chiesto.get("longitudine")
        if punto[0] is not None and punto[1] is not None:
            voci = voci.vicine_a(*punto, metri=chiesto.get("entro") or 300)  # type: ignore[arg-type]
        return voci


@pubblica
def elenco(request: HttpRequest) -> HttpResponse:
    form = FiltroForm(request.GET)
    contesto = {
        "form": form,
        "elenco": pagina(form.applica(_pubbliche(request).in_elenco()).con_sostegni(), request),
        "servizio": Servizio.objects.pubblici(request.ente).filter(slug=SERVIZIO, online=True, attivo=True).first(),
        "uffici": Ufficio.objects.dell_ente(request.ente),
    }
    return mostra(request, "pratiche/segnalazioni.html", [ELENCO], contesto)


@pubblica
def dettaglio(request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
    segnalazione = trova(request, codice)
    prima = segnalazione.unita_a or segnalazione.dopo
    contesto = {
        "segnalazione": segnalazione,
        "cronaca": cronaca(segnalazione),
        "foto": segnalazione.foto.all(),
        "prima": prima if prima and prima.in_pubblico else None,
        "tua": request.user.is_authenticated and pratiche_di(request).filter(pk=segnalazione.pratica_id).exists(),
    }
    return mostra(request, "pratiche/segnalazione.html", [ELENCO, Tappa(segnalazione.get_tipo_display())], contesto)


@pubblica
def foto(request: HttpRequest, codice: uuid.UUID, quale: uuid.UUID) -> HttpResponseBase:
    """A clean copy that the office approved."""
    una = get_object_or_404(FotoPubblica, codice=quale, segnalazione=trova(request, codice))
    return FileResponse(una.file.open("rb"), content_type="image/jpeg", filename="foto.jpg")


@require_safe
def dati(request: HttpRequest, formato: str) -> HttpResponse:
    """The list as open data, with the filters of the address: the same for everybody, so that any cache may keep it."""
    voci = FiltroForm(request.GET).applica(_pubbliche(request)).con_sostegni()
    testo, tipo = dati_aperti.FORMATI[formato](voci, request.ente)
    risposta = HttpResponse(testo, content_type=tipo)
    risposta["Cache-Control"] = f"public, max-age={DATI_PER}"
    risposta["Content-Disposition"] = f'attachment; filename="segnalazioni.{formato}"'
    risposta["Access-Control-Allow-Origin"] = "*"  # open data: any page may read them, and no cookie counts
    return risposta


def _pubbliche(request: HttpRequest) -> SegnalazioneQuerySet:
    return Segnalazione.objects.pubbliche(request.ente)


def trova(request: HttpRequest, codice: uuid.UUID) -> Segnalazione:
    """A public report of this ente, or 404."""
    voci = _pubbliche(request).con_sostegni().select_related("unita_a__pratica", "dopo__pratica")
    return get_object_or_404(voci, codice=codice)
