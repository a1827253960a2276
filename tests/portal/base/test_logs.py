"""An error in the log says where and what kind, not the values it carried."""

import logging
import sys

from portal.base.logs import FormatoRighe


def test_la_traccia_non_contiene_il_testo_dell_errore() -> None:
    try:
        raise ValueError("BNCGLI85D52H501T non valido")
    except ValueError:
        riga = logging.LogRecord("casa", logging.ERROR, __file__, 1, "guasto", None, sys.exc_info())
    testo = FormatoRighe("%(message)s").format(riga)
    assert "BNCGLI85D52H501T" not in testo
    assert "ValueError" in testo
    assert "test_logs.py" in testo
