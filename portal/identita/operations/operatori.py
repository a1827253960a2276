"""The staff's doors: the second factor that was lost, and the digital identity that opens an account."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.base import codice_fiscale
from portal.base.errors import DomainError
from portal.enti.models import Ente
from portal.identita.models import AbilitazioneSpid, Persona
from portal.identita.operations.sessioni import chiudi_tutte
from portal.registro.atti import atto
from portal.registro.operations import registra

FATTORI = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are not a factor


def ha_secondo_fattore(operatore: Persona) -> bool:
    """Does this account ask for more than a password?"""
    return fattori_di(operatore).exists()


def fattori_di(operatore: Any) -> QuerySet[Authenticator]:
    """The second factors of an account, or of each account of an outer query."""
    return cast("QuerySet[Authenticator]", Authenticator.objects.filter(user=operatore, type__in=FATTORI))


@atto
def azzera_secondo_fattore(operatore: Persona, *, attore: Persona | None, ente: Ente, motivo: str) -> None:
    """The phone was lost: the account goes back to its password, its sessions end, and it must set up a new factor.

    `attore` None is the sysadmin at the command line. Raises DomainError when one would free oneself.
    """
    if attore is not None and attore.pk == operatore.pk:
        raise DomainError(_("Il tuo secondo fattore può azzerarlo solo un altro amministratore."))
    Authenticator.objects.filter(user=operatore).delete()
    chiudi_tutte(operatore)
    registra("identita.secondo_fattore_azzerato", operatore, attore, ente=ente, dati={"motivo": motivo})


@atto
def concedi_spid(operatore: Persona, *, codice: str, attore: Persona, ente: Ente) -> AbilitazioneSpid:
    """Let the person of this codice fiscale open this account with SPID. Raises DomainError with what to do."""
    cittadino = _cittadino(codice)
    if AbilitazioneSpid.objects.exclude(operatore=operatore).filter(cittadino=cittadino).exists():
        raise DomainError(_("Questa persona apre già un altro account con SPID: togli prima quello."))
    abilitazione, _nuova = AbilitazioneSpid.objects.update_or_create(
        operatore_id=operatore.pk, defaults={"cittadino": cittadino, "concessa_da": attore}
    )
    registra("identita.spid_operatore_concesso", operatore, attore, ente=ente, dati={"persona": str(cittadino.codice)})
    return abilitazione


@atto
def revoca_spid(operatore: Persona, *, attore: Persona, ente: Ente) -> None:
    """The account opens with its password only, from now."""
    tolte, _per_modello = AbilitazioneSpid.objects.filter(operatore_id=operatore.pk).delete()
    if tolte:
        chiudi_tutte(operatore)
        registra("identita.spid_operatore_revocato", operatore, attore, ente=ente)


def operatore_di(cittadino: Persona) -> Persona | None:
    """The account that this citizen may open, if an administrator said so and it is still in service."""
    abilitazione = AbilitazioneSpid.objects.filter(cittadino=cittadino).select_related("operatore").first()
    if abilitazione is None or not (abilitazione.operatore.is_active and abilitazione.operatore.is_staff):
        return None
    return abilitazione.operatore


def per_username(username: str) -> tuple[Persona, Ente]:
    """The account of this name and an ente where it works, or worked. Raises DomainError."""
    operatore = Persona.objects.filter(username=username, is_staff=True).first()
    if operatore is None:
        raise DomainError(_("Nessun operatore ha questo nome utente."))
    ente = Ente.objects.filter(uffici__incarichi__persona=operatore).first()
    if ente is None:
        raise DomainError(_("Questo operatore non ha incarichi in nessun ente."))
    return operatore, ente


def _cittadino(codice: str) -> Persona:
    try:
        cittadino = Persona.objects.filter(codice_fiscale=codice_fiscale.controlla(codice), is_active=True).first()
    except ValueError:
        raise DomainError(_("Il codice fiscale non è valido.")) from None
    if cittadino is None:
        raise DomainError(
            _("Questa persona non è mai entrata nel portale: chiedile di entrare una volta con SPID, poi riprova.")
        )
    return cittadino
