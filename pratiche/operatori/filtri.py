"""What else an officer asks of the list: service, state, who works on it, dates. Codes only: it all stays in the address."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.giorni import CampoGiorno
from portal.catalogo.models import Servizio
from portal.enti.models import Incarico, Ufficio
from portal.enti.permessi import uffici_di
from portal.identita.models import Persona
from pratiche.models.insieme import PraticaQuerySet
from pratiche.stati import Stato

TUTTI = ("", _("Tutti"))
NESSUNO = "nessuno"
PRESENTATE = [(stato.value, stato.label) for stato in Stato if stato is not Stato.BOZZA]


class FiltroForm(forms.Form):
    """A value that makes no sense is as if it were not there."""

    servizio = forms.ChoiceField(label=_("Servizio"), required=False)
    stato = forms.ChoiceField(label=_("Stato"), choices=[TUTTI, *PRESENTATE], required=False)
    chi = forms.ChoiceField(label=_("In carico a"), required=False)
    ufficio = forms.ChoiceField(label=_("Ufficio"), required=False)
    dal = CampoGiorno(label=_("Dal"), required=False)
    al = CampoGiorno(label=_("al"), required=False)

    def __init__(self, dati: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(dati)
        self.uffici, campi = uffici_di(request), self.fields
        servizi = Servizio.objects.filter(ente=request.ente.pk, ufficio__in=self.uffici).order_by("titolo")
        campi["servizio"].choices = [TUTTI, *servizi.values_list("slug", "titolo")]  # type: ignore[attr-defined]
        self.colleghi = colleghi(self.uffici)
        persone = [(str(persona.codice), persona.nome_completo) for persona in self.colleghi]
        campi["chi"].choices = [TUTTI, (NESSUNO, _("Nessuno, o chi non lavora più qui")), *persone]  # type: ignore[attr-defined]
        campi["ufficio"].choices = [TUTTI, *((u.slug, u.nome) for u in self.uffici)]  # type: ignore[attr-defined]
        if len(self.uffici) == 1:
            del campi["ufficio"]
        self.is_valid()

    @property
    def scelti(self) -> dict[str, Any]:
        return {nome: valore for nome, valore in self.cleaned_data.items() if valore}

    @property
    def perduti(self) -> list[str]:
        """What was asked and is no more: a service passed to others, a colleague who left. The list goes on without."""
        return [str(self.fields[nome].label) for nome in self.errors]

    @property
    def valori(self) -> dict[str, str]:
        """As they stay in an address, or in a filter kept under a name."""
        return {nome: str(valore) for nome, valore in self.scelti.items()}

    def indirizzo(self, **altri: str) -> str:
        return "?" + urlencode({nome: valore for nome, valore in (altri | self.valori).items() if valore})

    def applica(self, pratiche: PraticaQuerySet, campo_data: str) -> PraticaQuerySet:
        """The dates are those of `campo_data`, along which the list goes: the arrival, or for closed cases the end."""
        scelti = self.scelti
        dove = {"servizio": "servizio__slug", "stato": "stato", "ufficio": "ufficio__slug"}
        pratiche = pratiche.filter(**{campo: scelti[nome] for nome, campo in dove.items() if nome in scelti})
        if scelti.get("chi") == NESSUNO:
            pratiche = pratiche.exclude(assegnatario__in=self.colleghi)
        elif "chi" in scelti:
            pratiche = pratiche.filter(assegnatario__codice=uuid.UUID(scelti["chi"]))
        if "dal" in scelti:
            pratiche = pratiche.filter(**{f"{campo_data}__gte": _mezzanotte(scelti["dal"])})
        if "al" in scelti:
            pratiche = pratiche.filter(**{f"{campo_data}__lt": _mezzanotte(scelti["al"] + dt.timedelta(days=1))})
        return pratiche


def colleghi(uffici: Sequence[Ufficio]) -> list[Persona]:
    """Who works in these offices."""
    in_servizio = Incarico.objects.filter(ufficio__in=uffici, attivo=True, persona__is_active=True)
    return list(Persona.objects.filter(pk__in=in_servizio.values("persona")).order_by("cognome", "nome", "pk"))


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time.min))
