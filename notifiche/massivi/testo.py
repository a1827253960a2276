"""The text of a message to many: `{nome}` stands for the value of each person."""

import re
from collections.abc import Mapping

from notifiche.models import Invio, RigaInvio
from notifiche.parole import Parole, blocchi

TESTO_MASSIMO = 8000  # of the 10,000 that App IO takes, with room for the frame
_SEGNAPOSTO = re.compile(r"\{([^{}\n]{1,60})\}")


def nome_colonna(scritto: str) -> str:
    """How a column or a placeholder is called, however it is written: "Data di Nascita" → "data_di_nascita"."""
    return re.sub(r"[^a-z0-9à-ÿ]+", "_", scritto.strip().lower()).strip("_")


def segnaposti(testo: str) -> list[str]:
    """The placeholders of a text, each once, in order."""
    return list(dict.fromkeys(nome_colonna(nome) for nome in _SEGNAPOSTO.findall(testo)))


def mancanti(invio: Invio) -> list[str]:
    """Placeholders of the text that the chosen source does not give."""
    return [nome for nome in segnaposti(invio.testo) if nome not in invio.colonne]


def riempi(testo: str, valori: Mapping[str, str]) -> str:
    """The text with the values in place. A value is only text: it makes neither lines, nor bold, nor links."""
    pieno = _SEGNAPOSTO.sub(lambda trovato: _piano(valori.get(nome_colonna(trovato[1]), "")), testo)
    return "\n\n".join(blocchi(pieno))


def parole(invio: Invio, riga: RigaInvio) -> Parole:
    """What this person will read."""
    return Parole(invio.oggetto, riempi(invio.testo, riga.valori))


def _piano(valore: str) -> str:
    return " ".join(valore.split()).replace("**", "*").replace("](", "] (")
