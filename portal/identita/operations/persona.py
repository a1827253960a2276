"""A person comes in: recognised by codice fiscale, or by the code of the eIDAS node, with the data that are certified."""

from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field

from portal.identita.models import Persona
from portal.identita.saml.models import Identity


@transaction.atomic
def riconosci(identita: Identity, *, provider: str, lingua: str) -> Persona:
    """The person of this key, with the data the provider certifies; born here at the first login.

    The contacts of the provider fill empty fields only: what the person wrote in the profile is theirs.
    """
    persona, nuova = Persona.objects.get_or_create(
        **_chiave(identita),
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
        provider=provider, uid=identita.chiave, defaults={"user": persona}
    )
    if conto.user_id != persona.pk:  # the office corrected a codice fiscale: the code says who it is
        SocialAccount.objects.filter(pk=conto.pk).update(user=persona)
    return persona


def conosci(codice_fiscale: str, **anagrafica: object) -> Persona:
    """The person of this codice fiscale, who may never have entered; what is already known of them stays as it is."""
    persona, _nuova = Persona.objects.get_or_create(
        codice_fiscale=codice_fiscale, defaults={**anagrafica, "password": make_password(None)}
    )
    return persona


def _chiave(identita: Identity) -> dict[str, str]:
    """What makes the person one: the codice fiscale, or for who has none the code of the eIDAS node."""
    if identita.codice_fiscale:
        return {"codice_fiscale": identita.codice_fiscale}
    return {"codice_eidas": identita.codice_eidas}


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
