"""The marks of a ready answer: `{numero}` becomes the number of the case. Nothing else is read: a text is never a programme."""

import re
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.casa import data
from pratiche.models import Pratica

_SEGNO = re.compile(r"\{([^{}\s]*)\}")
SEGNI: dict[str, tuple[object, Callable[[Pratica], str]]] = {
    "nome": (_("nome e cognome, o denominazione, di chi ha chiesto"), lambda pratica: pratica.nome_richiedente),
    "numero": (_("numero della pratica"), lambda pratica: pratica.sigla),
    "servizio": (_("nome del servizio"), lambda pratica: pratica.titolo),
    "presentata": (_("giorno in cui è stata presentata"), lambda pratica: data(pratica.presentata_il)),
    "termine": (_("giorno entro cui l'ufficio decide"), lambda pratica: data(pratica.entro_il)),
    "ufficio": (_("nome dell'ufficio"), lambda pratica: pratica.ufficio.nome),
    "email": (_("e-mail dell'ufficio"), lambda pratica: pratica.ufficio.email),
}


def sconosciuti(testo: str) -> list[str]:
    """The marks that nobody would fill in."""
    return sorted({segno for segno in _SEGNO.findall(testo) if segno not in SEGNI})


def riempi(testo: str, pratica: Pratica) -> str:
    """The text with the data of the case in the place of its marks."""
    return _SEGNO.sub(lambda trovato: _valore(trovato, pratica), testo)


def _valore(trovato: "re.Match[str]", pratica: Pratica) -> str:
    segno = SEGNI.get(trovato[1])
    return segno[1](pratica) if segno else trovato[0]
