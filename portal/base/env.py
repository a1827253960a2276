"""Typed readers of the environment. Only `portal/settings.py` calls them.

A value that cannot be read stops the start with the name of the variable and what was expected, never with its value.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

VERO = {"1", "true", "si", "yes", "on"}
FALSO = {"0", "false", "no", "off"}


def testo(nome: str, predefinito: str = "") -> str:
    """The variable as text, without surrounding spaces. An empty line of a copied example leaves the default."""
    return os.environ.get(nome, "").strip() or predefinito


def intero(nome: str, predefinito: int) -> int:
    """The variable as a whole number. Raises ImproperlyConfigured when it is not one."""
    grezzo = testo(nome, str(predefinito))
    try:
        return int(grezzo)
    except ValueError:
        raise ImproperlyConfigured(f"{nome}: serve un numero intero.") from None


def booleano(nome: str, predefinito: bool = False) -> bool:
    """The variable as yes or no: 1/0, si/no, true/false, on/off."""
    grezzo = testo(nome, "1" if predefinito else "0").lower()
    if grezzo in VERO:
        return True
    if grezzo in FALSO:
        return False
    raise ImproperlyConfigured(f"{nome}: serve si o no.")


def elenco(nome: str, predefinito: str = "") -> list[str]:
    """The variable as a list, separated by commas."""
    return [voce.strip() for voce in testo(nome, predefinito).split(",") if voce.strip()]


def segreto(nome: str, predefinito: str = "") -> str:
    """A secret: from NAME, or from the file named by NAME_FILE (Docker and systemd credentials)."""
    percorso = testo(f"{nome}_FILE")
    if not percorso:
        return testo(nome, predefinito)
    try:
        return Path(percorso).read_text(encoding="utf-8").strip()
    except OSError:
        raise ImproperlyConfigured(f"{nome}_FILE: il file non si può leggere.") from None
