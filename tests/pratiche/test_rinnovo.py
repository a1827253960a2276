"""A permit that ends is asked again from what is already known, once, and goes on where the old one ends."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from notifiche.models import Messaggio
from notifiche.tasks import promemoria
from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica, StatoTitolo
from pratiche.moduli import caricatore
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.moduli.definizione import Definizione
from pratiche.operations.rinnovo import risposte_di_prima
from pratiche.operations.silenzio import applica_silenzi
from pratiche.stati import Stato
from pratiche.termini import dopo_mesi
from tests.conftest import entra
from tests.makers import ENTRATA_CON_SPID, con_regole, paga_diritti, presenta_bozza, una_pratica
from tests.parallelo import tutti_insieme

ROMA = ZoneInfo("Europe/Rome")
OGGI = dt.date(2026, 11, 2)
FINE = OGGI + dt.timedelta(days=300)


def alle_dieci(giorno: dt.date) -> dt.datetime:
    return dt.datetime.combine(giorno, dt.time(10), ROMA)


@pytest.fixture(autouse=True)
def orologio() -> Any:
    with time_machine.travel(alle_dieci(OGGI), tick=False) as orologio:
        yield orologio


@pytest.fixture
def vecchia(ente: Ente, giulia: Persona, esegui_lavori: Callable[[], None]) -> Pratica:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    esegui_lavori()
    return pratica


def rinnova(vecchia: Pratica) -> Pratica:
    nuova = operations.rinnova(vecchia.permesso.pk, attore=vecchia.richiedente, sessione=ENTRATA_CON_SPID)
    return Pratica.objects.con_il_necessario().get(pk=nuova.pk)


def completa(nuova: Pratica) -> Pratica:
    """What is asked anew: until when."""
    al = (FINE + dt.timedelta(days=200)).isoformat()
    operations.salva_passo(nuova.pk, attore=nuova.richiedente, contatti={}, dati={"al": al, "note": ""})
    return presenta_bozza(Pratica.objects.con_il_necessario().get(pk=nuova.pk))


def decisa(nuova: Pratica, operatore: Persona) -> Pratica:
    operations.prendi_in_carico(nuova.pk, attore=operatore)
    paga_diritti(nuova)
    operations.accogli(nuova.pk, attore=operatore)
    return Pratica.objects.con_il_necessario().get(pk=nuova.pk)


def com_e(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def test_troppo_presto_dice_da_quando_e_troppo_tardi_manda_a_una_richiesta_nuova(
    vecchia: Pratica, client: Client, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    pagina = f"/pratiche/{vecchia.codice}/rinnova/"
    testo = entra(client, giulia).get(pagina).content.decode()
    assert "È presto per rinnovare: potrai farlo da mercoledì 30 giugno 2027." in testo
    orologio.move_to(alle_dieci(FINE + dt.timedelta(days=1)))
    testo = entra(client, giulia).get(pagina).content.decode()
    assert "non si rinnova più" in testo
    assert vecchia.servizio.get_absolute_url() in testo
    assert not Pratica.objects.filter(rinnova=vecchia.permesso).exists()


def test_si_ritrova_scritto_cio_che_vale_ancora(
    vecchia: Pratica, client: Client, giulia: Persona, marco: Persona, orologio: time_machine.Traveller
) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=60)))
    pagina = f"/pratiche/{vecchia.codice}/rinnova/"
    assert entra(client, marco).get(pagina).status_code == 404
    entra(client, giulia)
    assert "Informativa sulla privacy" in client.get(pagina).content.decode()
    assert client.post(pagina, {}).status_code == 200  # not read, not opened
    risposta = client.post(pagina, {"letta": "on"})
    nuova = Pratica.objects.get(rinnova=vecchia.permesso)
    assert risposta.url.startswith(f"/pratiche/{nuova.codice}/compila/")
    assert nuova.dati == {
        "targa": "AB123CD", "titolo": "mio", "motivo": "residente", "zone": ["a", "b"],
        "dal": (FINE + dt.timedelta(days=1)).isoformat(),
    }  # fmt: skip
    carta = nuova.allegati.get()
    prima = vecchia.allegati.get().documento
    assert carta.campo == "carta_circolazione"
    assert carta.documento is None
    assert carta.file.read() == prima.file.read()  # type: ignore[union-attr]
    client.post(pagina, {"letta": "on"})
    assert Pratica.objects.filter(rinnova=vecchia.permesso).count() == 1


def test_il_nuovo_comincia_il_giorno_dopo_e_il_vecchio_lo_dice(
    vecchia: Pratica, client: Client, anna: Persona, orologio: time_machine.Traveller
) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=20)))
    assert vecchia.permesso.stato == StatoTitolo.IN_SCADENZA
    nuova = decisa(completa(rinnova(vecchia)), vecchia.assegnatario)
    assert nuova.permesso.dal == FINE + dt.timedelta(days=1)
    assert nuova.permesso.stato == StatoTitolo.FUTURO
    assert com_e(vecchia).permesso.stato == StatoTitolo.RINNOVATO
    vecchio, nuovo = f"/verifica/{vecchia.codice}/", f"/verifica/{nuova.codice}/"
    assert "Oggi è valido" in client.get(vecchio).content.decode()
    assert "Oggi non è valido" in client.get(nuovo).content.decode()
    orologio.move_to(alle_dieci(FINE + dt.timedelta(days=1)))
    testo = client.get(vecchio).content.decode()
    assert "Oggi non è valido" in testo
    assert "Rinnovato" in testo
    assert "Oggi è valido" in client.get(nuovo).content.decode()


def test_deciso_tardi_comincia_quel_giorno(vecchia: Pratica, orologio: time_machine.Traveller) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=1)))
    presentata = completa(rinnova(vecchia))
    orologio.move_to(alle_dieci(FINE + dt.timedelta(days=15)))
    assert decisa(presentata, vecchia.assegnatario).permesso.dal == FINE + dt.timedelta(days=15)


def test_un_rinnovo_alla_volta_e_dopo_un_rifiuto_un_altro(
    vecchia: Pratica, client: Client, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=40)))
    presentata = completa(rinnova(vecchia))
    with pytest.raises(DomainError, match=presentata.sigla):
        rinnova(vecchia)
    pagina = f"/pratiche/{vecchia.codice}/"
    assert entra(client, giulia).get(f"{pagina}rinnova/").url == f"/pratiche/{presentata.codice}/"
    assert f"Il rinnovo: pratica {presentata.sigla}" in client.get(pagina).content.decode()
    con_lo_stesso = {
        "richiedente": giulia,
        "servizio": vecchia.servizio,
        "ente": vecchia.ente,
        "ufficio": vecchia.ufficio,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Pratica.objects.create(**con_lo_stesso, versione=vecchia.versione, rinnova=vecchia.permesso)
    operations.ritira(presentata.pk, attore=giulia)
    ancora = rinnova(com_e(vecchia))
    assert ancora.pk != presentata.pk
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=30)))
    promemoria()  # a draft is not yet a request: the end is remembered
    messaggio = Messaggio.objects.get(tipo="pratiche.in_scadenza")
    assert messaggio.url == f"{pagina}rinnova/"


def test_chiesto_il_rinnovo_nessuno_ricorda_la_scadenza(vecchia: Pratica, orologio: time_machine.Traveller) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=40)))
    completa(rinnova(vecchia))
    for giorni in (30, 7):
        orologio.move_to(alle_dieci(FINE - dt.timedelta(days=giorni)))
        promemoria()
    assert not Messaggio.objects.filter(tipo="pratiche.in_scadenza").exists()


def test_un_rinnovo_che_finisce_col_vecchio_non_si_invia(vecchia: Pratica, orologio: time_machine.Traveller) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=40)))
    nuova = rinnova(vecchia)
    dati = {"dal": (FINE - dt.timedelta(days=10)).isoformat(), "al": FINE.isoformat()}
    operations.salva_passo(nuova.pk, attore=nuova.richiedente, contatti={}, dati=dati)
    with pytest.raises(DomainError, match="scegli un ultimo giorno"):
        presenta_bozza(com_e(nuova))


def test_le_risposte_nascoste_e_quelle_degli_archivi_non_si_copiano(vecchia: Pratica) -> None:
    contenuto = leggi(disponibili()["permesso-parcheggio-residenti"]).contenuto
    definizione = Definizione.da(contenuto)
    vecchia.versione.contenuto = contenuto
    vecchia.versione.__dict__.pop("definizione", None)
    vecchia.dati = {
        "settore": "a", "quale": "primo", "targa_di_prima": "ZZ999ZZ", "disponibilita": "mio",
        "veicolo": {"targa": "AB123CD", "fonte": "pratica 1/2025"},
    }  # fmt: skip
    assert definizione.rinnovo is not None
    assert risposte_di_prima(vecchia, definizione, definizione.rinnovo) == {"settore": "a", "disponibilita": "mio"}


def test_chi_ha_il_silenzio_ha_un_permesso_di_due_anni(
    ente: Ente, ufficio: Ufficio, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    presentata = una_pratica(di=giulia, stato=Stato.PRESENTATA)
    con_regole(
        presentata.servizio,
        diritti=None,
        silenzio={"effetto": "assenso", "norma": "art. 20"},
        esito={"titolo": "Permesso", "testo": "Sì.", "durata_mesi": 24},
    )
    operations.ritira(presentata.pk, attore=giulia)
    pratica = una_pratica(di=giulia, stato=Stato.PRESENTATA)
    orologio.move_to(alle_dieci(OGGI + dt.timedelta(days=45)))
    applica_silenzi()
    permesso = com_e(pratica).permesso
    assert permesso.fino == dopo_mesi(permesso.dal, 24) - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("prima", "dopo", "problema"),
    [
        ("chiedi_di_nuovo: [dichiarazione_uso", "chiedi_di_nuovo: [altro", "nessuna domanda si chiama «altro»"),
        ("giorni_prima: 60", "giorni_prima: 0", "rinnovo.giorni_prima"),
        ("  valido_fino: al\n", "", "si rinnova solo ciò che scade"),
        ("valido_dal: dal", "valido_dal: targa", "«targa» non è una data"),
    ],
)
def test_le_regole_sbagliate_si_rifiutano(prima: str, dopo: str, problema: str, tmp_path: Path) -> None:
    testo = (caricatore.CARTELLA / "permesso-accesso-ztl.yaml").read_text(encoding="utf-8")
    assert prima in testo
    file = tmp_path / "ztl.yaml"
    file.write_text(testo.replace(prima, dopo), encoding="utf-8")
    with pytest.raises(caricatore.PacchettoErrato, match=problema):
        leggi(file)


def test_la_pagina_non_legge_di_piu_con_il_permesso(
    vecchia: Pratica, client: Client, giulia: Persona, django_assert_max_num_queries: Any, orologio: Any
) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=40)))
    completa(rinnova(vecchia))
    entra(client, giulia)
    client.get(f"/pratiche/{vecchia.codice}/")
    with django_assert_max_num_queries(10):
        client.get(f"/pratiche/{vecchia.codice}/")


@pytest.mark.django_db(transaction=True)
def test_due_finestre_aprono_un_solo_rinnovo(vecchia: Pratica, orologio: Any, tmp_path: Path) -> None:
    orologio.move_to(alle_dieci(FINE - dt.timedelta(days=40)))
    esiti = tutti_insieme([lambda: rinnova(vecchia).pk, lambda: rinnova(vecchia).pk], tmp_path)
    assert len(set(esiti)) == 1, esiti
    assert Pratica.objects.filter(rinnova=vecchia.permesso).count() == 1
