"""The staff's accounts: made, put to work in an office, taken away. `attore` None is the sysadmin at the command line."""

import re

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.identita.operations.sessioni import chiudi_tutte
from portal.registro.atti import atto
from portal.registro.operations import registra

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
AMMINISTRATORE = Incarico.Ruolo.AMMINISTRATORE


@atto
def crea_account(
    *, username: str, nome: str, cognome: str, email: str, attore: Persona | None, ente: Ente, motivo: str
) -> Persona:
    """An account that opens only once its password is chosen (`indirizzo_password`). Raises DomainError with what is wrong."""
    if not _USERNAME.fullmatch(username):
        raise DomainError(_("Il nome utente ha da 3 a 64 lettere minuscole, cifre, punti e trattini."))
    if Persona.objects.filter(username=username).exists():
        raise DomainError(_("C'è già un account con questo nome utente."))
    operatore = Persona(username=username, nome=nome.strip(), cognome=cognome.strip(), email=email, is_staff=True)
    operatore.set_unusable_password()
    try:
        operatore.full_clean()
    except ValidationError as errore:
        raise DomainError(" ".join(errore.messages)) from None
    operatore.save()
    registra("identita.account_creato", operatore, attore, ente=ente, dati={"motivo": motivo})
    return operatore


def indirizzo_password(operatore: Persona, ente: Ente) -> str:
    """Where the account's password is chosen: good once, for PASSWORD_RESET_TIMEOUT. Who has it can enter: it is given by hand."""
    segno = default_token_generator.make_token(operatore)
    return ente.url(reverse("operatori_password", args=[operatore.codice, segno]))


@atto
def azzera_password(operatore: Persona, *, attore: Persona | None, ente: Ente, motivo: str) -> None:
    """The password was forgotten, or its address is too old: it opens no more, and the sessions end."""
    _non_da_soli(operatore, attore)
    _solo_qui(operatore, attore, ente)
    operatore.set_unusable_password()
    operatore.save(update_fields=["password"])
    chiudi_tutte(operatore)
    registra("identita.password_azzerata", operatore, attore, ente=ente, dati={"motivo": motivo})


@atto
def dai_ruolo(
    operatore: Persona, ufficio: Ufficio, ruolo: str, *, attore: Persona | None, ente: Ente, motivo: str
) -> Incarico:
    """Put the officer to work in an office of this ente. Raises DomainError when they already do."""
    incarico, nuovo = Incarico.objects.select_for_update(no_key=True).get_or_create(
        persona_id=operatore.pk, ufficio=ufficio, ruolo=ruolo
    )
    if not nuovo and incarico.attivo:
        raise DomainError(_("Ha già questo ruolo in questo ufficio."))
    incarico.attivo = True
    incarico.save(update_fields=["attivo"])
    _registra_incarico("enti.incarico_dato", incarico, attore, ente, motivo)
    return incarico


@atto
def togli_ruolo(incarico: Incarico, *, attore: Persona | None, ente: Ente, motivo: str) -> None:
    """Twice is harmless. Raises DomainError for the last administrator of an ente, and for one's own last administration."""
    _resti_chi_amministra(Incarico.objects.filter(pk=incarico.pk))
    if attore is not None and attore.pk == incarico.persona_id and incarico.ruolo == AMMINISTRATORE:
        altri = _amministrano(ente).filter(persona=attore.pk).exclude(pk=incarico.pk)
        if not altri.exists():
            raise DomainError(_("La tua amministrazione può togliertela solo un altro amministratore."))
    if Incarico.objects.filter(pk=incarico.pk, attivo=True).update(attivo=False):
        _registra_incarico("enti.incarico_tolto", incarico, attore, ente, motivo)


@atto
def disattiva_account(operatore: Persona, *, attore: Persona | None, ente: Ente, motivo: str) -> None:
    """Nobody enters with it any more, from now. What the person did stays theirs. Raises DomainError when it cannot be."""
    _non_da_soli(operatore, attore)
    _solo_qui(operatore, attore, ente)
    _resti_chi_amministra(Incarico.objects.filter(persona=operatore.pk))
    if Persona.objects.filter(pk=operatore.pk, is_active=True).update(is_active=False):
        chiudi_tutte(operatore)
        registra("identita.account_disattivato", operatore, attore, ente=ente, dati={"motivo": motivo})


@atto
def riattiva_account(operatore: Persona, *, attore: Persona | None, ente: Ente, motivo: str) -> None:
    """Opens again, with the posts it has and the password it had. Twice is harmless."""
    _solo_qui(operatore, attore, ente)
    if Persona.objects.filter(pk=operatore.pk, is_active=False).update(is_active=True):
        registra("identita.account_riattivato", operatore, attore, ente=ente, dati={"motivo": motivo})


def _registra_incarico(azione: str, incarico: Incarico, attore: Persona | None, ente: Ente, motivo: str) -> None:
    dati = {"ufficio": str(incarico.ufficio.codice), "ruolo": incarico.ruolo, "motivo": motivo}
    registra(azione, incarico.persona, attore, ente=ente, dati=dati)


def _amministrano(ente: Ente) -> QuerySet[Incarico]:
    """The posts by which somebody can administer this ente today."""
    in_servizio = Incarico.objects.filter(ruolo=AMMINISTRATORE, attivo=True, persona__is_active=True)
    return in_servizio.filter(ufficio__enti=ente)


def _resti_chi_amministra(da_togliere: QuerySet[Incarico]) -> None:
    """Without these posts, has each ente still an administrator? The enti are locked: two may not take away each other."""
    contano = da_togliere.filter(ruolo=AMMINISTRATORE, attivo=True, persona__is_active=True)
    enti = set(contano.values_list("ufficio__enti", flat=True))
    for ente in Ente.objects.select_for_update(no_key=True).filter(pk__in=enti).order_by("pk"):
        if not _amministrano(ente).exclude(pk__in=list(da_togliere.values_list("pk", flat=True))).exists():
            raise DomainError(
                _("È l'ultimo amministratore di %(ente)s: prima dai questo ruolo a un altro.") % {"ente": ente}
            )


def _non_da_soli(operatore: Persona, attore: Persona | None) -> None:
    if attore is not None and attore.pk == operatore.pk:
        raise DomainError(_("Sul tuo account può farlo solo un altro amministratore."))


def _solo_qui(operatore: Persona, attore: Persona | None, ente: Ente) -> None:
    """Who also works for another ente is not this administrator's alone: the account is the sysadmin's to touch."""
    altrove = Incarico.objects.filter(persona=operatore.pk, attivo=True).exclude(ufficio__enti=ente)
    if attore is not None and altrove.exists():
        raise DomainError(
            _("Lavora anche per un altro ente: qui puoi togliere i suoi ruoli, l'account lo cambia il sistemista.")
        )
