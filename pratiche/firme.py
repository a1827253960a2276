"""Who must sign a request beside who asks: named in the answers, where the package says."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from pratiche.models import Firma, Pratica
from pratiche.models.firme import StatoFirma
from pratiche.moduli.quadro import Quadro


@dataclass(frozen=True)
class Firmatario:
    """As the applicant named them."""

    nome: str
    cognome: str
    codice_fiscale: str
    email: str


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
