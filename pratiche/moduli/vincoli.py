"""What a single input cannot know: whether an answer had to be given, and what fits with the answers near it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from portal.base.templatetags.casa import giorno
from pratiche.moduli.campi import TIPI, Gruppo
from pratiche.moduli.campi.base import MANCA
from pratiche.moduli.campi.composti import Luogo
from pratiche.moduli.campi.tempo import OGGI, giorno_iso
from pratiche.moduli.domande import Campo

Problemi = Iterator[tuple[str, Any]]  # the key of the input and the words
Territorio = Callable[[float, float], str]  # longitude and latitude: why the point is not taken, or nothing
GRUPPO = Gruppo()


def problemi(
    campo: Campo,
    chiave: str,
    valore: Any,
    vicini: Mapping[str, Any],
    *,
    obbligatorio: bool,
    territorio: Territorio | None = None,
) -> Problemi:
    """What is wrong with an answer as a whole. `vicini` are the answers of the same step, or of the same row;
    `territorio` says of a point why it is not taken."""
    tipo = TIPI[campo.tipo]
    if campo.tipo == "gruppo":
        yield from _del_gruppo(campo, valore, territorio)
    elif tipo.vuoto(valore):
        if obbligatorio:
            yield from _mancanze(campo, chiave, valore)
    elif tipo.parti(campo):
        yield from _mancanze(campo, chiave, valore)
        for parte, testo in tipo.controlla(campo, valore):
            yield f"{chiave}.{parte}", testo
        if territorio and isinstance(tipo, Luogo) and (gradi := tipo.gradi(valore)) and (fuori := territorio(*gradi)):
            yield f"{chiave}.latitudine", fuori
    elif campo.tipo == "data":
        yield from _della_data(campo, chiave, valore, vicini)


def _mancanze(campo: Campo, chiave: str, valore: Any) -> Problemi:
    """The answer itself, or the parts of it that are always asked."""
    parti = TIPI[campo.tipo].parti(campo)
    if not parti:
        yield chiave, MANCA["required"]
    for parte in parti:
        if parte.obbligatorio and TIPI[parte.tipo].vuoto(valore.get(parte.nome)):
            yield f"{chiave}.{parte.nome}", MANCA["required"]


def _del_gruppo(campo: Campo, righe: list[dict[str, Any]], territorio: Territorio | None) -> Problemi:
    quante = GRUPPO.quante_di_troppo(campo, len(righe))
    if quante:
        yield campo.nome, quante
    for numero, riga in enumerate(righe):
        for parte in campo.campi:
            chiave = f"{campo.nome}.{numero}.{parte.nome}"
            valore, dovuta = riga[parte.nome], parte.obbligatorio
            yield from problemi(parte, chiave, valore, riga, obbligatorio=dovuta, territorio=territorio)


def _della_data(campo: Campo, chiave: str, valore: Any, vicini: Mapping[str, Any]) -> Problemi:
    scelto = giorno_iso(valore)
    if scelto is None:
        return
    prima = _riferimento(campo.opzioni.get("non_prima_di", ""), vicini)
    dopo = _riferimento(campo.opzioni.get("non_dopo", ""), vicini)
    giorni = campo.opzioni.get("entro_giorni")
    if prima and giorni:
        fine = prima + dt.timedelta(days=giorni)
        dopo = min(dopo, fine) if dopo else fine
    if prima and scelto < prima:
        yield chiave, gettext("La data non può essere prima di %s.") % giorno(prima)
    elif dopo and scelto > dopo:
        yield chiave, gettext("La data non può essere dopo %s.") % giorno(dopo)


def _riferimento(nome: str, vicini: Mapping[str, Any]) -> dt.date | None:
    return timezone.localdate() if nome == OGGI else giorno_iso(vicini.get(nome))
