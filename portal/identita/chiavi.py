"""The keys with which an ente presents itself: one per scheme, and during a change the new one beside it.

Files `<schema>-<codice IPA>.pem` (in use), `….nuova.pem` (declared in the next metadata), `….vecchia.pem` (kept, not read).
"""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.fornitore import service_provider
from portal.identita.models import Schema
from portal.identita.saml.keys import Credential, make_credential

IN_USO, NUOVA, VECCHIA = "", ".nuova", ".vecchia"


def cartella_chiavi() -> Path:
    """Where the keys are kept."""
    return Path(settings.SPID_CHIAVI or settings.CASA_DATI / "chiavi")


def file_credenziale(ente: Ente, schema: str, quale: str = IN_USO) -> Path:
    """Where the PEM file with key and certificate of this ente is kept."""
    return cartella_chiavi() / f"{Schema(schema).presentazione}-{ente.codice_ipa}{quale}.pem"


def credenziale(ente: Ente, schema: str) -> Credential:
    """Key and certificate in use; on a development machine they are made at the first use.

    Raises ImproperlyConfigured in production when the file is missing or unusable.
    """
    percorso = file_credenziale(ente, schema)
    if not percorso.exists() and not settings.PRODUZIONE:
        crea_credenziale(ente, schema)
    return _credenziale(percorso)


def credenziali(ente: Ente, schema: str) -> list[Credential]:
    """The key in use and, while it is being changed, the one that comes after."""
    nuova = file_credenziale(ente, schema, NUOVA)
    return [credenziale(ente, schema), *([_credenziale(nuova)] if nuova.exists() else [])]


def crea_credenziale(ente: Ente, schema: str, quale: str = IN_USO) -> None:
    """Write a new key where none is. Two processes that start together end up with the same one."""
    sp, percorso = service_provider(ente, schema), file_credenziale(ente, schema, quale)
    fatta = make_credential(
        organization=sp.organization_name,
        ipa_code=sp.ipa_code,
        locality=ente.localita,
        entity_id=sp.entity_id,
        now=timezone.now(),
    )
    percorso.parent.mkdir(parents=True, exist_ok=True)
    numero, provvisorio = tempfile.mkstemp(dir=percorso.parent)  # readable by us only
    with os.fdopen(numero, "wb") as file:
        file.write(fatta.to_pem())
    try:
        os.link(provvisorio, percorso)  # fails, unlike a rename, when somebody was first
    except FileExistsError:
        pass
    finally:
        Path(provvisorio).unlink()


def scambia_credenziale(ente: Ente, schema: str) -> None:
    """The new key comes into use, the former is kept aside. Raises OSError or ValueError when there is no usable new one."""
    in_uso, nuova = file_credenziale(ente, schema), file_credenziale(ente, schema, NUOVA)
    Credential.from_pem(nuova.read_bytes())
    vecchia = file_credenziale(ente, schema, VECCHIA)
    vecchia.unlink(missing_ok=True)
    os.link(in_uso, vecchia)
    nuova.replace(in_uso)  # at no moment is there no key


def _credenziale(percorso: Path) -> Credential:
    try:
        return _leggi(percorso, percorso.stat().st_mtime_ns)
    except (OSError, ValueError) as errore:
        raise ImproperlyConfigured(f"La chiave {percorso.name} manca o non si può usare.") from errore


@lru_cache(maxsize=64)
def _leggi(percorso: Path, modificato: int) -> Credential:
    """Reading a key checks its primes, which costs tens of milliseconds: once per change of the file is enough."""
    return Credential.from_pem(percorso.read_bytes())
