"""A service sheet as data, in the shape in which a file writes it: made, compared with the one people read, written out again.

A file holds the Italian words under the names of the fields, `argomenti`, the name of an office, and `traduzioni` by language.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base.parole import ORIGINALE
from portal.catalogo.models import ArgomentoTrattato, Contenuto, Servizio
from portal.catalogo.vocabolari import Argomento, Categoria
from portal.enti.models import Ente, Ufficio

Scheda = dict[str, Any]

# the words of the sheet, in the order in which one reads them; why a service is closed is not something a file can know
PAROLE = tuple(campo for campo in Servizio.TRADUCIBILI if campo != "motivo_stato")
TESTI = (*PAROLE[:2], "categoria", "parole_chiave", *PAROLE[2:])
# what each ente decides for itself: a file proposes it once, when the sheet is made
SCELTE = ("in_evidenza", "online", "prenotazione", "pagabile")


@dataclass(frozen=True)
class Diversa:
    """A text of the sheet that a file has otherwise: its name, the words people read today, those of the file.

    `lingua` is the one of the words, empty when they come from a vocabulary and are in the reader's.
    """

    nome: str
    lingua: str
    ora: str
    dopo: str


def crea_scheda(ente: Ente, slug: str, scheda: Scheda, *, ufficio: Ufficio) -> Servizio:
    """The sheet of a file, in the catalogue of the ente. Raises IntegrityError when there is one with this slug."""
    servizio = Servizio(ente=ente, slug=slug, ufficio=ufficio)
    for nome in SCELTE:
        setattr(servizio, nome, scheda.get(nome, getattr(servizio, nome)))
    _scrivi(servizio, scheda)
    return servizio


def aggiorna_scheda(servizio: Servizio, scheda: Scheda) -> None:
    """Take the words of a file. What the file does not say, and what the ente decides, stays as it is."""
    _scrivi(servizio, scheda)


def scrivi_argomenti(contenuto: Contenuto, argomenti: list[str]) -> None:
    contenuto.argomenti_trattati.all().delete()
    ArgomentoTrattato.objects.bulk_create(
        ArgomentoTrattato(contenuto=contenuto, argomento=argomento) for argomento in argomenti
    )


def in_dati(servizio: Servizio) -> Scheda:
    """The sheet as a file would write it: only what it has."""
    dati = {nome: pulito(getattr(servizio, nome)) for nome in TESTI}
    dati |= {"argomenti": [str(argomento) for argomento in servizio.argomenti], "scadenze": servizio.scadenze}
    dati |= {"ufficio": servizio.ufficio.nome, **{nome: getattr(servizio, nome) for nome in SCELTE}}
    tradotte = {
        lingua: {nome: pulito(testi[nome]) for nome in PAROLE if pulito(testi.get(nome, ""))}
        for lingua, testi in servizio.traduzioni.items()
    }
    dati["traduzioni"] = {lingua: testi for lingua, testi in tradotte.items() if testi}
    return {nome: valore for nome, valore in dati.items() if valore not in ("", [], {})}


def diverse(servizio: Servizio, scheda: Scheda) -> list[Diversa]:
    """The texts that a file has otherwise than the sheet. What the file does not say is not different."""
    ora, dopo = _in_parole(in_dati(servizio)), _in_parole(scheda)
    return [Diversa(*quale, ora.get(quale, ""), testo) for quale, testo in dopo.items() if testo != ora.get(quale, "")]


def pulito(testo: str) -> str:
    """Without what a browser or a file adds: the line ends of a form, the space around."""
    return testo.replace("\r\n", "\n").strip()


def _scrivi(servizio: Servizio, scheda: Scheda) -> None:
    for nome in [*TESTI, "scadenze"]:
        if nome in scheda:
            setattr(servizio, nome, scheda[nome])
    for lingua, testi in scheda.get("traduzioni", {}).items():
        servizio.traduzioni[lingua] = {**servizio.traduzioni.get(lingua, {}), **testi}
    servizio.save()
    if "argomenti" in scheda:
        scrivi_argomenti(servizio, scheda["argomenti"])


def _in_parole(scheda: Scheda) -> dict[tuple[str, str], str]:
    """Each text of the sheet, as one reads it, under its name and its language."""
    parole = {
        (_nome(nome), ORIGINALE): pulito(scheda[nome]) for nome in TESTI if nome in scheda and nome != "categoria"
    }
    if "categoria" in scheda:
        parole[_nome("categoria"), ""] = str(Categoria(scheda["categoria"]).label)
    if "argomenti" in scheda:
        parole[_("argomenti"), ""] = ", ".join(str(uno.label) for uno in Argomento if uno.value in scheda["argomenti"])
    if "scadenze" in scheda:
        righe = sorted(f"{voce['data']} {pulito(voce['titolo'])}" for voce in scheda["scadenze"])
        parole[_nome("scadenze"), ORIGINALE] = "\n".join(righe)
    for lingua, testi in scheda.get("traduzioni", {}).items():
        parole |= {(f"{_nome(nome)} ({lingua})", lingua): pulito(testi[nome]) for nome in PAROLE if nome in testi}
    return parole


def _nome(campo: str) -> str:
    """What the field is called in the back-office."""
    return str(Servizio._meta.get_field(campo).verbose_name)  # type: ignore[union-attr]
