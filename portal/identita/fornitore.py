"""Us as a service provider: one entityID, one key and one filed set of metadata per ente."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.models import MetadatiSp, Schema
from portal.identita.saml import metadata
from portal.identita.saml.keys import Credential, make_credential
from portal.identita.saml.models import ServiceProvider
from portal.identita.saml.profiles import SPID


def service_provider(ente: Ente) -> ServiceProvider:
    """The ente as the identity providers know it. The entityID is the address of its metadata."""
    return ServiceProvider(
        entity_id=ente.url(reverse("identita:spid_metadata")),
        acs_url=ente.url(reverse("identita:spid_acs")),
        sls_url=ente.url(reverse("identita:spid_sls")),
        organization_name=ente.nome,
        organization_url=ente.url("/"),
        ipa_code=ente.codice_ipa,
        email=ente.email,
        phone="".join(ente.telefono.split()) if ente.telefono.startswith("+39") else "",
    )


def cartella_chiavi() -> Path:
    """Where the keys are kept."""
    return Path(settings.SPID_CHIAVI or settings.CASA_DATI / "chiavi")


def file_credenziale(ente: Ente) -> Path:
    """Where the PEM file with key and certificate of this ente is kept."""
    return cartella_chiavi() / f"spid-{ente.codice_ipa}.pem"


def credenziale(ente: Ente) -> Credential:
    """Key and certificate of this ente; on a development machine they are made at the first use.

    Raises ImproperlyConfigured in production when the file is missing or unusable.
    """
    percorso = file_credenziale(ente)
    if not percorso.exists() and not settings.PRODUZIONE:
        crea_credenziale(ente)
    try:
        return _leggi(percorso, percorso.stat().st_mtime_ns)
    except (OSError, ValueError) as errore:
        raise ImproperlyConfigured(f"La chiave SPID dell'ente {ente.codice_ipa} manca o non si può usare.") from errore


@lru_cache(maxsize=64)
def _leggi(percorso: Path, modificato: int) -> Credential:
    """Reading a key checks its primes, which costs tens of milliseconds: once per change of the file is enough."""
    return Credential.from_pem(percorso.read_bytes())


def metadati(ente: Ente) -> bytes:
    """The stored metadata, built and signed the first time they are asked for."""
    sp = service_provider(ente)
    riga, _creata = MetadatiSp.objects.get_or_create(
        schema=Schema.SPID,
        entity_id=sp.entity_id,
        defaults={"ente": ente, "xml": lambda: metadata.build(sp, SPID, credenziale(ente)).decode()},
    )
    return riga.xml.encode()


def crea_credenziale(ente: Ente) -> None:
    """Write a new key where none is. Two processes that start together end up with the same one."""
    sp, percorso = service_provider(ente), file_credenziale(ente)
    nuova = make_credential(
        organization=sp.organization_name,
        ipa_code=sp.ipa_code,
        locality=ente.localita,
        entity_id=sp.entity_id,
        now=timezone.now(),
    )
    percorso.parent.mkdir(parents=True, exist_ok=True)
    numero, provvisorio = tempfile.mkstemp(dir=percorso.parent)  # readable by us only
    with os.fdopen(numero, "wb") as file:
        file.write(nuova.to_pem())
    try:
        os.link(provvisorio, percorso)  # fails, unlike a rename, when somebody was first
    except FileExistsError:
        pass
    finally:
        Path(provvisorio).unlink()
