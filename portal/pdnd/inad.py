"""The gateway to INAD, the index of the digital domiciles of people (CAD art. 6-quater), through PDND.

Source: the OpenAPI that AgID publishes (AgID/INAD_API_Extraction, version 1.0.0): GET /extract/{codice fiscale} with
`practicalReference`, a voucher and nothing else; 404 when the person has elected none. The same person may have one for
private life and others for a profession (`practicedProfession`). A closed one carries in `usageInfo` the date of its end.
Companies are in INI-PEC, which is another service: they are never asked for here.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.base import http
from portal.base.errors import GatewayError
from portal.pdnd.voucher import dimentica, voucher

log = logging.getLogger("casa.inad")


@dataclass(frozen=True)
class Domicilio:
    """Where the person wants to receive what has legal value, and since when, if INAD says so."""

    indirizzo: str
    dal: dt.datetime | None


def domicilio(codice_fiscale: str, *, riferimento: str) -> Domicilio | None:
    """The digital domicile of private life in force today, None when there is none. Safe to repeat. Raises GatewayError."""
    try:
        risposta = _chiama(codice_fiscale, riferimento)
    except GatewayError as errore:
        if errore.status != 401:
            raise
        dimentica(settings.PDND_FINALITA_INAD, digest="")  # revoked before its time: one more try with a new one
        risposta = _chiama(codice_fiscale, riferimento)
    return None if risposta.status_code == 404 else _leggi(risposta)


def _chiama(codice_fiscale: str, riferimento: str) -> Any:
    gettone = voucher(settings.PDND_FINALITA_INAD, digest="")
    try:
        return http.get(
            f"{settings.INAD_URL}/extract/{quote(codice_fiscale, safe='')}",
            servizio="inad",
            ok=(200, 404),
            params={"practicalReference": riferimento},
            headers={"Authorization": f"Bearer {gettone}"},
        )
    except GatewayError as errore:
        # a question changes nothing there: whatever happened to it, it may be asked again
        raise GatewayError(
            errore.evento, permanent=errore.permanent, chiuso=errore.chiuso, status=errore.status, dopo=errore.dopo
        ) from None


def _leggi(risposta: Any) -> Domicilio | None:
    try:
        dati = risposta.json()
        vivi = [uno for uno in dati.get("digitalAddress") or [] if _in_vigore(uno) and _privato(uno)]
        if not vivi:
            return None
        return Domicilio(str(vivi[0]["digitalAddress"]), parse_datetime(str(dati.get("since") or "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GatewayError("inad_illeggibile", status=risposta.status_code) from None


def _in_vigore(uno: dict[str, Any]) -> bool:
    fine = parse_datetime(str((uno.get("usageInfo") or {}).get("dateEndValidity") or ""))
    return fine is None or fine > timezone.now()


def _privato(uno: dict[str, Any]) -> bool:
    return not uno.get("practicedProfession")
