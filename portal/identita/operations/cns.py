"""A login with a card: asked for by a browser, answered once by the host of the cards, concluded once by that browser."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils import timezone

from portal.base import codice_fiscale
from portal.enti.models import Ente
from portal.identita.cns.certificato import Titolare
from portal.identita.cns.errori import CartaRifiutata
from portal.identita.models import PassaggioCns, Persona
from portal.identita.saml.models import Identity

VITA_GETTONE = dt.timedelta(seconds=60)


def apri_passaggio(*, ente: Ente, ritorno: str, segreto: str) -> PassaggioCns:
    """A browser is about to go to the host of the cards."""
    return PassaggioCns.objects.create(
        ente=ente,
        ritorno=ritorno,
        impronta_browser=_impronta(segreto),
        scade_il=timezone.now() + dt.timedelta(seconds=settings.SPID_RICHIESTA_SECONDI),
    )


def consegna(passaggio: PassaggioCns, esito: Titolare | CartaRifiutata) -> str:
    """Keep what the card said and give the token that opens it: "" when the passage was answered already, or too late."""
    gettone = secrets.token_urlsafe(32)
    testo = json.dumps({"rifiuto": esito.codice} if isinstance(esito, CartaRifiutata) else asdict(esito))
    aperti = PassaggioCns.objects.filter(pk=passaggio.pk, letta_il=None, scade_il__gt=timezone.now())
    preso = aperti.update(
        letta_il=timezone.now(),
        impronta_gettone=_impronta(gettone),
        contenuto=_serratura(gettone).encrypt(testo.encode()),
    )
    return gettone if preso else ""


def ritira(gettone: str, *, ente: Ente, segreto: str) -> tuple[PassaggioCns, Titolare]:
    """What the card said, once, within a minute, to the browser that began.

    Raises CartaRifiutata: the reason of the host of the cards, or "gettone".
    """
    passaggio = PassaggioCns.objects.filter(ente=ente, impronta_gettone=_impronta(gettone)).first()
    if passaggio is None or not hmac.compare_digest(passaggio.impronta_browser, _impronta(segreto)):
        raise CartaRifiutata("gettone")
    freschi = PassaggioCns.objects.filter(pk=passaggio.pk, usato_il=None, letta_il__gt=timezone.now() - VITA_GETTONE)
    if not freschi.update(usato_il=timezone.now(), contenuto=b""):
        raise CartaRifiutata("gettone")
    detto = json.loads(_serratura(gettone).decrypt(bytes(passaggio.contenuto)))
    if "rifiuto" in detto:
        raise CartaRifiutata(detto["rifiuto"])
    return passaggio, Titolare(**detto)


def identita_di(titolare: Titolare) -> Identity:
    """The person of the card: what it does not say comes from what is already known, or from the codice fiscale.

    Raises CartaRifiutata when it bears no name and the person has never entered, or the code tells no date of birth.
    """
    nota = Persona.objects.filter(codice_fiscale=titolare.codice_fiscale).first()
    nome, cognome = titolare.nome or (nota and nota.nome), titolare.cognome or (nota and nota.cognome)
    if not nome or not cognome:
        raise CartaRifiutata("senza_nome")
    nascita = (nota and nota.data_nascita) or codice_fiscale.data_di_nascita(titolare.codice_fiscale)
    if nascita is None:
        raise CartaRifiutata("codice_fiscale")
    return Identity(
        codice_fiscale=titolare.codice_fiscale,
        nome=nome,
        cognome=cognome,
        data_nascita=nascita,
        luogo_nascita="",
        sesso="",
        email="",
        cellulare="",
    )


def dimentica_passaggi() -> None:
    """Those whose time is over."""
    PassaggioCns.objects.filter(scade_il__lt=timezone.now()).delete()


def _impronta(segreto: str) -> str:
    return hashlib.sha256(b"impronta:" + segreto.encode()).hexdigest()


def _serratura(gettone: str) -> Fernet:
    """The token is the key: what the card said cannot be read without it."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"chiave:" + gettone.encode()).digest()))
