"""The boundary of a comune: which points are inside it, and which files can be one."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.base.errors import DomainError
from portal.enti import confini
from portal.enti.models import Confine, Ente

QUADRATO = [[12.0, 41.0], [14.0, 41.0], [14.0, 43.0], [12.0, 43.0], [12.0, 41.0]]
BUCO = [[12.5, 41.5], [13.5, 41.5], [13.5, 42.5], [12.5, 42.5]]  # not closed: some programs write it so
LONTANO = [[9.0, 45.0], [9.2, 45.0], [9.0, 45.2]]
CON_BUCO = {"type": "Polygon", "coordinates": [QUADRATO, BUCO]}
PIU_PARTI = {"type": "MultiPolygon", "coordinates": [[QUADRATO, BUCO], [LONTANO]]}


@pytest.mark.parametrize(
    ("longitudine", "latitudine", "dentro"),
    [
        (12.2, 41.2, True),
        (13.0, 42.0, False),  # in the hole
        (12.5, 42.0, True),  # on the line of the hole
        (12.0, 42.0, True),  # on the outer line
        (12.0, 41.0, True),  # on a corner
        (13.0, 41.0, True),  # on a side that the ray runs along
        (11.9, 42.0, False),
        (11.0, 41.0, False),  # level with the corners
        (15.0, 43.0, False),
        (9.05, 45.05, True),  # the other part
        (9.19, 45.19, False),
    ],
)
def test_dentro_il_confine(longitudine: float, latitudine: float, dentro: bool) -> None:
    assert confini.dentro(confini.leggi(json.dumps(PIU_PARTI)), longitudine, latitudine) is dentro


@pytest.mark.parametrize(
    "geojson",
    [CON_BUCO, {"type": "Feature", "geometry": CON_BUCO}, {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": CON_BUCO}]},
     {"type": "GeometryCollection", "geometries": [CON_BUCO]}],
)  # fmt: skip
def test_si_legge_il_poligono_ovunque_stia(geojson: dict[str, Any]) -> None:
    assert not confini.dentro(confini.leggi(json.dumps(geojson)), 13.0, 42.0)
    assert confini.dentro(confini.leggi(json.dumps(geojson)), 12.2, 41.2)


@pytest.mark.parametrize(
    ("testo", "perche"),
    [
        ("confine", "non è un GeoJSON"),
        ("[]", "non è un GeoJSON"),
        ('{"type": "Polygon"}', "non è un GeoJSON"),
        ('{"type": "Polygon", "coordinates": [[[12, 41], [13, 41]]]}', "non è un GeoJSON"),
        ('{"type": "Point", "coordinates": [12, 41]}', "nessun poligono"),
        ('{"type": "Polygon", "coordinates": [[[41, 12], [41, 14], [43, 14]]]}', "prima la longitudine"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 41], [13, 41], [13, 42]]]}', "prima la longitudine"),
        ('{"type": "Polygon", "coordinates": [[[500000, 4600000], [500100, 4600000], [500100, 4600100]]]}', "gradi"),
    ],
)
def test_un_file_che_non_va_si_rifiuta_dicendo_perche(testo: str, perche: str) -> None:
    with pytest.raises(DomainError, match=perche):
        confini.leggi(testo)


def test_si_carica_si_cambia_e_si_toglie_con_un_comando(ente: Ente, tmp_path: Path) -> None:
    file = tmp_path / "confine.geojson"
    for geojson in (CON_BUCO, PIU_PARTI):
        file.write_text(json.dumps(geojson), encoding="utf-8")
        call_command("confine", ente.slug, str(file), verbosity=0)
    assert Confine.objects.get(ente=ente).contiene(9.05, 45.05)
    file.write_text("{}", encoding="utf-8")
    for argomenti, perche in (
        ((ente.slug, str(file)), "GeoJSON"),
        ((ente.slug,), "--togli"),
        (("altro", str(file)), "Nessun ente"),
    ):
        with pytest.raises(CommandError, match=perche):
            call_command("confine", *argomenti)
    with pytest.raises(CommandError, match="non si legge"):
        call_command("confine", ente.slug, str(tmp_path / "manca.geojson"))
    call_command("confine", ente.slug, togli=True, verbosity=0)
    assert not Confine.objects.exists()
