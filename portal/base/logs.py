"""Log lines: a fixed event name and ids. Only the fields named here are written, so personal data cannot slip in."""

import json
import logging

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
