"""What the citizen sees of the payments: each state of a notice, the lists, the way to pagoPA and back."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from pagamenti.models import Avviso, Carrello, Pubblicazione, Stampa
from pagamenti.operations import apri_carrello, segna_avviato
from pagamenti.stati import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.conftest import entra
from tests.makers import un_avviso, un_avviso_pagabile, una_ricevuta
from tests.pagine import Pagina
from tests.sandbox_processo import porte_libere

ELENCO = "/area-personale/pagamenti/"
PAGINA = "https://checkout.pagopa.it/c/1"


@pytest.fixture
def di_giulia(client: Client, giulia: Persona) -> Client:
    return entra(client, giulia)


@pytest.fixture
def pagabile(ente: Ente, giulia: Persona) -> Avviso:
    return un_avviso_pagabile(di=giulia, ente=ente)


@pytest.fixture
def carrello(pagabile: Avviso, giulia: Persona) -> Carrello:
    """Giulia has gone to pagoPA."""
    aperto = apri_carrello(pagabile, persona=giulia)
    segna_avviato(aperto, PAGINA)
    return aperto


def esito(carrello: Carrello, come: str = "ok") -> str:
    return f"/pagamenti/esito/{carrello.gettone}/{come}/"


def leggi(client: Client, indirizzo: str) -> str:
    """The page, after checking that it is a good one."""
    pagina = Pagina(client.get(indirizzo))
    assert pagina.risposta.status_code == 200
    assert pagina.difetti() == []
    return " ".join(pagina.html.split())


# --- lists --------------------------------------------------------------------------------------------------------------


def test_da_pagare_e_pagati_stanno_in_due_elenchi(di_giulia: Client, ente: Ente, giulia: Persona) -> None:
    for stato, importo in ((Stato.DA_PAGARE, 1100), (Stato.PAGATO, 2200), (Stato.ANNULLATO, 3300)):
        un_avviso(di=giulia, ente=ente, stato=stato, importo=importo)
    da_pagare, chiusi = leggi(di_giulia, ELENCO), leggi(di_giulia, f"{ELENCO}?vista=chiusi")
    assert [importo in da_pagare for importo in ("11,00", "22,00", "33,00")] == [True, False, False]
    assert [importo in chiusi for importo in ("11,00", "22,00", "33,00")] == [False, True, True]


def test_senza_pagamenti_la_pagina_lo_dice(di_giulia: Client) -> None:
    assert "Non hai nulla da pagare" in leggi(di_giulia, ELENCO)
    assert "Nessun pagamento concluso" in leggi(di_giulia, f"{ELENCO}?vista=chiusi")


def test_l_elenco_mostra_solo_gli_avvisi_di_chi_guarda_in_questo_comune(
    di_giulia: Client, ente: Ente, altro_ente: Ente, giulia: Persona, marco: Persona
) -> None:
    un_avviso(di=marco, ente=ente)
    un_avviso(di=giulia, ente=altro_ente)
    assert "Non hai nulla da pagare" in leggi(di_giulia, ELENCO)


@pytest.mark.parametrize("quanti", [25, 500])
@pytest.mark.parametrize("vista", ["", "?vista=chiusi"])
def test_l_elenco_costa_lo_stesso_con_25_e_500_avvisi(
    di_giulia: Client,
    ente: Ente,
    giulia: Persona,
    quanti: int,
    vista: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _tanti(quanti, ente, giulia, Stato.PAGATO if vista else Stato.DA_PAGARE)
    di_giulia.get(ELENCO)
    with django_assert_max_num_queries(5):
        assert di_giulia.get(ELENCO + vista).content.count(b"scheda-voce") == 25


def test_l_elenco_lungo_si_legge_a_pagine_senza_saltare_nessuno(di_giulia: Client, ente: Ente, giulia: Persona) -> None:
    _tanti(60, ente, giulia, Stato.DA_PAGARE)
    visti, indirizzo = [], ELENCO
    for quanti in (25, 25, 10):
        pagina = Pagina(di_giulia.get(indirizzo))
        visti += pagina.tutti("//article//a/@href")
        assert len(pagina.tutti("//article")) == quanti
        indirizzo = ELENCO + next(
            iter(pagina.tutti("//a[contains(@class, 'btn') and starts-with(@href, '?dopo')]/@href")), ""
        )
    assert indirizzo == ELENCO
    assert len(set(visti)) == 60


# --- one notice ---------------------------------------------------------------------------------------------------------


def test_l_avviso_dice_quanto_entro_quando_e_come_pagare_altrove(di_giulia: Client, pagabile: Avviso) -> None:
    pagina = leggi(di_giulia, pagabile.get_absolute_url())
    for testo in ("25,00", "3010 0000 0000 0001 44", "80000000901", "Paga con pagoPA", "app IO", "data:image/svg+xml"):
        assert testo in pagina


def test_la_pagina_dell_avviso_costa_poco(
    di_giulia: Client, pagabile: Avviso, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    di_giulia.get(pagabile.get_absolute_url())
    with django_assert_max_num_queries(8):
        di_giulia.get(pagabile.get_absolute_url())


def test_prima_che_pagopa_lo_sappia_la_pagina_dice_di_aspettare(di_giulia: Client, avviso: Avviso) -> None:
    pagina = leggi(di_giulia, avviso.get_absolute_url())
    assert "Stiamo preparando il pagamento" in pagina
    assert "Paga con pagoPA" not in pagina


def test_chi_preme_prima_del_tempo_affretta_la_pubblicazione(
    di_giulia: Client,
    avviso: Avviso,
    campanelli: list[tuple[str, tuple[object, ...]]],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    domani = timezone.now() + dt.timedelta(days=1)
    Pubblicazione.objects.update(prossimo_tentativo=domani)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        risposta = di_giulia.post(avviso.get_absolute_url())
    assert "Stiamo preparando il pagamento" in risposta.content.decode()
    assert ("pagamenti.pubblica", ()) in campanelli
    assert Pubblicazione.objects.dovuti().exists()


def test_se_pagopa_rifiuta_i_dati_la_pagina_manda_all_ufficio(di_giulia: Client, avviso: Avviso) -> None:
    for riga in Pubblicazione.objects.prendi(1):
        riga.fallisce("gpd_risponde_400")
    pagina = leggi(di_giulia, avviso.get_absolute_url())
    assert "contatta il comune" in pagina
    assert '<form method="post" action="/pagamenti/' not in pagina


def test_un_avviso_scaduto_si_paga_ancora(di_giulia: Client, pagabile: Avviso) -> None:
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        Avviso.objects.update(scadenza=timezone.localdate() - dt.timedelta(days=1))
        pagina = leggi(di_giulia, pagabile.get_absolute_url())
    assert "scaduto: puoi ancora pagare" in pagina
    assert "Paga con pagoPA" in pagina


def test_pagato_con_la_quietanza_in_preparazione_poi_pronta(
    di_giulia: Client, pagabile: Avviso, esegui_lavori: Callable[[], None]
) -> None:
    una_ricevuta(pagabile)
    prima = leggi(di_giulia, pagabile.get_absolute_url())
    assert "La quietanza è in preparazione" in prima
    assert "Paga con pagoPA" not in prima
    esegui_lavori()
    assert "Scarica la quietanza" in leggi(di_giulia, pagabile.get_absolute_url())
    quietanza = pagabile.stampe.get(tipo=Stampa.Tipo.QUIETANZA).documento
    scaricata = di_giulia.get(quietanza.get_absolute_url())
    assert b"".join(scaricata.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_annullato_non_si_deve_piu_pagare(di_giulia: Client, ente: Ente, giulia: Persona) -> None:
    avviso = un_avviso(di=giulia, ente=ente, stato=Stato.ANNULLATO)
    assert "non devi più pagarlo" in leggi(di_giulia, avviso.get_absolute_url())
    assert di_giulia.post(avviso.get_absolute_url()).status_code == 302
    assert not Carrello.objects.exists()


def test_chi_ha_iniziato_a_pagare_lo_legge_per_mezz_ora(
    di_giulia: Client, pagabile: Avviso, carrello: Carrello
) -> None:
    assert "Hai iniziato un pagamento" in leggi(di_giulia, pagabile.get_absolute_url())
    Carrello.objects.update(avviato_il=timezone.now() - dt.timedelta(minutes=31))
    assert "Hai iniziato un pagamento" not in leggi(di_giulia, pagabile.get_absolute_url())


def test_chi_preme_ancora_torna_alla_pagina_gia_aperta_finche_pagopa_la_tiene(
    di_giulia: Client, pagabile: Avviso, carrello: Carrello, settings: Settings
) -> None:
    settings.PAGOPA_CHECKOUT_URL = f"http://localhost:{porte_libere(1)[0]}"  # a new cart would not be opened
    pagina = leggi(di_giulia, pagabile.get_absolute_url())
    assert "Riprendi il pagamento" in pagina
    assert f'name="ricomincia" value="{carrello.codice}"' in pagina
    assert di_giulia.post(pagabile.get_absolute_url())["Location"] == PAGINA
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=9, seconds=1)):
        assert di_giulia.post(pagabile.get_absolute_url()).status_code == 503
    assert di_giulia.post(pagabile.get_absolute_url(), {"ricomincia": "x"})["Location"] == PAGINA
    assert di_giulia.post(pagabile.get_absolute_url(), {"ricomincia": str(carrello.codice)}).status_code == 503
    assert "Paga con pagoPA" in leggi(di_giulia, pagabile.get_absolute_url())


@pytest.mark.parametrize("come", ["ok", "annullato", "errore"])
def test_chi_e_tornato_da_pagopa_comincia_un_tentativo_nuovo(
    di_giulia: Client, pagabile: Avviso, carrello: Carrello, come: str
) -> None:
    leggi(di_giulia, esito(carrello, come))
    assert "Riprendi il pagamento" not in leggi(di_giulia, pagabile.get_absolute_url())


def test_la_pagina_aperta_da_un_altro_non_e_la_mia(
    di_giulia: Client, pagabile: Avviso, marco: Persona, settings: Settings
) -> None:
    settings.PAGOPA_CHECKOUT_URL = f"http://localhost:{porte_libere(1)[0]}"
    segna_avviato(apri_carrello(pagabile, persona=marco), PAGINA)
    assert "Un pagamento è già iniziato" in leggi(di_giulia, pagabile.get_absolute_url())
    assert di_giulia.post(pagabile.get_absolute_url()).status_code == 503


def test_il_modulo_puo_portare_a_pagopa_e_in_nessun_altro_posto(
    di_giulia: Client, pagabile: Avviso, settings: Settings
) -> None:
    settings.PAGOPA_CHECKOUT_HOST = ["checkout.pagopa.it"]
    politica = di_giulia.get(pagabile.get_absolute_url())["Content-Security-Policy"]
    assert "form-action 'self' checkout.pagopa.it;" in politica + ";"
    assert "checkout.pagopa.it" not in di_giulia.get(ELENCO)["Content-Security-Policy"]


def test_con_pagopa_guasta_la_pagina_dice_come_fare_e_non_si_perde_nulla(
    di_giulia: Client, pagabile: Avviso, settings: Settings
) -> None:
    settings.PAGOPA_CHECKOUT_URL = f"http://localhost:{porte_libere(1)[0]}"
    risposta = di_giulia.post(pagabile.get_absolute_url())
    assert risposta.status_code == 503
    assert "pagoPA non risponde" in risposta.content.decode()
    assert "Paga con pagoPA" in leggi(di_giulia, pagabile.get_absolute_url())


# --- back from pagoPA ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("come", "titolo"),
    [("ok", "Pagamento in verifica"), ("annullato", "Pagamento interrotto"), ("errore", "Pagamento non riuscito")],
)
def test_il_ritorno_non_prova_nulla(di_giulia: Client, carrello: Carrello, come: str, titolo: str) -> None:
    """Whatever page the browser is sent to, only the receipt pays."""
    for _giro in range(2):
        assert titolo in leggi(di_giulia, esito(carrello, come))
    assert Avviso.objects.get().da_pagare


@pytest.mark.parametrize("come", ["ok", "annullato", "errore"])
def test_se_la_ricevuta_e_gia_arrivata_il_ritorno_dice_pagato(
    di_giulia: Client, carrello: Carrello, pagabile: Avviso, come: str
) -> None:
    una_ricevuta(pagabile)
    assert "Pagamento ricevuto" in leggi(di_giulia, esito(carrello, come))


@pytest.mark.parametrize("indirizzo", ["/pagamenti/esito/inventato/ok/", "/pagamenti/esito/{gettone}/altro/"])
def test_un_ritorno_inventato_non_esiste(di_giulia: Client, carrello: Carrello, indirizzo: str) -> None:
    assert di_giulia.get(indirizzo.format(gettone=carrello.gettone)).status_code == 404


# --- doors --------------------------------------------------------------------------------------------------------------


def test_il_vicino_non_trova_nulla(client: Client, marco: Persona, carrello: Carrello, pagabile: Avviso) -> None:
    entra(client, marco)
    assert client.get(pagabile.get_absolute_url()).status_code == 404
    assert client.post(pagabile.get_absolute_url()).status_code == 404
    assert client.get(esito(carrello)).status_code == 404


def test_dall_altro_comune_non_si_trova_nulla(
    client: Client, altro_ente: Ente, giulia: Persona, carrello: Carrello, pagabile: Avviso
) -> None:
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), giulia)
    assert altrove.get(pagabile.get_absolute_url()).status_code == 404
    assert altrove.get(esito(carrello)).status_code == 404


def test_chi_non_e_entrato_va_alla_porta_e_torna_all_avviso(client: Client, pagabile: Avviso) -> None:
    for risposta in (client.get(pagabile.get_absolute_url()), client.post(pagabile.get_absolute_url())):
        assert risposta.status_code == 302
        assert risposta["Location"].endswith(f"?next=%2Fpagamenti%2F{pagabile.codice}%2F")


def _tanti(quanti: int, ente: Ente, persona: Persona, stato: str) -> None:
    """Many notices at once: here the number of rows matters, not how they were born."""
    un_avviso(di=persona, ente=ente, stato=stato)
    modello = Avviso.objects.get()
    Avviso.objects.bulk_create(
        Avviso(
            ente=ente, debitore=persona, origine=f"tanti:{n}", causale="Diritti", importo=100 + n, stato=stato,
            scadenza=modello.scadenza, nav=f"3{n:017}", iuv=f"{n:017}", iupd=f"tanti-{n}", pagato_il=modello.pagato_il,
        )
        for n in range(quanti - 1)
    )  # fmt: skip
