"""Long lists by keyset: each page costs the same whatever the number of rows, and nothing is counted."""

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from portal.base.giorni import PRIMO, ULTIMO

PER_PAGINA = 25


@dataclass(frozen=True)
class Elenco:
    """One page of a list. `successiva` is the query string of the next page, empty on the last; `inizio` that of the first."""

    righe: list[Any]
    successiva: str
    prima_pagina: bool
    inizio: str = ""

    @property
    def vuoto(self) -> bool:
        return not self.righe and self.prima_pagina


def pagina(queryset: QuerySet[Any], request: HttpRequest, *, campo: str = "creato_il", per: int = PER_PAGINA) -> Elenco:
    """The page of `queryset` after the `dopo` mark of the address, newest `campo` first. A spoilt mark gives the first page."""
    segno = _leggi(request.GET.get("dopo", ""))
    if segno:
        quando, chiave = segno
        queryset = queryset.filter(Q(**{f"{campo}__lt": quando}) | Q(**{campo: quando, "pk__lt": chiave}))
    righe = list(queryset.order_by(f"-{campo}", "-pk")[: per + 1])
    altre = len(righe) > per
    righe = righe[:per]
    return Elenco(righe, _indirizzo(request, righe[-1], campo) if altre else "", segno is None, _inizio(request))


def istante(testo: str) -> dt.datetime:
    """The moment that a mark names. Raises ValueError for one that no list writes: without a zone, or at the ends of the calendar."""
    quando = dt.datetime.fromisoformat(testo)
    if quando.tzinfo is None or not PRIMO <= quando.date() <= ULTIMO:
        raise ValueError("segno guasto")
    return quando


def _inizio(request: HttpRequest) -> str:
    """The filters of the address, without the mark."""
    query = request.GET.copy()
    query.pop("dopo", None)
    return f"?{query.urlencode()}" if query else ""


def _indirizzo(request: HttpRequest, ultima: Any, campo: str) -> str:
    quando = getattr(ultima, campo)
    if not isinstance(quando, dt.datetime):
        quando = dt.datetime.combine(quando, dt.time(12), dt.UTC)  # of a day, a moment that is in it in our zone too
    grezzo = f"{quando.isoformat()}|{ultima.pk}".encode()
    query = request.GET.copy()
    query["dopo"] = base64.urlsafe_b64encode(grezzo).decode()
    return f"?{query.urlencode()}"


def _leggi(segno: str) -> tuple[dt.datetime, int] | None:
    try:
        quando, _, chiave = base64.urlsafe_b64decode(segno.encode()).decode().partition("|")
        return istante(quando), int(chiave)
    except (ValueError, binascii.Error):
        return None
