"""A login under way: asked for, answered, concluded once, in the browser that began it."""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.models import AsserzioneUsata, IdentityProvider, RichiestaAccesso, Schema
from portal.identita.operations.registro_saml import conserva_scambio
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Assertion, LoginRequest

# how long the register of used assertions outlives them, for clocks that disagree
MARGINE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Intento:
    """What the person wants to do by entering: where to go back to, at which level, with which attributes, for which use."""

    ritorno: str
    livello: int
    insieme: int
    finalita: str = ""


def apri_richiesta(
    *, ente: Ente, idp: IdentityProvider, domanda: LoginRequest, intento: Intento, segreto: str
) -> RichiestaAccesso:
    """Remember a login request that is about to leave, tied to the browser that holds `segreto`."""
    return RichiestaAccesso.objects.create(
        ente=ente,
        idp=idp,
        request_id=domanda.id,
        relay_state=secrets.token_urlsafe(32),
        impronta_browser=impronta(segreto),
        livello=intento.livello,
        insieme=intento.insieme,
        finalita=intento.finalita,
        ritorno=intento.ritorno,
        xml=domanda.xml.decode(),
        emessa_il=domanda.issued,
        scade_il=domanda.issued + dt.timedelta(seconds=settings.SPID_RICHIESTA_SECONDI),
    )


def ricevi_risposta(*, ente: Ente, schema: str, relay_state: str, risposta: str) -> RichiestaAccesso | None:
    """Keep the answer beside its request until the browser that asked comes to collect it.

    The first answer stays; the same one posted again changes nothing. None when no such request is open.
    """
    richieste = RichiestaAccesso.objects.select_related("idp").filter(
        ente=ente, idp__schema__in=Schema(schema).serviti, relay_state=relay_state
    )
    aperte = richieste.filter(usata_il=None, scade_il__gt=timezone.now())
    aperte.filter(risposta="").update(risposta=risposta)
    return richieste.first()


def ritira_risposta(richiesta: RichiestaAccesso) -> str:
    """The answer, given once: "" when it was collected already, never came, or came too late."""
    if not richiesta.risposta:
        return ""
    ancora_aperta = RichiestaAccesso.objects.filter(pk=richiesta.pk, usata_il=None, scade_il__gt=timezone.now())
    ritirata = ancora_aperta.update(usata_il=timezone.now(), risposta="")
    return richiesta.risposta if ritirata else ""


def _ritira_tardi(richiesta: RichiestaAccesso) -> bool:
    """Take away the answer that nobody came to collect; True for the one worker that did."""
    return bool(RichiestaAccesso.objects.filter(pk=richiesta.pk, risposta=richiesta.risposta).update(risposta=""))


def impronta(segreto: str) -> str:
    """What the database keeps of a browser's secret."""
    return hashlib.sha256(segreto.encode()).hexdigest()


def dello_stesso_browser(richiesta: RichiestaAccesso, segreto: str) -> bool:
    """Is this the browser that started the login? Otherwise somebody is passing on their own (login CSRF)."""
    return hmac.compare_digest(richiesta.impronta_browser, impronta(segreto))


def consuma(asserzione: Assertion) -> None:
    """Write down that the assertion was used. Raises MessageRefused("replay") when it was before."""
    try:
        with transaction.atomic():
            AsserzioneUsata.objects.create(
                idp=asserzione.issuer, assertion_id=asserzione.id, scade_il=asserzione.expires + MARGINE
            )
    except IntegrityError as errore:
        raise MessageRefused("replay") from errore


def pulisci() -> None:
    """Forget what no longer protects anybody: requests a day after their end, assertions that have expired."""
    adesso = timezone.now()
    RichiestaAccesso.objects.filter(scade_il__lt=adesso - dt.timedelta(days=1)).delete()
    for richiesta in RichiestaAccesso.objects.filter(scade_il__lt=adesso).exclude(risposta="").select_related("idp"):
        if _ritira_tardi(richiesta):
            conserva_scambio(richiesta, esito="non_ritirata")
    AsserzioneUsata.objects.filter(scade_il__lt=adesso).delete()
