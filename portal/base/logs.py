"""Log lines: a fixed event name and ids. Only the fields named here are written, so personal data cannot slip in."""

import json
import logging
import traceback
from types import TracebackType

CAMPI = (
    "servizio", "metodo", "host", "percorso", "esito", "status", "ms", "lavoro", "riga", "riuscito", "errore", "canale", "consegna",
    "messaggio", "pratica", "avviso", "documento", "ente", "evento", "richiesta", "idp", "anomalia", "quante", "tentativi", "modello",
)  # fmt: skip


class FormatoRighe(logging.Formatter):
    """`2026-11-22 10:02:11 INFO correlazione evento chiave=valore`: readable by a person, splittable by a program."""

    def format(self, record: logging.LogRecord) -> str:
        record.correlazione = getattr(record, "correlazione", "-")
        testo = super().format(record)
        campi = [
            f"{campo}={json.dumps(getattr(record, campo), default=str)}" for campo in CAMPI if hasattr(record, campo)
        ]
        return " ".join([testo, *campi])

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Where it broke and the kind of error, never its text: a database puts the values of the row in it."""
        tipo, _, traccia = ei
        righe = [f"{punto.filename}:{punto.lineno} {punto.name}" for punto in traceback.extract_tb(traccia)]
        return "\n".join([*righe, tipo.__name__ if tipo else ""])
