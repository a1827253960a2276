"""The reports that everybody reads, and «C'è ancora»."""

import uuid

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.ambiti import SOLO_PER_SE
from portal.base.elenchi import pagina
from portal.base.mixins import CittadinoMixin
from portal.catalogo.models import Servizio
from portal.catalogo.views.pubblica import Tappa, mostra, pubblica
from portal.enti.models import Ufficio
from pratiche import operations
from pratiche.models import Segnalazione, Sostegno
from pratiche.models.segnalazioni import APERTI, PUBBLICI, SegnalazioneQuerySet
from pratiche.operations.segnalazioni import SERVIZIO
from pratiche.stati import ACCOLTE
from pratiche.views.comune import prova

ELENCO = Tappa(gettext_lazy("Segnalazione disservizio"), "/segnalazioni/")
STATI = {
    "aperte": (gettext_lazy("In lavorazione"), APERTI),
    "risolte": (gettext_lazy("Risolte"), ACCOLTE),
    "chiuse": (gettext_lazy("Chiuse senza intervento"), tuple(set(PUBBLICI) - set(APERTI) - set(ACCOLTE))),
}


class FiltroForm(forms.Form):
    tipo = forms.ChoiceField(
        label=gettext_lazy("Tipo"), choices=[("", gettext_lazy("Tutti")), *Segnalazione.Tipo.choices], required=False
    )
    stato = forms.ChoiceField(
        label=gettext_lazy("A che punto è"),
        choices=[("", gettext_lazy("Tutte")), *((chiave, nome) for chiave, (nome, _stati) in STATI.items())],
        required=False,
    )
    luogo = forms.CharField(label=gettext_lazy("Luogo"), max_length=60, required=False)

    def applica(self, voci: SegnalazioneQuerySet) -> SegnalazioneQuerySet:
        """What is not one of the answers filters nothing."""
        self.is_valid()
        chiesto = self.cleaned_data
        if chiesto.get("tipo"):
            voci = voci.filter(tipo=chiesto["tipo"])
        if chiesto.get("stato"):
            voci = voci.filter(pratica__stato__in=STATI[chiesto["stato"]][1])
        return voci.filter(luogo__icontains=chiesto["luogo"]) if chiesto.get("luogo") else voci


@pubblica
def elenco(request: HttpRequest) -> HttpResponse:
    form = FiltroForm(request.GET)
    voci = form.applica(Segnalazione.objects.pubbliche(request.ente)).con_sostegni()
    contesto = {
        "form": form,
        "elenco": pagina(voci, request),
        "servizio": Servizio.objects.pubblici(request.ente).filter(slug=SERVIZIO, online=True, attivo=True).first(),
        "uffici": Ufficio.objects.dell_ente(request.ente),
    }
    return mostra(request, "pratiche/segnalazioni.html", [ELENCO], contesto)


@pubblica
def dettaglio(request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
    segnalazione = _trova(request, codice)
    cammino = [ELENCO, Tappa(segnalazione.get_tipo_display())]
    return mostra(request, "pratiche/segnalazione.html", cammino, {"segnalazione": segnalazione})


@pubblica
def foto(request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
    """The clean copy that the office approved."""
    segnalazione = _trova(request, codice)
    if not segnalazione.foto:
        raise Http404
    return FileResponse(segnalazione.foto.open("rb"), content_type="image/jpeg", filename="foto.jpg")


class CiSono(CittadinoMixin, View):
    """Say that the problem is there too, or no longer say so."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        segnalazione = _trova(request, codice)
        contesto = {
            "segnalazione": segnalazione,
            "gia": Sostegno.objects.filter(segnalazione=segnalazione, persona=request.user).exists(),
            "briciole": [
                (ELENCO.testo, ELENCO.url),
                (segnalazione.get_tipo_display(), segnalazione.get_absolute_url()),
            ],
        }
        return render(request, "pratiche/ci_sono.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        segnalazione = _trova(request, codice)
        if "togli" in request.POST:
            return prova(
                request,
                lambda: operations.togli_sostegno(codice, persona=request.user),
                _("Hai tolto il tuo «C'è ancora»."),
                segnalazione.get_absolute_url(),
            )
        return prova(
            request,
            lambda: operations.sostieni(codice, persona=request.user),
            _("Grazie: l'ufficio sa che il problema c'è ancora."),
            segnalazione.get_absolute_url(),
        )


def _trova(request: HttpRequest, codice: uuid.UUID) -> Segnalazione:
    return get_object_or_404(Segnalazione.objects.pubbliche(request.ente).con_sostegni(), codice=codice)
