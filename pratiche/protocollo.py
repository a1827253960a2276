"""The protocol of the ente, spoken to over HTTP. Repeatable: the same key gives the same number."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.conf import settings

from portal.base import http
from portal.base.errors import GatewayError

SERVIZIO = "protocollo"


@dataclass(frozen=True)
class Soggetto:
    codice_fiscale: str
    denominazione: str


@dataclass(frozen=True)
class FileRegistrato:
    nome: str
    mime: str
    sha256: str


@dataclass(frozen=True)
class DaRegistrare:
    """A document and its attachments as the protocol wants them. `flusso`: "E" received from a person, "U" sent to a person.

    The same `chiave` must always come with the same values: the protocol refuses a key that changes its content.
    """

    chiave: uuid.UUID
    ente: str
    flusso: str
    oggetto: str
    mittente: Soggetto
    destinatario: Soggetto
    arrivo: dt.datetime
    documenti: tuple[FileRegistrato, ...]


@dataclass(frozen=True)
class Numero:
    """What the protocol assigned: number of 7 digits per register and year (DPR 445/2000 art. 53, 57)."""

    registro: str
    numero: str
    anno: int
    data: dt.datetime


def registra(documento: DaRegistrare) -> Numero:
    """Ask for a number. Raises GatewayError; calling again with the same key is harmless."""
    if not settings.PROTOCOLLO_URL:
        raise GatewayError("protocollo_non_configurato", chiuso=True)
    risposta = http.post(
        f"{settings.PROTOCOLLO_URL}/registrazioni",
        servizio=SERVIZIO,
        ok=(200, 201),
        headers={
            "Idempotency-Key": str(documento.chiave),
            "Ocp-Apim-Subscription-Key": settings.PROTOCOLLO_CHIAVE,
        },
        json=_corpo(documento),
    )
    try:
        dati = risposta.json()
        return Numero(dati["registro"], dati["numero"], int(dati["anno"]), dt.datetime.fromisoformat(dati["data"]))
    except (ValueError, KeyError, TypeError):
        raise GatewayError("protocollo_risposta_incompleta", incerto=True) from None


def _corpo(documento: DaRegistrare) -> dict[str, object]:
    return {
        "ente": documento.ente,
        "flusso": documento.flusso,
        "oggetto": documento.oggetto,
        "mittente": asdict(documento.mittente),
        "destinatario": asdict(documento.destinatario),
        "data_arrivo": documento.arrivo.isoformat(),
        "documenti": [asdict(file) for file in documento.documenti],
    }
