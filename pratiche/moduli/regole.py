"""The rules of a service beside its questions: money, silence, outcomes, documents, who may ask for others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Self

from portal.base.parole import Frase, nella_lingua
from pratiche.moduli.domande import Condizione

# may somebody else ask in the name of who needs it?
MAI, PER_LEGGE, SEMPRE = "mai", "per_legge", "sempre"
PER_ALTRI = (MAI, PER_LEGGE, SEMPRE)
NESSUNO, ASSENSO, RIFIUTO = "nessuno", "assenso", "rifiuto"
EFFETTI = (NESSUNO, ASSENSO, RIFIUTO)
ESENTE, VIRTUALE, CONTRASSEGNO = "esente", "virtuale", "contrassegno"
# when the fee is paid: before sending, right after, when the request is granted
PRIMA, PRESENTAZIONE, ACCOGLIMENTO = "prima", "presentazione", "accoglimento"
QUANDO_SI_PAGA = (PRIMA, PRESENTAZIONE, ACCOGLIMENTO)
MODI_DEL_BOLLO = (ESENTE, VIRTUALE, CONTRASSEGNO)
PREAVVISO_GIORNI = 10  # art. 10-bis L. 241/1990


@dataclass(frozen=True)
class Diritti:
    """What is to be paid: `importo` in cents, or the name of the calculated answer that says it.

    `quando` it is due: before sending, after it or when the request is granted; then within `giorni` days. `rimborsabili`: given back
    when the request ends without what it asked.
    """

    importo: int | str
    causale: str
    quando: str
    giorni: int
    rimborsabili: bool = False

    def dovuti(self, risposte: Mapping[str, Any]) -> int:
        """How much, in cents, with these answers."""
        if isinstance(self.importo, int):
            return self.importo
        valore = risposte.get(self.importo)
        return max(0, valore) if isinstance(valore, int) else 0


@dataclass(frozen=True)
class Firme:
    """A second person signs the same request: the question that names them, the one with their address, within how many days."""

    chi: str
    email: str
    giorni: int
    frase_testo: Frase

    @property
    def testo(self) -> str:
        """What who signs declares."""
        return nella_lingua(self.frase_testo)


@dataclass(frozen=True)
class Bollo:
    """The stamp duty of the request (DPR 642/1972): exempt, paid with the fee (virtuale) or with a stamp bought by the person."""

    modo: str
    importo: int = 0
    frase_norma: Frase = ""

    @property
    def norma(self) -> str:
        return nella_lingua(self.frase_norma)

    @property
    def con_i_diritti(self) -> int:
        """What of it is asked together with the fee, in cents."""
        return self.importo if self.modo == VIRTUALE else 0


@dataclass(frozen=True)
class Silenzio:
    """What it means that the office does not answer in time, and by which law."""

    effetto: str = NESSUNO
    frase_norma: Frase = ""

    @property
    def norma(self) -> str:
        return nella_lingua(self.frase_norma)


@dataclass(frozen=True)
class ModelloEsito:
    """The words of the document of one outcome. `{nome}` stands for an answer, `{richiedente}` and `{numero}` for the case.

    `ricorso` says to whom to appeal and by when, where the law has a way of its own; empty for the usual ones.
    """

    titolo: str
    testo: str
    ricorso: str = ""

    def riempi(self, parole: Mapping[str, str]) -> str:
        """With the answers in place. A line that names only answers that nobody gave is left out."""
        righe = (_riga(riga, parole) for riga in self.testo.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(riga for riga in righe if riga is not None)).strip()


def _riga(riga: str, parole: Mapping[str, str]) -> str | None:
    valori = [parole[nome] for _prima, nome, _formato, _come in Formatter().parse(riga) if nome]
    if valori and not any(valori):
        return None
    piena = riga.format_map(parole)
    return piena if all(valori) else re.sub(r" +(?=[ ,.;:)]|$)", "", piena)  # the place of an empty one closes up


@dataclass(frozen=True)
class Rinnovo:
    """A permit that may be asked again: from how many days before its last one, and what is not taken from the old request."""

    giorni_prima: int
    chiedi_di_nuovo: tuple[str, ...] = ()

    @classmethod
    def da(cls, voce: dict[str, Any] | None) -> Self | None:
        """What a package says of it; None when it says nothing."""
        return cls(voce["giorni_prima"], tuple(voce.get("chiedi_di_nuovo", []))) if voce else None


@dataclass(frozen=True)
class DocumentoRichiesto:
    """A document that the request needs. `da` says who gets it: the person, this comune, or another body that it asks."""

    frase_nome: Frase
    da: str
    frase_nota: Frase = ""
    campo: str = ""
    se: Condizione | None = None

    @property
    def nome(self) -> str:
        return nella_lingua(self.frase_nome)

    @property
    def nota(self) -> str:
        return nella_lingua(self.frase_nota)

    @classmethod
    def da_contenuto(cls, voce: dict[str, Any]) -> Self:
        return cls(voce["nome"], voce["da"], voce.get("nota", ""), voce.get("campo", ""), voce.get("se"))


@dataclass(frozen=True)
class Conservazione:
    """How long the case is kept, in years (9999 for ever), by which plan, and under which heading of the titolario."""

    anni: int
    frase_norma: Frase = ""
    indice: str = ""
    voce: str = ""

    @property
    def norma(self) -> str:
        return nella_lingua(self.frase_norma)


@dataclass(frozen=True)
class Incontro:
    """An appointment that the request needs, before it or after it."""

    quando: str
    frase_motivo: Frase

    @property
    def motivo(self) -> str:
        return nella_lingua(self.frase_motivo)
