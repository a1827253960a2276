"""Reminders: planned with the fact, moved with it, told once, between 9 and 20, and never after it."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from notifiche import promemoria as registro
from notifiche.models import Consegna, Genere, Messaggio, Promemoria
from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima, ora_civile
from notifiche.tasks import promemoria as giro
from portal.base.coda import LeasePerso, Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.parallelo import tutti_insieme

ROMA = ZoneInfo("Europe/Rome")
ADESSO = dt.datetime(2026, 11, 2, 8, 0, tzinfo=ROMA)
FATTO = dt.date(2026, 11, 20)
TIPO = "prova.scadenza"
COSA = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def orologio() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ADESSO, tick=False) as orologio:
        yield orologio


@pytest.fixture
def parole(ente: Ente, giulia: Persona, monkeypatch: pytest.MonkeyPatch) -> list[Contenuto]:
    """What the room would say; a test empties it when the fact is gone."""
    dette = [Contenuto(destinatario=giulia, ente=ente, chiave_evento="prova:promemoria", tipo="notifiche.benvenuto")]
    monkeypatch.setitem(registro.PAROLE, TIPO, lambda codice: dette if codice == COSA else [])
    return dette


@pytest.fixture
def piano(ente: Ente) -> Callable[..., None]:
    def fai(fatto: dt.date = FATTO, giorni: tuple[int, ...] = (7, 1)) -> None:
        passi = {f"meno_{n}": giorni_prima(fatto, n) for n in giorni}
        promemoria.pianifica(TIPO, COSA, ente=ente, fatto=fatto, passi=passi)

    return fai


def alle(giorno: int, ora: int, minuti: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, giorno, ora, minuti, tzinfo=ROMA)


def in_programma() -> list[dt.datetime]:
    return [riga.quando.astimezone(ROMA) for riga in Promemoria.objects.in_programma().order_by("prossimo_tentativo")]


def test_ogni_passo_parte_la_mattina_del_suo_giorno(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano()
    assert in_programma() == [alle(13, 9), alle(19, 9)]
    orologio.move_to(alle(13, 8, 59))
    giro()
    assert not Messaggio.objects.exists()
    orologio.move_to(alle(13, 9))
    giro()
    giro()
    messaggio = Messaggio.objects.get()
    assert messaggio.genere == Genere.PROMEMORIA
    assert messaggio.utile_fino == dt.datetime(2026, 11, 20, 23, 59, 59, tzinfo=ROMA)  # no copy leaves after the fact
    assert Consegna.objects.filter(messaggio=messaggio).count() == 2
    orologio.move_to(alle(19, 9))
    giro()
    assert Messaggio.objects.count() == 2


def test_un_passo_gia_passato_non_si_recupera(piano: Callable[..., None], orologio: time_machine.Traveller) -> None:
    orologio.move_to(alle(13, 8))  # the morning of the first step: who is told now is not told twice in an hour
    piano()
    assert in_programma() == [alle(19, 9)]


def test_la_data_si_sposta_e_il_promemoria_la_segue(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano()
    orologio.move_to(alle(13, 10))
    giro()
    piano(dt.date(2026, 11, 30))
    assert in_programma() == [alle(23, 9), alle(29, 9)]  # the first, already told, is told again for the new date
    piano(dt.date(2026, 11, 30))
    assert Promemoria.objects.count() == 2
    orologio.move_to(alle(23, 9))
    giro()
    assert Messaggio.objects.count() == 2


def test_spostato_troppo_vicino_si_annulla_il_passo(piano: Callable[..., None]) -> None:
    piano()
    piano(dt.date(2026, 11, 6))
    assert in_programma() == [alle(5, 9)]


def test_la_stessa_data_non_si_ricorda_due_volte(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano(giorni=(7,))
    orologio.move_to(alle(13, 9))
    giro()
    orologio.move_to(alle(12, 9))
    piano(giorni=(7,))
    orologio.move_to(alle(14, 9))
    giro()
    assert Messaggio.objects.count() == 1


def test_annullato_tace(piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller) -> None:
    piano()
    promemoria.annulla(COSA)
    orologio.move_to(alle(19, 9))
    giro()
    assert not Messaggio.objects.exists()
    piano()  # open again
    assert in_programma() == []  # its time has come meanwhile


def test_se_il_fatto_non_c_e_piu_il_promemoria_si_annulla(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano(giorni=(1,))
    parole.clear()
    orologio.move_to(alle(19, 9))
    giro()
    assert Promemoria.objects.get().stato == Stato.ANNULLATO
    assert not Messaggio.objects.exists()


def test_mai_dopo_il_fatto(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano()
    orologio.move_to(alle(21, 9))  # nobody worked for two weeks
    giro()
    assert not Messaggio.objects.exists()
    assert not Promemoria.objects.in_programma().exists()


def test_due_passi_in_ritardo_si_dicono_una_volta(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano()
    orologio.move_to(alle(19, 15))
    giro()
    assert Messaggio.objects.count() == 1
    assert sorted(Promemoria.objects.values_list("passo", "stato")) == [("meno_1", "riuscito"), ("meno_7", "annullato")]


def test_di_notte_si_aspetta_la_mattina(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano(giorni=(7,))
    orologio.move_to(alle(13, 20, 0))
    giro()
    assert not Messaggio.objects.exists()
    assert in_programma() == [alle(14, 9)]
    orologio.move_to(alle(14, 9))
    giro()
    assert Messaggio.objects.count() == 1


@pytest.mark.parametrize(
    ("quando", "atteso"),
    [
        (alle(2, 8, 59), alle(2, 9)),
        (alle(2, 9), alle(2, 9)),
        (alle(2, 19, 59), alle(2, 19, 59)),
        (alle(2, 20), alle(3, 9)),
        (
            dt.datetime(2026, 10, 24, 22, 0, tzinfo=ROMA),
            dt.datetime(2026, 10, 25, 9, 0, tzinfo=ROMA),
        ),  # the clock goes back
    ],
)
def test_le_ore_in_cui_si_scrive(quando: dt.datetime, atteso: dt.datetime) -> None:
    assert ora_civile(quando) == atteso


def test_chi_muore_prima_di_scrivere_non_perde_e_non_raddoppia(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    piano(giorni=(7,))
    orologio.move_to(alle(13, 9))
    Promemoria.objects.prendi(5)  # this worker dies here
    giro()
    assert not Messaggio.objects.exists()
    orologio.shift(dt.timedelta(minutes=5))
    giro()
    assert Messaggio.objects.count() == 1


def test_chi_si_sveglia_tardi_non_scrive(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    """Stopped past its lease: another worker told it, or the person paid meanwhile."""
    piano(giorni=(7,))
    orologio.move_to(alle(13, 9))
    (mia,) = Promemoria.objects.prendi(5)
    promemoria.annulla(COSA)
    with pytest.raises(LeasePerso):
        promemoria.racconta(mia)
    assert not Messaggio.objects.exists()


def test_chi_muore_mentre_scrive_lascia_tutto_com_era(
    piano: Callable[..., None],
    parole: list[Contenuto],
    orologio: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    piano(giorni=(7,))
    orologio.move_to(alle(13, 9))
    with monkeypatch.context() as guasto:
        guasto.setattr(Promemoria, "riesce", _muore)
        giro()
    assert not Messaggio.objects.exists()  # the message went away with the end of the row
    orologio.shift(dt.timedelta(minutes=10))
    giro()
    assert Messaggio.objects.count() == 1


def test_un_promemoria_che_non_trova_le_parole_non_ferma_gli_altri(
    piano: Callable[..., None], ente: Ente, parole: list[Contenuto], orologio: time_machine.Traveller
) -> None:
    promemoria.pianifica(
        "prova.ignoto", uuid.UUID(int=8), ente=ente, fatto=FATTO, passi={"uno": giorni_prima(FATTO, 8)}
    )
    piano(giorni=(7,))
    orologio.move_to(alle(13, 9))
    for _ in range(4):
        giro()
        orologio.shift(dt.timedelta(minutes=10))
    assert Messaggio.objects.count() == 1
    assert Promemoria.objects.get(tipo="prova.ignoto").stato == Stato.FALLITO


@pytest.mark.django_db(transaction=True)
def test_giri_insieme_lo_dicono_una_volta(
    piano: Callable[..., None], parole: list[Contenuto], orologio: time_machine.Traveller, tmp_path: Path
) -> None:
    piano(giorni=(7,))
    orologio.move_to(alle(13, 9))
    tutti_insieme([partial(giro)] * 4, tmp_path)
    assert Messaggio.objects.count() == 1
    assert Promemoria.objects.get().stato == Stato.RIUSCITO


def _muore(riga: Promemoria, **campi: object) -> bool:
    raise RuntimeError("spento")
