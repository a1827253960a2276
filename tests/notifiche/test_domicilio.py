"""The digital domicile: asked when the person wants, kept with its source and date, asked again when it is old."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifiche.models import DomicilioDigitale
from notifiche.tasks import domicili
from portal.base.coda import Stato
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.pdnd import voucher
from portal.pdnd.models import Consultazione
from tests import people
from tests.conftest import entra

PROFILO, CHIEDI = "/area-personale/profilo/", "/area-personale/profilo/domicilio/"


@pytest.fixture(autouse=True)
def _senza_voucher() -> None:
    voucher._cassa.clear()


@pytest.fixture
def dentro(sandbox: Any, client: Client, giulia: Persona) -> Client:
    return entra(client, giulia)


def test_si_chiede_e_si_legge_con_la_fonte_e_la_data(dentro: Client, giulia: Persona) -> None:
    assert "Chiedi a INAD se ne hai uno" in dentro.get(PROFILO).content.decode()
    assert dentro.post(CHIEDI)["Location"] == f"{PROFILO}#domicilio"
    assert "Lo stiamo chiedendo a INAD." in dentro.get(PROFILO).content.decode()
    domicili()
    pagina = dentro.get(PROFILO).content.decode()
    for atteso in ("giulia.bianchi@pec.esempio.invalid", "5 marzo 2024", f"INAD, risposta di {giorno(timezone.now())}"):
        assert atteso in pagina
    assert "Questo portale non notifica atti" in pagina
    prova = Consultazione.objects.get()
    assert (prova.servizio, prova.esito, prova.soggetto) == ("INAD", "trovato", giulia)
    assert prova.motivo == "domicilio-c_x901"


@pytest.mark.parametrize(
    ("codice", "indirizzo"),
    [
        ("FNTLNE76H70A944B", "elena.fontana@pec.esempio.invalid"),  # not the one of the profession
        ("VRDMRC78A10H501A", ""),  # closed
        ("FRRLCU90C15F205H", ""),  # never elected
    ],
)
def test_conta_solo_quello_della_vita_privata_e_in_vigore(
    sandbox: Any, client: Client, codice: str, indirizzo: str
) -> None:
    entra(client, people.crea_cittadino("Elena", "Fontana", codice))
    client.post(CHIEDI)
    domicili()
    riga = DomicilioDigitale.objects.get()
    assert (riga.stato, riga.indirizzo) == (Stato.RIUSCITO, indirizzo)
    assert riga.chiesto_il
    if not indirizzo:
        assert "Non ne hai eletto uno" in client.get(PROFILO).content.decode()


@pytest.mark.parametrize("modo", ["giu", "errore"])
def test_inad_che_non_risponde_non_ferma_la_pagina(sandbox: Any, dentro: Client, modo: str) -> None:
    sandbox.modo("inad", modo)
    dentro.post(CHIEDI)
    domicili()
    attesa = {"giu": "INAD non risponde: riproviamo noi", "errore": "Puoi chiedere di nuovo"}[modo]
    assert attesa in dentro.get(PROFILO).content.decode()
    sandbox.modo("inad", "ok")
    dentro.post(CHIEDI)
    DomicilioDigitale.objects.update(prossimo_tentativo=timezone.now())
    domicili()
    assert "giulia.bianchi@pec.esempio.invalid" in dentro.get(PROFILO).content.decode()


def test_la_risposta_vecchia_si_richiede_solo_a_chi_torna(sandbox: Any, dentro: Client, giulia: Persona) -> None:
    dentro.post(CHIEDI)
    domicili()
    prima = timezone.now() - dt.timedelta(days=31)
    DomicilioDigitale.objects.update(chiesto_il=prima)
    for tornata in (prima, timezone.now()):
        Persona.objects.filter(pk=giulia.pk).update(last_login=tornata)
        domicili()
        assert (DomicilioDigitale.objects.get().chiesto_il == prima) == (tornata == prima)


def test_due_richieste_sono_una_domanda(sandbox: Any, dentro: Client) -> None:
    for _ in range(2):
        dentro.post(CHIEDI)
    domicili()
    assert sandbox.quante_volte("inad", esito="200") == 1


def test_chi_non_ha_codice_fiscale_non_chiede(sandbox: Any, client: Client) -> None:
    entra(client, people.crea_cittadino("Jürgen", "Weiß", ""))
    client.post(CHIEDI)
    assert not DomicilioDigitale.objects.exists()
    assert "Domicilio digitale" not in client.get(PROFILO).content.decode()


def test_nei_log_non_c_e_il_codice_fiscale(
    sandbox: Any, dentro: Client, giulia: Persona, caplog: pytest.LogCaptureFixture
) -> None:
    dentro.post(CHIEDI)
    domicili()
    assert "chiamata_esterna" in caplog.text
    assert str(giulia.codice_fiscale) not in caplog.text


def test_le_domande_della_pagina_non_crescono(
    dentro: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    dentro.post(CHIEDI)
    domicili()
    dentro.get(PROFILO)
    with django_assert_max_num_queries(8):
        dentro.get(PROFILO)
