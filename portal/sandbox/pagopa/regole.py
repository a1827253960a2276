"""The rules of GPD v1 on the body of a debt position. Each check raises ValueError with the field that is wrong."""

import re
from datetime import datetime
from typing import Any

from django.utils import timezone

_CATEGORIA = re.compile(r"(9/)?\d{7}[A-Z]{2}/?")
_IBAN = re.compile(r"[A-Za-z0-9]{1,35}")
_IUPD = re.compile(r"[\w* \t-]+", re.ASCII)
OPZIONI_MASSIME = 100
VERSAMENTI_MASSIMI = 5
METADATI_MASSIMI = 10


def controlla_posizione(dati: dict[str, Any], ente: str) -> None:
    """Check a position for the given ente. Raises ValueError."""
    _esige(re.fullmatch(r"\d{11}", ente), "organizationfiscalcode")
    _esige(_IUPD.fullmatch(_testo(dati, "iupd", 100)), "iupd")
    _esige(dati.get("type") in ("F", "G"), "type")
    _esige(_debitore(_testo(dati, "fiscalCode", 16)), "fiscalCode")
    _testo(dati, "fullName", 255)
    _testo(dati, "companyName", 140)
    _esige(isinstance(dati.get("switchToExpired"), bool), "switchToExpired")
    validita = data_ora(dati, "validityDate")
    _esige(validita is None or validita > timezone.now(), "validityDate: must be in the future")
    opzioni = _oggetti(dati, "paymentOption", OPZIONI_MASSIME)
    _esige(opzioni, "paymentOption")
    for opzione in opzioni:
        _controlla_opzione(opzione, validita, ente)
    unica = len(opzioni) == 1
    _esige(unica or all(o["isPartialPayment"] for o in opzioni), "isPartialPayment: one single option, or instalments")


def _controlla_opzione(opzione: dict[str, Any], validita: datetime | None, ente: str) -> None:
    iuv = _testo(opzione, "iuv", 17)
    _esige(re.fullmatch(r"\d{17}", iuv), "iuv")
    _esige(opzione.get("nav", f"3{iuv}") == f"3{iuv}", "nav")
    importo = _importo(opzione)
    _testo(opzione, "description", 140)
    _esige(isinstance(opzione.get("isPartialPayment"), bool), "isPartialPayment")
    scadenza = data_ora(opzione, "dueDate")
    if scadenza is None:
        raise ValueError("dueDate")
    _esige(scadenza >= max(timezone.now(), validita or scadenza), "dueDate: must not be past nor before validityDate")
    trattenuta = data_ora(opzione, "retentionDate")
    _esige(trattenuta is None or trattenuta >= scadenza, "retentionDate: before dueDate")
    _esige("notificationFee" not in opzione, "notificationFee: read only")
    _controlla_metadati(opzione, "paymentOptionMetadata")
    versamenti = _oggetti(opzione, "transfer", VERSAMENTI_MASSIMI)
    somma = sum(_controlla_versamento(versamento, ente) for versamento in versamenti)
    _esige(somma == importo, "transfer: the sum differs from amount")
    numeri = [versamento["idTransfer"] for versamento in versamenti]
    _esige(len(set(numeri)) == len(numeri), "idTransfer: repeated")


def _controlla_versamento(versamento: dict[str, Any], ente: str) -> int:
    """Check a transfer and give its amount."""
    _esige(versamento.get("idTransfer") in ("1", "2", "3", "4", "5"), "idTransfer")
    _esige(re.fullmatch(r"\d{11}", str(versamento.get("organizationFiscalCode", ente))), "organizationFiscalCode")
    _testo(versamento, "remittanceInformation", 140)
    _esige(_CATEGORIA.fullmatch(_testo(versamento, "category", 140)), "category")
    iban, bollo, postale = (versamento.get(nome) for nome in ("iban", "stamp", "postalIban"))
    _esige((iban is None) != (bollo is None), "iban: exactly one of iban and stamp")
    _esige(not (bollo and postale), "postalIban: not with stamp")
    _esige(all(_IBAN.fullmatch(str(valore)) for valore in (iban, postale) if valore), "iban")
    if bollo is not None:
        _esige(isinstance(bollo, dict), "stamp")
        _controlla_bollo(bollo)
    _controlla_metadati(versamento, "transferMetadata")
    return _importo(versamento)


def _controlla_bollo(bollo: dict[str, Any]) -> None:
    _testo(bollo, "hashDocument", 72)
    _esige(bollo.get("stampType") == "01", "stampType")
    _esige(re.fullmatch(r"[A-Z]{2}", _testo(bollo, "provincialResidence", 2)), "provincialResidence")


def _controlla_metadati(dati: dict[str, Any], nome: str) -> None:
    voci = _oggetti(dati, nome, METADATI_MASSIMI)
    chiavi = [_testo(voce, "key", 140) for voce in voci]
    _esige(len(set(chiavi)) == len(chiavi), f"{nome}: repeated key")
    for voce in voci:
        _testo(voce, "value", 140)


def _oggetti(dati: dict[str, Any], nome: str, massimo: int) -> list[dict[str, Any]]:
    """A list of JSON objects; an absent one is empty."""
    valore = dati.get(nome, [])
    if not isinstance(valore, list) or len(valore) > massimo or not all(isinstance(uno, dict) for uno in valore):
        raise ValueError(nome)
    return valore


def data_ora(dati: dict[str, Any], nome: str) -> datetime | None:
    """A date-time field, None if absent. Raises ValueError if it is not one; without offset it is Rome's time."""
    valore = dati.get(nome)
    if valore is None:
        return None
    try:
        letto = datetime.fromisoformat(valore)
    except (TypeError, ValueError):
        raise ValueError(f"{nome}: not a date-time") from None
    return letto if timezone.is_aware(letto) else timezone.make_aware(letto)


def _debitore(codice: str) -> bool:
    return codice == "ANONIMO" or bool(re.fullmatch(r"[A-Z0-9]{2,16}", codice))


def _importo(dati: dict[str, Any]) -> int:
    valore = dati.get("amount")
    if not isinstance(valore, int) or isinstance(valore, bool) or valore < 1:
        raise ValueError("amount")
    return valore


def _testo(dati: dict[str, Any], nome: str, massimo: int) -> str:
    valore = dati.get(nome)
    if not isinstance(valore, str) or not 1 <= len(valore) <= massimo:
        raise ValueError(nome)
    return valore


def _esige(vero: object, nome: str) -> None:
    if not vero:
        raise ValueError(nome)
