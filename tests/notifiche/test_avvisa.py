"""Telling a citizen: one fact is one message, in the reader's language, and nobody waits for a channel."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from notifiche.models import Classe, Consegna, Messaggio
from notifiche.operations import Contenuto, DaPagare, avvisa
from portal.base import jobs
from portal.base.coda import Stato
from portal.celery import app
from portal.enti.models import Ente
from portal.identita.models import Persona


def benvenuto(ente: Ente, a: Persona, **altro: object) -> Contenuto:
    return Contenuto(
        destinatario=a,
        ente=ente,
        chiave_evento=f"prova:{a.codice}",
        tipo="notifiche.benvenuto",
        **altro,  # type: ignore[arg-type]
    )


def test_il_messaggio_e_nella_posta_e_una_consegna_parte_per_ogni_canale(ente: Ente, giulia: Persona) -> None:
    messaggio = avvisa(benvenuto(ente, giulia, riferimento="ZTL-2026-1", url="/area-personale/", azione="Entra"))
    assert Messaggio.objects.di(giulia, ente).get() == messaggio
    assert messaggio.oggetto == "La tua area personale del Comune di Roccachiara è pronta"
    assert "- le tue pratiche" in messaggio.testo
    assert list(messaggio.consegne.order_by("pk").values_list("canale", "stato")) == [
        ("email", Stato.IN_CODA),
        ("appio", Stato.IN_CODA),
    ]


def test_lo_stesso_fatto_si_racconta_una_volta(ente: Ente, giulia: Persona) -> None:
    assert avvisa(benvenuto(ente, giulia)) == avvisa(benvenuto(ente, giulia))
    assert (Messaggio.objects.count(), Consegna.objects.count()) == (1, 2)


def test_dire_una_cosa_costa_due_scritture(
    ente: Ente, giulia: Persona, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic(), django_assert_num_queries(2):
        avvisa(benvenuto(ente, giulia))
    with transaction.atomic(), django_assert_num_queries(2):  # it was there: it is read
        avvisa(benvenuto(ente, giulia))


def test_il_messaggio_porta_l_avviso_da_pagare_e_la_scadenza(ente: Ente, giulia: Persona) -> None:
    messaggio = avvisa(
        benvenuto(
            ente,
            giulia,
            avviso=DaPagare("301000000000000017", 1600),
            scadenza=dt.date(2026, 12, 12),
            classe=Classe.UNA_VOLTA,
        )
    )
    assert (messaggio.nav, messaggio.importo, messaggio.classe) == ("301000000000000017", 1600, "una_volta")
    # a day ends at its last second, in Rome
    assert messaggio.scadenza == dt.datetime(2026, 12, 12, 23, 59, 59, tzinfo=ZoneInfo("Europe/Rome"))


def test_un_avviso_ha_sempre_il_suo_importo(ente: Ente, giulia: Persona) -> None:
    messaggio = avvisa(benvenuto(ente, giulia, avviso=DaPagare("301000000000000017", 1600)))
    for importo in (None, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Messaggio.objects.filter(pk=messaggio.pk).update(importo=importo)


def test_un_atto_annullato_non_avvisa_nessuno(ente: Ente, giulia: Persona) -> None:
    with transaction.atomic():
        avvisa(benvenuto(ente, giulia))
        transaction.set_rollback(True)
    assert not Messaggio.objects.exists()
    assert not Consegna.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_il_broker_fermo_non_guasta_l_atto(
    ente: Ente, giulia: Persona, monkeypatch: pytest.MonkeyPatch, suona_davvero: object
) -> None:
    def fermo(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(app, "send_task", fermo)
    monkeypatch.setattr(jobs, "_muto_fino", 0.0)
    messaggio = avvisa(benvenuto(ente, giulia))
    assert Consegna.objects.dovuti().filter(messaggio=messaggio).count() == 2
