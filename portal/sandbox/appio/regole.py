"""The content rules of a message (App IO guide and running code). A broken one raises ValueError."""

import re
from typing import Any

CODICE_FISCALE = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]")
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
_NAV = re.compile(r"[0123]\d{17}", re.ASCII)
IMPORTO_MASSIMO = 9_999_999_999
PRECONDIZIONI = ("ALWAYS", "ONCE", "NEVER")
CONFIGURAZIONE = "01SANDB0XC0NTENVT0REM0T0AA"  # the one configuration of remote contents that exists here


class NonPermesso(Exception):
    """The service lacks a permission (payee, ADVANCED, remote content): 403, whatever the message says."""


def codice_fiscale(dati: dict[str, Any]) -> str:
    """The recipient named in the body. Raises ValueError."""
    valore = dati.get("fiscal_code")
    if not isinstance(valore, str) or not CODICE_FISCALE.fullmatch(valore):
        raise ValueError("fiscal_code")
    return valore


class SenzaConfigurazione(Exception):
    """The message names a configuration of remote contents that nobody made: 404."""


def contenuto(dati: dict[str, Any], *, avanzato: bool) -> dict[str, Any]:
    """The checked content of a message; `avanzato` is what the service may. Raises ValueError, NonPermesso, SenzaConfigurazione."""
    valore = dati.get("content")
    if not isinstance(valore, dict):
        raise ValueError("content")
    _lunghezza(valore, "subject", 10, 120)
    _lunghezza(valore, "markdown", 80, 10_000)
    if "due_date" in valore and not (isinstance(valore["due_date"], str) and _UTC.fullmatch(valore["due_date"])):
        raise ValueError("due_date: UTC with Z")
    if "payment_data" in valore:
        _pagamento(valore["payment_data"])
    durata = dati.get("time_to_live", 3600)
    if not isinstance(durata, int) or not 3600 <= durata <= 604_800:
        raise ValueError("time_to_live")
    if dati.get("feature_level_type", "STANDARD") not in ("STANDARD", "ADVANCED"):
        raise ValueError("feature_level_type")
    if dati.get("feature_level_type") == "ADVANCED" and not avanzato:
        raise NonPermesso
    if "third_party_data" in valore:
        _contenuto_remoto(valore["third_party_data"], avanzato=dati.get("feature_level_type") == "ADVANCED")
    return valore


def _contenuto_remoto(dati: object, *, avanzato: bool) -> None:
    """Attachments are for ADVANCED messages; without a configuration nothing remote is allowed."""
    if not isinstance(dati, dict) or not isinstance(dati.get("id"), str) or not dati["id"]:
        raise ValueError("third_party_data.id")
    for nome in ("has_remote_content", "has_attachments"):
        if not isinstance(dati.get(nome, False), bool):
            raise ValueError(f"third_party_data.{nome}")
    if dati.get("has_precondition", "NEVER") not in PRECONDIZIONI:
        raise ValueError("third_party_data.has_precondition")
    if "configuration_id" not in dati or (dati.get("has_attachments") and not avanzato):
        raise NonPermesso
    if dati["configuration_id"] != CONFIGURAZIONE:
        raise SenzaConfigurazione


def _lunghezza(dati: dict[str, Any], nome: str, minimo: int, massimo: int) -> None:
    """Lengths are in UTF-16 units, as the backend (JavaScript) counts: an emoji is two."""
    valore = dati.get(nome)
    if not isinstance(valore, str) or not minimo <= len(valore.encode("utf-16-le")) // 2 <= massimo:
        raise ValueError(f"{nome}: from {minimo} to {massimo} characters")


def _pagamento(dati: object) -> None:
    if not isinstance(dati, dict):
        raise ValueError("payment_data")
    importo = dati.get("amount")
    if not isinstance(importo, int) or isinstance(importo, bool) or not 1 <= importo <= IMPORTO_MASSIMO:
        raise ValueError("payment_data.amount")
    if not _NAV.fullmatch(str(dati.get("notice_number"))):
        raise ValueError("payment_data.notice_number")
    if not isinstance(dati.get("invalid_after_due_date", False), bool):
        raise ValueError("payment_data.invalid_after_due_date")
    if "payee" in dati:
        raise NonPermesso
