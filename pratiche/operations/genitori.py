"""At the desk, the parent who came for a minor child: declares it, is named as who asks, signs (art. 5 DPR 445/2000)."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import Dichiarazione, conosci, controlla_genitore, dichiara_genitore
from portal.identita.stati import Specie
from pratiche.models import CompilazioneSportello, Pratica
from pratiche.models.sportello import Controllo


@dataclass(frozen=True)
class Genitore:
    """Who came, as they say to be called, and how the office checked that they are the parent."""

    codice_fiscale: str
    nome: str
    cognome: str
    controllo: str


def chi_viene(figlio: Persona, genitore: Genitore) -> Persona:
    """The parent, who may never have entered. Raises DomainError when they cannot ask for this person as such."""
    persona = conosci(genitore.codice_fiscale, nome=genitore.nome, cognome=genitore.cognome)
    controlla_genitore(figlio, persona)
    return persona


def titolo_per_legge(figlio: Persona, genitore: Persona | None) -> Rappresentanza | None:
    """The title with which a parent asks, as the rules of the service look at it: it is kept when the request is presented."""
    return Rappresentanza(rappresentato=figlio, rappresentante=genitore, specie=Specie.GENITORE) if genitore else None


def prendi_dichiarazione(
    pratica: Pratica, compilazione: CompilazioneSportello, operatore: Persona
) -> Dichiarazione | None:
    """What the parent signs together with the request; none when who asks came in person. Raises DomainError."""
    if compilazione.genitore is None:
        return None
    return dichiara_genitore(
        figlio=pratica.richiedente,
        genitore=compilazione.genitore,
        ente=pratica.ente,
        ufficio=pratica.ufficio,
        operatore=operatore,
        controllo=_in_parole(compilazione.controllo),
    )


def _in_parole(controllo: str) -> str:
    """As both people read it among the facts of the mandate; empty when nobody has checked yet."""
    if controllo == Controllo.DOPO:
        return ""
    with translation.override("it"):  # it is kept, as what an officer writes
        return _("Dichiarazione firmata allo sportello. Controllata: «%s».") % Controllo(controllo).label
