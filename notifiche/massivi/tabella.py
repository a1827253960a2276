"""The file of the recipients: a CSV as offices make it, with Excel's habits. It is read line by line, never whole."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from notifiche.massivi.testo import nome_colonna
from notifiche.models.invio import Motivo
from portal.base.codice_fiscale import controlla, controlla_impresa
from portal.base.errors import DomainError

SEPARATORI = ";,\t"
VALORE_MASSIMO = 1000
DETTAGLIO_MASSIMO = 30
CODICE = {"codice_fiscale", "codicefiscale", "cod_fiscale", "cod_fisc", "codfisc", "cf", "c_f"}
FOGLI = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_FORMULA = re.compile(r'^="(.*)"$')  # what Excel writes to keep the zeros at the beginning


@dataclass(frozen=True)
class RigaLetta:
    """A recipient, or why the line names none."""

    numero: int
    codice_fiscale: str = ""
    persona_id: int | None = None
    valori: dict[str, str] = field(default_factory=dict)
    motivo: str = ""
    dettaglio: str = ""


class FileNonLeggibile(DomainError):
    """The file as a whole cannot be used."""


class Tabella:
    """A CSV opened for reading: its columns are known, its lines are read on demand."""

    def __init__(self, binario: Any) -> None:
        self._binario = binario
        self._codifica = _codifica(binario)
        self._separatore, self._prima, intestazione = self._leggi_intestazione()
        self.colonne = [nome_colonna(nome) for nome in intestazione]
        self._codice = self._colonna_del_codice()

    def righe(self, dopo: int = 0) -> Iterator[RigaLetta]:
        """The lines after the one numbered `dopo`; empty ones are skipped."""
        lettore = csv.reader(self._testo(), delimiter=self._separatore)
        while True:
            numero = lettore.line_num + 1
            try:
                celle = next(lettore)
            except StopIteration:
                return
            except csv.Error:
                celle = None
            if numero <= max(dopo, self._prima) or celle == [] or (celle and not any(map(str.strip, celle))):
                continue
            yield self._riga(numero, celle)

    def _riga(self, numero: int, celle: list[str] | None) -> RigaLetta:
        if celle is None or any(len(cella) > VALORE_MASSIMO for cella in celle):
            return RigaLetta(numero, motivo=Motivo.ILLEGGIBILE)
        pulite = [_FORMULA.sub(r"\1", cella.strip()) for cella in celle]
        if any(pulite[len(self.colonne) :]):
            return RigaLetta(numero, motivo=Motivo.TROPPI_VALORI)
        valori = dict(zip(self.colonne, pulite + [""] * len(self.colonne), strict=False))
        scritto = valori[self._codice]
        if not scritto:
            return RigaLetta(numero, valori=valori, motivo=Motivo.SENZA_CODICE)
        try:
            di_impresa = scritto.replace(" ", "").isdigit()
            return RigaLetta(numero, controlla_impresa(scritto) if di_impresa else controlla(scritto), valori=valori)
        except ValueError:
            return RigaLetta(numero, motivo=Motivo.CODICE_ERRATO, dettaglio=scritto[:DETTAGLIO_MASSIMO])

    def _testo(self) -> io.TextIOWrapper:
        self._binario.seek(0)
        return io.TextIOWrapper(_SenzaChiudere(self._binario), self._codifica, errors="replace", newline="")  # type: ignore[arg-type]

    def _leggi_intestazione(self) -> tuple[str, int, list[str]]:
        """Separator, number of the header's line, header. Excel may put "sep=;" before it."""
        for numero, riga in enumerate(self._testo(), start=1):
            if not riga.strip(SEPARATORI + " \r\n"):
                continue
            if riga.lower().startswith("sep="):
                continue
            separatore = max(SEPARATORI, key=riga.count)
            return separatore, numero, next(csv.reader([riga], delimiter=separatore))
        raise FileNonLeggibile(_("Il file è vuoto."))

    def _colonna_del_codice(self) -> str:
        piene = [nome for nome in self.colonne if nome]
        doppie = sorted({nome for nome in piene if piene.count(nome) > 1})
        if doppie:
            raise FileNonLeggibile(
                _("Nella prima riga del file due colonne hanno lo stesso nome: %s.") % ", ".join(doppie)
            )
        for nome in piene:
            if nome in CODICE:
                return nome
        raise FileNonLeggibile(
            _(
                "La prima riga del file deve avere i nomi delle colonne, e una deve chiamarsi codice_fiscale. Ho trovato: %s."
            )
            % ", ".join(piene)
        )


class _SenzaChiudere(io.RawIOBase):
    """Lets a text reader end without closing the file below, which is read again from the start."""

    def __init__(self, sotto: Any) -> None:
        self._sotto = sotto

    def readable(self) -> bool:
        return True

    def readinto(self, spazio: Any) -> int:
        letti = self._sotto.read(len(spazio))
        spazio[: len(letti)] = letti
        return len(letti)


def _codifica(binario: Any) -> str:
    """UTF-8 when the whole file is so, otherwise that of Windows. Raises FileNonLeggibile for what is not text."""
    binario.seek(0)
    inizio = binario.read(4096)
    if inizio.startswith(FOGLI):
        raise FileNonLeggibile(_("Questo è un foglio di calcolo: aprilo e salvalo come CSV UTF-8, poi carica quello."))
    if inizio.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in inizio:
        raise FileNonLeggibile(_("Il file non è un CSV leggibile: salvalo come CSV UTF-8 e caricalo di nuovo."))
    lettore = codecs.getincrementaldecoder("utf-8")()
    try:
        while inizio:
            lettore.decode(inizio)
            inizio = binario.read(1 << 16)
        lettore.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
