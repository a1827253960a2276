"""Leased work rows, on the deliveries of messages: nobody does another's row, nothing is lost, nothing is repeated in silence."""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite
from django.utils import timezone

from notifiche.models import Consegna, Messaggio
from notifiche.operations import Contenuto, avvisa
from portal.base import coda
from portal.base.coda import IMPREVISTI_MASSIMI, LEASE, LeasePerso, Stato
from portal.base.errors import GatewayError
from portal.enti.models import Ente
from portal.identita.models import Persona

PIU_DEL_LEASE = LEASE + dt.timedelta(seconds=1)


@pytest.fixture
def righe(ente: Ente, giulia: Persona) -> list[Consegna]:
    """Four due rows: two messages on two channels."""
    for numero in range(2):
        _avvisa(ente, giulia, numero)
    return list(Consegna.objects.order_by("pk"))


def _avvisa(ente: Ente, persona: Persona, numero: int) -> Messaggio:
    chiave = f"coda:{numero}"
    return avvisa(Contenuto(destinatario=persona, ente=ente, chiave_evento=chiave, tipo="notifiche.benvenuto"))


def prendi_una() -> Consegna:
    return Consegna.objects.prendi(1)[0]


def riletta(riga: Consegna) -> Consegna:
    return Consegna.objects.get(pk=riga.pk)


# --- claiming -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_parallelo(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[Callable[[], None]], None]]:
    """Run a function in four threads at once, each with a connection of its own.

    The tests' SQLite lives in memory, where connections do not queue as on disk: the threads work on a copy on disk.
    """
    partenza = threading.Barrier(4)

    def corri(lavoro: Callable[[], None]) -> None:
        su_disco = _copia(tmp_path / "copia.sqlite3") if connection.vendor == "sqlite" else None
        fili = [threading.Thread(target=_da_solo, args=(lavoro, partenza, su_disco)) for _ in range(4)]
        for filo in fili:
            filo.start()
        for filo in fili:
            filo.join()

    return corri


def _copia(file: Path) -> dict[str, object]:
    copia = sqlite3.connect(file)
    connection.connection.backup(copia)
    copia.close()
    return {**connection.settings_dict, "NAME": str(file)}


def _da_solo(lavoro: Callable[[], None], partenza: threading.Barrier, su_disco: dict[str, object] | None) -> None:
    if su_disco:
        connections["default"] = Sqlite(su_disco, "default")
    try:
        partenza.wait()
        lavoro()
    finally:
        connections["default"].close()


def test_quattro_lavoratori_non_prendono_mai_la_stessa_riga(
    in_parallelo: Callable[[Callable[[], None]], None], ente: Ente, giulia: Persona
) -> None:
    for numero in range(30):
        _avvisa(ente, giulia, numero)
    prese: list[int] = []

    def lavora() -> None:
        while mie := Consegna.objects.prendi(7):
            prese.extend(riga.pk for riga in mie)

    in_parallelo(lavora)
    assert sorted(prese) == sorted(Consegna.objects.values_list("pk", flat=True))


def test_lo_stesso_fatto_detto_da_quattro_insieme_e_un_messaggio(
    in_parallelo: Callable[[Callable[[], None]], None], ente: Ente, giulia: Persona
) -> None:
    detti: list[int] = []

    def lavora() -> None:
        with transaction.atomic():
            detti.append(_avvisa(ente, giulia, 1).pk)

    in_parallelo(lavora)
    assert len(detti) == 4
    assert len(set(detti)) == 1


def test_si_prende_solo_cio_che_e_dovuto_a_partire_dal_piu_vecchio(righe: list[Consegna]) -> None:
    prima, seconda, domani, fatta = righe
    Consegna.objects.filter(pk=seconda.pk).update(prossimo_tentativo=timezone.now() - dt.timedelta(hours=1))
    Consegna.objects.filter(pk=domani.pk).update(prossimo_tentativo=timezone.now() + dt.timedelta(days=1))
    Consegna.objects.filter(pk=fatta.pk).update(stato=Stato.RIUSCITO)
    assert Consegna.objects.prendi(10) == [seconda, prima]
    assert Consegna.objects.prendi(10) == []


# --- dead and late workers ----------------------------------------------------------------------------------------------


def test_il_lavoratore_morto_prima_di_partire_lascia_la_riga_da_fare(righe: list[Consegna]) -> None:
    morta = prendi_una()
    with time_machine.travel(timezone.now() + PIU_DEL_LEASE, tick=False):
        assert coda.recupera(Consegna) == 1
        assert riletta(morta).stato == Stato.IN_CODA
        assert morta in Consegna.objects.prendi(10)


def test_il_lavoratore_morto_a_meta_lascia_la_riga_incerta(righe: list[Consegna]) -> None:
    morta = prendi_una()
    morta.segna_iniziata()
    with time_machine.travel(timezone.now() + PIU_DEL_LEASE, tick=False):
        assert coda.recupera(Consegna) == 1
        assert (riletta(morta).stato, riletta(morta).errore) == (Stato.INCERTO, "lavoro_interrotto")
        assert morta not in Consegna.objects.prendi(10)


def test_chi_ha_ancora_tempo_non_perde_la_riga(righe: list[Consegna]) -> None:
    viva = prendi_una()
    with time_machine.travel(timezone.now() + LEASE / 2, tick=False):
        viva.segna_iniziata()  # renews the lease
    with time_machine.travel(timezone.now() + LEASE, tick=False):
        assert coda.recupera(Consegna) == 0
        assert riletta(viva).stato == Stato.IN_CORSO


def test_chi_arriva_tardi_non_parte_e_non_scrive(righe: list[Consegna]) -> None:
    tardi = prendi_una()
    with time_machine.travel(timezone.now() + PIU_DEL_LEASE, tick=False):
        coda.recupera(Consegna)
        nuovo = next(riga for riga in Consegna.objects.prendi(10) if riga == tardi)
        with pytest.raises(LeasePerso):
            tardi.segna_iniziata()
        esiti = [tardi.riesce(), tardi.riprova("x"), tardi.fallisce("x"), tardi.resta_incerto("x"), tardi.rinuncia()]
        assert esiti == [False] * 5
        assert riletta(tardi).lease_token == nuovo.lease_token
        assert nuovo.riesce()
    assert riletta(tardi).stato == Stato.RIUSCITO


def test_il_lavoro_che_la_piattaforma_riconosce_si_rifa(righe: list[Consegna], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Consegna, "ripetibile", True)
    morta = prendi_una()
    morta.segna_iniziata()
    with time_machine.travel(timezone.now() + PIU_DEL_LEASE, tick=False):
        coda.recupera(Consegna)
        assert riletta(morta).stato == Stato.IN_CODA


# --- outcomes -----------------------------------------------------------------------------------------------------------


def fa(riga_iniziata: bool, errore: Exception) -> Callable[[Consegna], None]:
    def lavora(riga: Consegna) -> None:
        if riga_iniziata:
            riga.segna_iniziata()
        raise errore

    return lavora


@pytest.mark.parametrize(
    ("iniziata", "errore", "stato"),
    [
        (True, GatewayError("giu"), Stato.IN_CODA),
        (True, GatewayError("rifiutata", permanent=True), Stato.FALLITO),
        (True, GatewayError("muta", incerto=True), Stato.INCERTO),
        (False, GatewayError("muta", incerto=True), Stato.IN_CODA),  # a question without effect, asked before starting
        (True, GatewayError("chiave", chiuso=True), Stato.IN_CODA),
        (False, ZeroDivisionError(), Stato.IN_CODA),
        (True, ZeroDivisionError(), Stato.INCERTO),
    ],
)
def test_ogni_guasto_ha_il_suo_esito(righe: list[Consegna], iniziata: bool, errore: Exception, stato: Stato) -> None:
    coda.svuota(Consegna, fa(iniziata, errore))
    assert set(Consegna.objects.values_list("stato", flat=True)) == {stato}
    assert not Consegna.objects.dovuti().exists()


def test_un_errore_imprevisto_non_ferma_le_altre_righe(righe: list[Consegna]) -> None:
    guasta = righe[1]

    def lavora(riga: Consegna) -> None:
        if riga == guasta:
            raise ZeroDivisionError
        riga.riesce()

    for giro in range(IMPREVISTI_MASSIMI):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=giro), tick=False):
            coda.svuota(Consegna, lavora)
    assert Consegna.objects.filter(stato=Stato.RIUSCITO).count() == len(righe) - 1
    assert (riletta(guasta).stato, riletta(guasta).errore) == (Stato.FALLITO, "ZeroDivisionError")


def test_si_aspetta_sempre_di_piu_fino_a_un_ora() -> None:
    attese = [coda.attesa_crescente(tentativo) for tentativo in range(1, 40)]
    assert 24 <= attese[0] <= 36
    assert 48 <= attese[1] <= 72
    assert max(attese) <= 4320
    assert min(attese[10:]) >= 2880


def test_chi_riprova_aspetta_quanto_chiede_la_piattaforma(righe: list[Consegna]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as ora:
        riga = prendi_una()
        riga.riprova("occupata", dopo=100)
        Consegna.objects.exclude(pk=riga.pk).delete()
        ora.shift(99)
        assert Consegna.objects.prendi(1) == []
        ora.shift(2)
        assert prendi_una().tentativi == 2


def test_le_righe_prese_e_non_raggiunte_tornano_subito_in_coda(
    righe: list[Consegna], monkeypatch: pytest.MonkeyPatch
) -> None:
    secondi = [0.0]
    monkeypatch.setattr(coda, "time", SimpleNamespace(monotonic=lambda: secondi[0]))

    def lenta(riga: Consegna) -> None:
        secondi[0] += 40
        riga.riesce()

    assert coda.svuota(Consegna, lenta, secondi=30) == 1
    assert Consegna.objects.dovuti().filter(tentativi=0).count() == len(righe) - 1


def test_una_persona_rimette_in_coda_cio_che_si_era_fermato(righe: list[Consegna]) -> None:
    ferma, riuscita, *_ = Consegna.objects.prendi(2)
    ferma.fallisce("rifiutata")
    riuscita.riesce()
    ferma.rimetti_in_coda()
    riuscita.rimetti_in_coda()
    assert ferma in Consegna.objects.dovuti()
    assert riletta(riuscita).stato == Stato.RIUSCITO
