"""«I tuoi permessi»: those that run first, each with what can be done; on the desk the ones about to end."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica, Titolo
from pratiche.stati import Stato
from tests.conftest import agisci_per, entra
from tests.makers import ENTRATA_CON_SPID, una_delega, una_pratica
from tests.pratiche.test_collegamenti import letture

ROMA = ZoneInfo("Europe/Rome")
OGGI = dt.date(2026, 11, 3)
PAGINA = "/area-personale/permessi/"


@pytest.fixture(autouse=True)
def orologio() -> Any:
    with time_machine.travel(dt.datetime.combine(OGGI, dt.time(10), ROMA), tick=False) as orologio:
        yield orologio


def fra(giorni: int) -> dt.datetime:
    return dt.datetime.combine(OGGI + dt.timedelta(days=giorni), dt.time(10), ROMA)


@pytest.fixture
def permesso(ente: Ente, giulia: Persona) -> Pratica:
    """Good from tomorrow for three hundred days, given by the head of the office."""
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    Incarico.objects.filter(persona=pratica.assegnatario).update(ruolo=Incarico.Ruolo.RESPONSABILE)
    return pratica


def gruppi(client: Client, quali: str = "") -> dict[str, list[str]]:
    contesto = client.get(PAGINA, {"quali": quali} if quali else {}).context
    return {chiave: [voce.pratica.sigla for voce in voci] for chiave, _titolo, voci in contesto["gruppi"]}


def test_prima_quelli_che_valgono_poi_quelli_finiti(
    permesso: Pratica, client: Client, giulia: Persona, marco: Persona, orologio: Any, esegui_lavori: Callable[[], None]
) -> None:
    assert "Non hai permessi" in entra(client, marco).get(PAGINA).content.decode()
    finito, revocato = (una_pratica(di=giulia, stato=Stato.ACCOLTA) for _volta in range(2))
    una_pratica(di=giulia, stato=Stato.RESPINTA)
    esegui_lavori()
    Titolo.objects.filter(pratica=finito).update(fino=OGGI + dt.timedelta(days=5))
    orologio.move_to(fra(6))
    operations.rinuncia_permesso(revocato.pk, attore=giulia)  # today, with its last day far away
    assert gruppi(entra(client, giulia)) == {"in_corso": [permesso.sigla], "finiti": [revocato.sigla, finito.sigla]}
    testo = client.get(PAGINA).content.decode()
    for parola in ("Targa del veicolo: AB123CD", "In corso", "Scaduto", "Lasciato con una rinuncia", "codice QR"):
        assert parola in testo
    assert testo.count(f"/verifica/{permesso.codice}/") == 1
    assert f"/verifica/{finito.codice}/" not in testo
    assert "Quali permessi" not in testo  # three rows need no filter
    assert gruppi(client, "finiti") == {"finiti": [revocato.sigla, finito.sigla]}
    assert gruppi(client, "in_corso") == {"in_corso": [permesso.sigla]}
    for dove in ("/area-personale/pratiche/", "/area-personale/fascicolo/"):
        assert f'href="{PAGINA}"' in client.get(dove).content.decode()


def test_chi_agisce_per_un_altro_vede_i_suoi_e_solo_dei_servizi_del_mandato(
    permesso: Pratica, giulia: Persona, luca: Persona, marco: Persona
) -> None:
    vede = {}
    for chi, servizio in ((luca, permesso.servizio.slug), (marco, "mensa-scolastica")):
        delegato = agisci_per(Client(HTTP_HOST="localhost"), una_delega(da=giulia, a=chi, servizi=(servizio,)))
        vede[servizio] = gruppi(delegato)
    assert vede == {permesso.servizio.slug: {"in_corso": [permesso.sigla]}, "mensa-scolastica": {}}


def test_in_scadenza_e_sulla_scrivania_con_il_pulsante_che_rinnova(
    permesso: Pratica, client: Client, giulia: Persona, orologio: Any
) -> None:
    fino = permesso.permesso.fino
    rinnova = f"/pratiche/{permesso.codice}/rinnova/"
    orologio.move_to(dt.datetime.combine(fino - dt.timedelta(days=31), dt.time(10), ROMA))
    assert rinnova not in entra(client, giulia).get("/area-personale/").content.decode()
    orologio.move_to(dt.datetime.combine(fino - dt.timedelta(days=20), dt.time(10), ROMA))
    (voce,) = entra(client, giulia).get("/area-personale/").context["scrivania"].da_fare
    assert (voce.url, voce.azione, voce.entro) == (rinnova, "Rinnova", fino)
    assert rinnova in client.get(PAGINA).content.decode()
    nuova = operations.rinnova(permesso.permesso.pk, attore=giulia, sessione=ENTRATA_CON_SPID)
    assert rinnova not in client.get("/area-personale/").content.decode()  # the draft is there in its place
    assert f"/pratiche/{nuova.codice}/compila/" in client.get(PAGINA).content.decode()


def test_le_letture_sono_le_stesse_con_uno_e_con_tanti_e_poi_si_sfoglia(
    permesso: Pratica, client: Client, giulia: Persona
) -> None:
    entra(client, giulia)
    con_uno = letture(client, PAGINA)
    for _volta in range(11):
        una_pratica(di=giulia, stato=Stato.ACCOLTA)
    assert letture(client, PAGINA) == con_uno <= 7
    prima = client.get(PAGINA)
    assert "Quali permessi" in prima.content.decode()
    seconda = client.get(PAGINA + prima.context["elenco"].successiva)
    assert len(prima.context["elenco"].righe) + len(seconda.context["elenco"].righe) == 12
