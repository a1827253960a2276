"""The messages of the logins in a file, for the authority that asked for them: one folder of the ZIP for each pair."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

from portal.identita.cifratura import ChiaveMancante, decifra
from portal.identita.models import RegistroSaml
from portal.identita.models.registro_saml import RegistroSamlQuerySet

A_BLOCCHI_DI = 50  # rows in memory at once; a pair is some 20 KB


def esporta(righe: RegistroSamlQuerySet, file: Path) -> int:
    """Write the decrypted pairs in a new file that only its owner reads; returns how many.

    Raises FileExistsError, OSError, and ChiaveMancante: then no file is left behind.
    """
    numero = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(numero, "wb") as uscita, zipfile.ZipFile(uscita, "w", zipfile.ZIP_DEFLATED) as archivio:
            return sum(_aggiungi(archivio, riga) for riga in righe.iterator(A_BLOCCHI_DI))
    except (OSError, ChiaveMancante):
        file.unlink()
        raise


def dati_di(riga: RegistroSaml) -> dict[str, Any]:
    """What names a login, ready to be written."""
    return {
        "codice": str(riga.codice),
        "quando": riga.quando.isoformat(),
        "ente": riga.ente.codice_ipa,
        "esito": riga.esito,
        "persona": str(riga.persona.codice) if riga.persona else "",
        "schema": riga.schema,
        "gestore": riga.idp,
        "richiesta": riga.request_id,
        "richiesta_emessa_il": riga.richiesta_emessa_il.isoformat(),
        "risposta": riga.response_id,
        "risposta_emessa_il": riga.risposta_emessa_il.isoformat() if riga.risposta_emessa_il else "",
        "asserzione": riga.assertion_id,
        "name_id": riga.name_id,
        "name_qualifier": riga.name_qualifier,
    }


def _aggiungi(archivio: zipfile.ZipFile, riga: RegistroSaml) -> int:
    cartella = f"{riga.quando:%Y%m%d-%H%M%S}-{riga.codice}"
    archivio.writestr(f"{cartella}/dati.json", json.dumps(dati_di(riga), indent=1, ensure_ascii=False))
    archivio.writestr(f"{cartella}/richiesta.xml", decifra(riga.richiesta))
    archivio.writestr(f"{cartella}/risposta.xml", decifra(riga.risposta))
    return 1
