"""A person comes in: recognised by codice fiscale, or by the code of the eIDAS node, with the data that are certified."""

import logging
from collections.abc import Mapping
from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils import timezone

from portal.base.codice_fiscale import CIFRE_IMPRESA
from portal.identita.models import FonteEmail, Persona, Schema
from portal.identita.saml.models import Identity
from portal.registro.atti import atto

log = logging.getLogger("casa.identita")


@atto
def riconosci(identita: Identity, *, provider: str, lingua: str) -> Persona:
    """The person of this key, with the data the provider certifies; born here at the first login.

    The contacts of the provider fill empty fields only: what the person wrote in the profile is theirs. An e-mail that SPID
    gives needs no code; one that came from SPID and no longer receives gives way to the new one.
    """
    certa = provider == Schema.SPID
    if provider == Schema.EIDAS and identita.codice_fiscale:
        _prende_codice_fiscale(identita)
    persona, nuova = Persona.objects.get_or_create(
        **_chiave(identita),
        defaults={
            **_certificati(identita),
            **_recapiti(identita, certa=certa),
            "lingua": lingua,
            "password": make_password(None),  # citizens have none
        },
    )
    if not nuova:
        _aggiorna(persona, identita, certa=certa)
    conto, _creato = SocialAccount.objects.get_or_create(
        provider=provider, uid=identita.chiave, defaults={"user": persona}
    )
    if conto.user_id != persona.pk:  # the office corrected a codice fiscale: the code says who it is
        SocialAccount.objects.filter(pk=conto.pk).update(user=persona)
    return persona


def _prende_codice_fiscale(identita: Identity) -> None:
    """Who came through the eIDAS node without a codice fiscale, and now has one: the node says both, and it is the same home.

    Where the codice fiscale already has a home of its own the two stay apart: no login may join two dossiers.
    """
    if Persona.objects.filter(codice_fiscale=identita.codice_fiscale).exists():
        return
    nota = Persona.objects.filter(codice_eidas=identita.codice_eidas or None)
    if nota.update(codice_fiscale=identita.codice_fiscale, codice_eidas=None):
        log.info("eidas_con_codice_fiscale")


def conosci(codice_fiscale: str, **anagrafica: object) -> Persona:
    """The person of this codice fiscale, who may never have entered; what is already known of them stays as it is."""
    persona, _nuova = Persona.objects.get_or_create(
        codice_fiscale=codice_fiscale, defaults={**anagrafica, "password": make_password(None)}
    )
    return persona


def conosci_molti(anagrafiche: Mapping[str, Mapping[str, str]]) -> dict[str, Persona]:
    """`conosci` for many codes at once, of people and of companies, in three statements: `nome`, `cognome`, `denominazione`."""
    note = set(Persona.objects.filter(codice_fiscale__in=anagrafiche).values_list("codice_fiscale", flat=True))
    Persona.objects.bulk_create(
        (_nuova(codice, anagrafica) for codice, anagrafica in anagrafiche.items() if codice not in note),
        ignore_conflicts=True,  # somebody may be entering for the first time just now
    )
    return Persona.objects.in_bulk(list(anagrafiche), field_name="codice_fiscale")


def _nuova(codice: str, anagrafica: Mapping[str, str]) -> Persona:
    """Nobody enters with the password; a company whose name we do not know is called by its code."""
    dati: dict[str, object] = {"codice_fiscale": codice, "password": make_password(None)}
    if len(codice) == CIFRE_IMPRESA:
        nome = anagrafica.get("denominazione") or anagrafica.get("nome") or codice
        return Persona(natura=Persona.Natura.GIURIDICA, denominazione=nome, **dati)
    return Persona(nome=anagrafica.get("nome", ""), cognome=anagrafica.get("cognome", ""), **dati)


def _chiave(identita: Identity) -> dict[str, object]:
    """What makes the person one: the codice fiscale, or for who has none the code of the eIDAS node.

    Whoever took a codice fiscale since is found also when the node does not say it.
    """
    if identita.codice_fiscale:
        return {"codice_fiscale": identita.codice_fiscale}
    conti = SocialAccount.objects.filter(provider=Schema.EIDAS, uid=identita.codice_eidas)
    nota = conti.exclude(user__codice_fiscale=None).first()
    return {"pk": nota.user_id} if nota else {"codice_eidas": identita.codice_eidas}


def _certificati(identita: Identity) -> dict[str, object]:
    campi = {
        "nome": identita.nome,
        "cognome": identita.cognome,
        "data_nascita": identita.data_nascita,
        "luogo_nascita": identita.luogo_nascita,
        "sesso": identita.sesso,
    }
    return {nome: valore for nome, valore in campi.items() if valore}


def _recapiti(identita: Identity, *, certa: bool) -> dict[str, object]:
    """The contacts that we can use: a provider's slip must not keep anybody out."""
    grezzi = {"email": identita.email, "cellulare": "".join(identita.cellulare.split())}
    campi: dict[str, object] = {n: valore for n, valore in grezzi.items() if valore and _sta_nel_campo(n, valore)}
    if "email" in campi and certa:
        campi |= {"email_verificata_il": timezone.now(), "email_fonte": FonteEmail.SPID, "email_respinta_il": None}
    return campi


def _sta_nel_campo(nome: str, valore: str) -> bool:
    campo = cast("Field[str, str]", Persona._meta.get_field(nome))
    try:
        campo.run_validators(valore)
    except ValidationError:
        return False
    return True


def _aggiorna(persona: Persona, identita: Identity, *, certa: bool) -> None:
    recapiti = _recapiti(identita, certa=certa)
    if persona.cellulare:
        recapiti.pop("cellulare", None)
    if not _prende_email(persona, identita.email, certa=certa):
        recapiti = {nome: valore for nome, valore in recapiti.items() if not nome.startswith("email")}
    cambiati = {
        nome: valore for nome, valore in (_certificati(identita) | recapiti).items() if getattr(persona, nome) != valore
    }
    for nome, valore in cambiati.items():
        setattr(persona, nome, valore)
    if cambiati:
        persona.save(update_fields=list(cambiati))


def _prende_email(persona: Persona, nuova: str, *, certa: bool) -> bool:
    """Does the provider's address take the place of the one we have?"""
    if not persona.email:
        return True
    uguale = persona.email.lower() == nuova.lower()
    if persona.email_respinta_il:
        return certa and not uguale and persona.email_fonte == FonteEmail.SPID
    return certa and uguale and not persona.email_verificata_il
