"""The whole way of the money through the pagoPA of the sandbox: over real HTTP, both directions, with everything that breaks."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from notifiche.models import Messaggio
from pagamenti.avvio import avvia_pagamento
from pagamenti.models import Avviso, Carrello, Pubblicazione, Ricevuta, Verifica
from pagamenti.operations import annulla_avviso, registra_pubblicazione
from pagamenti.pagopa import gpd
from pagamenti.tasks import pubblica, spazza, verifica
from portal.base.coda import LEASE, Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.conftest import entra
from tests.makers import un_avviso
from tests.pagamenti.nodo import invia_rt
from tests.parallelo import tutti_insieme
from tests.sandbox_processo import SandboxProcesso, porte_libere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def _sandbox(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcesso]:
    """In place of the suite's own: this one knows the way to our station."""
    stazione = f"http://localhost:{urlsplit(live_server.url).port}/pagopa/paForNode"
    with SandboxProcesso(tmp_path_factory.mktemp("sandbox"), stazione_url=stazione) as processo:
        yield processo


@pytest.fixture
def di_giulia(client: Client, giulia: Persona) -> Client:
    return entra(client, giulia)


@pytest.fixture
def pagabile(sandbox: SandboxProcesso, ente: Ente, giulia: Persona) -> Avviso:
    avviso = un_avviso(di=giulia, ente=ente)
    pubblica()
    return riletto(avviso)


@pytest.fixture
def senza_stazione(settings: Settings) -> Settings:
    """Our station refuses everyone: the receipts that pagoPA sends do not arrive."""
    settings.PAGOPA_RETI = ["192.0.2.0/24"]
    return settings


def riletto(avviso: Avviso) -> Avviso:
    avviso.refresh_from_db()
    return avviso


def vai_a_pagopa(client: Client, avviso: Avviso) -> str:
    """Press "Paga con pagoPA"; the address of the payment page."""
    risposta = client.post(avviso.get_absolute_url())
    assert risposta.status_code == 302, risposta.content.decode()
    return risposta["Location"]


def su_pagopa(pagina: str, azione: str) -> str:
    """Press a button of the payment page; the address it sends the browser to."""
    sessione = requests.Session()
    gettone = re.search(r'csrfmiddlewaretoken" value="(\w+)"', sessione.get(pagina, timeout=5).text)
    dati = {"azione": azione, **({"csrfmiddlewaretoken": gettone[1]} if gettone else {})}
    risposta = sessione.post(pagina, data=dati, timeout=30, allow_redirects=False)
    return urlsplit(risposta.headers.get("Location", "")).path


def posizione(sandbox: SandboxProcesso, avviso: Avviso) -> str:
    """State of the position at pagoPA, empty when it is not there."""
    indirizzo = (
        f"{sandbox.url}/pagopa/gpd/debt-positions-service/v1/organizations/{avviso.ente.codice_fiscale}"
        f"/debtpositions/{avviso.iupd}"
    )
    risposta = requests.get(indirizzo, headers={"Ocp-Apim-Subscription-Key": "chiave-di-prova"}, timeout=5)
    return str(risposta.json()["status"]) if risposta.ok else ""


# --- the good way -------------------------------------------------------------------------------------------------------


def test_si_emette_si_paga_e_si_torna(
    sandbox: SandboxProcesso, pagabile: Avviso, di_giulia: Client, giulia: Persona
) -> None:
    assert pagabile.pubblicato_il
    assert Messaggio.objects.get(destinatario=giulia, tipo="pagamenti.emesso").nav == pagabile.nav
    ritorno = su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga")
    # the receipt came before the browser
    assert riletto(pagabile).pagato
    assert "Pagamento ricevuto" in di_giulia.get(ritorno).content.decode()
    assert sandbox.quante_volte("pagopa", metodo="paSendRTV2", esito="OK") == 1
    assert posizione(sandbox, pagabile) == "PAID"


def test_chi_rinuncia_o_sbaglia_non_ha_pagato(pagabile: Avviso, di_giulia: Client, sandbox: SandboxProcesso) -> None:
    for azione, titolo in (("annulla", "Pagamento interrotto"), ("errore", "Pagamento non riuscito")):
        ritorno = su_pagopa(vai_a_pagopa(di_giulia, pagabile), azione)
        assert titolo in di_giulia.get(ritorno).content.decode()
    assert riletto(pagabile).da_pagare


def test_chi_paga_e_chiude_la_finestra_ha_pagato(pagabile: Avviso, di_giulia: Client) -> None:
    assert su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga-senza-tornare") == ""
    assert riletto(pagabile).pagato


def test_la_ricevuta_mandata_due_volte_paga_una_volta(
    pagabile: Avviso, di_giulia: Client, sandbox: SandboxProcesso
) -> None:
    su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga-due-ricevute")
    assert riletto(pagabile).pagato
    assert Ricevuta.objects.count() == 1
    assert Messaggio.objects.filter(tipo="pagamenti.pagato").count() == 1


def test_chi_ha_gia_pagato_altrove_non_torna_su_pagopa(
    pagabile: Avviso, di_giulia: Client, senza_stazione: Settings
) -> None:
    """The receipt is late: pagoPA refuses the cart, we ask for the receipt and find it."""
    di_giulia.get(su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga"))
    risposta = di_giulia.post(pagabile.get_absolute_url())
    assert risposta.status_code == 503
    assert "risulta già pagato" in risposta.content.decode()
    verifica()
    assert riletto(pagabile).pagato


def test_due_finestre_aprono_un_carrello_solo(
    pagabile: Avviso, giulia: Persona, sandbox: SandboxProcesso, tmp_path: Path
) -> None:
    pagine = tutti_insieme([partial(avvia_pagamento, pagabile, persona=giulia)] * 3, tmp_path)
    assert len(set(pagine)) == 1
    assert Carrello.objects.count() == 1
    primo = Carrello.objects.get()
    da_capo = partial(avvia_pagamento, pagabile, persona=giulia, da_lasciare=primo.codice)
    nuove = tutti_insieme([da_capo] * 2, tmp_path)  # "begin again", pressed twice
    assert len(set(nuove)) == 1
    assert nuove[0] != pagine[0]
    assert Carrello.objects.count() == 2


# --- publication --------------------------------------------------------------------------------------------------------


def test_pubblicare_due_volte_lascia_una_posizione(pagabile: Avviso, sandbox: SandboxProcesso) -> None:
    """The first answer was lost, so the work is done again."""
    Pubblicazione.objects.update(stato=Stato.IN_CODA, prossimo_tentativo=timezone.now())
    pubblica()
    assert Pubblicazione.objects.get().stato == Stato.RIUSCITO
    assert posizione(sandbox, pagabile) == "VALID"
    assert Messaggio.objects.filter(tipo="pagamenti.emesso").count() == 1


def test_pubblicare_cio_che_pagopa_sa_gia_pagato_non_e_un_errore(
    pagabile: Avviso, di_giulia: Client, senza_stazione: Settings
) -> None:
    """The answer to the publication was lost, somebody paid, and the receipt is still on its way."""
    su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga")
    Pubblicazione.objects.update(stato=Stato.IN_CODA, prossimo_tentativo=timezone.now())
    pubblica()
    assert Pubblicazione.objects.get().stato == Stato.RIUSCITO


def test_annullare_chiude_la_posizione_e_ripeterlo_non_fa_danni(
    pagabile: Avviso, sandbox: SandboxProcesso, di_giulia: Client
) -> None:
    annulla_avviso(pagabile.pk, attore=None, motivo="Prova")
    pubblica()
    assert posizione(sandbox, pagabile) == "INVALID"
    Pubblicazione.objects.filter(atto="invalida").update(stato=Stato.IN_CODA, prossimo_tentativo=timezone.now())
    pubblica()
    assert set(Pubblicazione.objects.values_list("stato", flat=True)) == {Stato.RIUSCITO}


def test_annullare_prima_della_pubblicazione_non_lascia_nulla_su_pagopa(
    sandbox: SandboxProcesso, ente: Ente, giulia: Persona
) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    annulla_avviso(avviso.pk, attore=None, motivo="Prova")
    pubblica()
    assert posizione(sandbox, avviso) == ""
    assert not Messaggio.objects.filter(tipo="pagamenti.emesso").exists()


def test_l_annullamento_aspetta_la_pubblicazione_in_corso(
    sandbox: SandboxProcesso, ente: Ente, giulia: Persona
) -> None:
    """Cancelled while a worker is publishing: the two must not reach pagoPA in the wrong order."""
    avviso = un_avviso(di=giulia, ente=ente)
    (in_corso,) = Pubblicazione.objects.prendi(1)
    annulla_avviso(avviso.pk, attore=None, motivo="Prova")
    pubblica()
    assert Pubblicazione.objects.get(atto="invalida").stato == Stato.IN_CODA
    in_corso.segna_iniziata()
    gpd.pubblica(avviso)
    registra_pubblicazione(in_corso)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        pubblica()
    assert posizione(sandbox, avviso) == "INVALID"


def test_la_pubblicazione_che_riprova_non_riapre_cio_che_e_stato_annullato(
    sandbox: SandboxProcesso, ente: Ente, giulia: Persona
) -> None:
    """Cancelled during a publication that then fails: its second try must not bring the position to life."""
    avviso = un_avviso(di=giulia, ente=ente)
    (in_corso,) = Pubblicazione.objects.prendi(1)
    annulla_avviso(avviso.pk, attore=None, motivo="Prova")
    in_corso.riprova("gpd_risponde_503", dopo=0)
    for _giro in range(2):
        pubblica()
    assert posizione(sandbox, avviso) == ""
    assert not Pubblicazione.objects.dovuti().exists()


@pytest.mark.parametrize("modo", ["giu", "errore"])
def test_con_pagopa_guasta_l_avviso_resta_e_parte_quando_torna(
    sandbox: SandboxProcesso, ente: Ente, giulia: Persona, modo: str
) -> None:
    sandbox.modo("pagopa", modo)
    avviso = un_avviso(di=giulia, ente=ente)
    pubblica()
    riga = Pubblicazione.objects.get()
    # a 400 says that our data are wrong: the office looks at it; all the rest waits by itself
    assert riga.stato == (Stato.FALLITO if modo == "errore" else Stato.IN_CODA)
    assert not Messaggio.objects.filter(tipo="pagamenti.emesso").exists()
    sandbox.modo("pagopa", "ok")
    riga.rimetti_in_coda()
    pubblica()
    assert riletto(avviso).pubblicato_il


def test_il_lavoratore_morto_a_meta_non_perde_la_pubblicazione(
    sandbox: SandboxProcesso, ente: Ente, giulia: Persona, esegui_lavori: Callable[[], None]
) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    (morta,) = Pubblicazione.objects.prendi(1)
    morta.segna_iniziata()
    with time_machine.travel(timezone.now() + LEASE + dt.timedelta(seconds=1)):
        spazza()
        pubblica()
    assert riletto(avviso).pubblicato_il
    assert posizione(sandbox, avviso) == "VALID"


# --- receipts that get lost -----------------------------------------------------------------------------------------------


def test_la_ricevuta_che_non_arriva_si_va_a_prendere(
    pagabile: Avviso, di_giulia: Client, senza_stazione: Settings
) -> None:
    ritorno = su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga")
    assert "Pagamento in verifica" in di_giulia.get(ritorno).content.decode()
    verifica()
    assert riletto(pagabile).da_pagare  # too early to ask
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        verifica()
    assert riletto(pagabile).pagato
    assert Ricevuta.objects.get().canale == Ricevuta.Canale.RICHIESTA
    assert "Pagamento ricevuto" in di_giulia.get(ritorno).content.decode()


def test_dopo_la_ricevuta_andata_a_prendere_quella_inviata_e_un_doppione(
    pagabile: Avviso, di_giulia: Client, senza_stazione: Settings
) -> None:
    su_pagopa(vai_a_pagopa(di_giulia, pagabile), "paga")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        verifica()
    senza_stazione.PAGOPA_RETI = []
    assert str(invia_rt(di_giulia, pagabile, Ricevuta.objects.get().receipt_id)) == "KO PAA_RECEIPT_DUPLICATA"


def test_chi_ha_lasciato_perdere_si_smette_di_cercarlo(pagabile: Avviso, di_giulia: Client) -> None:
    vai_a_pagopa(di_giulia, pagabile)
    for _giro in range(10):
        with time_machine.travel(Verifica.objects.get().prossimo_tentativo + dt.timedelta(seconds=1)):
            verifica()
    assert Verifica.objects.get().stato == Stato.ANNULLATO
    assert riletto(pagabile).da_pagare


def test_senza_tentativi_non_si_chiede_nulla_a_pagopa(pagabile: Avviso, sandbox: SandboxProcesso) -> None:
    prima = len(sandbox.fatti()["registro"])
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        spazza()
        verifica()
    assert len(sandbox.fatti()["registro"]) == prima


# --- checkout -----------------------------------------------------------------------------------------------------------


def test_con_checkout_guasto_si_resta_sull_avviso(
    pagabile: Avviso, di_giulia: Client, sandbox: SandboxProcesso
) -> None:
    sandbox.modo("pagopa", "giu")
    risposta = di_giulia.post(pagabile.get_absolute_url())
    assert risposta.status_code == 503
    assert "pagoPA non risponde" in risposta.content.decode()
    assert not Verifica.objects.exists()


@pytest.mark.parametrize("ammessi", [["checkout.pagopa.it"], [f"localhost:{porte_libere(1)[0]}"], []])
def test_il_browser_non_va_dove_non_ci_si_aspetta(
    pagabile: Avviso, di_giulia: Client, settings: Settings, ammessi: list[str]
) -> None:
    settings.PAGOPA_CHECKOUT_HOST = ammessi
    risposta = di_giulia.post(pagabile.get_absolute_url())
    assert risposta.status_code == 503
    assert "Location" not in risposta
