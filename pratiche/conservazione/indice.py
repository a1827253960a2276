"""The index of the package in the manner of UNI 11386:2020 (SInCRO 2): each file with its hash, who gives it, when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lxml import etree

from portal.base.xml import dicibile
from pratiche.conservazione import xml
from pratiche.models import Pratica

SPAZIO = "http://www.uni.com/U3011/sincro-v2/"
NORME = "Linee Guida sulla formazione, gestione e conservazione dei documenti informatici, AgID; UNI 11386:2020"


@dataclass(frozen=True)
class Voce:
    """A file of the package. `sha256` in hexadecimal."""

    gruppo: str
    percorso: str
    mime: str
    sha256: str


def scrivi(pratica: Pratica, voci: list[Voce], quando: dt.datetime) -> bytes:
    """`quando` is the moment of the last fact of the case: the same case always gives the same index."""
    radice = etree.Element(f"{{{SPAZIO}}}PIndex", {"language": "it", "sincroVersion": "2.0"}, nsmap={None: SPAZIO})
    radice.set("uri", f"{SPAZIO}PIndex.xsd")
    _descrizione(radice, pratica)
    volume = _nodo(radice, "PVolume")
    _nodo(volume, "ID", str(pratica.codice), scheme="local")
    _nodo(volume, "Description", f"Pacchetto di versamento della pratica {pratica.sigla}")
    for gruppo in dict.fromkeys(voce.gruppo for voce in voci):
        nodo = _nodo(radice, "FileGroup")
        _nodo(nodo, "ID", f"{pratica.codice}/{gruppo}", scheme="local")
        _nodo(nodo, "Label", gruppo)
        for voce in voci:
            if voce.gruppo == gruppo:
                _file(nodo, voce)
    _processo(radice, pratica, quando)
    return xml.scrivi(radice)


def leggi(contenuto: bytes) -> dict[str, str]:
    """Path and hash of each file that an index names. Raises ValueError when it is not one of ours."""
    try:
        radice = etree.fromstring(contenuto, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise ValueError("indice illeggibile") from None
    voci = radice.findall(f".//{{{SPAZIO}}}File")
    return {_testo(voce, "Path"): _testo(voce, "Hash") for voce in voci}


def _descrizione(radice: etree._Element, pratica: Pratica) -> None:
    descrizione = _nodo(radice, "SelfDescription")
    _nodo(descrizione, "ID", f"{pratica.ente.codice_ipa}/{pratica.codice}", scheme="local")
    programma = _nodo(descrizione, "CreatingApplication")
    _nodo(programma, "Name", "Casa digitale del cittadino")
    _nodo(programma, "Version", "1")  # of the package, not of the portal: an update must not change old packages
    _nodo(programma, "Producer", "Casa digitale")


def _file(gruppo: etree._Element, voce: Voce) -> None:
    estensione = voce.percorso.rpartition(".")[2]
    nodo = _nodo(gruppo, "File", format=voce.mime, encoding="binary", extension=estensione)
    _nodo(nodo, "ID", voce.percorso, scheme="local")
    _nodo(nodo, "Path", voce.percorso)
    _nodo(nodo, "Hash", voce.sha256, hashFunction="SHA-256")


def _processo(radice: etree._Element, pratica: Pratica, quando: dt.datetime) -> None:
    processo = _nodo(radice, "Process")
    for ruolo, attributi in (("Submitter", {}), ("Holder", {"holderRole": "soggetto produttore"})):
        agente = _nodo(processo, ruolo, agentType="legal person", **attributi)
        _nodo(agente, "AgentID", f"VATIT-{pratica.ente.codice_fiscale}")
        _nodo(_nodo(agente, "AgentName"), "FormalName", pratica.ente.nome)
    momento = _nodo(processo, "TimeReference")
    _nodo(momento, "TimeInfo", quando.astimezone(dt.UTC).isoformat(), attachedTimeStamp="false")
    _nodo(processo, "LawsAndRegulations", NORME)


def _nodo(padre: etree._Element, nome: str, testo: str = "", **attributi: Any) -> etree._Element:
    nodo = etree.SubElement(padre, f"{{{SPAZIO}}}{nome}", attributi)
    nodo.text = dicibile(testo) or None
    return nodo


def _testo(nodo: etree._Element, nome: str) -> str:
    return nodo.findtext(f"{{{SPAZIO}}}{nome}") or ""
