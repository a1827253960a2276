"""What happens at the door: a login is asked for, answered, concluded once; a person comes in, and goes out."""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import astuple, dataclass
from importlib import import_module
from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.models import Accesso, AsserzioneUsata, IdentityProvider, Persona, RichiestaAccesso, Schema
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Assertion, Identity, Idp, LoginRequest
from portal.identita.sessione import Sessione

# how long the register of used assertions outlives them, for clocks that disagree
MARGINE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Intento:
    """What the person wants to do by entering: where to go back to, at which level, with which attributes."""

    ritorno: str
    livello: int
    insieme: int


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
        ritorno=intento.ritorno,
        xml=domanda.xml.decode(),
        emessa_il=domanda.issued,
        scade_il=domanda.issued + dt.timedelta(seconds=settings.SPID_RICHIESTA_SECONDI),
    )


def ricevi_risposta(*, ente: Ente, relay_state: str, risposta: str) -> RichiestaAccesso | None:
    """Keep the answer beside its request until the browser that asked comes to collect it.

    The first answer stays; the same one posted again changes nothing. None when no such request is open.
    """
    richieste = RichiestaAccesso.objects.filter(ente=ente, relay_state=relay_state)
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


@transaction.atomic
def riconosci(identita: Identity, *, provider: str, lingua: str) -> Persona:
    """The person of this codice fiscale, with the data the provider certifies; born here at the first login.

    The contacts of the provider fill empty fields only: what the person wrote in the profile is theirs.
    """
    persona, nuova = Persona.objects.get_or_create(
        codice_fiscale=identita.codice_fiscale,
        defaults={
            **_certificati(identita),
            **_recapiti(identita),
            "lingua": lingua,
            "password": make_password(None),  # citizens have none
        },
    )
    if not nuova:
        _aggiorna(persona, identita)
    conto, _creato = SocialAccount.objects.get_or_create(
        provider=provider, uid=identita.codice_fiscale, defaults={"user": persona}
    )
    if conto.user_id != persona.pk:  # the office corrected a codice fiscale: the code says who it is
        SocialAccount.objects.filter(pk=conto.pk).update(user=persona)
    return persona


def _certificati(identita: Identity) -> dict[str, object]:
    campi = {
        "nome": identita.nome,
        "cognome": identita.cognome,
        "data_nascita": identita.data_nascita,
        "luogo_nascita": identita.luogo_nascita,
        "sesso": identita.sesso,
    }
    return {nome: valore for nome, valore in campi.items() if valore}


def _recapiti(identita: Identity) -> dict[str, object]:
    """The contacts that we can use: a provider's slip must not keep anybody out."""
    campi = {"email": identita.email, "cellulare": "".join(identita.cellulare.split())}
    return {nome: valore for nome, valore in campi.items() if valore and _sta_nel_campo(nome, valore)}


def _sta_nel_campo(nome: str, valore: str) -> bool:
    campo = cast("Field[str, str]", Persona._meta.get_field(nome))
    try:
        campo.run_validators(valore)
    except ValidationError:
        return False
    return True


def _aggiorna(persona: Persona, identita: Identity) -> None:
    vuoti = {nome: valore for nome, valore in _recapiti(identita).items() if not getattr(persona, nome)}
    cambiati = {
        nome: valore for nome, valore in (_certificati(identita) | vuoti).items() if getattr(persona, nome) != valore
    }
    for nome, valore in cambiati.items():
        setattr(persona, nome, valore)
    if cambiati:
        persona.save(update_fields=list(cambiati))


def registra_accesso(
    persona: Persona, *, ente: Ente, sessione: Sessione, chiave_sessione: str, asserzione: Assertion | None = None
) -> Accesso:
    """Write the login down, where the person will read it."""
    return Accesso.objects.create(
        persona=persona,
        ente=ente,
        metodo=sessione.metodo,
        livello=sessione.livello,
        tipo=sessione.tipo,
        idp=sessione.idp,
        gestore=sessione.gestore,
        name_id=asserzione.name_id if asserzione else "",
        session_index=asserzione.session_index if asserzione else "",
        chiave_sessione=chiave_sessione,
    )


def registra_uscita(chiave_sessione: str) -> None:
    """The session of this key is over."""
    Accesso.objects.filter(chiave_sessione=chiave_sessione, uscita_il=None).update(uscita_il=timezone.now())


def chiudi_sessioni(*, idp: str, name_id: str) -> None:
    """Close, wherever they are open, the sessions that the provider knows by this transient name."""
    aperti = Accesso.objects.filter(idp=idp, name_id=name_id, uscita_il=None).exclude(chiave_sessione="")
    archivio = import_module(settings.SESSION_ENGINE).SessionStore
    for accesso in aperti:
        archivio(accesso.chiave_sessione).delete()
        registra_uscita(accesso.chiave_sessione)


@transaction.atomic
def carica_gestori(gestori: list[Idp], *, solo_questi: bool) -> None:
    """Bring the list of providers up to date. With `solo_questi` those missing from it can no longer be chosen."""
    for idp in gestori:
        IdentityProvider.objects.update_or_create(
            schema=Schema.SPID,
            entity_id=idp.entity_id,
            defaults={
                "nome": idp.name[:200],
                "certificati": idp.certificates,
                "sso": [astuple(punto) for punto in idp.sso],
                "slo": [astuple(punto) for punto in idp.slo],
                "attivo": True,
            },
        )
    if solo_questi:
        rimasti = [idp.entity_id for idp in gestori]
        IdentityProvider.objects.filter(schema=Schema.SPID).exclude(entity_id__in=rimasti).update(attivo=False)


def pulisci() -> None:
    """Forget what no longer protects anybody: requests a day after their end, assertions that have expired."""
    adesso = timezone.now()
    RichiestaAccesso.objects.filter(scade_il__lt=adesso - dt.timedelta(days=1)).delete()
    RichiestaAccesso.objects.filter(scade_il__lt=adesso).exclude(risposta="").update(risposta="")
    AsserzioneUsata.objects.filter(scade_il__lt=adesso).delete()
