"""The memory of what passed on the wire: the panel shows it, tests count on it."""

import logging
from collections import Counter
from typing import Any

from portal.sandbox.models import Fatto

log = logging.getLogger("sandbox")


def segna(piattaforma: str, metodo: str, forma: str, esito: str, riferimento: str = "") -> None:
    """Record one fact. `forma` is the shape of the address, `riferimento` a code of a thing, never of a person."""
    Fatto.objects.create(piattaforma=piattaforma, metodo=metodo, forma=forma, esito=esito, riferimento=riferimento)
    log.info("%s %s %s -> %s %s", piattaforma, metodo, forma, esito, riferimento)


def riassunto() -> dict[str, Any]:
    """All facts, oldest first, and how many times each (platform, "METHOD shape outcome") happened."""
    registro = list(Fatto.objects.values("quando", "piattaforma", "metodo", "forma", "esito", "riferimento"))
    contatori: dict[str, Counter[str]] = {}
    for fatto in registro:
        voce = f"{fatto['metodo']} {fatto['forma']} {fatto['esito']}"
        contatori.setdefault(fatto["piattaforma"], Counter())[voce] += 1
    return {"contatori": contatori, "registro": registro}
