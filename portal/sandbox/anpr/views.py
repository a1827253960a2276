"""The token endpoint of PDND and the e-services of ANPR."""

import time
import uuid
from datetime import date
from typing import Any

import jwt
from cryptography import x509
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from portal.sandbox.anpr import modi
from portal.sandbox.anpr.schede import SERVIZI
from portal.sandbox.chiavi import carica
from portal.sandbox.persone import PERSONE, Persona
from portal.sandbox.risposte import corpo_json, problema, riguarda

SECONDI_VOUCHER = 600
TIPO_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A voucher for a right client assertion; PDND copies the digest into it."""
    if request.POST.get("grant_type") != "client_credentials":
        return problema(400, "Bad Request", "grant_type")
    if request.POST.get("client_assertion_type") != TIPO_ASSERTION:
        return problema(400, "Bad Request", "client_assertion_type")
    try:
        claim = modi.controlla_assertion(request.POST.get("client_assertion", ""), request.POST.get("client_id", ""))
    except modi.NonConforme as errore:
        return problema(400, "Bad Request", str(errore))
    corpo = {"access_token": _voucher(claim), "token_type": "Bearer", "expires_in": SECONDI_VOUCHER}
    return JsonResponse(corpo)


def _voucher(assertion: dict[str, Any]) -> str:
    adesso = int(time.time())
    claim = {
        "iss": "interop.pagopa.it",
        "aud": f"{settings.URL}/anpr",
        "sub": assertion["sub"],
        "client_id": assertion["sub"],
        "purposeId": assertion["purposeId"],
        "jti": str(uuid.uuid4()),
        "iat": adesso,
        "nbf": adesso,
        "exp": adesso + SECONDI_VOUCHER,
    }
    if "digest" in assertion:
        claim["digest"] = assertion["digest"]
    privata = carica(settings.CARTELLA).privata
    return jwt.encode(claim, privata, algorithm="RS256", headers={"kid": "sandbox", "typ": "at+jwt"})


@require_POST
def e002(request: HttpRequest, servizio: str) -> HttpResponse:
    """The operation that all e-services share: look for one person."""
    if servizio not in SERVIZI:
        return problema(404, "NotFound", "no such e-service")
    try:
        voucher = leggi_voucher(request)
        modi.controlla_chiamata(request, servizio, voucher)
        dati = corpo_json(request)
        _controlla(dati, servizio)
    except jwt.InvalidTokenError:
        return problema(401, "AuthenticationRequired", "voucher missing, expired or not ours")
    except modi.NonConforme as errore:
        return problema(400, "InteroperabilityInvalidRequest", str(errore))
    except ValueError as errore:
        return problema(400, "InvalidRequestContent", str(errore))
    return riguarda(_cerca(dati, servizio), dati["idOperazioneClient"][:60])


def leggi_voucher(request: HttpRequest) -> dict[str, Any]:
    """The claims of our voucher. Raises jwt.InvalidTokenError."""
    pubblica: Any = x509.load_pem_x509_certificate(carica(settings.CARTELLA).certificato).public_key()
    valore = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return jwt.decode(valore, pubblica, algorithms=["RS256"], audience=f"{settings.URL}/anpr")


def _controlla(dati: dict[str, Any], servizio: str) -> None:
    """The mandatory fields of RichiestaE002. Raises ValueError."""
    operazione, criteri, richiesta = (
        dati.get(nome) for nome in ("idOperazioneClient", "criteriRicerca", "datiRichiesta")
    )
    if not isinstance(operazione, str) or not operazione.isalnum():
        raise ValueError("idOperazioneClient")
    if not isinstance(criteri, dict) or not isinstance(richiesta, dict):
        raise ValueError("criteriRicerca, datiRichiesta")
    if richiesta.get("casoUso") != servizio.partition("-")[0]:
        raise ValueError("datiRichiesta.casoUso")
    if not richiesta.get("motivoRichiesta"):
        raise ValueError("datiRichiesta.motivoRichiesta")
    date.fromisoformat(str(richiesta.get("dataRiferimentoRichiesta")))


def _cerca(dati: dict[str, Any], servizio: str) -> HttpResponse:
    operazione = str(time.time_ns() // 1_000_000)
    una = _trova(dati["criteriRicerca"])
    if una is None:
        errore = {
            "codiceErroreAnomalia": "EN122",
            "tipoErroreAnomalia": "E",
            "testoErroreAnomalia": "La richiesta effettuata non produce alcun risultato",
        }
        return JsonResponse({"idOperazioneANPR": operazione, "listaErrori": [errore]}, status=404)
    soggetti = {"datiSoggetto": SERVIZI[servizio](una)}
    return JsonResponse({"idOperazioneANPR": operazione, "listaSoggetti": soggetti})


def _trova(criteri: dict[str, Any]) -> Persona | None:
    """By codice fiscale or by idANPR."""
    return next(
        (
            una
            for una in PERSONE
            if criteri.get("codiceFiscale") == una.codice_fiscale or criteri.get("idANPR") == una.id_anpr
        ),
        None,
    )
