"""The zip: one document at a time, so that memory does not grow with the case; the same case gives the same bytes."""

import datetime as dt
import hashlib
import zipfile
from pathlib import Path
from typing import IO

from django.utils import translation
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.documenti.models import Documento
from pratiche.conservazione import indice, metadati
from pratiche.conservazione.indice import Voce
from pratiche.models import Pratica

PEZZO = 1 << 16  # bytes read at a time
INDICE, FASCICOLO = "indice.xml", "metadati/fascicolo.xml"
XML = "application/xml"
DATA_FISSA = (1980, 1, 1, 0, 0, 0)  # the first a zip can say: the moment of the writing must not change the bytes


class DocumentoGuasto(DomainError):
    """A file of the case is missing, or is not the one that was registered: nothing is exported."""

    def __init__(self, documento: Documento) -> None:
        super().__init__(
            _("Il documento «%s» manca o non è quello registrato: avvisa chi gestisce il portale.") % documento.nome
        )


def nome_file(pratica: Pratica) -> str:
    """Opaque: the name of a package says nothing about a person."""
    return f"PdV-{pratica.codice}.zip"


def scrivi(pratica: Pratica, documenti: list[Documento], dove: IO[bytes]) -> None:
    """Write the package of these documents. Raises DocumentoGuasto; then what was written is worth nothing."""
    voci: list[Voce] = []
    with zipfile.ZipFile(dove, "w", zipfile.ZIP_STORED) as archivio:
        for documento in documenti:
            voci.append(_documento(archivio, documento))
        with translation.override("it"):  # the archive speaks Italian, whoever asks for the package
            for documento in documenti:
                contenuto = metadati.del_documento(pratica, documento, documenti)
                voci.append(_scritto(archivio, "metadati", f"metadati/{documento.codice}.xml", contenuto))
            voci.append(_scritto(archivio, "metadati", FASCICOLO, metadati.del_fascicolo(pratica, documenti)))
        _scritto(archivio, "", INDICE, indice.scrivi(pratica, voci, _ultimo_fatto(pratica, documenti)))


def difetti(file: IO[bytes]) -> list[str]:
    """What is wrong in a package: files missing, changed or that the index does not know. Empty: it is whole."""
    try:
        with zipfile.ZipFile(file) as archivio:
            attese = indice.leggi(archivio.read(INDICE))
            presenti = set(archivio.namelist()) - {INDICE}
            guasti = [f"manca {nome}" for nome in sorted(attese.keys() - presenti)]
            guasti += [f"{nome} non è nell'indice" for nome in sorted(presenti - attese.keys())]
            return guasti + [
                f"{nome} non è quello dell'indice"
                for nome in sorted(presenti & attese.keys())
                if _impronta(archivio, nome) != attese[nome]
            ]
    except (zipfile.BadZipFile, KeyError, ValueError):
        return ["non è un pacchetto leggibile"]


def impronta_di(file: IO[bytes]) -> str:
    """SHA-256 of the whole file, from its beginning."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _documento(archivio: zipfile.ZipFile, documento: Documento) -> Voce:
    percorso = f"documenti/{documento.codice}{Path(documento.nome).suffix.lower()}"
    somma = hashlib.sha256()
    try:
        with documento.file.open("rb") as origine, archivio.open(_voce(percorso, documento.dimensione), "w") as arrivo:
            while pezzo := origine.read(PEZZO):
                somma.update(pezzo)
                arrivo.write(pezzo)
    except OSError:
        raise DocumentoGuasto(documento) from None
    if somma.hexdigest() != documento.impronta:
        raise DocumentoGuasto(documento)
    return Voce("documenti", percorso, documento.mime, documento.impronta)


def _scritto(archivio: zipfile.ZipFile, gruppo: str, percorso: str, contenuto: bytes) -> Voce:
    archivio.writestr(_voce(percorso, len(contenuto)), contenuto)
    return Voce(gruppo, percorso, XML, hashlib.sha256(contenuto).hexdigest())


def _voce(percorso: str, dimensione: int) -> zipfile.ZipInfo:
    voce = zipfile.ZipInfo(percorso, DATA_FISSA)
    voce.create_system, voce.external_attr, voce.file_size = 3, 0o644 << 16, dimensione
    return voce


def _impronta(archivio: zipfile.ZipFile, nome: str) -> str:
    with archivio.open(nome) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _ultimo_fatto(pratica: Pratica, documenti: list[Documento]) -> dt.datetime:
    momenti = [
        pratica.conclusa_il,
        *(uno.creato_il for uno in documenti),
        *(uno.data_registrazione for uno in documenti),
    ]
    return max(momento for momento in momenti if momento)
