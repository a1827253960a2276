"""What ANPR says of people, in our words. Everything in its answers is text and may be missing: the reading is tolerant."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.casa import data

Dati = Mapping[str, Any]
VERO = "1"

# table of the ties with the holder of the family sheet (DPR 223/1989 art. 21, codes of ANPR)
LEGAMI: dict[str, Promise] = {
    "1": _("Intestatario della scheda"),
    "2": _("Coniuge"),
    "3": _("Figlio o figlia"),
    "4": _("Nipote (discendente)"),
    "5": _("Pronipote"),
    "6": _("Padre o madre"),
    "7": _("Nonno o nonna"),
    "8": _("Bisnonno o bisnonna"),
    "9": _("Fratello o sorella"),
    "10": _("Nipote (collaterale)"),
    "11": _("Zio o zia"),
    "12": _("Cugino o cugina"),
    "14": _("Figliastro o figliastra"),
    "15": _("Patrigno o matrigna"),
    "16": _("Genero o nuora"),
    "17": _("Suocero o suocera"),
    "18": _("Cognato o cognata"),
    "23": _("Convivente"),
    "28": _("Unito civilmente"),
}


@dataclass(frozen=True)
class Componente:
    """A member of a family. `nascita` is ISO text, cut where the register does not know: `1950`, `1950-03`."""

    codice_fiscale: str
    id_anpr: str
    nome: str
    cognome: str
    sesso: str
    nascita: str
    luogo_nascita: str
    legame: str
    deceduto: bool = False

    @property
    def nome_completo(self) -> str:
        return f"{self.nome} {self.cognome}".strip()

    @property
    def nascita_in_parole(self) -> str:
        """`14 maggio 2018`, or the month or the year alone."""
        try:
            if len(self.nascita) == len("2018-05"):
                return date_format(dt.date.fromisoformat(f"{self.nascita}-01"), "F Y")
            return data(dt.date.fromisoformat(self.nascita))
        except ValueError:
            return self.nascita

    @property
    def legame_in_parole(self) -> str | Promise:
        return LEGAMI.get(self.legame, _("Componente della famiglia"))


@dataclass(frozen=True)
class Famiglia:
    componenti: tuple[Componente, ...]

    @classmethod
    def da_anpr(cls, soggetti: Sequence[Dati]) -> Self:
        """From the C021 answer; the order is the one of the sheet."""
        ordinati = sorted(soggetti, key=lambda uno: _numero(_in(uno, "legameSoggetto", "progressivoComponente")))
        return cls(tuple(_componente(uno) for uno in ordinati))

    @classmethod
    def da_archivio(cls, righe: list[dict[str, Any]]) -> Self:
        return cls(tuple(Componente(**riga) for riga in righe))


@dataclass(frozen=True)
class Residenza:
    """Where a person lives. `comune` is the place abroad for who lives there."""

    indirizzo: str = ""
    cap: str = ""
    comune: str = ""
    provincia: str = ""
    dal: str = ""

    @classmethod
    def da_anpr(cls, soggetti: Sequence[Dati]) -> Self | None:
        """From the C020 answer; None when it names no residence."""
        righe = (riga for soggetto in soggetti for riga in soggetto.get("residenza") or [])
        riga = next(righe, None)
        if riga is None:
            return None
        indirizzo = riga.get("indirizzo") or {}
        return cls(
            indirizzo=_via(indirizzo),
            cap=_in(indirizzo, "cap"),
            comune=_in(indirizzo, "comune", "nomeComune") or _all_estero(riga),
            provincia=_in(indirizzo, "comune", "siglaProvinciaIstat"),
            dal=_in(riga, "dataDecorrenzaResidenza"),
        )

    def __str__(self) -> str:
        localita = f"{self.cap} {self.comune}".strip() + (f" ({self.provincia})" if self.provincia else "")
        return ", ".join(parte for parte in (self.indirizzo, localita) if parte)


def id_unico(soggetti: Sequence[Dati]) -> str:
    """The national identifier in a C030 answer, empty when missing."""
    return next((valore for uno in soggetti if (valore := _in(uno, "identificativi", "idANPR"))), "")


def _componente(soggetto: Dati) -> Componente:
    generalita = soggetto.get("generalita") or {}
    return Componente(
        codice_fiscale=_in(generalita, "codiceFiscale", "codFiscale"),
        id_anpr=_in(soggetto, "identificativi", "idANPR"),
        nome="" if generalita.get("senzaNome") == VERO else _in(generalita, "nome"),
        cognome="" if generalita.get("senzaCognome") == VERO else _in(generalita, "cognome"),
        sesso=_in(generalita, "sesso"),
        nascita=_nascita(generalita),
        luogo_nascita=_luogo(generalita.get("luogoNascita") or {}),
        legame=_in(soggetto, "legameSoggetto", "codiceLegame"),
        deceduto=bool(soggetto.get("datiDecesso")),
    )


def _nascita(generalita: Dati) -> str:
    """The part of the date that is known: the rest is filled with invented days in some answers."""
    intera = _in(generalita, "dataNascita")
    if generalita.get("senzaGiornoMese") == VERO:
        return intera[:4]
    return intera[:7] if generalita.get("senzaGiorno") == VERO else intera


def _luogo(luogo: Dati) -> str:
    comune, provincia = _in(luogo, "comune", "nomeComune"), _in(luogo, "comune", "siglaProvinciaIstat")
    if comune:
        return f"{comune} ({provincia})" if provincia else comune
    parti = (_in(luogo, "localita", "descrizioneLocalita"), _in(luogo, "localita", "descrizioneStato"))
    return ", ".join(parte for parte in parti if parte) or _in(luogo, "luogoEccezionale")


def _via(indirizzo: Dati) -> str:
    interno = _in(indirizzo, "numeroCivico", "civicoInterno", "interno1")
    scala = _in(indirizzo, "numeroCivico", "civicoInterno", "scala")
    parti = (
        _in(indirizzo, "toponimo", "specie"),
        _in(indirizzo, "toponimo", "denominazioneToponimo"),
        _in(indirizzo, "numeroCivico", "numero"),
        scala and f"scala {scala}",
        interno and f"interno {interno}",
    )
    return " ".join(parte for parte in parti if parte)


def _all_estero(riga: Dati) -> str:
    localita = _in(riga, "localitaEstera", "indirizzoEstero", "localita", "descrizioneLocalita")
    stato = _in(riga, "localitaEstera", "indirizzoEstero", "localita", "descrizioneStato")
    return ", ".join(parte for parte in (localita, stato) if parte)


def _in(dati: Any, *percorso: str) -> str:
    """The text at the end of a path, empty when any piece is missing or of another shape."""
    for nome in percorso:
        dati = dati.get(nome) if isinstance(dati, Mapping) else None
    return dati.strip() if isinstance(dati, str) else ""


def _numero(testo: str) -> int:
    return int(testo) if testo.isdigit() else 999
