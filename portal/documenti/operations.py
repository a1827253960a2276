"""Putting a document in the archive of the ente."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra

PRODOTTO = {"nome": "Casa digitale del cittadino", "produttore": "Casa digitale"}


@atto
def archivia(
    contenuto: bytes,
    *,
    ente: Ente,
    nome: str,
    mime: str,
    oggetto: str,
    tipologia: str,
    intestatario: Persona | None,
    formazione: str,
    flusso: str,
    ufficio: Ufficio | None = None,
    attore: Persona | None = None,
    **metadati: Any,
) -> Documento:
    """Store the bytes with their SHA-256 and metadata; from now on the file does not change.

    A file written by an act that is then rolled back stays on disk without a row: harmless, and cleaned by retention.
    """
    documento = Documento(
        ente=ente,
        ufficio=ufficio,
        intestatario=intestatario,
        dimensione=len(contenuto),
        impronta=hashlib.sha256(contenuto).hexdigest(),
        nome=nome,
        mime=mime,
        oggetto=oggetto,
        tipologia=tipologia,
        formazione=formazione,
        flusso=flusso,
        prodotto=PRODOTTO if formazione == Documento.Formazione.SOFTWARE else {},
        **metadati,
    )
    documento.file.save(nome, ContentFile(contenuto), save=False)
    documento.save()
    registra("documento.archiviato", documento, attore, ente=ente, dati={"impronta": documento.impronta})
    return documento
