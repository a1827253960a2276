"""Money: integer euro cents everywhere inside; euro with decimals only for people and platforms."""

import re

from django.utils.translation import get_language

_ITALIANO = re.compile(r"^(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$")
_CON_IL_PUNTO = re.compile(r"^\d+\.\d{1,2}$")  # `12.50`: thousands have three digits, so it is not one


def euro(centesimi_: int) -> str:
    """`102099` → `1.020,99 €` (no-break space before the sign), to who reads English `€1,020.99`."""
    segno = "-" if centesimi_ < 0 else ""
    interi, decimali = divmod(abs(centesimi_), 100)
    if (get_language() or "").startswith("en"):
        return f"{segno}€{interi:,}.{decimali:02d}"
    return f"{segno}{cifre(abs(centesimi_))}\N{NO-BREAK SPACE}€"


def cifre(centesimi_: int) -> str:
    """`102099` → `1.020,99`, as one writes an amount in a form, whatever the language."""
    interi, decimali = divmod(centesimi_, 100)
    return f"{interi:,}".replace(",", ".") + f",{decimali:02d}"


def decimale(centesimi_: int) -> str:
    """`102099` → `1020.99`, the form of the pagoPA messages."""
    interi, decimali = divmod(centesimi_, 100)
    return f"{interi}.{decimali:02d}"


def centesimi(testo: str) -> int:
    """`1.020,99` and `1020.99` → `102099`. Raises ValueError when it is not an amount."""
    pulito = testo.replace("€", "").replace("\N{NO-BREAK SPACE}", "").strip()
    if _CON_IL_PUNTO.match(pulito):
        pulito = pulito.replace(".", ",")
    if not _ITALIANO.match(pulito):
        raise ValueError("importo non valido")
    interi, _, decimali = pulito.replace(".", "").partition(",")
    return int(interi) * 100 + int(decimali.ljust(2, "0") or 0)
