"""The booking step by step, as a browser without scripts walks it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from appuntamenti.models import Appuntamento, Sportello
from appuntamenti.operations import prenota
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from tests import people
from tests.appuntamenti.conftest import LUNEDI, alle, crea_sportello
from tests.conftest import entra

LUOGO = "/appuntamenti/prenota/"
DATA, DETTAGLI, RICHIEDENTE, RIEPILOGO = (
    f"{LUOGO}{passo}/" for passo in ("data", "dettagli", "richiedente", "riepilogo")
)

NOVE_E_MEZZA = alle(9, 30)


@pytest.fixture
def ztl(ente: Ente, ufficio: Ufficio) -> Servizio:
    return Servizio.objects.create(
        ente=ente, ufficio=ufficio, slug="permesso-ztl", titolo="Permesso ZTL", categoria="mobilita-e-trasporti"
    )


def scegli(client: Client, sportello: Sportello, ora: dt.datetime = NOVE_E_MEZZA) -> HttpResponse:
    """The three steps open to everyone."""
    client.post(LUOGO, {"sportello": sportello.codice})
    client.post(DATA, {"giorno": ora.date().isoformat(), "inizio": ora.astimezone(dt.UTC).isoformat()})
    return client.post(DETTAGLI, {"motivo": "altro", "note": "Vorrei un consiglio"})


def test_tutta_la_prenotazione_dalla_scheda_alla_conferma(
    client: Client, giulia: Persona, sportello: Sportello, ztl: Servizio
) -> None:
    assert 'value="permesso-ztl"' in client.get(ztl.percorso_prenotazione).content.decode()
    scelto = client.post(LUOGO, {"sportello": sportello.codice, "servizio": ztl.slug})
    assert scelto["Location"] == DATA
    pagina = client.get(DATA, {"giorno": "2026-12-14"}).content.decode()
    ore = re.findall(r'name="inizio" value="([^"]+)"', pagina)
    assert len(ore) == 6
    assert client.post(DATA, {"giorno": "2026-12-14", "inizio": ore[1]})["Location"] == DETTAGLI
    assert '<option value="permesso-ztl" selected>' in client.get(DETTAGLI).content.decode()
    assert client.post(DETTAGLI, {"motivo": ztl.slug, "note": ""})["Location"] == RICHIEDENTE
    entra(client, giulia)  # the session lives through the login
    assert "Giulia Bianchi" in client.get(RICHIEDENTE).content.decode()
    assert client.post(RICHIEDENTE)["Location"] == RIEPILOGO
    riepilogo = client.get(RIEPILOGO).content.decode()
    for testo in ("Sportello permessi", "lunedì 14 dicembre 2026 alle 09:30", "Permesso ZTL", giulia.codice_fiscale):
        assert str(testo) in riepilogo
    conferma = client.post(RIEPILOGO, follow=True)
    appuntamento = Appuntamento.objects.get()
    assert conferma.redirect_chain[-1][0] == f"/appuntamenti/{appuntamento.codice}/confermato/"
    assert (appuntamento.inizio, appuntamento.motivo) == (alle(9, 30), "Permesso ZTL")


def test_da_una_scheda_si_offrono_solo_gli_sportelli_del_suo_ufficio(
    client: Client, ente: Ente, sportello: Sportello, ztl: Servizio
) -> None:
    crea_sportello(ente, people.crea_ufficio("Anagrafe", ente), "Sportello anagrafe")
    pagina = client.get(ztl.percorso_prenotazione).content.decode()
    assert f'value="{sportello.codice}"' in pagina
    assert " checked" in pagina
    assert "Sportello anagrafe" not in pagina
    assert "Sportello anagrafe" in client.get(LUOGO).content.decode()


def test_gli_sportelli_di_un_altro_comune_non_si_vedono(client: Client, altro_ente: Ente, ufficio: Ufficio) -> None:
    ufficio.enti.add(altro_ente)
    altrove = crea_sportello(altro_ente, ufficio, "Sportello di Valdolce")
    assert "Sportello di Valdolce" not in client.get(LUOGO).content.decode()
    assert client.post(LUOGO, {"sportello": altrove.codice}).status_code == 200
    assert client.get(DATA)["Location"] == LUOGO


def test_l_accesso_si_chiede_solo_al_richiedente_e_si_torna_li(client: Client, sportello: Sportello) -> None:
    assert scegli(client, sportello)["Location"] == RICHIEDENTE
    assert client.get(RICHIEDENTE)["Location"] == "/accedi/?next=%2Fappuntamenti%2Fprenota%2Frichiedente%2F"


def test_un_passo_non_si_apre_prima_di_quelli_che_lo_precedono(
    client: Client, giulia: Persona, sportello: Sportello
) -> None:
    entra(client, giulia)
    assert {client.get(passo)["Location"] for passo in (DATA, DETTAGLI, RICHIEDENTE, RIEPILOGO)} == {LUOGO}
    client.post(LUOGO, {"sportello": sportello.codice})
    assert client.get(RIEPILOGO)["Location"] == DATA


def test_una_correzione_torna_subito_al_riepilogo(client: Client, giulia: Persona, sportello: Sportello) -> None:
    entra(client, giulia)
    scegli(client, sportello)
    client.post(RICHIEDENTE)
    assert client.post(DETTAGLI, {"motivo": "altro", "note": "Un'altra cosa"})["Location"] == RIEPILOGO
    assert "Un&#x27;altra cosa" in client.get(RIEPILOGO).content.decode()


def test_cambiare_sportello_chiede_di_nuovo_l_ora_e_il_motivo(
    client: Client, ente: Ente, ufficio: Ufficio, sportello: Sportello
) -> None:
    altro = crea_sportello(ente, ufficio, "Secondo sportello")
    scegli(client, sportello)
    assert client.post(LUOGO, {"sportello": altro.codice})["Location"] == DATA


def test_chi_arriva_tardi_lo_sa_e_ritrova_le_altre_ore_e_quanto_ha_scritto(
    client: Client, giulia: Persona, marco: Persona, sportello: Sportello
) -> None:
    entra(client, giulia)
    scegli(client, sportello)
    client.post(RICHIEDENTE)
    prenota(sportello.pk, inizio=alle(9, 30), persona=marco, motivo="Altro", attore=marco)
    pagina = client.post(RIEPILOGO, follow=True).content.decode()
    assert "non è più libera" in pagina
    assert "Ore libere lunedì 14 dicembre 2026" in pagina
    assert not re.search(r"<label[^>]*>\s*09:30", pagina)
    ripreso = client.post(DATA, {"giorno": "2026-12-14", "inizio": alle(10).astimezone(dt.UTC).isoformat()})
    assert ripreso["Location"] == RIEPILOGO
    assert "Vorrei un consiglio" in client.get(RIEPILOGO).content.decode()
    client.post(RIEPILOGO)
    assert Appuntamento.objects.get(persona=giulia).inizio == alle(10)


def test_un_ora_presa_mentre_si_sceglie_si_rifiuta_con_le_altre(
    client: Client, marco: Persona, sportello: Sportello
) -> None:
    client.post(LUOGO, {"sportello": sportello.codice})
    prenota(sportello.pk, inizio=alle(9, 30), persona=marco, motivo="Altro", attore=marco)
    risposta = client.post(DATA, {"giorno": "2026-12-14", "inizio": alle(9, 30).astimezone(dt.UTC).isoformat()})
    pagina = risposta.content.decode()
    assert "<title>Errore:" in pagina
    assert "non è più libera" in pagina
    assert "10:00" in pagina


def test_due_conferme_fanno_un_solo_appuntamento(client: Client, giulia: Persona, sportello: Sportello) -> None:
    entra(client, giulia)
    scegli(client, sportello)
    client.post(RICHIEDENTE)
    prima, seconda = client.post(RIEPILOGO), client.post(RIEPILOGO)
    assert prima["Location"] == seconda["Location"]
    assert Appuntamento.objects.count() == 1


def test_dopo_una_prenotazione_se_ne_fa_un_altra(client: Client, giulia: Persona, sportello: Sportello) -> None:
    entra(client, giulia)
    for ora in (alle(9), alle(11)):
        scegli(client, sportello, ora)
        client.post(RICHIEDENTE)
        client.post(RIEPILOGO)
    assert Appuntamento.objects.count() == 2


@pytest.mark.parametrize(
    ("passo", "dati", "errore"),
    [
        (LUOGO, {}, "Scegli lo sportello"),
        (DATA, {"giorno": "ieri", "inizio": ""}, "Scegli l&#x27;ora"),
        (DATA, {"giorno": "2026-12-14", "inizio": "adesso"}, "non è più libera"),
        (DETTAGLI, {"motivo": "altro", "note": ""}, "Scrivi in poche parole"),
        (DETTAGLI, {"motivo": "", "note": "x"}, "Scegli il motivo"),
        (DETTAGLI, {"motivo": "altro", "note": "x" * 201}, "200 caratteri"),
    ],
)
def test_gli_errori_si_spiegano(
    client: Client, sportello: Sportello, passo: str, dati: dict[str, str], errore: str
) -> None:
    scegli(client, sportello)
    risposta = client.post(passo, dati)
    assert risposta.status_code == 200
    assert errore in risposta.content.decode()


def test_senza_posti_la_pagina_dice_che_cosa_fare(client: Client, sportello: Sportello) -> None:
    sportello.orari.all().delete()
    client.post(LUOGO, {"sportello": sportello.codice})
    pagina = client.get(DATA).content.decode()
    assert "Scegli un altro sportello" in pagina


def test_si_vede_il_primo_giorno_con_posto_e_solo_i_giorni_con_posto(client: Client, sportello: Sportello) -> None:
    client.post(LUOGO, {"sportello": sportello.codice})
    pagina = client.get(DATA).content.decode()
    assert "Ore libere giovedì 10 dicembre 2026" in pagina  # today, from two hours on
    assert 'optgroup label="dicembre 2026"' in pagina.lower()
    assert 'value="2026-12-13"' not in pagina  # Sunday
    assert 'value="2026-12-25"' not in pagina


@pytest.mark.parametrize("quanti", [25, 200])
def test_le_interrogazioni_dei_passi_non_crescono(
    client: Client, giulia: Persona, sportello: Sportello, quanti: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for numero in range(quanti):
        persona = people.crea_cittadino(f"Persona {numero}", "Prova", "")
        inizio = alle(9) + dt.timedelta(days=numero // 6, minutes=30 * (numero % 6))
        Appuntamento.objects.create(
            ente=sportello.ente, sportello=sportello, persona=persona, inizio=inizio, posto=1, motivo="Altro",
            fine=inizio + dt.timedelta(minutes=30), luogo=sportello.nome, indirizzo=sportello.indirizzo_completo,
        )  # fmt: skip
    client.post(LUOGO, {"sportello": sportello.codice})
    with django_assert_num_queries(5):  # session, desk, hours, closings, taken places
        client.get(DATA)
    with django_assert_num_queries(1):
        client.get(LUOGO, HTTP_COOKIE="")
    libero = LUNEDI + dt.timedelta(days=quanti // 6 + 7)
    while libero.weekday() > 4:
        libero += dt.timedelta(days=1)
    scegli(client, sportello, alle(9, giorno=libero))
    entra(client, giulia)
    client.post(RICHIEDENTE)
    with django_assert_num_queries(3):  # session, person, desk
        client.get(RIEPILOGO)
