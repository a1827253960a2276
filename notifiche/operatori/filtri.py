"""Which of the stopped deliveries an officer sees, and which of those are asked for."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Min, Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifiche.channels import CANALI
from notifiche.models import Consegna, ConsegnaQuerySet, Genere
from notifiche.racconto import motivo_di
from portal.base.coda import Stato
from portal.base.giorni import CampoGiorno
from portal.catalogo.models import Servizio
from portal.enti import riserve
from portal.enti.permessi import amministra_qui, uffici_di

CONTATE = 1000  # the reasons are counted among the most recent: a list of a hundred thousand costs as one of a thousand
STATI = [(Stato.FALLITO.value, _("Non riuscite")), (Stato.INCERTO.value, _("Di esito incerto"))]
TUTTI = ("", _("Tutti"))


def visibili(request: HttpRequest) -> ConsegnaQuerySet:
    """The stopped ones of this ente: to an administrator all, to the others those of the services of their offices.

    What belongs to no service (appointments, mandates) is seen by whoever works here: nobody else would.
    """
    ferme = riserve.visibili(Consegna.objects.ferme().filter(messaggio__ente=request.ente.pk), request.user)
    if amministra_qui(request):
        return ferme
    miei = Servizio.objects.filter(ente=request.ente.pk, ufficio__in=uffici_di(request)).values("slug")
    return ferme.filter(Q(messaggio__servizio="") | Q(messaggio__servizio__in=miei))


class FiltroForm(forms.Form):
    """A value that makes no sense is as if it were not there."""

    stato = forms.ChoiceField(label=_("Stato"), choices=[TUTTI, *STATI], required=False)
    canale = forms.ChoiceField(label=_("Canale"), required=False)
    genere = forms.ChoiceField(label=_("Di che cosa parla"), choices=[TUTTI, *Genere.choices], required=False)
    servizio = forms.ChoiceField(label=_("Servizio"), required=False)
    dal = CampoGiorno(label=_("Scritto dal"), required=False)
    al = CampoGiorno(label=_("fino al"), required=False)
    motivo = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, dati: QueryDict, *, servizi: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(dati, **kwargs)
        campi: Any = self.fields
        campi["canale"].choices = [TUTTI, *((nome, canale.nome) for nome, canale in CANALI.items())]
        campi["servizio"].choices = [TUTTI, *servizi]
        self.is_valid()

    @property
    def scelti(self) -> dict[str, Any]:
        return {nome: valore for nome, valore in self.cleaned_data.items() if valore}

    def applica(self, ferme: ConsegnaQuerySet, *, con_motivo: bool = True) -> ConsegnaQuerySet:
        scelti = self.scelti
        dove = {"stato": "stato", "canale": "canale", "genere": "messaggio__genere", "servizio": "messaggio__servizio"}
        ferme = ferme.filter(**{campo: scelti[nome] for nome, campo in dove.items() if nome in scelti})
        if "dal" in scelti:
            ferme = ferme.filter(creato_il__gte=_mezzanotte(scelti["dal"]))
        if "al" in scelti:
            ferme = ferme.filter(creato_il__lt=_mezzanotte(scelti["al"] + dt.timedelta(days=1)))
        return ferme.filter(errore=scelti["motivo"]) if con_motivo and "motivo" in scelti else ferme

    def indirizzo(self, **altri: str) -> str:
        """The query string of these filters, with something changed."""
        valori = {nome: f"{valore}" for nome, valore in self.scelti.items()} | altri
        return f"?{urlencode({nome: valore for nome, valore in valori.items() if valore})}"


@dataclass(frozen=True)
class Conteggio:
    """Why, how many, and since when."""

    motivo: str
    canale: Any
    quante: int
    prima: dt.datetime
    errore: str


def conteggi(ferme: ConsegnaQuerySet) -> tuple[list[Conteggio], bool]:
    """The reasons, the most frequent first; True when only the most recent were counted. One query."""
    ultime = ferme.order_by("-creato_il", "-pk").values("pk")[:CONTATE]
    gruppi = Consegna.objects.filter(pk__in=ultime).order_by().values("canale", "errore")
    righe = [
        Conteggio(
            motivo_di(riga["errore"]), nome_del_canale(riga["canale"]), riga["quante"], riga["prima"], riga["errore"]
        )
        for riga in gruppi.annotate(quante=Count("pk"), prima=Min("creato_il")).order_by("-quante", "canale", "errore")
    ]
    return righe, sum(riga.quante for riga in righe) == CONTATE


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time.min))


def nome_del_canale(codice: str) -> Any:
    return CANALI[codice].nome if codice in CANALI else codice
