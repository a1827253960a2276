"""The identity providers of the sandbox: SPID, CIE and the Italian eIDAS node. One engine; what differs is here, as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.sandbox import persone
from portal.sandbox.persone import Cittadino
from portal.sandbox.spid import attributi

TUTTI_I_CONFRONTI = frozenset({"exact", "minimum", "better", "maximum"})


@dataclass(frozen=True)
class Gestore:
    """What one identity provider wants of a request, and whom it knows.

    insiemi            the only attribute sets it serves; None: any that the service declared in its metadata
    attributi          the only attributes it ever gives; None: all that the person has
    emittente_con_formato  its Issuer carries Format entity (CIE leaves it out)
    """

    nome: str  # the first part of its addresses
    titolo: str
    organizzazione: str  # what the button of the service says
    persone: Callable[[], Sequence[Cittadino]]
    dati_di: Callable[[Any], dict[str, str]]
    livello_di: Callable[[Any], int]
    confronti: frozenset[str] = TUTTI_I_CONFRONTI
    sempre_da_capo: bool = False  # ForceAuthn at every level
    destinazione_entity: bool = True  # Destination may be the entityID
    finalita: bool = False  # spid:Purpose is understood
    insiemi: frozenset[int] | None = None
    attributi: frozenset[str] | None = None
    emittente_con_formato: bool = True
    risponde_all_uscita: bool = True

    def persona(self, chiave: str) -> Cittadino | None:
        """The person that this provider knows by this key, or None."""
        return next((una for una in self.persone() if una.chiave == chiave), None)

    def attributi_di(self, persona: Cittadino, richiesti: Sequence[str]) -> dict[str, str]:
        """What it says of a person to who asks for these attributes."""
        ammessi = [nome for nome in richiesti if self.attributi is None or nome in self.attributi]
        tutti = self.dati_di(persona)
        return {nome: tutti[nome] for nome in ammessi if nome in tutti}

    def rifiuto(self, persona: Cittadino, livello: int, finalita: str) -> int | None:
        """The anomaly that this person meets at this level whatever is pressed, or None."""
        if persona.sospesa:
            return 23
        if self.livello_di(persona) < livello:
            return 20
        return 30 if self.finalita and not attributi.tipo_ammesso(persona, finalita) else None


SPID = Gestore(
    nome="spid",
    titolo="SPID",
    organizzazione="Identità di prova",
    persone=persone.con_spid,
    dati_di=attributi.di_cittadino,
    livello_di=lambda persona: persona.livello,
    finalita=True,
)
CIE = Gestore(
    nome="cie",
    titolo="CIE",
    organizzazione="CIE di prova",
    persone=persone.con_cie,
    dati_di=attributi.di_cittadino,
    livello_di=lambda persona: 3,
    confronti=frozenset({"exact", "minimum"}),
    sempre_da_capo=True,
    destinazione_entity=False,
    attributi=frozenset({"name", "familyName", "dateOfBirth", "fiscalNumber"}),
    emittente_con_formato=False,
    risponde_all_uscita=False,
)
EIDAS = Gestore(
    nome="eidas",
    titolo="eIDAS",
    organizzazione="Nodo eIDAS di prova",
    persone=lambda: persone.EUROPEE,
    dati_di=attributi.di_europea,
    livello_di=lambda persona: persona.livello,
    insiemi=frozenset({99, 100}),
    attributi=frozenset({"spidCode", "name", "familyName", "dateOfBirth", "placeOfBirth", "address", "gender"}),
)
GESTORI = {gestore.nome: gestore for gestore in (SPID, CIE, EIDAS)}
