"""A message on its way through the platforms of the sandbox: it arrives once, it waits for who is down, it survives who dies."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from notifiche.channels import CANALI
from notifiche.models import Consegna, Messaggio
from notifiche.tasks import consegna, spazza
from portal.base.coda import LEASE, Stato
from portal.identita.models import Persona
from tests import people
from tests.notifiche.conftest import consegna_di
from tests.sandbox_processo import SandboxProcesso

Avvisa = Callable[..., Messaggio]
PER_TUTTI_E_DUE = {"email": Stato.RIUSCITO, "appio": Stato.RIUSCITO}


def stati(messaggio: Messaggio) -> dict[str, str]:
    return dict(messaggio.consegne.values_list("canale", "stato"))


def su_io(sandbox: SandboxProcesso) -> int:
    """How many messages App IO has accepted."""
    return sandbox.quante_volte("appio", metodo="POST", esito="201")


def test_arriva_una_volta_per_e_mail_e_una_su_io(
    sandbox: SandboxProcesso, messaggio_per: Avvisa, esegui_lavori: Callable[[], None]
) -> None:
    messaggio = messaggio_per()
    for _ in range(2):
        esegui_lavori()
    assert stati(messaggio) == PER_TUTTI_E_DUE
    (arrivata,) = sandbox.posta()
    assert arrivata["destinatari"] == ["giulia@esempio.invalid"]
    assert su_io(sandbox) == 1


@pytest.mark.parametrize(("piattaforma", "canale"), [("appio", "appio"), ("posta", "email")])
@pytest.mark.parametrize("modo", ["giu", "errore"])
def test_chi_e_giu_fa_aspettare_solo_il_suo_canale(
    sandbox: SandboxProcesso, messaggio_per: Avvisa, piattaforma: str, canale: str, modo: str
) -> None:
    sandbox.modo(piattaforma, modo)
    messaggio = messaggio_per()
    consegna()
    ferma = stati(messaggio)[canale]
    assert stati(messaggio) == {**PER_TUTTI_E_DUE, canale: ferma}
    # a 400 of App IO says that our request is wrong: the office looks at it; all the rest waits by itself
    assert ferma == (Stato.FALLITO if (canale, modo) == ("appio", "errore") else Stato.IN_CODA)


@pytest.mark.parametrize("piattaforma", ["appio", "posta"])
def test_quando_torna_su_si_consegna(sandbox: SandboxProcesso, messaggio_per: Avvisa, piattaforma: str) -> None:
    sandbox.modo(piattaforma, "giu")
    messaggio = messaggio_per()
    consegna()
    sandbox.modo(piattaforma, "ok")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10)):
        spazza()
        consegna()
    assert stati(messaggio) == PER_TUTTI_E_DUE
    assert (len(sandbox.posta()), su_io(sandbox)) == (1, 1)


@pytest.mark.parametrize(
    ("chi", "esito"),
    [("GLLRRT68B15F839D", Consegna.Esito.NON_CONSENTITA), ("LDRMNA93L57Z330D", Consegna.Esito.NON_ATTIVA)],
)
def test_chi_non_usa_io_legge_la_posta(
    sandbox: SandboxProcesso, messaggio_per: Avvisa, chi: str, esito: Consegna.Esito
) -> None:
    persona = people.crea_cittadino("Roberto", "Gallo", chi)
    messaggio = messaggio_per(destinatario=persona)
    consegna()
    assert consegna_di(messaggio, "appio").esito == esito
    assert (len(sandbox.posta()), su_io(sandbox)) == (1, 0)


# --- workers and bells that die -----------------------------------------------------------------------------------------


def muore_dopo_l_invio(canale: str) -> None:
    """A worker sends the copy and is killed before it can write so."""
    for riga in Consegna.objects.prendi(10):
        if riga.canale == canale:
            pronta = CANALI[canale].prepara(riga)
            riga.segna_iniziata()
            CANALI[canale].invia(riga, pronta)


def test_la_campana_perduta_la_trova_la_spazzata(
    sandbox: SandboxProcesso, messaggio_per: Avvisa, campanelli: list[Any]
) -> None:
    messaggio_per()
    campanelli.clear()  # the broker was wiped
    spazza()
    assert campanelli == [("notifiche.consegna", ())]


def test_il_lavoratore_ucciso_prima_di_inviare_non_perde_e_non_ripete(
    sandbox: SandboxProcesso, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per()
    assert len(Consegna.objects.prendi(10)) == 2  # and is killed here
    with time_machine.travel(timezone.now() + LEASE + dt.timedelta(seconds=1)):
        spazza()
        consegna()
    assert stati(messaggio) == PER_TUTTI_E_DUE
    assert (len(sandbox.posta()), su_io(sandbox)) == (1, 1)


@pytest.mark.parametrize(
    ("classe", "copie", "stato"), [("almeno_una_volta", 2, Stato.RIUSCITO), ("una_volta", 1, Stato.INCERTO)]
)
@pytest.mark.parametrize("canale", ["email", "appio"])
def test_il_lavoratore_ucciso_dopo_l_invio_fa_al_piu_una_copia(
    sandbox: SandboxProcesso, messaggio_per: Avvisa, canale: str, classe: str, copie: int, stato: Stato
) -> None:
    messaggio = messaggio_per(classe=classe)
    muore_dopo_l_invio(canale)
    with time_machine.travel(timezone.now(), tick=False) as ora:
        for attesa in (LEASE, dt.timedelta(minutes=3), dt.timedelta(hours=1)):
            ora.shift(attesa + dt.timedelta(seconds=1))
            spazza()
            consegna()
    assert stati(messaggio) == {**PER_TUTTI_E_DUE, canale: stato}
    arrivate = {"email": len(sandbox.posta()), "appio": su_io(sandbox)}
    assert arrivate == {"email": 1, "appio": 1, canale: copie}
    assert len({dict(posta["intestazioni"])["Message-ID"] for posta in sandbox.posta()}) == 1


def test_nei_log_nessuno_si_riconosce(
    sandbox: SandboxProcesso, giulia: Persona, messaggio_per: Avvisa, caplog: pytest.LogCaptureFixture
) -> None:
    """The whole suite watches tax codes and addresses; here also the name, the words and the key."""
    sandbox.modo("posta", "errore")
    messaggio = messaggio_per()
    consegna()
    for dato in (giulia.cognome, messaggio.oggetto, "in un posto solo", "chiave-di-prova"):
        assert dato not in caplog.text
