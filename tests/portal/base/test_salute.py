"""The health addresses: who serves people is ready whatever the platforms do, and the figures are read by who holds the key."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from notifiche.models import Battito, Consegna, Interruttore
from notifiche.operations import Contenuto, avvisa
from notifiche.tasks import spazza
from portal.base import salute
from portal.base.coda import Stato
from portal.base.salute import Cifra
from portal.enti.models import Ente
from portal.identita.models import Persona

CHIAVE = {"HTTP_AUTHORIZATION": "Bearer una-chiave-lunga"}


@pytest.fixture
def guai(ente: Ente, giulia: Persona, settings: Settings) -> None:
    """A copy due for ten minutes, one uncertain, one dead, a platform that refuses us."""
    settings.METRICHE_CHIAVE = "una-chiave-lunga"
    adesso = timezone.now()
    for numero in range(2):
        contenuto = Contenuto(destinatario=giulia, ente=ente, chiave_evento=f"s:{numero}", tipo="notifiche.benvenuto")
        avvisa(contenuto)
    prima, seconda, terza, _ = Consegna.objects.order_by("pk")
    Consegna.objects.filter(pk=prima.pk).update(prossimo_tentativo=adesso - dt.timedelta(minutes=10))
    Consegna.objects.filter(pk=seconda.pk).update(stato=Stato.INCERTO, ripetuta=True)
    Consegna.objects.filter(pk=terza.pk).update(stato=Stato.FALLITO)
    Interruttore.objects.create(canale="appio", chiave='una"chiave', motivo="appio_risponde_401", riprova_il=adesso)


@pytest.mark.usefixtures("guai")
def test_pronto_racconta_i_guai_e_resta_pronto(client: Client) -> None:
    spazza()
    risposta = client.get("/-/pronto")
    assert (risposta.status_code, risposta.json()["stato"]) == (200, "pronto")
    cifre = risposta.json()["cifre"]
    assert 600 <= cifre["notifiche_dovuta_da_secondi"] < 660
    assert (cifre["notifiche_incerte"], cifre["notifiche_fallite"]) == (1, 1)
    assert cifre["notifiche_spazzata_da_secondi"] < 60
    assert any(nome.startswith('notifiche_canale_fermo_da_secondi{canale="appio"') for nome in cifre)


def test_senza_database_non_si_servono_persone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def rotto(*args: object) -> None:
        raise OperationalError

    with monkeypatch.context() as per_ora:
        per_ora.setattr(connection, "cursor", rotto)
        risposta = client.get("/-/pronto")
    assert (risposta.status_code, risposta.json()["database"]) == (503, "irraggiungibile")


@pytest.mark.usefixtures("guai")
def test_le_metriche_si_leggono_con_la_chiave(client: Client) -> None:
    assert client.get("/-/metriche").status_code == 401
    assert client.get("/-/metriche", HTTP_AUTHORIZATION="Bearer altra").status_code == 401
    risposta = client.get("/-/metriche", **CHIAVE)
    assert risposta["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    testo = risposta.content.decode()
    assert "# TYPE casa_notifiche_incerte gauge\ncasa_notifiche_incerte 1\n" in testo
    assert 'chiave="una\\"chiave"' in testo


def test_senza_chiave_nelle_impostazioni_l_indirizzo_non_c_e(client: Client, settings: Settings) -> None:
    settings.METRICHE_CHIAVE = ""
    assert client.get("/-/metriche", HTTP_AUTHORIZATION="Bearer ").status_code == 404


@pytest.mark.usefixtures("guai")
def test_le_cifre_costano_uguale_con_poche_e_con_molte_righe(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, giulia: Persona, ente: Ente
) -> None:
    Battito.batte("spazzata")
    for attese in (0, 20):
        for numero in range(attese):
            avvisa(Contenuto(destinatario=giulia, ente=ente, chiave_evento=f"t:{numero}", tipo="notifiche.benvenuto"))
        with django_assert_num_queries(6):
            client.get("/-/pronto")


def test_una_stanza_che_non_sa_dire_le_sue_non_zittisce_le_altre(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rotta() -> Any:
        raise OperationalError

    monkeypatch.setattr(salute, "_fonti", [rotta, lambda: [Cifra("prova", "Una prova.", 3)]])
    assert client.get("/-/pronto").json()["cifre"] == {"prova": 3}
