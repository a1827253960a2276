"""What protects the door and tells the administrators: limits, alarms, and the pages that show them."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from portal.enti.models import Ente, Incarico
from portal.identita import limiti, operations
from portal.identita.models import AllarmeAccesso, MetadatiSp, Persona
from tests import people
from tests.conftest import entra
from tests.portal.identita.conftest import Viaggio
from tests.portal.identita.idp import IdpDiProva

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _conti_puliti(settings: Any) -> None:
    """A cache of this process alone: two of them that run the tests side by side come from one address."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "prova"}}
    cache.clear()


# --- limits -------------------------------------------------------------------------------------------------------------


def test_una_raffica_di_accessi_si_ferma(viaggio: Viaggio, altro_browser: Client, settings: Any) -> None:
    settings.ACCESSI_AL_MINUTO = 12
    stati = [viaggio.client.get("/spid/login", {"idp": viaggio.idp.entity_id}).status_code for _ in range(4)]
    assert stati == [200, 200, 200, 429]  # the first has no cookie yet
    risposta = viaggio.client.get("/spid/login", {"idp": viaggio.idp.entity_id, "next": "/pratiche/"})
    assert "Attendi un minuto" in risposta.content.decode()
    assert "/accedi/?next=/pratiche/" in risposta.content.decode()
    assert altro_browser.get("/spid/login", {"idp": viaggio.idp.entity_id}).status_code == 200


def test_anche_da_molti_browser_della_stessa_rete(client: Client, idp: IdpDiProva, settings: Any) -> None:
    settings.ACCESSI_AL_MINUTO = 3
    stati = [Client(HTTP_HOST="localhost").get("/spid/login", {"idp": idp.entity_id}).status_code for _ in range(5)]
    assert stati == [200, 200, 200, 429, 429]


def test_anche_con_la_carta(client: Client, settings: Any) -> None:
    settings.ACCESSI_AL_MINUTO, settings.CNS_INGRESSO_URL = 3, "https://cns.esempio.invalid/cns/ingresso"
    stati = [Client(HTTP_HOST="localhost").get("/cns/login").status_code for _ in range(5)]
    assert stati == [302, 302, 302, 429, 429]


def test_il_conto_non_tiene_l_indirizzo(viaggio: Viaggio, settings: Any) -> None:
    settings.ACCESSI_AL_MINUTO = 12
    viaggio.parti()
    assert cache._cache  # type: ignore[attr-defined]
    assert not [chiave for chiave in cache._cache if "127.0.0.1" in chiave]  # type: ignore[attr-defined]


def test_senza_cache_nessuno_resta_fuori(viaggio: Viaggio, settings: Any) -> None:
    settings.ACCESSI_AL_MINUTO = 1
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert viaggio.client.get("/spid/login", {"idp": viaggio.idp.entity_id}).status_code == 200
    assert limiti.FINESTRA == 60


# --- alarms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numero", range(8, 19))
def test_un_difetto_nostro_suona_l_allarme(viaggio: Viaggio, numero: int, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        partenza = viaggio.parti()
        risposta: Any = viaggio.consegna(partenza.relay_state, viaggio.idp.rifiuto(partenza.domanda, numero))
    allarme = AllarmeAccesso.objects.get()
    assert (allarme.anomalia, allarme.quante) == (f"anomaly_{numero}", 2)
    assert allarme.correlazione == risposta["X-Correlation-ID"]
    assert "ERROR" in [riga.levelname for riga in caplog.records]


@pytest.mark.parametrize("numero", [19, 21, 25, 30])
def test_una_scelta_della_persona_non_lo_suona(viaggio: Viaggio, numero: int) -> None:
    partenza = viaggio.parti()
    viaggio.consegna(partenza.relay_state, viaggio.idp.rifiuto(partenza.domanda, numero))
    assert not AllarmeAccesso.objects.exists()


@pytest.mark.parametrize("schema", ["spid", "cie", "eidas"])
def test_senza_chiave_si_legge_che_la_via_non_e_pronta(
    client: Client, ente: Ente, settings: Any, tmp_path: Path, schema: str
) -> None:
    """In production nobody invents a key, and nobody meets a broken page."""
    settings.PRODUZIONE, settings.SPID_CHIAVI = True, str(tmp_path)
    operations.carica_gestori([IdpDiProva().descrizione()], solo_questi=False, schema=schema)
    risposta = client.get(f"/{schema}/login?next=/pratiche/")
    assert risposta.status_code == 503
    assert "entra in un altro modo" in risposta.content.decode()
    assert AllarmeAccesso.objects.get().anomalia == "chiave_mancante"
    if schema != "eidas":
        assert client.get(f"/{schema}/metadata").status_code == 503


# --- the pages of the administrators ------------------------------------------------------------------------------------

PAGINE = ["identityprovider", "metadatisp", "allarmeaccesso"]


@pytest.fixture
def amministratrice(anna: Persona) -> Persona:
    return people.crea_operatore("Ada", Incarico.objects.get(persona=anna).ufficio, ruolo=Incarico.Ruolo.AMMINISTRATORE)


@pytest.mark.parametrize("pagina", PAGINE)
def test_gli_amministratori_guardano_e_basta(
    client: Client, ente: Ente, idp: IdpDiProva, anna: Persona, amministratrice: Persona, pagina: str
) -> None:
    client.get("/spid/metadata")
    AllarmeAccesso.objects.create(ente=ente, idp=idp.entity_id, anomalia="anomaly_8", giorno="2026-11-22")
    chiave = apps.get_model("identita", pagina).objects.get().pk
    entra(client, amministratrice)
    elenco = client.get(f"/operatori/identita/{pagina}/")
    assert elenco.status_code == 200
    assert client.get(f"/operatori/identita/{pagina}/add/").status_code == 403
    assert client.get(f"/operatori/identita/{pagina}/{chiave}/change/").status_code == 200
    entra(client, anna)
    assert client.get(f"/operatori/identita/{pagina}/").status_code == 403


def test_l_altro_ente_non_vede_i_nostri_metadati(client: Client, altro_ente: Ente, amministratrice: Persona) -> None:
    Client(HTTP_HOST="127.0.0.1").get("/spid/metadata")
    entra(client, amministratrice)
    chiave = MetadatiSp.objects.get().pk
    assert client.get(f"/operatori/identita/metadatisp/{chiave}/change/").status_code in (302, 404)
