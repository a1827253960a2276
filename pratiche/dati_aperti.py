"""The public list of reports as open data: only what its pages say."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from portal.enti.models import Ente
from pratiche.models import Segnalazione
from pratiche.models.segnalazioni import SegnalazioneQuerySet

MASSIME = 5000  # the newest ones: a file is bounded, whatever the years
CAMPI = ("codice", "tipo", "stato", "luogo", "latitudine", "longitudine", "segnalata_il", "chiusa_il", "ufficio", "ancora", "indirizzo")  # fmt: skip
FORMULE = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def geojson(voci: SegnalazioneQuerySet, ente: Ente) -> tuple[str, str]:
    """RFC 7946: longitude first; without a point the geometry is null."""
    punti = [_punto(riga) for riga in _righe(voci, ente)]
    return json.dumps({"type": "FeatureCollection", "features": punti}, ensure_ascii=False), "application/geo+json"


def foglio(voci: SegnalazioneQuerySet, ente: Ente) -> tuple[str, str]:
    """CSV with commas and points (RFC 4180): machines read it."""
    uscita = io.StringIO()
    scrivi = csv.writer(uscita)
    scrivi.writerow(CAMPI)
    for riga in _righe(voci, ente):
        scrivi.writerow([_in_cella(riga[campo]) for campo in CAMPI])
    return uscita.getvalue(), "text/csv; charset=utf-8"


FORMATI: dict[str, Callable[[SegnalazioneQuerySet, Ente], tuple[str, str]]] = {"geojson": geojson, "csv": foglio}


def _righe(voci: SegnalazioneQuerySet, ente: Ente) -> Iterator[dict[str, Any]]:
    for una in voci.order_by("-creato_il", "-pk")[:MASSIME]:
        yield _riga(una, ente)


def _riga(una: Segnalazione, ente: Ente) -> dict[str, Any]:
    chiusa = una.pratica.conclusa_il
    return {
        "codice": str(una.codice),
        "tipo": una.tipo,
        "stato": una.situazione.value,
        "luogo": una.luogo,
        "latitudine": una.latitudine,
        "longitudine": una.longitudine,
        "segnalata_il": timezone.localdate(una.creato_il).isoformat(),
        "chiusa_il": timezone.localdate(chiusa).isoformat() if chiusa else None,
        "ufficio": una.pratica.ufficio.nome,
        "ancora": una.quanti,  # type: ignore[attr-defined]
        "indirizzo": ente.url(una.get_absolute_url()),
    }


def _punto(riga: dict[str, Any]) -> dict[str, Any]:
    dove = [riga.pop("longitudine"), riga.pop("latitudine")]
    geometria = {"type": "Point", "coordinates": dove} if None not in dove else None
    return {"type": "Feature", "geometry": geometria, "properties": riga}


def _in_cella(valore: Any) -> Any:
    return f"'{valore}" if isinstance(valore, str) and valore.startswith(FORMULE) else valore
