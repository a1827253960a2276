"""When a delegate acts: the register and the messages speak to both."""

from typing import Any

from notifiche.operations import Contenuto, avvisa, copia_per
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import SenzaTitolo, annota_atto, titolo_per_agire
from portal.identita.stati import Facolta, Stanza
from portal.registro.operations import registra
from pratiche.models import Pratica
from pratiche.operations.sostegni import segui


def titolo_in(
    pratica: Pratica, persona: Persona, attore: Persona, facolta: Facolta = Facolta.FAI
) -> Rappresentanza | None:
    """The mandate to act in the case for this person; none when it is the same one. Raises DomainError."""
    slug = pratica.servizio.slug
    return titolo_per_agire(attore, persona, ente=pratica.ente, stanza=Stanza.PRATICHE, facolta=facolta, servizio=slug)


def registra_atto(azione: str, pratica: Pratica, attore: Persona, mandato: Rappresentanza | None, **dati: Any) -> None:
    """An act of the citizen in the register; done by a delegate, it stands also under the mandate."""
    registra(azione, pratica, attore, ente=pratica.ente, dati=dati)
    annota_atto(mandato, azione, pratica)


def racconta(pratica: Pratica, contenuto: Contenuto) -> None:
    """Tell the person who asked; while the mandate lasts, also who presented the case for them; of a report, who follows it."""
    for uno in a_chi_segue(pratica, contenuto):
        avvisa(uno)
    segui(pratica, contenuto.tipo)


def a_chi_segue(pratica: Pratica, contenuto: Contenuto) -> list[Contenuto]:
    """The news for the person who asked and, while the mandate lasts, its copy for who presented the case for them."""
    delegato = pratica.presentata_da
    if delegato is None or not _segue_ancora(pratica, delegato):
        return [contenuto]
    return [contenuto, copia_per(contenuto, delegato)]


def _segue_ancora(pratica: Pratica, delegato: Persona) -> bool:
    try:
        titolo_in(pratica, pratica.richiedente, delegato, Facolta.LEGGI)
    except SenzaTitolo:
        return False
    return True
