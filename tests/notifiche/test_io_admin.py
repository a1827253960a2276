"""The page where an administrator puts the services of App IO: keys go in, and only their last signs come out."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifiche.models import ServizioIO
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests.conftest import entra

ELENCO, NUOVO = (reverse(f"admin:notifiche_servizioio_{nome}") for nome in ("changelist", "add"))
DATI = {"nome": "Avvisi del Comune", "predefinito": "on", "chiave_primaria": "primaria-abcd", "chiave_secondaria": ""}


@pytest.fixture
def amministratrice(client: Client, anna: Persona) -> Client:
    Incarico.objects.filter(persona=anna).update(ruolo=Incarico.Ruolo.AMMINISTRATORE)
    return entra(client, anna)


def crea(client: Client, **altro: Any) -> Any:
    return client.post(NUOVO, {**DATI, **altro}, follow=True)


def cambia(client: Client, servizio: ServizioIO, **altro: Any) -> Any:
    dati = {**DATI, "chiave_primaria": "", **altro}
    return client.post(reverse("admin:notifiche_servizioio_change", args=[servizio.pk]), dati, follow=True)


def test_le_chiavi_entrano_e_non_escono(amministratrice: Client, ente: Ente) -> None:
    crea(amministratrice, chiave_secondaria="secondaria-efgh", generi=["pagamenti"])
    servizio = ServizioIO.objects.get()
    assert (servizio.ente, servizio.chiave("primaria"), servizio.generi) == (ente, "primaria-abcd", ["pagamenti"])
    pagina = amministratrice.get(reverse("admin:notifiche_servizioio_change", args=[servizio.pk])).content.decode()
    elenco = amministratrice.get(ELENCO).content.decode()
    storia = amministratrice.get(reverse("admin:notifiche_servizioio_history", args=[servizio.pk])).content.decode()
    assert ("…abcd" in pagina, "…efgh" in pagina, "…abcd" in elenco) == (True, True, True)
    scritti = [riga.change_message for riga in LogEntry.objects.all()] + [
        str(riga.dati) for riga in Evento.objects.all()
    ]
    for testo in (pagina, elenco, storia, *scritti):
        assert "primaria-abcd" not in testo
        assert "secondaria-efgh" not in testo
    assert Evento.objects.get(azione="servizio_io.salvato").dati == {"chiavi": ["primaria", "secondaria"]}


def test_una_chiave_vuota_resta_quella_di_prima(amministratrice: Client) -> None:
    crea(amministratrice)
    servizio = ServizioIO.objects.get()
    cambia(amministratrice, servizio, nome="Altro nome", chiave_secondaria="secondaria-efgh")
    servizio.refresh_from_db()
    assert (servizio.nome, servizio.chiave("primaria"), servizio.chiave("secondaria")) == (
        "Altro nome",
        "primaria-abcd",
        "secondaria-efgh",
    )


def test_la_prima_chiave_serve_e_una_scelta_e_di_un_servizio_solo(amministratrice: Client) -> None:
    assert "obbligatorio" in crea(amministratrice, chiave_primaria="").content.decode()
    crea(amministratrice, generi=["pagamenti"])
    pagina = crea(amministratrice, nome="Tributi", generi=["pagamenti", "pratiche"]).content.decode()
    assert "Il servizio predefinito c&#x27;è già: Avvisi del Comune." in pagina
    assert "Una di queste scelte è già del servizio Avvisi del Comune." in pagina
    assert ServizioIO.objects.count() == 1


def test_i_contenuti_remoti_vogliono_la_loro_chiave(amministratrice: Client) -> None:
    configurazione = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    pagina = crea(amministratrice, configurazione=configurazione).content.decode()
    assert "Serve la chiave scritta nella configurazione." in pagina
    assert (
        "Sono 26 cifre e lettere maiuscole"
        in crea(amministratrice, configurazione="breve", chiave_contenuti="segreto-1").content.decode()
    )
    crea(amministratrice, configurazione=configurazione, chiave_contenuti="segreto-1")
    assert ServizioIO.objects.get().chiave("contenuti") == "segreto-1"


def test_chi_non_amministra_non_entra(client: Client, anna: Persona) -> None:
    entra(client, anna)
    assert client.get(ELENCO).status_code == 403
    assert client.get(NUOVO).status_code == 403


def test_di_un_altro_ente_non_si_vede_nulla(amministratrice: Client, altro_ente: Ente, anna: Persona) -> None:
    servizio = ServizioIO(ente=altro_ente, nome="Di Valdolce")
    servizio.cambia_chiave("primaria", "chiave-di-valdolce")
    servizio.save()
    assert "Di Valdolce" not in amministratrice.get(ELENCO).content.decode()
    risposta = amministratrice.get(reverse("admin:notifiche_servizioio_change", args=[servizio.pk]))
    assert (risposta.status_code, Ufficio.objects.di(anna, altro_ente).exists()) == (302, False)


def test_la_pagina_costa_lo_stesso_con_molti_servizi(amministratrice: Client, ente: Ente) -> None:
    letture = []
    amministratrice.get(ELENCO)  # the ente of the host is looked up once
    for quanti in (1, 6):
        for numero in range(quanti):
            uno = ServizioIO(ente=ente, nome=f"Servizio {quanti} {numero}")
            uno.cambia_chiave("primaria", "chiave-di-prova")
            uno.save()
        with CaptureQueriesContext(connection) as fatte:
            amministratrice.get(ELENCO)
        letture.append(len(fatte))
    assert letture[0] == letture[1]
