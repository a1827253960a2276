"""The mail as it arrives, and what each answer of the mail server means for the row."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from notifiche.giro import Giro
from notifiche.models import Consegna, Genere, IndirizzoRespinto, Messaggio
from notifiche.tasks import consegna, spazza
from portal.base.coda import Stato
from portal.base.logs import FormatoRighe
from portal.identita.models import Persona
from tests.notifiche.conftest import Io, Posta, consegna_di, porta_libera

pytestmark = pytest.mark.usefixtures("io")
Avvisa = Callable[..., Messaggio]


def test_la_posta_arriva_in_due_forme_con_gli_stessi_contenuti(posta: Posta, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per(url="/area-personale/", azione="Entra nell'area", riferimento="ZTL-2026-1")
    consegna()
    (arrivata,) = posta.arrivate
    assert arrivata["Subject"].strip() == messaggio.oggetto
    assert arrivata["From"] == "Comune di Roccachiara <non-rispondere@casa-digitale.invalid>"
    assert arrivata["To"] == "giulia@esempio.invalid"
    testo, html = (parte.get_content() for parte in arrivata.iter_parts())
    for contenuto in (testo, html):
        assert "le tue pratiche, a che punto sono" in contenuto
        assert "ZTL-2026-1" in contenuto
        assert "http://localhost:8000/area-personale/" in contenuto
        assert f"http://localhost:8000/area-personale/messaggi/{messaggio.codice}/" in contenuto
    assert "**" not in testo
    assert "<strong>in un posto solo</strong>" in html
    assert "Entra nell&#x27;area" in html
    assert 'lang="it"' in html
    assert not re.search(r"<img|src=", html)  # nothing is fetched when the mail is opened


def test_l_identificativo_e_della_consegna_e_il_filo_e_del_riferimento(posta: Posta, messaggio_per: Avvisa) -> None:
    prima, seconda, altra = (messaggio_per(riferimento=numero) for numero in ("ZTL-1", "ZTL-1", "ZTL-2"))
    consegna()
    per_codice = {arrivata["Message-ID"]: arrivata for arrivata in posta.arrivate}
    arrivate = [
        per_codice[f"<{consegna_di(messaggio, 'email').codice}.v1@casa-digitale.invalid>"]
        for messaggio in (prima, seconda, altra)
    ]
    fili = [arrivata["In-Reply-To"] for arrivata in arrivate]
    assert fili[0] == fili[1] != fili[2]
    assert [arrivata["References"] for arrivata in arrivate] == fili
    assert {arrivata["Auto-Submitted"] for arrivata in arrivate} == {"auto-generated"}


def test_la_posta_parla_la_lingua_di_chi_legge(posta: Posta, giulia: Persona, messaggio_per: Avvisa) -> None:
    giulia.lingua = "en"
    messaggio_per()
    consegna()
    (arrivata,) = posta.arrivate
    assert arrivata["Content-Language"] == "en"
    assert 'lang="en"' in arrivata.get_body(("html",)).get_content()


def test_inviata_una_volta_sola(posta: Posta, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    for _ in range(3):
        consegna()
        spazza()
    riga = consegna_di(messaggio, "email")
    assert len(posta.arrivate) == 1
    assert (riga.stato, riga.esito) == (Stato.RIUSCITO, Consegna.Esito.INVIATA)
    assert riga.id_esterno == posta.arrivate[0]["Message-ID"]


def test_senza_indirizzo_la_consegna_finisce_dicendo_perche(
    posta: Posta, giulia: Persona, messaggio_per: Avvisa
) -> None:
    Persona.objects.filter(pk=giulia.pk).update(email="")
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "email")
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, Consegna.Esito.SENZA_RECAPITO)
    assert not posta.arrivate


@pytest.mark.parametrize(
    ("risposta", "stato", "errore"),
    [
        ("554 refused", Stato.FALLITO, "posta_indirizzo_rifiutato"),
        ("550 5.7.1 your network is blocked", Stato.FALLITO, "posta_indirizzo_rifiutato"),
        ("552 mailbox full", Stato.IN_CODA, "posta_indirizzo_rifiutato"),
        ("451 greylisted", Stato.IN_CODA, "posta_indirizzo_rifiutato"),
        ("421 too busy", Stato.IN_CODA, "posta_indirizzo_rifiutato"),
    ],
)
def test_il_rifiuto_del_destinatario(
    posta: Posta, messaggio_per: Avvisa, risposta: str, stato: Stato, errore: str
) -> None:
    posta.al_destinatario = risposta
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "email")
    assert (riga.stato, riga.errore) == (stato, errore)
    if stato == Stato.IN_CODA:  # a server that greylists wants five minutes
        assert riga.prossimo_tentativo >= timezone.now() + dt.timedelta(seconds=290)


@pytest.mark.parametrize(("risposta", "stato"), [("554 refused", Stato.FALLITO), ("451 later", Stato.IN_CODA)])
def test_il_rifiuto_del_messaggio(posta: Posta, messaggio_per: Avvisa, risposta: str, stato: Stato) -> None:
    posta.dopo_i_dati = risposta
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "email")
    assert (riga.stato, riga.errore) == (stato, "posta_rifiutata")


def test_il_server_fermo_si_riprova_e_nulla_si_perde(settings: Settings, posta: Posta, messaggio_per: Avvisa) -> None:
    aperta, settings.EMAIL_PORT = settings.EMAIL_PORT, porta_libera()
    messaggio = messaggio_per()
    consegna()
    assert consegna_di(messaggio, "email").stato == Stato.IN_CODA
    settings.EMAIL_PORT = aperta
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        spazza()
        consegna()
    assert consegna_di(messaggio, "email").stato == Stato.RIUSCITO
    assert len(posta.arrivate) == 1


def test_indirizzo_che_non_si_puo_scrivere(posta: Posta, giulia: Persona, messaggio_per: Avvisa) -> None:
    Persona.objects.filter(pk=giulia.pk).update(email="giulia bianchi@@esempio")
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "email")
    assert (riga.stato, riga.errore) == (Stato.FALLITO, "posta_indirizzo_non_valido")


# --- the reply is lost: the server may have the mail --------------------------------------------------------------------


def test_se_la_risposta_si_perde_parte_una_sola_altra_copia_con_lo_stesso_identificativo(
    posta: Posta, messaggio_per: Avvisa
) -> None:
    posta.taglia = True
    messaggio = messaggio_per()
    consegna()
    assert consegna_di(messaggio, "email").stato == Stato.INCERTO
    for giro in range(1, 5):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=giro)):
            spazza()
            consegna()
    assert consegna_di(messaggio, "email").stato == Stato.INCERTO
    assert len(posta.arrivate) == 2
    assert posta.arrivate[0]["Message-ID"] == posta.arrivate[1]["Message-ID"]


def test_la_seconda_copia_aspetta_due_minuti(posta: Posta, messaggio_per: Avvisa) -> None:
    posta.taglia = True
    messaggio_per()
    consegna()
    posta.taglia = False
    with time_machine.travel(timezone.now(), tick=False) as ora:
        spazza()
        ora.shift(119)
        consegna()
        assert len(posta.arrivate) == 1
        ora.shift(2)
        consegna()
        assert len(posta.arrivate) == 2


def test_cio_che_si_dice_una_volta_sola_non_si_ripete_da_se(posta: Posta, messaggio_per: Avvisa) -> None:
    posta.taglia = True
    messaggio = messaggio_per(classe="una_volta")
    consegna()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        spazza()
        consegna()
    assert consegna_di(messaggio, "email").stato == Stato.INCERTO
    assert len(posta.arrivate) == 1


def test_il_rifiuto_di_un_indirizzo_non_ferma_quello_confermato_intanto(
    posta: Posta, io: Io, giulia: Persona, messaggio_per: Avvisa
) -> None:
    """The copy was already in the worker's hands, with the old address."""
    posta.al_destinatario = "550 5.1.1 unknown"
    messaggio_per(genere=Genere.PRATICHE)
    for riga in Consegna.objects.prendi(2):
        Persona.objects.update(email="nuova@esempio.invalid", email_verificata_il=timezone.now())
        Giro().consegna(riga)
    giulia.refresh_from_db()
    assert giulia.email_in_uso == "nuova@esempio.invalid"
    assert not IndirizzoRespinto.objects.exists()


def test_i_log_non_dicono_chi_e_ne_che_cosa(
    posta: Posta, io: Io, giulia: Persona, messaggio_per: Avvisa, caplog: pytest.LogCaptureFixture
) -> None:
    posta.al_destinatario = "550 <giulia@esempio.invalid> unknown"
    io.messaggio = (400, {"detail": f"{giulia.codice_fiscale} non ammesso"})
    messaggio_per()
    consegna()
    scritto = "\n".join(FormatoRighe().format(riga) for riga in caplog.records)
    assert "lavoro_non_riuscito" in scritto
    for dato in (giulia.email, giulia.codice_fiscale, giulia.cognome, "area personale"):
        assert str(dato) not in scritto
