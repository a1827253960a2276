"""The sessions: opened by a login, closed by the person, by the provider, or by time."""

import datetime as dt
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.models import Accesso, Persona
from portal.identita.saml.models import Assertion
from portal.identita.sessione import Sessione
from portal.registro.atti import atto
from portal.registro.operations import registra

# a form sent too late still asks an ended session for whom the person was acting
RICORDO = dt.timedelta(days=1)


def registra_accesso(
    persona: Persona,
    *,
    ente: Ente,
    sessione: Sessione,
    chiave_sessione: str,
    asserzione: Assertion | None = None,
    dispositivo: str = "",
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
        name_qualifier=asserzione.name_qualifier if asserzione else "",
        session_index=asserzione.session_index if asserzione else "",
        chiave_sessione=chiave_sessione,
        dispositivo=dispositivo,
        ultimo_uso=timezone.now(),
    )


def segna_uso(chiave_sessione: str) -> None:
    """The session of this key is in use."""
    Accesso.objects.filter(chiave_sessione=chiave_sessione, uscita_il=None).update(ultimo_uso=timezone.now())


def registra_veste(persona: Persona, *, ente: Ente, chiave_sessione: str, tipo: str) -> None:
    """In the course of a session the person changed hat: what follows was done in the new one."""
    accesso = Accesso.objects.di(persona).filter(chiave_sessione=chiave_sessione).first()
    if accesso:
        registra("accesso.veste_cambiata", accesso, persona, ente=ente, dati={"tipo": tipo})


def registra_uscita(chiave_sessione: str) -> None:
    """The session of this key is over."""
    Accesso.objects.filter(chiave_sessione=chiave_sessione, uscita_il=None).update(uscita_il=timezone.now())


def chiudi_sessioni(*, idp: str, name_id: str) -> None:
    """Close, wherever they are open, the sessions that the provider knows by this transient name."""
    for accesso in Accesso.objects.filter(idp=idp, name_id=name_id, uscita_il=None).exclude(chiave_sessione=""):
        _spegni(accesso)


@atto
def chiudi_sessione(accesso: Accesso, *, attore: Persona, ente: Ente) -> None:
    """The person closes a session of theirs left open on another device: dead at its next click."""
    _spegni(accesso)
    registra("identita.sessione_chiusa", accesso, attore, ente=ente)


def chiudi_tutte(persona: Persona, *, tranne: str = "") -> None:
    """Put this person out of every device, except that of the session of this key."""
    aperti = Accesso.objects.filter(persona=persona, uscita_il=None).exclude(chiave_sessione__in=["", tranne])
    for accesso in aperti:
        _spegni(accesso)


def dimentica_sessioni() -> None:
    """What was in those that ended: names and codes, of who may never come back."""
    Session.objects.filter(expire_date__lt=timezone.now() - RICORDO).delete()


def _spegni(accesso: Accesso) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore(accesso.chiave_sessione).delete()
    registra_uscita(accesso.chiave_sessione)
