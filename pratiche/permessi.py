"""Who may do what to a case: one table, for the operations, the pages and the guide. Nothing here reads the database."""

from collections.abc import Iterable
from enum import Enum

from portal.enti.models import Incarico

Ruolo = Incarico.Ruolo


class Cosa(Enum):
    """What the office does, from the least to the most."""

    LEGGI = "leggi"
    LAVORA = "lavora"  # take in charge, ask, decide, write notes, pass on one's own cases
    ASSEGNA = "assegna"  # give any case of the office to any colleague, say who is away
    RIAPRI = "riapri"  # and say who answers for the procedure; suspend, revoke, annul a permit already given
    RISERVA = "riserva"  # keep a case to named officers
    TESTI = "testi"  # the ready answers of the office
    ESPORTA_NOMI = "esporta_nomi"
    GRADUATORIE = "graduatorie"  # open a round, publish a ranking
    PUBBLICA = "pubblica"  # a new version of a service


_CAPI = frozenset({Ruolo.RESPONSABILE, Ruolo.AMMINISTRATORE})
PUO: dict[Cosa, frozenset[str]] = {
    Cosa.LEGGI: frozenset(Ruolo),
    Cosa.LAVORA: frozenset({Ruolo.OPERATORE, *_CAPI}),
    Cosa.ASSEGNA: _CAPI,
    Cosa.RIAPRI: _CAPI,
    Cosa.RISERVA: _CAPI,
    Cosa.TESTI: _CAPI,
    Cosa.ESPORTA_NOMI: _CAPI,
    Cosa.GRADUATORIE: _CAPI,
    Cosa.PUBBLICA: frozenset({Ruolo.AMMINISTRATORE}),
}


def puo(ruoli: Iterable[str], cosa: Cosa) -> bool:
    """Does one of these roles allow it?"""
    return bool(PUO[cosa] & set(ruoli))
