"""Confirming an e-mail address with a code. Until the code comes back, the address in use stays in use."""

import secrets

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from notifiche.models import IndirizzoRespinto, VerificaIndirizzo
from notifiche.models.indirizzi import (
    CIFRE,
    FINESTRA,
    PROVE_MASSIME,
    RICHIESTE_MASSIME,
    VALIDITA,
    normalizza,
)
from portal.base.coda import LeasePerso, Stato
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.identita.models import FonteEmail, Persona
from portal.identita.operations import in_nome_di
from portal.registro.atti import Atto, atto
from portal.registro.operations import registra


@atto
def chiedi_codice(persona: Persona, indirizzo: str, *, attore: Persona, ente: Ente) -> VerificaIndirizzo:
    """Plan the mail with a new code; the old one no longer opens anything.

    For a company `attore` is who represents it. Raises SenzaTitolo, and DomainError when the codes are too many.
    """
    in_nome_di(attore, persona, ente)
    VerificaIndirizzo.objects.get_or_create(persona=persona, defaults={"ente": ente, "stato": Stato.ANNULLATO})
    riga: VerificaIndirizzo = VerificaIndirizzo.objects.select_for_update(no_key=True, of=("self",)).get(
        persona=persona
    )
    adesso = timezone.now()
    if adesso - riga.prima_richiesta > FINESTRA:
        riga.richieste, riga.prima_richiesta = 0, adesso
    if riga.richieste >= RICHIESTE_MASSIME:
        raise DomainError(_("Hai chiesto troppi codici. Aspetta un'ora, poi riprova."))
    riga.ente, riga.indirizzo, riga.impronta, riga.scade_il = ente, indirizzo, "", None
    riga.richieste, riga.sbagliate = riga.richieste + 1, 0
    riga.stato, riga.prossimo_tentativo, riga.tentativi, riga.errore = Stato.IN_CODA, adesso, 0, ""
    riga.lease_token = riga.lease_fino = None  # a worker that is sending the old one may write nothing more
    riga.save()
    accoda("notifiche.codici")
    return riga


def nuovo_codice(riga: VerificaIndirizzo) -> str:
    """The code to send now; only its mark is kept. Raises LeasePerso when the row is no longer of this worker."""
    codice = f"{secrets.randbelow(10**CIFRE):0{CIFRE}}"
    riga.segna_iniziata()
    mia = VerificaIndirizzo.objects.filter(pk=riga.pk, lease_token=riga.lease_token)
    if not mia.update(impronta=_impronta(riga, codice), scade_il=timezone.now() + VALIDITA):
        raise LeasePerso
    return codice


def conferma(persona: Persona, codice: str, *, attore: Persona, ente: Ente) -> None:
    """The code came back: from now on we write to that address. Raises DomainError, and counts the wrong ones."""
    with Atto():
        in_nome_di(attore, persona, ente)
        riga = VerificaIndirizzo.objects.select_for_update(no_key=True, of=("self",)).filter(persona=persona).first()
        if riga is None or not riga.valida:
            raise DomainError(_("Il codice non vale più. Chiedine un altro."))
        if constant_time_compare(riga.impronta, _impronta(riga, codice)):
            _usa(persona, riga, attore=attore, ente=ente)
            return
        riga.sbagliate += 1
        riga.save(update_fields=["sbagliate"])
    raise DomainError(_sbagliato(riga))


@atto
def lascia_stare(persona: Persona) -> None:
    """The person thinks better of it: the address in use stays."""
    VerificaIndirizzo.objects.filter(persona=persona).update(indirizzo="", impronta="", stato=Stato.ANNULLATO)


def _usa(persona: Persona, riga: VerificaIndirizzo, *, attore: Persona, ente: Ente) -> None:
    Persona.objects.filter(pk=persona.pk).update(
        email=riga.indirizzo,
        email_verificata_il=timezone.now(),
        email_fonte=FonteEmail.CODICE,
        email_respinta_il=None,
    )
    IndirizzoRespinto.objects.filter(persona=persona, indirizzo=normalizza(riga.indirizzo)).delete()
    riga.indirizzo, riga.impronta = "", ""
    riga.save(update_fields=["indirizzo", "impronta"])
    registra("persona.email_confermata", persona, attore, ente=ente)


def _sbagliato(riga: VerificaIndirizzo) -> str:
    rimaste = PROVE_MASSIME - riga.sbagliate
    if not rimaste:
        return _("Hai sbagliato codice troppe volte. Chiedine un altro.")
    return _("Il codice non è giusto. Prove che ti restano: %(quante)s.") % {"quante": rimaste}


def _impronta(riga: VerificaIndirizzo, codice: str) -> str:
    """Keyed with our secret: from a stolen database six digits could be guessed, not without it."""
    return salted_hmac("notifiche.codice", f"{riga.pk}:{riga.indirizzo}:{codice}", algorithm="sha256").hexdigest()
