"""The protocol system of the ente, spoken to over HTTP."""

import datetime as dt
from dataclasses import asdict

from django.conf import settings

from portal.base import http
from portal.base.errors import GatewayError
from portal.protocollo.contratto import DaRegistrare, Numero

SERVIZIO = "protocollo"


class ProtocolloEsterno:
    """A register kept elsewhere: the same key gives the same number, because the service recognises it."""

    def registra(self, documento: DaRegistrare) -> Numero:
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
        "documenti": [{"nome": file.nome, "mime": file.mime, "sha256": file.sha256} for file in documento.documenti],
    }
