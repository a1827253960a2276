"""The gateway to ANPR's e-services through PDND: ModI patterns AUDIT_REST_02 and INTEGRITY_REST_02.

The order matters: tracking evidence, voucher tied to it, body once in bytes, digest, signature, call. The audience of the
two AgID tokens is the service without `-PDND` and without the operation: the commonest error in practice.
"""

import base64
import hashlib
import json
import logging
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from requests import Response

from portal.base import http
from portal.base.errors import GatewayError
from portal.pdnd.voucher import dimentica, firma, voucher

log = logging.getLogger("casa.anpr")

OPERAZIONE = "anpr-service-e002"
NON_TROVATO = "EN122"
DURATA_FIRMA = 120  # seconds
TIPO = "application/json"


@dataclass(frozen=True)
class EService:
    """A service of the catalogue. Its purpose at PDND is the setting `PDND_FINALITA_<caso d'uso>`."""

    caso_uso: str
    nome: str

    @property
    def finalita(self) -> str:
        return str(getattr(settings, f"PDND_FINALITA_{self.caso_uso}"))


C020 = EService("C020", "C020-servizioAccertamentoResidenza")
C021 = EService("C021", "C021-servizioAccertamentoStatoFamiglia")
C030 = EService("C030", "C030-servizioAccertamentoIdUnicoNazionale")


@dataclass(frozen=True)
class Traccia:
    """Who asks, and for which matter: without a matter no question leaves. Raises ValueError when it is empty.

    operazione  our growing number of the call
    motivo      number of the case, or reference of the service, for which we ask
    utente      pseudonym, unique in our domain, of the person or officer behind the request
    postazione  from which of our places it starts
    """

    operazione: str
    motivo: str
    utente: str
    postazione: str
    jti_evidenza: str
    jti_firma: str

    def __post_init__(self) -> None:
        if not self.motivo.strip():
            raise ValueError("una consultazione di ANPR vuole il numero della pratica o del servizio")


@dataclass(frozen=True)
class Risposta:
    """`soggetti` is empty when the register does not know the person."""

    soggetti: list[dict[str, Any]]
    operazione_anpr: str
    transazione: str


def interroga(servizio: EService, criteri: dict[str, str], traccia: Traccia) -> Risposta:
    """Ask one question. Safe to repeat. Raises GatewayError."""
    evidenza = firma(_evidenza(servizio, traccia), DURATA_FIRMA)
    digest = hashlib.sha256(evidenza.encode()).hexdigest()
    corpo = json.dumps(_richiesta(servizio, criteri, traccia)).encode()
    try:
        risposta = _chiama(servizio, traccia, corpo, evidenza, digest)
    except GatewayError as errore:
        if errore.status != 401:
            raise
        dimentica(servizio.finalita, digest=digest)  # revoked before its time: one more try with a new one
        risposta = _chiama(servizio, traccia, corpo, evidenza, digest)
    return _leggi(servizio, risposta, traccia)


def _chiama(servizio: EService, traccia: Traccia, corpo: bytes, evidenza: str, digest: str) -> Response:
    impronta = "SHA-256=" + base64.b64encode(hashlib.sha256(corpo).digest()).decode()
    intestazioni = {
        "Authorization": f"Bearer {voucher(servizio.finalita, digest=digest)}",
        "Content-Type": TIPO,
        "Digest": impronta,
        "Agid-JWT-TrackingEvidence": evidenza,
        "Agid-JWT-Signature": firma(_firma(servizio, traccia, impronta), DURATA_FIRMA),
    }
    indirizzo = f"{settings.ANPR_URL}/{servizio.nome}/v1/{OPERAZIONE}"
    try:
        return http.post(indirizzo, servizio="anpr", ok=(200, 404), data=corpo, headers=intestazioni)
    except GatewayError as errore:
        # a question changes nothing there: whatever happened to it, it may be asked again
        raise GatewayError(
            errore.evento, permanent=errore.permanent, chiuso=errore.chiuso, status=errore.status, dopo=errore.dopo
        ) from None


def _evidenza(servizio: EService, traccia: Traccia) -> dict[str, Any]:
    return {
        "aud": _audience(servizio),
        "iss": settings.PDND_CLIENT_ID,
        "purposeId": servizio.finalita,
        "jti": traccia.jti_evidenza,
        "dnonce": str(secrets.randbelow(9 * 10**12) + 10**12),  # 13 digits
        "userID": traccia.utente,
        "userLocation": traccia.postazione,
        "LoA": "LOA3",
    }


def _firma(servizio: EService, traccia: Traccia, impronta: str) -> dict[str, Any]:
    return {
        "aud": _audience(servizio),
        "iss": settings.PDND_CLIENT_ID,
        "sub": settings.PDND_CLIENT_ID,
        "jti": traccia.jti_firma,
        "signed_headers": [{"digest": impronta}, {"content-type": TIPO}],
    }


def _audience(servizio: EService) -> str:
    return f"{settings.ANPR_AUDIENCE}/{servizio.nome}/v1"


def _richiesta(servizio: EService, criteri: dict[str, str], traccia: Traccia) -> dict[str, Any]:
    return {
        "idOperazioneClient": traccia.operazione,
        "criteriRicerca": criteri,
        "datiRichiesta": {
            "dataRiferimentoRichiesta": timezone.localdate().isoformat(),
            "motivoRichiesta": traccia.motivo,
            "casoUso": servizio.caso_uso,
        },
    }


def _leggi(servizio: EService, risposta: Response, traccia: Traccia) -> Risposta:
    try:
        dati = risposta.json()
        errori = {errore.get("codiceErroreAnomalia") for errore in dati.get("listaErrori") or []}
        soggetti = (dati.get("listaSoggetti") or {}).get("datiSoggetto") or []
    except (ValueError, AttributeError):
        raise GatewayError("anpr_illeggibile", status=risposta.status_code) from None
    if risposta.status_code == 404 and NON_TROVATO not in errori:
        raise GatewayError("anpr_risponde_404", permanent=True, status=404)
    transazione = risposta.headers.get("GovWay-Transaction-ID", "")
    log.info("anpr_consultata", extra={"servizio": servizio.caso_uso, "richiesta": traccia.operazione})
    return Risposta(soggetti, str(dati.get("idOperazioneANPR") or ""), transazione)
