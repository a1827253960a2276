"""Which times a desk offers: the rules, the holidays, and the days when the clock changes."""

import datetime as dt
from dataclasses import dataclass, field

from appuntamenti.disponibilita import ROMA, Calendario, Occupato, Slot, intervalli, slot_liberi

LUNEDI = dt.date(2026, 12, 14)
ADESSO = dt.datetime(2026, 12, 10, 8, 0, tzinfo=ROMA)


@dataclass
class Fascia:
    giorno: int = 0
    dalle: dt.time = dt.time(9, 0)
    alle: dt.time = dt.time(11, 0)
    minuti: int = 30
    posti: int = 1
    valido_dal: dt.date = dt.date(2026, 1, 1)
    valido_al: dt.date | None = None


@dataclass
class Chiuso:
    dal: dt.date
    al: dt.date


@dataclass
class Sportello:
    """A desk open on Monday from 9 to 11, one person every half hour."""

    fasce: list[Fascia] = field(default_factory=lambda: [Fascia()])
    chiusure: list[Chiuso] = field(default_factory=list)
    patrono: tuple[int, int] | None = None
    preavviso_ore: int = 2
    giorni_avanti: int = 60
    occupati: list[Occupato] = field(default_factory=list)

    def slot(self, *giorni: dt.date, adesso: dt.datetime = ADESSO) -> list[Slot]:
        calendario = Calendario(
            self.fasce, self.chiusure, self.patrono, dt.timedelta(hours=self.preavviso_ore), self.giorni_avanti
        )
        return slot_liberi(calendario, self.occupati, adesso=adesso, giorni=giorni or None)

    def ore(self, *giorni: dt.date, adesso: dt.datetime = ADESSO) -> list[str]:
        return [f"{slot.inizio.astimezone(ROMA):%H:%M}" for slot in self.slot(*giorni, adesso=adesso)]

    def giorni(self, adesso: dt.datetime = ADESSO) -> set[dt.date]:
        return {slot.giorno for slot in self.slot(adesso=adesso)}


def alle(ora: int, minuti: int = 0, giorno: dt.date = LUNEDI) -> dt.datetime:
    return dt.datetime.combine(giorno, dt.time(ora, minuti), tzinfo=ROMA)


def test_un_lunedi_offre_le_sue_mezz_ore() -> None:
    assert Sportello().ore(LUNEDI) == ["09:00", "09:30", "10:00", "10:30"]


def test_il_resto_prima_della_chiusura_non_si_offre() -> None:
    assert Sportello([Fascia(minuti=50)]).ore(LUNEDI) == ["09:00", "09:50"]


def test_altri_giorni_della_settimana_niente() -> None:
    assert Sportello().ore(LUNEDI + dt.timedelta(days=1)) == []


def test_un_ora_presa_non_si_offre_ma_il_secondo_posto_si() -> None:
    preso = [Occupato(alle(9, 30), alle(10), 1)]
    assert Sportello(occupati=preso).ore(LUNEDI) == ["09:00", "10:00", "10:30"]
    due_posti = Sportello([Fascia(posti=2)], occupati=preso).slot(LUNEDI)
    assert [slot.liberi for slot in due_posti] == [(1, 2), (2,), (1, 2), (1, 2)]


def test_un_appuntamento_preso_con_l_orario_di_prima_occupa_tutte_le_ore_che_tocca() -> None:
    lungo = [Occupato(alle(9, 20), alle(10, 20), 1)]
    assert Sportello(occupati=lungo).ore(LUNEDI) == ["10:30"]


def test_le_ore_passate_e_quelle_troppo_vicine_non_si_offrono() -> None:
    assert Sportello(preavviso_ore=0).ore(LUNEDI, adesso=alle(9, 45)) == ["10:00", "10:30"]
    assert Sportello(preavviso_ore=1).ore(LUNEDI, adesso=alle(9, 45)) == []
    assert Sportello(preavviso_ore=0).ore(LUNEDI, adesso=alle(9, 45) + dt.timedelta(days=1)) == []


def test_non_si_prenota_oltre_i_giorni_concessi() -> None:
    giorni = Sportello(giorni_avanti=10).giorni()
    assert giorni == {LUNEDI}
    assert max(Sportello(giorni_avanti=11).giorni()) == LUNEDI + dt.timedelta(days=7)


def test_le_feste_e_il_patrono_vincono_sull_orario() -> None:
    ogni_giorno = Sportello([Fascia(giorno=n) for n in range(7)], patrono=(12, 15), giorni_avanti=20).giorni()
    chiusi = {dt.date(2026, 12, giorno) for giorno in (13, 15, 20, 25, 26, 27)}  # Sundays, the patron, Christmas
    assert not ogni_giorno & chiusi
    assert dt.date(2026, 12, 24) in ogni_giorno


def test_due_chiusure_tolgono_ciascuna_i_suoi_giorni() -> None:
    chiusure = [Chiuso(LUNEDI, LUNEDI), Chiuso(LUNEDI + dt.timedelta(days=6), LUNEDI + dt.timedelta(days=8))]
    giorni = Sportello(chiusure=chiusure, giorni_avanti=30).giorni()
    assert giorni == {dt.date(2026, 12, 28), dt.date(2027, 1, 4)}


def test_l_orario_vale_dal_primo_all_ultimo_giorno_compresi() -> None:
    fascia = Fascia(valido_dal=LUNEDI, valido_al=LUNEDI + dt.timedelta(days=7))
    assert Sportello([fascia]).giorni() == {LUNEDI, LUNEDI + dt.timedelta(days=7)}


def test_d_estate_e_d_inverno_le_nove_sono_le_nove() -> None:
    dopo_il_cambio, prima_del_cambio = dt.date(2026, 10, 26), dt.date(2026, 10, 19)
    adesso = alle(8, giorno=dt.date(2026, 10, 15))
    assert Sportello().ore(dopo_il_cambio, adesso=adesso) == Sportello().ore(prima_del_cambio, adesso=adesso)
    prime = [Sportello().slot(giorno, adesso=adesso)[0].inizio for giorno in (prima_del_cambio, dopo_il_cambio)]
    assert prime[1] - prime[0] == dt.timedelta(days=7, hours=1)


def test_nella_notte_del_cambio_d_ora_ogni_slot_esiste_e_non_si_ripete() -> None:
    """The clock changes on a Sunday, when desks are closed: the law of time is tested below the holidays."""
    notte = Fascia(dalle=dt.time(1, 0), alle=dt.time(4, 0), minuti=60)
    primavera, autunno = (list(intervalli(notte, giorno)) for giorno in (dt.date(2026, 3, 29), dt.date(2026, 10, 25)))
    assert [f"{inizio.astimezone(ROMA):%H:%M}" for inizio, _ in primavera] == ["01:00", "03:00"]
    assert len({inizio for inizio, _ in autunno}) == 4  # between one and four there are four real hours
    assert all(fine - inizio == dt.timedelta(hours=1) for inizio, fine in [*primavera, *autunno])
