"""The mail of the morning: only when something is stopped, to who answers for it, once, and without personal data."""

import datetime as dt
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from pytest_django import Settings

from notifiche.models import Consegna, Messaggio, Riepilogo
from notifiche.riepilogo import ROMA
from notifiche.tasks import riepilogo
from portal.base.coda import LEASE, Stato
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from tests.makers import un_avviso, una_ricevuta
from tests.notifiche.conftest import Posta

Avvisa = Callable[..., Messaggio]
LUNEDI = dt.datetime(2026, 11, 23, 7, 30, tzinfo=ROMA)


@pytest.fixture
def due_ferme(messaggio_per: Avvisa) -> None:
    with time_machine.travel(LUNEDI - dt.timedelta(days=2), tick=False):
        for _ in range(2):
            messaggio_per()
    Consegna.objects.filter(canale="email").update(stato=Stato.FALLITO, errore="posta_indirizzo_rifiutato")
    Consegna.objects.filter(canale="appio").update(stato=Stato.RIUSCITO)


def la_mail(posta: Posta) -> str:
    (unica,) = posta.arrivate
    corpo = unica.get_body(("plain",))
    assert corpo is not None
    return f"{unica['To']}\n{unica['Subject']}\n{corpo.get_content()}"


@pytest.mark.usefixtures("due_ferme")
@time_machine.travel(LUNEDI, tick=False)
def test_dice_quante_perche_e_da_quando_e_non_di_chi(posta: Posta, ente: Ente, giulia: Persona) -> None:
    riepilogo()
    letto = la_mail(posta)
    assert letto.startswith(ente.email)
    assert "Portale: 2 cose aspettano una decisione" in letto
    assert (
        "E-mail: Il server di posta rifiuta l'indirizzo del destinatario. 2, la più vecchia è di sabato 21 novembre"
        in letto
    )
    assert "/operatori/consegne/" in letto
    for riservato in (giulia.cognome, giulia.email, str(giulia.codice_fiscale)):
        assert riservato not in letto


@pytest.mark.usefixtures("due_ferme")
@time_machine.travel(LUNEDI, tick=False)
def test_una_volta_al_giorno_comunque_si_ripeta(posta: Posta) -> None:
    for _ in range(3):
        riepilogo()
    call_command("notifiche_riepilogo", stdout=StringIO())
    assert len(posta.arrivate) == 1
    with time_machine.travel(LUNEDI + dt.timedelta(days=1), tick=False):
        riepilogo()
    assert len(posta.arrivate) == 2


@pytest.mark.usefixtures("due_ferme")
@time_machine.travel(LUNEDI, tick=False)
def test_va_agli_uffici_scelti_e_a_ognuno_una_volta(posta: Posta, ente: Ente, ufficio: Ufficio) -> None:
    Ufficio.objects.filter(pk=ufficio.pk).update(riceve_riepilogo=True)
    riepilogo()
    assert [uno["To"] for uno in posta.arrivate] == [ufficio.email]


@pytest.mark.usefixtures("due_ferme")
@pytest.mark.parametrize(
    "quando",
    [
        LUNEDI - dt.timedelta(minutes=1),
        dt.datetime(2026, 11, 22, 9, 0, tzinfo=ROMA),  # Sunday
        dt.datetime(2026, 11, 28, 9, 0, tzinfo=ROMA),  # Saturday
        dt.datetime(2026, 12, 8, 9, 0, tzinfo=ROMA),  # Immacolata
    ],
)
def test_non_parte_prima_dell_ora_ne_nei_giorni_in_cui_nessuno_legge(posta: Posta, quando: dt.datetime) -> None:
    with time_machine.travel(quando, tick=False):
        riepilogo()
    assert not posta.arrivate
    assert not Riepilogo.objects.exists()


@time_machine.travel(LUNEDI, tick=False)
def test_senza_nulla_di_fermo_nessuno_riceve_nulla(posta: Posta, messaggio_per: Avvisa) -> None:
    messaggio_per()
    riepilogo()
    assert not posta.arrivate


@pytest.mark.usefixtures("due_ferme")
@time_machine.travel(LUNEDI, tick=False)
def test_si_puo_spegnere(posta: Posta, settings: Settings) -> None:
    settings.RIEPILOGO_MATTINO = False
    riepilogo()
    assert not posta.arrivate


@pytest.mark.usefixtures("due_ferme")
def test_posta_giu_all_alba_parte_appena_puo_e_non_due_volte(posta: Posta, settings: Settings) -> None:
    porta, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with time_machine.travel(LUNEDI, tick=False) as ora:
        riepilogo()
        assert Riepilogo.objects.get().stato == Stato.IN_CODA
        settings.EMAIL_PORT = porta
        ora.shift(900)
        riepilogo()
        riepilogo()
    assert len(posta.arrivate) == 1


@pytest.mark.usefixtures("due_ferme")
def test_un_lavoro_ucciso_a_meta_non_ne_manda_due(posta: Posta) -> None:
    with time_machine.travel(LUNEDI, tick=False) as ora:
        posta.taglia = True  # it got there, and nobody knows
        riepilogo()
        posta.taglia = False
        ora.shift(LEASE * 2)
        riepilogo()
    assert Riepilogo.objects.get().stato == Stato.INCERTO
    assert len(posta.arrivate) == 1


@time_machine.travel(LUNEDI, tick=False)
def test_anche_i_pagamenti_doppi_si_dicono(posta: Posta, ente: Ente, giulia: Persona) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    una_ricevuta(avviso)
    una_ricevuta(avviso)
    riepilogo()
    assert "Ricevute: avviso già pagato 1" in la_mail(posta)


@pytest.mark.usefixtures("due_ferme")
def test_si_puo_solo_guardare(posta: Posta, ente: Ente) -> None:
    uscita = StringIO()
    call_command("notifiche_riepilogo", dry_run=True, stdout=uscita)
    assert f"{ente.nome}: {ente.email}" in uscita.getvalue()
    assert "2 cose aspettano una decisione" in uscita.getvalue()
    assert not posta.arrivate
    assert not Riepilogo.objects.exists()
