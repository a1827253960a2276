"""Issuing and cancelling a notice."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pagamenti import numeri
from pagamenti.models import Avviso, ContoIncasso, Pubblicazione
from pagamenti.operations import annulla_avviso, emetti_avviso
from pagamenti.stati import Stato
from portal.base.errors import DomainError
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests.makers import un_avviso


@pytest.mark.parametrize(
    ("segregazione", "base", "nav"), [("01", 1, "301000000000000144"), ("02", 42, "302000000000004232")]
)
def test_il_nav_ha_le_cifre_di_controllo(segregazione: str, base: int, nav: str) -> None:
    assert numeri.nuovo_nav(segregazione, base) == nav


@pytest.mark.parametrize(
    ("nav", "iuv"),
    [
        ("301000000000000144", "01000000000000144"),
        ("001000000000000141", "000000000000141"),
        ("200000000000000103", "00000000000000103"),
    ],
)
def test_lo_iuv_sta_dentro_il_nav(nav: str, iuv: str) -> None:
    assert numeri.iuv_di(nav) == iuv


@pytest.mark.parametrize(("segregazione", "base"), [("1", 1), ("ab", 1), ("01", 0), ("01", 10**13)])
def test_un_numero_fuori_misura_non_diventa_nav(segregazione: str, base: int) -> None:
    with pytest.raises(ValueError):
        numeri.nuovo_nav(segregazione, base)


def test_ogni_ente_numera_i_suoi_avvisi_senza_buchi(ente: Ente, altro_ente: Ente, giulia: Persona) -> None:
    nav = [un_avviso(di=giulia, ente=di).nav for di in (ente, ente, altro_ente)]
    assert nav == [numeri.nuovo_nav("01", 1), numeri.nuovo_nav("01", 2), numeri.nuovo_nav("01", 1)]


def test_chiesto_due_volte_per_la_stessa_origine_l_avviso_e_uno(ente: Ente, giulia: Persona) -> None:
    primo = un_avviso(di=giulia, ente=ente, origine="pratica:1")
    assert un_avviso(di=giulia, ente=ente, origine="pratica:1") == primo
    assert Avviso.objects.per_origine("pratica:1").count() == 1
    assert Evento.objects.filter(azione="avviso.emesso").count() == 1


def test_il_database_vieta_due_avvisi_aperti_per_la_stessa_origine(ente: Ente, giulia: Persona) -> None:
    primo = un_avviso(di=giulia, ente=ente, origine="pratica:1")
    secondo = un_avviso(di=giulia, ente=ente)
    with pytest.raises(IntegrityError), transaction.atomic():
        Avviso.objects.filter(pk=secondo.pk).update(origine=primo.origine)


def test_dopo_l_annullamento_si_puo_emettere_di_nuovo_con_un_altro_numero(ente: Ente, giulia: Persona) -> None:
    primo = un_avviso(di=giulia, ente=ente, origine="pratica:1", stato=Stato.ANNULLATO)
    secondo = un_avviso(di=giulia, ente=ente, origine="pratica:1")
    assert secondo.nav != primo.nav
    assert Avviso.objects.per_origine("pratica:1").first() == secondo


def test_l_avviso_nasce_con_il_suo_versamento_e_il_lavoro_verso_pagopa(ente: Ente, giulia: Persona) -> None:
    avviso = un_avviso(di=giulia, ente=ente, importo=1600)
    versamento = avviso.versamenti.get()
    assert (versamento.importo, versamento.codice_fiscale_ente) == (1600, ente.codice_fiscale)
    assert avviso.pubblicazioni.get().atto == Pubblicazione.Atto.PUBBLICA
    assert avviso.pubblicato_il is None


def test_annullare_due_volte_non_fa_danni(ente: Ente, giulia: Persona, anna: Persona) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    for _giro in range(2):
        annulla_avviso(avviso.pk, attore=anna, motivo="Importo sbagliato")
    avviso.refresh_from_db()
    assert avviso.annullato
    assert [p.atto for p in avviso.pubblicazioni.filter(stato="in_coda")] == ["invalida"]
    assert Evento.objects.filter(azione="avviso.annullato").count() == 1


@pytest.mark.parametrize(
    "storto",
    [
        {"importo": 0},
        {"importo": -1},
        {"importo": 10**11},
        {"causale": ""},
        {"causale": "x" * 141},
        {"scadenza": timezone.localdate() - dt.timedelta(days=1)},
    ],
)
def test_un_avviso_storto_non_nasce(ente: Ente, giulia: Persona, storto: dict[str, object]) -> None:
    dati = {"causale": "Diritti", "importo": 100, "scadenza": timezone.localdate(), **storto}
    with pytest.raises(DomainError):
        emetti_avviso(ente=ente, debitore=giulia, origine="prova:1", attore=None, **dati)  # type: ignore[arg-type]
    assert not Avviso.objects.exists()


def test_senza_segregazione_non_si_emettono_avvisi(ente: Ente, giulia: Persona, settings: Any) -> None:
    settings.PAGOPA_SEGREGAZIONE = ""
    with pytest.raises(DomainError, match="pagamenti online"):
        un_avviso(di=giulia, ente=ente)


def test_un_ente_senza_conto_non_emette_avvisi(ente: Ente, giulia: Persona) -> None:
    ContoIncasso.objects.filter(ente=ente).delete()
    with pytest.raises(DomainError, match="pagamenti online"):
        un_avviso(di=giulia, ente=ente)
