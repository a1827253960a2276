"""The pages of one's own appointments."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from appuntamenti.models import Appuntamento, Sportello
from appuntamenti.operations import annulla
from notifiche.models import Messaggio
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.appuntamenti.conftest import alle
from tests.conftest import entra

ELENCO = "/area-personale/appuntamenti/"


def pagine_di(appuntamento: Appuntamento) -> list[str]:
    base = f"/appuntamenti/{appuntamento.codice}/"
    return [base, f"{base}confermato/", f"{base}annulla/", f"{base}appuntamento.ics"]


def molti(sportello: Sportello, persona: Persona, quanti: int) -> None:
    """Half still to come and half over, as the years would leave them."""
    for numero in range(quanti):
        inizio = alle(9) + dt.timedelta(days=(-1 if numero % 2 else 1) * 7 * numero)
        Appuntamento.objects.create(
            ente=sportello.ente, sportello=sportello, persona=persona, inizio=inizio, posto=1, motivo=f"Motivo {numero}",
            fine=inizio + dt.timedelta(minutes=30), luogo=sportello.nome, indirizzo=sportello.indirizzo_completo,
        )  # fmt: skip


def test_la_pagina_dice_quando_dove_e_che_cosa_portare(
    client: Client, giulia: Persona, prenotato: Appuntamento
) -> None:
    pagina = entra(client, giulia).get(prenotato.get_absolute_url()).content.decode()
    for testo in (
        "lunedì 14 dicembre 2026 alle 09:30",
        "30 minuti",
        "Via delle Scuole 3",
        "Permesso ZTL",
        "Un documento",
    ):
        assert testo in pagina


def test_la_conferma_dice_tutto_in_una_frase(client: Client, giulia: Persona, prenotato: Appuntamento) -> None:
    pagina = entra(client, giulia).get(f"{prenotato.get_absolute_url()}confermato/").content.decode()
    assert "Ti aspettiamo <strong>lunedì 14 dicembre 2026 alle 09:30</strong> presso Sportello permessi." in pagina
    assert giulia.email in pagina


def test_il_vicino_riceve_404_ovunque(client: Client, marco: Persona, prenotato: Appuntamento) -> None:
    entra(client, marco)
    assert {client.get(indirizzo).status_code for indirizzo in pagine_di(prenotato)} == {404}
    assert client.post(f"{prenotato.get_absolute_url()}annulla/").status_code == 404
    assert "Permesso ZTL" not in client.get(ELENCO).content.decode()


def test_dal_sito_di_un_altro_comune_non_si_vede(giulia: Persona, prenotato: Appuntamento, altro_ente: Ente) -> None:
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), giulia)
    assert {altrove.get(indirizzo).status_code for indirizzo in pagine_di(prenotato)} == {404}
    assert "Permesso ZTL" not in altrove.get(ELENCO).content.decode()


def test_senza_accesso_si_va_alla_porta(client: Client, prenotato: Appuntamento) -> None:
    for indirizzo in [ELENCO, *pagine_di(prenotato)]:
        assert client.get(indirizzo)["Location"].startswith("/accedi/?next=%2F")


def test_si_annulla_dopo_una_domanda(client: Client, giulia: Persona, prenotato: Appuntamento) -> None:
    entra(client, giulia)
    domanda = f"{prenotato.get_absolute_url()}annulla/"
    assert "Vuoi annullare" in client.get(domanda).content.decode()
    pagina = client.post(domanda, follow=True).content.decode()
    assert "Questo appuntamento è annullato" in pagina
    assert not Appuntamento.objects.prenotati().exists()
    assert client.get(domanda).status_code == 302  # nothing left to cancel


def test_quando_e_tardi_la_pagina_lo_dice(
    client: Client, giulia: Persona, prenotato: Appuntamento, orologio: time_machine.Traveller
) -> None:
    orologio.move_to(alle(9, 40))
    pagina = entra(client, giulia).post(f"{prenotato.get_absolute_url()}annulla/", follow=True).content.decode()
    assert "già cominciato" in pagina
    assert Appuntamento.objects.prenotati().exists()


def test_l_elenco_divide_cio_che_viene_da_cio_che_e_passato(
    client: Client, giulia: Persona, prenotato: Appuntamento, sportello: Sportello
) -> None:
    molti(sportello, giulia, 3)
    annulla(prenotato.pk, attore=giulia)
    pagina = entra(client, giulia).get(ELENCO).content.decode()
    futuri, passati = pagina.split("Passati e annullati")
    assert "Motivo 2" in futuri
    assert "Motivo 1" in passati
    assert "Annullato" in passati


def test_l_elenco_vuoto_dice_come_cominciare(client: Client, giulia: Persona) -> None:
    pagina = entra(client, giulia).get(ELENCO).content.decode()
    assert "Non hai appuntamenti" in pagina
    assert 'href="/appuntamenti/prenota/"' in pagina


@pytest.mark.parametrize("quanti", [25, 200])
def test_le_interrogazioni_non_crescono_con_gli_appuntamenti(
    client: Client, giulia: Persona, sportello: Sportello, quanti: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    molti(sportello, giulia, quanti)
    entra(client, giulia).get(ELENCO)
    with django_assert_num_queries(4):  # session, person, to come, over
        client.get(ELENCO)
    uno = Appuntamento.objects.earliest("pk").get_absolute_url()
    with django_assert_num_queries(3):
        client.get(uno)


def test_il_messaggio_di_un_appuntamento_annullato_o_passato_lo_dice(
    client: Client, prenotato: Appuntamento, giulia: Persona
) -> None:
    pagina = Messaggio.objects.get(tipo="appuntamenti.prenotato").get_absolute_url()
    entra(client, giulia)
    assert ">Vedi l&#x27;appuntamento</a>" in client.get(pagina).content.decode()
    with time_machine.travel(prenotato.fine):
        passato = entra(client, giulia).get(pagina).content.decode()
    annulla(prenotato.pk, attore=giulia)
    annullato = entra(client, giulia).get(pagina).content.decode()
    assert "L&#x27;appuntamento è passato." in passato
    assert "L&#x27;appuntamento è stato annullato." in annullato
    assert ">Vedi l&#x27;appuntamento</a>" not in passato + annullato
