"""Whose parent somebody is, as the family sheet of ANPR proves it.

The sheet tells how each member is tied to its holder and to nobody else (DPR 223/1989). So it proves a parent only when the
holder asks: the child of the holder may be of an earlier partner of theirs. Everybody else sends a document to the office.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from fascicolo.models import Anagrafica
from portal.base.errors import DomainError
from portal.enti.models import Ente
from portal.identita.models import Persona, Rappresentanza
from portal.identita.models.rappresentanza import compleanno
from portal.identita.operations import MAGGIORE_ETA
from portal.identita.stati import Specie
from portal.pdnd.schede import Componente

INTESTATARIO, FIGLIO = "1", "3"
FRESCA = dt.timedelta(days=30)  # older than this the family may have changed: ask again


@dataclass(frozen=True)
class Figlio:
    """A minor of the sheet. `mandato` is the open one, if any; `certo` when the sheet alone proves the parent."""

    componente: Componente
    certo: bool
    mandato: Rappresentanza | None

    @property
    def nome(self) -> str:
        """The register writes in capitals."""
        return self.componente.nome.title()

    @property
    def nome_completo(self) -> str:
        return self.componente.nome_completo.title()


def figli_di(persona: Persona, ente: Ente, scheda: Anagrafica | None) -> list[Figlio]:
    """The minor children in the household of this person, in the order of the sheet."""
    if scheda is None:
        return []
    minori = [uno for uno in scheda.famiglia.componenti if uno.legame == FIGLIO and _minorenne(uno)]
    aperti = Rappresentanza.objects.ricevute_da(persona, ente).aperte().filter(specie=Specie.GENITORE)
    per_codice = {mandato.rappresentato.codice_fiscale: mandato for mandato in aperti.con_persone()} if minori else {}
    certo = _intestataria(persona, scheda)
    return [
        Figlio(uno, certo, per_codice.get(uno.codice_fiscale))
        for uno in minori
        if uno.codice_fiscale != persona.codice_fiscale
    ]


def figlio_certo(genitore: Persona, ente: Ente, codice_fiscale: str) -> tuple[Figlio, dt.date]:
    """The child and the date of birth. Raises DomainError when a sheet of these days does not prove it."""
    scheda = Anagrafica.objects.filter(persona=genitore, ente=ente).first()
    if scheda is None or scheda.ricevuta_il is None or scheda.ricevuta_il < timezone.now() - FRESCA:
        raise DomainError(
            _("I dati della tua famiglia mancano o sono vecchi: chiedili di nuovo all'Anagrafe nazionale.")
        )
    figli = {figlio.componente.codice_fiscale: figlio for figlio in figli_di(genitore, ente, scheda)}
    figlio = figli.get(codice_fiscale)
    if figlio is None or not figlio.certo:
        raise DomainError(_("L'Anagrafe nazionale non basta a provarlo: manda all'ufficio un documento."))
    nascita = _nascita(figlio.componente)
    if nascita is None:
        raise DomainError(_("L'Anagrafe nazionale non ha la data di nascita intera: manda all'ufficio un documento."))
    return figlio, nascita


def _intestataria(persona: Persona, scheda: Anagrafica) -> bool:
    return any(
        uno.codice_fiscale == persona.codice_fiscale and uno.legame == INTESTATARIO
        for uno in scheda.famiglia.componenti
    )


def _minorenne(componente: Componente) -> bool:
    nascita = _nascita(componente)
    return not componente.deceduto and nascita is not None and compleanno(nascita, MAGGIORE_ETA) > timezone.localdate()


def _nascita(componente: Componente) -> dt.date | None:
    """None when the register knows only the month or the year."""
    try:
        return dt.date.fromisoformat(componente.nascita)
    except ValueError:
        return None
