"""Who must sign a request beside who asks: named in the answers, where the package says."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from pratiche.models import Firma, Pratica, Tornata
from pratiche.models.firme import StatoFirma, entro_quando
from pratiche.moduli.quadro import Quadro


@dataclass(frozen=True)
class Firmatario:
    """As the applicant named them."""

    nome: str
    cognome: str
    codice_fiscale: str
    email: str


@dataclass(frozen=True)
class Tempo:
    """Until when one may sign. `chiusura`: the moment at which requests are no more taken, when it comes before the days given."""

    entro: dt.date
    chiusura: dt.datetime | None = None

    @property
    def entro_quando(self) -> str:
        return entro_quando(self.entro, self.chiusura)


def tempo_per_firmare(pratica: Pratica, tornata: Tornata | None, *, dal: dt.date) -> Tempo:
    """For who is asked on this day; `tornata` is the round that takes the request, where there are rounds."""
    regola = pratica.definizione.firme
    entro = dal + dt.timedelta(days=regola.giorni if regola else 0)
    if tornata and timezone.localdate(tornata.chiude_il) <= entro:
        return Tempo(timezone.localdate(tornata.chiude_il), tornata.chiude_il)
    return Tempo(entro)


def tempo_da_oggi(pratica: Pratica) -> Tempo:
    """What who is about to ask reads. One query where there are rounds."""
    aperta = None
    if pratica.definizione.graduatoria:
        aperta = Tornata.objects.aperta(pratica.servizio_id, timezone.now())
    return tempo_per_firmare(pratica, aperta, dal=timezone.localdate())


def firmatario(pratica: Pratica, stato: Quadro) -> Firmatario | None:
    """The second person, if the package wants one and with these answers there is one."""
    regola = pratica.definizione.firme
    chi: Any = stato.valori.get(regola.chi) if regola and stato.conta(regola.chi) else None
    if regola is None or not isinstance(chi, dict) or not chi.get("codice_fiscale"):
        return None
    email = str(stato.valori.get(regola.email) or "")
    return Firmatario(str(chi["nome"]), str(chi["cognome"]), str(chi["codice_fiscale"]), email)


def controlla_firmatario(chi: Firmatario, *persone: Persona) -> None:
    """Nobody signs twice: not who asks, nor who asks for them. Raises DomainError."""
    if chi.codice_fiscale in {persona.codice_fiscale for persona in persone}:
        raise DomainError(_("Chi firma con te deve essere un'altra persona: hai indicato il tuo codice fiscale."))


def apposte(pratica: Pratica) -> list[Firma]:
    """The signatures on the text that was presented. No query when the service wants none."""
    if pratica.definizione.firme is None:
        return []
    return list(pratica.firme.filter(stato=StatoFirma.APPOSTA))
