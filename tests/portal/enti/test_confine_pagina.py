"""Administrators load the boundary of their ente from the back-office: read first, shown, then confirmed."""

import json
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.enti import confini, pagina_confine
from portal.enti.models import Confine, Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests.conftest import entra
from tests.people import crea_operatore, crea_ufficio
from tests.portal.enti.test_confini import CON_BUCO, PIU_PARTI

PAGINA = "/operatori/enti/ente/confine/"
TOGLI = f"{PAGINA}togli/"


@pytest.fixture
def carla(ufficio: Ufficio) -> Persona:
    return crea_operatore("Carla", ufficio, Incarico.Ruolo.AMMINISTRATORE)


@pytest.fixture
def amministra(client: Client, carla: Persona) -> Client:
    return entra(client, carla)


def carica(client: Client, geojson: Any, **altro: object) -> Any:
    testo = geojson if isinstance(geojson, bytes) else json.dumps(geojson).encode()
    return client.post(PAGINA, {"file": SimpleUploadedFile("confine.geojson", testo), **altro})


def test_si_legge_si_guarda_si_conferma_e_si_toglie(amministra: Client, carla: Persona, ente: Ente) -> None:
    scheda = amministra.get(f"/operatori/enti/ente/{ente.pk}/change/").content.decode()
    assert PAGINA in scheda
    assert "Ora non c'è un confine" in amministra.get(PAGINA).content.decode()
    anteprima = carica(amministra, CON_BUCO, latitudine="41.2", longitudine="12.2")
    testo = anteprima.content.decode()
    for parola in ("Il municipio sta dentro questo confine", "da 41,0000 a 43,0000", "da 12,0000 a 14,0000", "km²"):
        assert parola in testo
    assert "'unsafe-inline'" not in anteprima["Content-Security-Policy"]
    assert not Confine.objects.exists()  # nothing until it is confirmed
    amministra.post(PAGINA, {"letto": anteprima.context["letto"]})
    assert Confine.objects.get(ente=ente).contiene(12.2, 41.2)
    assert "Caricato" in amministra.get(PAGINA).content.decode()
    seconda = carica(amministra, PIU_PARTI, latitudine="42", longitudine="13")
    assert "il municipio è fuori da questo confine" in seconda.content.decode()
    assert Confine.objects.get(ente=ente).contiene(9.05, 45.05) is False
    amministra.post(PAGINA, {"letto": seconda.context["letto"]})
    assert Confine.objects.get(ente=ente).contiene(9.05, 45.05)
    assert "Per rimetterlo serve di nuovo il file" in amministra.get(TOGLI).content.decode()
    for _volta in range(2):
        assert "Il confine è tolto" in amministra.post(TOGLI, follow=True).content.decode()
    assert not Confine.objects.exists()
    fatti = Evento.objects.filter(attore=carla.codice, azione__startswith="enti.confine").order_by("pk")
    assert [uno.azione for uno in fatti] == ["enti.confine_caricato", "enti.confine_caricato", "enti.confine_tolto"]
    assert fatti[0].dati == {"parti": 1, "punti": 9}


@pytest.mark.parametrize(
    ("geojson", "altro", "perche"),
    [
        (b"confine", {}, "non è un GeoJSON"),
        (CON_BUCO, {"latitudine": "41.2"}, "sia la latitudine sia la longitudine"),
        (CON_BUCO, {"latitudine": "qui", "longitudine": "12.2"}, "Inserisci un numero"),
        (b"", {}, "vuoto"),
    ],
)
def test_gli_stessi_controlli_del_comando(
    amministra: Client, geojson: Any, altro: dict[str, object], perche: str
) -> None:
    assert perche in carica(amministra, geojson, **altro).content.decode()
    assert not Confine.objects.exists()


def test_un_file_troppo_grande_si_dice(amministra: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagina_confine, "SIGILLO_MASSIMO", 10)
    assert "troppo dettagliato" in carica(amministra, CON_BUCO).content.decode()
    monkeypatch.setattr(pagina_confine, "BYTE_MASSIMI", 10)
    assert "al massimo 8 MB" in carica(amministra, CON_BUCO).content.decode()


def test_un_anteprima_vecchia_cambiata_o_di_un_altro_ente_non_vale(
    amministra: Client, altro_ente: Ente, ente: Ente
) -> None:
    letto = carica(amministra, CON_BUCO).context["letto"]
    altrove = crea_operatore("Dina", crea_ufficio("Segreteria", altro_ente), Incarico.Ruolo.AMMINISTRATORE)
    suo = entra(Client(HTTP_HOST="127.0.0.1"), altrove)
    assert "non vale più" in suo.post(PAGINA, {"letto": letto}, follow=True).content.decode()
    assert "non vale più" in amministra.post(PAGINA, {"letto": letto[:-1]}, follow=True).content.decode()
    with time_machine.travel("2099-01-01"):
        entra(amministra, Persona.objects.get(username="carla"))
        assert "non vale più" in amministra.post(PAGINA, {"letto": letto}, follow=True).content.decode()
    assert not Confine.objects.exists()


@pytest.mark.parametrize("ruolo", [Incarico.Ruolo.RESPONSABILE, Incarico.Ruolo.CONSULTAZIONE])
def test_chi_non_amministra_questo_ente_non_entra(client: Client, ente: Ente, ufficio: Ufficio, ruolo: str) -> None:
    Confine.objects.create(ente=ente, poligoni=confini.leggi(json.dumps(CON_BUCO)))
    entra(client, crea_operatore("Bice", ufficio, ruolo))
    for risposta in (client.get(PAGINA), carica(client, PIU_PARTI), client.get(TOGLI), client.post(TOGLI)):
        assert risposta.status_code == 403
    assert PAGINA not in client.get(f"/operatori/enti/ente/{ente.pk}/change/").content.decode()
    assert Confine.objects.get().contiene(12.2, 41.2)


def test_le_misure_di_un_confine() -> None:
    """Two degrees by two at 42° north, without a square of one: about 27 500 km², whichever way round it is written."""
    misure = confini.misura(confini.leggi(json.dumps(CON_BUCO)))
    assert (misure.parti, misure.punti) == (1, 9)
    assert (misure.ovest, misure.sud, misure.est, misure.nord) == (12.0, 41.0, 14.0, 43.0)
    assert misure.kmq == pytest.approx(27_500, rel=0.02)
