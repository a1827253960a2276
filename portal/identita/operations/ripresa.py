"""A form posted when the session was already over: kept for its person and its browser, given back after the login."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.utils import timezone

from portal.identita.models import Accesso, ModuloInterrotto, Persona

DURATA = dt.timedelta(minutes=30)
MASSIMO = 256 * 1024  # bytes: longer than any of our forms without its files


@dataclass(frozen=True)
class Modulo:
    """Where a form was going and what was typed in it. Files cannot be kept: `con_file` says that there were some.

    `mandato` is the code of the mandate in use, when the person was acting for another.
    """

    percorso: str
    campi: list[tuple[str, str]] = field(repr=False)
    con_file: bool = False
    mandato: str = ""


def conserva_modulo(modulo: Modulo, *, chiave_sessione: str, segreto: str) -> ModuloInterrotto | None:
    """Keep it for who held the ended session of this key. None when nobody did, or when it is too long."""
    accesso = Accesso.objects.filter(chiave_sessione=chiave_sessione).order_by("-pk").first()
    testo = json.dumps([modulo.percorso, modulo.campi, modulo.con_file, modulo.mandato]).encode()
    if accesso is None or len(testo) > MASSIMO:
        return None
    campi = {
        "impronta_browser": _impronta(segreto),
        "contenuto": _serratura(segreto).encrypt(testo),
        "scade_il": timezone.now() + DURATA,
    }
    ModuloInterrotto.objects.filter(persona_id=accesso.persona_id).delete()  # a new one has a new code
    return ModuloInterrotto.objects.create(persona_id=accesso.persona_id, **campi)


def leggi_modulo(codice: UUID, *, persona: Persona, segreto: str) -> Modulo | None:
    """The form, for the same person in the same browser; for anybody else there is none."""
    riga = ModuloInterrotto.objects.filter(codice=codice, persona=persona, scade_il__gt=timezone.now()).first()
    if riga is None or not hmac.compare_digest(riga.impronta_browser, _impronta(segreto)):
        return None
    try:
        percorso, campi, con_file, mandato = json.loads(_serratura(segreto).decrypt(bytes(riga.contenuto)))
    except InvalidToken:
        return None
    return Modulo(percorso, [(nome, valore) for nome, valore in campi], con_file, mandato)


def dimentica_modulo(codice: UUID, *, persona: Persona) -> None:
    """It was given back, or the person does not want it."""
    ModuloInterrotto.objects.filter(codice=codice, persona=persona).delete()


def dimentica_di_altri(segreto: str, persona: Persona) -> None:
    """Somebody entered in this browser: what another person had left in it goes."""
    ModuloInterrotto.objects.filter(impronta_browser=_impronta(segreto)).exclude(persona=persona).delete()


def dimentica_scaduti() -> None:
    """Those whose person did not come back in time."""
    ModuloInterrotto.objects.filter(scade_il__lt=timezone.now()).delete()


def _impronta(segreto: str) -> str:
    return hashlib.sha256(b"impronta:" + segreto.encode()).hexdigest()


def _serratura(segreto: str) -> Fernet:
    """The key is the browser's secret, which we do not keep: the database alone opens nothing."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"chiave:" + segreto.encode()).digest()))
