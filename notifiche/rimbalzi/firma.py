"""Who may tell us that a mail came back: whoever holds the key of the webhook, and says it now.

X-Casa-Firma: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>." followed by the body as it is>
"""

import hashlib
import hmac
import re
import time

FINESTRA = 300  # seconds: older words may be somebody else's recording
INTESTAZIONE = "X-Casa-Firma"
FORMA = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def firma(corpo: bytes, chiave: str, *, istante: int) -> str:
    """The value of the header."""
    return f"t={istante},v1={_impronta(corpo, chiave, istante)}"


def valida(corpo: bytes, intestazione: str, chiave: str) -> bool:
    """Is this body signed with the key, in the last minutes? Saying it again within the window does no harm."""
    trovata = FORMA.fullmatch(intestazione)
    if not trovata or abs(time.time() - int(trovata[1])) > FINESTRA:
        return False
    return hmac.compare_digest(_impronta(corpo, chiave, int(trovata[1])), trovata[2])


def _impronta(corpo: bytes, chiave: str, istante: int) -> str:
    return hmac.new(chiave.encode(), f"{istante}.".encode() + corpo, hashlib.sha256).hexdigest()
