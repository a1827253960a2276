"""The ranking over HTTP, without JavaScript: what families, neighbours, everybody and the office see and may do."""

import datetime as dt
import html
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifiche import riepilogo as mattino
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati
from pratiche import operations
from pratiche.models import Candidatura, OffertaPosto, Tornata
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.pratiche.test_tornate import (
    capo,
    fino_alla_definitiva,
    nido,
    orologio,
    racconta_e_offri,
    una_bozza,
    una_domanda,
)

__all__ = ["capo", "nido", "orologio"]


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, indirizzo
    return html.unescape(risposta.content.decode())


def test_la_famiglia_legge_i_punti_osserva_e_conferma(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    domanda = una_domanda(giulia, nido, disabilita="si")
    pagina = domanda.pratica.get_absolute_url()
    entra(client, giulia)
    assert "Le domande si raccolgono fino a" in leggi(client, pagina)
    tornata = domanda.tornata
    orologio.move_to(tornata.chiude_il + dt.timedelta(hours=10))
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    entra(client, giulia)
    con_i_punti = leggi(client, pagina)
    assert "Bambino o bambina con disabilità: 20 punti" in con_i_punti
    assert "perché hai dichiarato: Ha una disabilità accertata? Sì" in con_i_punti
    osserva = f"/pratiche/{domanda.pratica.codice}/graduatoria/"
    assert "Scrivi che cosa non è giusto" in client.post(osserva, {"testo": " "}).content.decode()
    assert client.post(osserva, {"testo": "Manca un punto."})["Location"] == pagina
    operations.rispondi_osservazioni(domanda.pk, attore=capo, risposta="Non manca.")
    orologio.shift(dt.timedelta(days=20))
    operations.pubblica_definitiva(tornata.pk, attore=capo, atto_numero="7", atto_data=timezone.localdate())
    racconta_e_offri()
    entra(client, giulia)
    assert "Conferma o rinuncia" in leggi(client, "/area-personale/")  # among the things to do
    posto = f"/pratiche/{domanda.pratica.codice}/posto/"
    assert "Nido «Il Girasole»" in leggi(client, posto)
    assert "Non si torna indietro" in leggi(client, f"{posto}?rinuncia=1")
    dati = {"posto": str(OffertaPosto.objects.get().codice), "conferma": "1"}
    assert client.post(posto, dati)["Location"] == pagina
    domanda.pratica.refresh_from_db()
    assert domanda.pratica.stato == Stato.ACCOLTA
    assert client.get(posto)["Location"] == pagina  # nothing to confirm any more


def test_al_vicino_non_risulta_nulla(client: Client, nido: Servizio, giulia: Persona, marco: Persona) -> None:
    domanda = una_domanda(giulia, nido)
    entra(client, marco)
    for indirizzo in ("posto", "graduatoria"):
        assert client.get(f"/pratiche/{domanda.pratica.codice}/{indirizzo}/").status_code == 404
        assert client.post(f"/pratiche/{domanda.pratica.codice}/{indirizzo}/").status_code == 404


def test_tutti_leggono_codici_e_punti_finche_dura_la_pubblicazione(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    domanda = una_domanda(giulia, nido, disabilita="si")
    tornata = fino_alla_definitiva(nido, capo, orologio)
    pagina = leggi(client, tornata.get_absolute_url())
    assert domanda.sigla in pagina
    assert tornata.seme in pagina
    assert 'content="noindex"' in pagina
    for segreto in ("Bianchi", str(giulia.codice_fiscale), domanda.pratica.sigla + "<"):
        assert segreto not in pagina
    orologio.move_to(dt.datetime.combine(tornata.pubblica_fino + dt.timedelta(days=1), dt.time(9), dt.UTC))
    dopo = leggi(client, tornata.get_absolute_url())
    assert domanda.sigla not in dopo
    assert "Il tempo di pubblicazione di questa graduatoria è finito" in dopo


def test_una_provvisoria_che_nessuno_conclude_non_resta_per_sempre(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    """It goes from the site thirty days after the observations, and every morning the office reads that it waits."""
    domanda = una_domanda(giulia, nido)
    tornata = Tornata.objects.get(servizio=nido)
    orologio.move_to(tornata.chiude_il + dt.timedelta(hours=10))
    tornata = operations.pubblica_provvisoria(tornata.pk, attore=capo)
    assert tornata.osservazioni_entro
    assert domanda.sigla in leggi(client, tornata.get_absolute_url())
    assert mattino.voci(nido.ente) == []
    orologio.move_to(dt.datetime.combine(tornata.osservazioni_entro + dt.timedelta(days=31), dt.time(9), dt.UTC))
    assert "Il tempo di pubblicazione di questa graduatoria è finito" in leggi(client, tornata.get_absolute_url())
    (voce,) = mattino.voci(nido.ente)
    assert (voce.testo, voce.quante) == (f"{nido.ufficio.nome}: graduatorie provvisorie da rendere definitive", 1)
    finita = operations.pubblica_definitiva(tornata.pk, attore=capo, atto_numero="12", atto_data=timezone.localdate())
    assert finita.pubblicata
    assert domanda.sigla in leggi(client, tornata.get_absolute_url())


def test_la_scheda_e_la_porta_dicono_quando(
    client: Client, nido: Servizio, giulia: Persona, marco: Persona, orologio: time_machine.Traveller
) -> None:
    tornata = Tornata.objects.get(servizio=nido)
    assert "le domande si presentano da domenica 1 marzo 2026" in leggi(client, nido.get_absolute_url())
    assert tornata.impronta_seme in leggi(client, tornata.get_absolute_url())
    bozza = una_bozza(marco, nido)
    orologio.move_to(tornata.chiude_il + dt.timedelta(days=1))
    assert "Le domande si sono chiuse" in leggi(entra(client, giulia), f"/servizi/{nido.slug}/richiedi/")
    passo = leggi(entra(client, marco), f"/pratiche/{bozza.codice}/compila/preferenze/")
    assert "Ora non si può inviare" in passo


def test_le_letture_della_pagina_della_pratica(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    domanda = una_domanda(giulia, nido)
    fino_alla_definitiva(nido, capo, orologio)
    entra(client, giulia)
    pagina = domanda.pratica.get_absolute_url()
    leggi(client, pagina)
    with CaptureQueriesContext(connection) as letture:
        leggi(client, pagina)
    assert len(letture) <= 12, len(letture)  # one for the corrections, beside those of every case and the session


def test_l_ufficio_dalla_tornata_allo_scorrimento(
    client: Client, nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    entra(client, capo)
    Tornata.objects.all().delete()
    adesso = timezone.localtime()
    dati = {
        "nome": "Anno 2026/2027", "apre_il": adesso.strftime("%Y-%m-%dT%H:%M"), "posti-girasole": "1",
        "chiude_il": (adesso + dt.timedelta(days=5)).strftime("%Y-%m-%dT23:59"), "posti-aquilone": "0", "posti-bosco": "0",
    }  # fmt: skip
    sbagliati = client.post(f"/operatori/graduatorie/nuova/{nido.slug}/", dati | {"posti-girasole": "0"})
    assert "almeno uno in tutto" in sbagliati.content.decode()
    radice = client.post(f"/operatori/graduatorie/nuova/{nido.slug}/", dati)["Location"]
    assert "Anno 2026/2027" in leggi(client, "/operatori/graduatorie/")
    una, altra = una_domanda(giulia, nido, lavoro="no"), una_domanda(marco, nido)
    sua = f"{radice}domande/{una.codice}/"
    assert "Lavoro del genitore che fa la domanda" in leggi(client, f"{sua}?campo=lavoro")
    corretta = {"campo": "lavoro", "valore": "parziale", "motivo": "Risulta all'INPS.", "correggi": "1"}
    assert client.post(sua, corretta)["Location"] == sua
    assert "perché l'ufficio ha accertato" in leggi(client, sua)
    client.post(sua, {"verificata": "1"})
    prorogata = {k: v for k, v in dati.items() if k.startswith("posti")} | {
        "chiude_il": (adesso + dt.timedelta(days=8)).strftime("%Y-%m-%dT23:59")
    }
    assert client.post(f"{radice}cambia/", prorogata)["Location"] == radice
    orologio.shift(dt.timedelta(days=9))
    entra(client, capo)
    assert altra.sigla in leggi(client, f"{radice}pubblica/")
    assert client.post(f"{radice}pubblica/")["Location"] == radice
    orologio.shift(dt.timedelta(days=20))
    entra(client, capo)
    assert "future" not in leggi(client, f"{radice}pubblica/")
    atto = {"atto_numero": "41", "atto_data": timezone.localdate().isoformat()}
    assert client.post(f"{radice}pubblica/", atto)["Location"] == radice
    racconta_e_offri()
    assert "Da confermare" in leggi(client, radice)
    orologio.shift(dt.timedelta(days=30))
    entra(client, capo)
    client.post(f"{radice}scorri/")
    racconta_e_offri()
    assert OffertaPosto.objects.get(candidatura=una).aperta
    assert "Scorrimento: posti ripresi 1, nuove offerte 1" in leggi(client, radice)
    righe = client.get(f"{radice}csv/").content.decode().splitlines()
    assert len(righe) == 2  # who is still in it
    assert "Bianchi" not in "".join(righe)


def test_un_altro_ufficio_non_trova_la_tornata(client: Client, nido: Servizio, ente: Ente, giulia: Persona) -> None:
    domanda = una_domanda(giulia, nido)
    altrove: Ufficio = people.crea_ufficio("Tributi", ente)
    entra(client, people.crea_operatore("Bruno", altrove))
    radice = f"/operatori/graduatorie/{domanda.tornata.codice}/"
    for pagina in ("", "cambia/", "pubblica/", "csv/", f"domande/{domanda.codice}/"):
        assert client.get(radice + pagina).status_code == 404, pagina
    assert client.post(f"{radice}scorri/").status_code == 404
    assert client.get(f"/operatori/graduatorie/nuova/{nido.slug}/").status_code == 404
    assert "Anno 2026/2027" not in leggi(client, "/operatori/graduatorie/")


@pytest.mark.parametrize("atto", ["calcola", "scorri"])
def test_il_comando_guarda_e_fa_scorrere(
    nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller, capsys: Any, atto: str
) -> None:
    domanda = una_domanda(giulia, nido)
    tornata = fino_alla_definitiva(nido, capo, orologio)
    call_command("graduatoria", "elenco", "--ente", "roccachiara")
    orologio.shift(dt.timedelta(days=30))
    call_command("graduatoria", atto, str(tornata.codice), "--dry-run")
    uscita = capsys.readouterr().out
    assert str(tornata.codice) in uscita
    assert (domanda.sigla in uscita) == (atto == "calcola")
    assert ("Posti che tornerebbero liberi: 1" in uscita) == (atto == "scorri")
    assert OffertaPosto.objects.get().aperta  # nothing was touched
    call_command("graduatoria", "scorri", str(tornata.codice))
    assert OffertaPosto.objects.get().stato == OffertaPosto.Stato.SCADUTA
    assert Candidatura.objects.get().pratica.stato == Stato.ARCHIVIATA


def test_di_una_domanda_riservata_restano_posizione_e_punti(
    client: Client, nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, ufficio: Ufficio
) -> None:
    """To the colleagues who are not named: nothing of who asked, no page to open, and nobody reads that they looked."""
    sua, altra = una_domanda(giulia, nido), una_domanda(marco, nido)
    operations.riserva(sua.pratica_id, attore=capo, persone=[capo], motivo="Nucleo seguito dai servizi sociali.")
    radice = f"/operatori/graduatorie/{sua.tornata.codice}/"
    entra(client, people.crea_operatore("Bruno", ufficio))
    pagina = leggi(client, radice)
    assert "Riservata" in pagina
    assert altra.pratica.sigla in pagina
    for segreto in ("Bianchi", sua.pratica.sigla, str(sua.codice), str(sua.pratica.codice)):
        assert segreto not in pagina, segreto
    assert [candidatura for candidatura, _punti in client.get(radice).context["righe"]] == [sua, altra]
    assert client.get(f"{radice}domande/{sua.codice}/").status_code == 404
    assert client.post(f"{radice}domande/{sua.codice}/", {"verificata": "1"}).status_code == 404
    assert not AccessoDati.objects.filter(soggetto=giulia.codice).exists()
    entra(client, capo)
    assert "Bianchi" in leggi(client, radice)
