"""Money: integer euro cents everywhere inside; euro with decimals only for people and platforms."""

import re

_ITALIANO = re.compile(r"^(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$")


def euro(centesimi_: int) -> str:
    """`102099` → `1.020,99 €` (no-break space before the sign)."""
    segno = "-" if centesimi_ < 0 else ""
    interi, decimali = divmod(abs(centesimi_), 100)
    return f"{segno}{interi:,}".replace(",", ".") + f",{decimali:02d}\N{NO-BREAK SPACE}€"


def decimale(centesimi_: int) -> str:
    """`102099` → `1020.99`, the form of the pagoPA messages."""
    interi, decimali = divmod(centesimi_, 100)
    return f"{interi}.{decimali:02d}"


def centesimi(testo: str) -> int:
    """`1.020,99` → `102099`. Raises ValueError when it is not an Italian amount."""
    pulito = testo.replace("€", "").replace("\N{NO-BREAK SPACE}", "").strip()
    if not _ITALIANO.match(pulito):
        raise ValueError("importo non valido")
    interi, _, decimali = pulito.replace(".", "").partition(",")
    return int(interi) * 100 + int(decimali.ljust(2, "0") or 0)
