"""Alphabetical lists by keyset: the mark of the next page is the short name of the last row."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from portal.catalogo.models import Contenuto

PER_PAGINA = 12


@dataclass(frozen=True)
class ElencoAlfabetico:
    """One page of a list; `successiva` is the query string of the next, empty on the last."""

    righe: list[Any]
    successiva: str
    prima_pagina: bool


def alfabetico(contenuti: QuerySet[Any], request: HttpRequest, *, per: int = PER_PAGINA) -> ElencoAlfabetico:
    """The page of `contenuti` after the one named in `?dopo=`. A name nobody has gives the first page."""
    segno = Contenuto.objects.filter(slug=request.GET.get("dopo", ""), ente=request.ente, tipo=contenuti.model.TIPO)
    ultima = segno.values_list("titolo", "slug").first() if "dopo" in request.GET else None
    if ultima:
        titolo, slug = ultima
        contenuti = contenuti.filter(Q(titolo__gt=titolo) | Q(titolo=titolo, slug__gt=slug))
    righe = list(contenuti.order_by("titolo", "slug")[: per + 1])
    successiva = f"?dopo={righe[per - 1].slug}" if len(righe) > per else ""
    return ElencoAlfabetico(righe[:per], successiva, ultima is None)
