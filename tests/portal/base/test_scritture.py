"""The statements composed by hand write what the ORM would write, in the types that it reads back."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifiche.models import Messaggio
from portal.base.scritture import aggiorna, inserisci
from portal.enti.models import Ente
from portal.identita.models import Persona


def messaggio(ente: Ente, persona: Persona, chiave: str, **campi: object) -> Messaggio:
    comuni = {"ente": ente, "destinatario": persona, "chiave_evento": chiave, "tipo": "prova.100%", "testo": "%s «è»"}
    return Messaggio(**{**comuni, **campi})


def valori(uno: Messaggio) -> dict[str, object]:
    diversi = {"id", "codice", "creato_il", "chiave_evento"}
    return {
        nome: valore for nome, valore in Messaggio.objects.filter(pk=uno.pk).values()[0].items() if nome not in diversi
    }


def test_inserire_scrive_come_l_orm(ente: Ente, giulia: Persona) -> None:
    campi = {"scadenza": timezone.now(), "utile_fino": timezone.now(), "nav": "3" * 18, "importo": 1600}
    a_mano, orm = messaggio(ente, giulia, "a mano", **campi), messaggio(ente, giulia, "orm", **campi)
    assert inserisci(a_mano)
    orm.save()
    assert valori(a_mano) == valori(orm)
    letto = Messaggio.objects.get(pk=a_mano.pk)
    assert (letto.codice, letto.creato_il) == (a_mano.codice, a_mano.creato_il)


def test_piu_righe_hanno_ciascuna_la_sua_chiave(ente: Ente, giulia: Persona) -> None:
    uno, due = messaggio(ente, giulia, "uno"), messaggio(ente, giulia, "due")
    assert inserisci(uno, due)
    uno.oggetto = "Cambiato"
    uno.save()
    assert dict(Messaggio.objects.values_list("pk", "oggetto")) == {uno.pk: "Cambiato", due.pk: ""}


def test_chi_c_e_gia_resta_com_era(ente: Ente, giulia: Persona, marco: Persona) -> None:
    inserisci(messaggio(ente, giulia, "uno"))
    assert not inserisci(messaggio(ente, marco, "uno"), unico="chiave_evento")
    assert Messaggio.objects.get().destinatario == giulia


def test_le_altre_regole_valgono_ancora(ente: Ente, giulia: Persona) -> None:
    senza_avviso = messaggio(ente, giulia, "uno", importo=1600)
    with pytest.raises(IntegrityError), transaction.atomic():
        inserisci(senza_avviso, unico="chiave_evento")


def test_aggiornare_scrive_solo_mentre_e_vero(ente: Ente, altro_ente: Ente, giulia: Persona) -> None:
    uno, due = messaggio(ente, giulia, "uno"), messaggio(ente, giulia, "due")
    inserisci(uno, due)
    letto = dt.datetime(2026, 11, 22, 10, 2, tzinfo=dt.UTC)
    assert aggiorna(uno, {"letto_il": letto, "ente": altro_ente, "importo": None}, codice=uno.codice)
    assert not aggiorna(uno, {"letto_il": None}, codice=uuid.uuid4())
    assert list(Messaggio.objects.order_by("pk").values_list("letto_il", "ente")) == [
        (letto, altro_ente.pk),
        (None, ente.pk),
    ]
