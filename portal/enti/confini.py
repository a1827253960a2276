"""The boundary of a comune, read from a GeoJSON file, and whether a point lies within it. Degrees, longitude first (RFC 7946)."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base.errors import DomainError

Punto = tuple[float, float]
Anello = list[Punto]
Poligono = list[Anello]  # the outer ring, then the holes
PUNTI_MASSIMI = 100_000
# with the islands; a rectangle: it only stops what cannot be right
ITALIA = (6.6, 35.2, 18.6, 47.1)


KM_PER_GRADO = 111.2  # of latitude; of longitude it is less, towards the pole


@dataclass(frozen=True)
class Misure:
    """What a boundary looks like, so that who loads it sees whether it is the right one: degrees, and about how many km²."""

    parti: int
    punti: int
    ovest: float
    sud: float
    est: float
    nord: float
    kmq: float


def in_italia(longitudine: float, latitudine: float) -> bool:
    ovest, sud, est, nord = ITALIA
    return ovest <= longitudine <= est and sud <= latitudine <= nord


def leggi(testo: str | bytes) -> list[Poligono]:
    """The polygons of a GeoJSON file: a geometry, a feature or a collection of them. Raises DomainError."""
    try:
        poligoni = [_poligono(uno) for uno in _poligoni(json.loads(testo))]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise DomainError(_("Il file non è un GeoJSON con un poligono (Polygon o MultiPolygon).")) from None
    if not poligoni:
        raise DomainError(_("Il file non contiene nessun poligono."))
    punti = [punto for poligono in poligoni for anello in poligono for punto in anello]
    if len(punti) > PUNTI_MASSIMI:
        raise DomainError(_("Il confine ha troppi punti: al massimo %s. Semplificalo.") % PUNTI_MASSIMI)
    if not all(in_italia(*punto) for punto in punti):
        raise DomainError(_("Le coordinate devono essere gradi (WGS 84), prima la longitudine, e stare in Italia."))
    return poligoni


def dentro(poligoni: list[Poligono], longitudine: float, latitudine: float) -> bool:
    """Is the point in one of them, and in none of its holes? On the line it is in."""
    punto = (longitudine, latitudine)
    return any(_nel_poligono(poligono, punto) for poligono in poligoni)


def misura(poligoni: list[Poligono]) -> Misure:
    """Of polygons as `leggi` gives them."""
    punti = [punto for poligono in poligoni for anello in poligono for punto in anello]
    longitudini, latitudini = zip(*punti, strict=True)
    gradi = sum(_area(anelli[0]) - sum(map(_area, anelli[1:])) for anelli in poligoni)
    restringe = math.cos(math.radians((min(latitudini) + max(latitudini)) / 2))
    return Misure(
        parti=len(poligoni),
        punti=len(punti),
        ovest=min(longitudini),
        sud=min(latitudini),
        est=max(longitudini),
        nord=max(latitudini),
        kmq=gradi * restringe * KM_PER_GRADO**2,
    )


def _area(anello: Anello) -> float:
    """In square degrees, whichever way round the ring is written."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _lati(anello))) / 2


def _nel_poligono(poligono: Poligono, punto: Punto) -> bool:
    if any(_sul_bordo(anello, punto) for anello in poligono):
        return True
    return _nell_anello(poligono[0], punto) and not any(_nell_anello(buco, punto) for buco in poligono[1:])


def _nell_anello(anello: Anello, punto: Punto) -> bool:
    """A ray from the point to the east crosses the ring an odd number of times."""
    x, y = punto
    dentro = False
    for (x1, y1), (x2, y2) in _lati(anello):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            dentro = not dentro
    return dentro


def _sul_bordo(anello: Anello, punto: Punto) -> bool:
    x, y = punto
    return any(
        abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) < 1e-12
        and min(x1, x2) <= x <= max(x1, x2)
        and min(y1, y2) <= y <= max(y1, y2)
        for (x1, y1), (x2, y2) in _lati(anello)
    )


def _lati(anello: Anello) -> Iterator[tuple[Punto, Punto]]:
    return zip(anello, [*anello[1:], anello[0]], strict=True)


def _poligoni(geojson: dict[str, Any]) -> Iterator[Any]:
    match geojson["type"]:
        case "FeatureCollection":
            for voce in geojson["features"]:
                yield from _poligoni(voce)
        case "Feature":
            yield from _poligoni(geojson["geometry"])
        case "GeometryCollection":
            for voce in geojson["geometries"]:
                yield from _poligoni(voce)
        case "Polygon":
            yield geojson["coordinates"]
        case "MultiPolygon":
            yield from geojson["coordinates"]


def _poligono(coordinate: Any) -> Poligono:
    """Rings closed or not, with or without a height. Raises ValueError or TypeError for anything else."""
    anelli = [[(float(punto[0]), float(punto[1])) for punto in anello] for anello in coordinate]
    if not anelli or any(len(anello) < 3 for anello in anelli):
        raise ValueError
    return anelli
