"""The holidays of a comune change: the terms of its open cases follow, once, and the citizen reads why."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.base.festivi import Calendario
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations, tasks
from pratiche.models import CalendarioContato, Pratica
from pratiche.operations import calendario
from tests.conftest import entra
from tests.makers import presenta_bozza, una_bozza, una_pratica
from tests.pratiche.test_silenzio import il, presentata

PRIMO, DUE = dt.date(2026, 4, 1), dt.date(2026, 4, 2)


def il_patrono_e(ente: Ente, mese: int | None, giorno: int | None) -> None:
    Ente.objects.filter(pk=ente.pk).update(patrono_mese=mese, patrono_giorno=giorno)


def comando(*argomenti: str) -> str:
    uscita = StringIO()
    call_command("calendario", *argomenti, stdout=uscita)
    return uscita.getvalue()


def fini() -> list[dt.date | None]:
    return list(Pratica.objects.order_by("pk").values_list("entro_il", flat=True))


@pytest.fixture
def pratica(ente: Ente, giulia: Persona, ztl: Servizio) -> Pratica:
    """Its term ends on 1 April, with the holidays already counted."""
    sua = presentata(giulia, ztl)
    with il(3):
        assert operations.riconta_termini().spostate == 0
    return sua


def test_il_patrono_nuovo_sposta_il_termine_e_il_cittadino_lo_legge(
    ente: Ente, client: Client, giulia: Persona, pratica: Pratica
) -> None:
    il_patrono_e(ente, 4, 1)
    with il(10):
        tasks.calendario()
        assert fini() == [DUE]
        pagina = entra(client, giulia).get(f"/pratiche/{pratica.codice}/").content.decode()
        assert "Il termine è cambiato, con le feste del comune" in pagina
        assert "Finiva mercoledì 1 aprile 2026, ora finisce giovedì 2 aprile 2026." in pagina
        assert "giorno festivo: passa a giovedì 2 aprile 2026" in pagina
        tasks.calendario()  # nothing is done twice
    evento = Evento.objects.get(azione="pratica.termine_ricontato")
    assert (evento.oggetto, evento.attore, evento.dati) == (pratica.codice, None, {"prima": "2026-04-01", "ora": "2026-04-02"})  # fmt: skip
    il_patrono_e(ente, None, None)
    with il(11):
        tasks.calendario()
    assert fini() == [PRIMO]
    assert pratica.passaggi.filter(genere="termine_ricontato").count() == 2


def test_si_contano_solo_le_aperte_di_chi_ha_cambiato(
    ente: Ente, altro_ente: Ente, giulia: Persona, marco: Persona, pratica: Pratica
) -> None:
    with il(2):
        chiusa = una_pratica(di=marco, stato="accolta")
    fine = chiusa.entro_il
    il_patrono_e(ente, 4, 1)
    il_patrono_e(altro_ente, 4, 1)
    with il(10):
        assert [uno.pk for uno in calendario.enti_cambiati()] == [ente.pk, altro_ente.pk]
        assert operations.riconta_termini().spostate == 1
    chiusa.refresh_from_db()
    assert chiusa.entro_il == fine


def test_la_notte_in_cui_nulla_cambia_costa_due_letture(
    pratica: Pratica, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with il(10), django_assert_num_queries(2):
        tasks.calendario()


def test_interrotto_riprende_da_dove_era(
    ente: Ente, marco: Persona, luca: Persona, ztl: Servizio, pratica: Pratica, monkeypatch: pytest.MonkeyPatch
) -> None:
    with il(2):
        altre = [presenta_bozza(una_bozza(persona, ztl)) for persona in (marco, luca)]
    il_patrono_e(ente, 4, 1)
    monkeypatch.setattr(calendario, "A_BLOCCHI", 1)
    guardate: list[int] = []
    vera = calendario._riconta

    def staccata(chiave: int) -> bool:
        if chiave == altre[0].pk and not guardate:
            guardate.append(chiave)
            raise KeyboardInterrupt
        return vera(chiave)

    monkeypatch.setattr(calendario, "_riconta", staccata)
    with il(10):
        with pytest.raises(KeyboardInterrupt):
            tasks.calendario()
        assert fini() == [DUE, PRIMO, PRIMO]
        conto = CalendarioContato.objects.get(ente=ente)
        assert (conto.ultima, conto.finito_il) == (pratica.pk, None)
        tasks.calendario()
    assert fini() == [DUE, DUE, DUE]
    assert Evento.objects.filter(azione="pratica.termine_ricontato").count() == 3


def test_una_che_si_rompe_non_ferma_le_altre(
    ente: Ente, marco: Persona, ztl: Servizio, pratica: Pratica, monkeypatch: pytest.MonkeyPatch
) -> None:
    with il(2):
        altra = presenta_bozza(una_bozza(marco, ztl))
    il_patrono_e(ente, 4, 1)
    vera = calendario._riconta
    monkeypatch.setattr(calendario, "_riconta", lambda chiave: 1 // 0 if chiave == pratica.pk else vera(chiave))
    with il(10), pytest.raises(CommandError, match="1 pratiche non ricontate"):
        comando()
    altra.refresh_from_db()
    assert altra.entro_il == DUE


def test_il_comando_dice_prima_e_fa_poi(ente: Ente, pratica: Pratica) -> None:
    with il(10):
        assert "non c'è nulla da ricontare" in comando("--dry-run")
        il_patrono_e(ente, 4, 1)
        detto = comando("--dry-run")
        assert "1/2026: finiva mercoledì 1 aprile 2026, finirebbe giovedì 2 aprile 2026" in detto
        assert "Comune di Roccachiara: da spostare 1 termini." in detto
        assert fini() == [PRIMO]
        assert "1 termini spostati" in comando()
    assert fini() == [DUE]


def test_due_calendari_uguali_hanno_la_stessa_impronta() -> None:
    assert Calendario((4, 1)).impronta == Calendario((4, 1)).impronta
    assert len({Calendario((4, 1)).impronta, Calendario((4, 2)).impronta, Calendario((4, 1), True).impronta}) == 3
