"""A parent acts for a child: proved by the family sheet of ANPR, or by a document."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from fascicolo.models import Anagrafica
from fascicolo.operations import chiedi_anagrafe
from notifiche.models import Messaggio
from portal.enti.models import Ente
from portal.identita.models import Persona, Rappresentanza
from portal.identita.stati import Stato
from tests.conftest import agisci_per, entra
from tests.people import crea_cittadino

DELEGHE = "/area-personale/fascicolo/deleghe/"
FIGLIO = f"{DELEGHE}per-un-figlio/"
SOFIA, PIETRO, ANDREA = "RMNSFO11S60H501V", "RMNPTR18E14H501D", "RMNNDR82P03H501Y"


OGGI = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def famiglia(ente: Ente, giulia: Persona, sandbox: Any, esegui_lavori: Callable[[], None]) -> Iterator[Anagrafica]:
    """What ANPR says of Giulia, really asked to the sandbox; received today, a day on which Sofia is fifteen."""
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    esegui_lavori()
    scheda = Anagrafica.objects.get(persona=giulia)
    assert len(scheda.famiglia.componenti) == 4
    scheda.ricevuta_il = OGGI
    scheda.save()
    with time_machine.travel(OGGI, tick=False):
        yield scheda


def test_senza_i_dati_si_offre_di_chiederli(client: Client, giulia: Persona) -> None:
    assert "Chiedi i dati della mia famiglia" in entra(client, giulia).get(DELEGHE).content.decode()


def test_l_anagrafe_che_non_risponde_si_dice(
    client: Client, ente: Ente, giulia: Persona, sandbox: Any, esegui_lavori: Callable[[], None]
) -> None:
    sandbox.modo("anpr", "giu")
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    esegui_lavori()
    assert "L'Anagrafe nazionale non risponde" in entra(client, giulia).get(DELEGHE).content.decode()


def test_giulia_agisce_per_pietro_che_non_e_mai_entrato(client: Client, giulia: Persona, famiglia: Anagrafica) -> None:
    pagina = entra(client, giulia).get(DELEGHE).content.decode()
    assert "Agisci per Pietro" in pagina
    assert "Andrea" not in pagina
    client.post(FIGLIO, {"figlio": PIETRO})
    mandato = Rappresentanza.objects.get()
    assert (mandato.stato, mandato.verifica, mandato.al) == (Stato.ATTIVA, "anpr", dt.date(2036, 5, 13))
    pietro = mandato.rappresentato
    assert (pietro.nome, pietro.cognome, pietro.data_nascita) == ("Pietro", "Romano", dt.date(2018, 5, 14))
    assert not pietro.has_usable_password()
    assert Messaggio.objects.filter(tipo="fascicolo.delega_attiva").count() == 2
    agisci_per(client, mandato)
    assert "stai agendo per <strong>Pietro Romano</strong>" in client.get("/area-personale/").content.decode()


def test_il_secondo_clic_non_ne_fa_due(client: Client, giulia: Persona, famiglia: Anagrafica) -> None:
    entra(client, giulia)
    for _ in range(2):
        client.post(FIGLIO, {"figlio": SOFIA})
    assert Rappresentanza.objects.count() == 1
    assert "Puoi già agire per questa persona" in client.get(DELEGHE).content.decode()


@pytest.mark.parametrize("codice_fiscale", [ANDREA, "VRDMRC78A10H501A", "", "BNCGLI85D52H501T"])
def test_per_chi_non_e_un_figlio_della_scheda_no(
    client: Client, giulia: Persona, famiglia: Anagrafica, codice_fiscale: str
) -> None:
    entra(client, giulia).post(FIGLIO, {"figlio": codice_fiscale})
    assert not Rappresentanza.objects.exists()


def test_il_coniuge_dell_intestataria_manda_un_documento(
    client: Client, ente: Ente, giulia: Persona, famiglia: Anagrafica
) -> None:
    andrea = crea_cittadino("Andrea", "Romano", ANDREA)
    Anagrafica.objects.create(
        ente=ente, persona=andrea, stato="riuscito", dati_famiglia=famiglia.dati_famiglia, ricevuta_il=famiglia.ricevuta_il
    )  # fmt: skip
    pagina = entra(client, andrea).get(DELEGHE).content.decode()
    assert "Manda un documento" in pagina
    assert "Agisci per Pietro" not in pagina
    client.post(FIGLIO, {"figlio": PIETRO})
    assert not Rappresentanza.objects.exists()


def test_una_scheda_vecchia_non_prova_nulla(client: Client, giulia: Persona, famiglia: Anagrafica) -> None:
    with time_machine.travel(dt.datetime(2027, 1, 10, tzinfo=dt.UTC), tick=False):
        entra(client, giulia).post(FIGLIO, {"figlio": PIETRO})
        assert not Rappresentanza.objects.exists()


def test_chi_compie_diciotto_anni_esce_di_casa_da_solo(client: Client, giulia: Persona, famiglia: Anagrafica) -> None:
    entra(client, giulia).post(FIGLIO, {"figlio": SOFIA})
    mandato = Rappresentanza.objects.get()
    with time_machine.travel(dt.datetime(2029, 11, 20, 1, tzinfo=dt.UTC), tick=False):
        entra(client, giulia)
        assert (
            client.post("/area-personale/agisci-per/", {"per": str(mandato.codice)})["Location"]
            == "/area-personale/agisci-per/"
        )
