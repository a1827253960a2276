"""Drafts that nobody takes up again: the citizen is warned in time, then they go with their files; what was paid comes back."""

import datetime as dt

import pytest
import time_machine
from django.core.files.storage import storages
from django.utils import timezone

from notifiche.models import Messaggio
from pagamenti.models import Avviso
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations, tasks
from pratiche.models import Pratica, Restituzione
from pratiche.operations.sportello import Presentatosi
from tests import people
from tests.makers import con_regole, presenta_bozza, una_bozza, una_ricevuta


def fra(giorni: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=giorni))


def passano_le_notti(*giorni: float) -> None:
    for giorno in giorni:
        with fra(giorno):
            tasks.bozze()


def avvisi_di(chi: Persona) -> list[Messaggio]:
    return list(Messaggio.objects.filter(destinatario=chi, tipo="pratiche.bozza_in_scadenza").order_by("pk"))


def test_chi_lascia_una_bozza_e_avvisato_e_poi_si_cancella(
    giulia: Persona, marco: Persona, ztl: Servizio, django_capture_on_commit_callbacks: object
) -> None:
    bozza, presentata = una_bozza(giulia, ztl), presenta_bozza(una_bozza(marco, ztl))
    passano_le_notti(164)
    assert avvisi_di(giulia) == []
    passano_le_notti(166, 167, 179)
    (detto,) = avvisi_di(giulia)
    assert detto.url == f"/pratiche/{bozza.codice}/compila/"
    assert "si cancellano" in detto.testo
    assert Pratica.objects.filter(pk=bozza.pk).exists()
    passano_le_notti(182)
    assert not Pratica.objects.filter(pk=bozza.pk).exists()
    assert Evento.objects.filter(azione="pratica.bozza_scaduta", oggetto=bozza.codice, attore=None).exists()
    assert Pratica.objects.get() == presentata


def test_chi_la_riprende_la_tiene(giulia: Persona, ztl: Servizio) -> None:
    bozza = una_bozza(giulia, ztl)
    passano_le_notti(170)
    with fra(175):
        operations.salva_passo(bozza.pk, attore=giulia, contatti={}, dati={})
    passano_le_notti(181, 339)
    assert Pratica.objects.filter(pk=bozza.pk).exists()
    passano_le_notti(342)
    assert len(avvisi_di(giulia)) == 2  # left alone again: told again
    assert Pratica.objects.filter(pk=bozza.pk).exists()


def test_nessuno_perde_una_bozza_senza_quindici_giorni_di_avviso(giulia: Persona, ztl: Servizio) -> None:
    bozza = una_bozza(giulia, ztl)
    passano_le_notti(400, 414)  # the rule is new, or the portal was off
    assert Pratica.objects.filter(pk=bozza.pk).exists()
    passano_le_notti(416)
    assert not Pratica.objects.filter(pk=bozza.pk).exists()


def test_quello_che_era_pagato_torna_e_i_file_spariscono(
    giulia: Persona, ztl: Servizio, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    con_regole(ztl, diritti={"importo": 2000, "causale": "ZTL", "quando": "prima", "giorni": 300})
    bozza = una_bozza(giulia, ztl)
    file = bozza.allegati.get().file.name
    impronta = bozza.impronta_bozza([str(bozza.allegati.get().codice)])
    una_ricevuta(Avviso.objects.get(pk=operations.chiedi_anticipo(bozza.pk, attore=giulia, confermata=impronta).pk))
    passano_le_notti(170)
    assert "te li restituisce" in avvisi_di(giulia)[0].testo
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        passano_le_notti(200)
    assert not Pratica.objects.exists()
    assert Restituzione.objects.get().importo == 2000
    assert not storages["default"].exists(file)


def test_allo_sportello_dura_meno_e_nessuno_e_avvisato(anna: Persona, luca: Persona, ztl: Servizio) -> None:
    bozza = operations.apri_allo_sportello(
        ztl.pk, operatore=anna, codice_fiscale=people.CODICI_FISCALI["luca"], nome="Luca", cognome="Ferri",
        presentatosi=Presentatosi("conoscenza"),
    )  # fmt: skip
    passano_le_notti(29)
    assert Pratica.objects.filter(pk=bozza.pk).exists()
    passano_le_notti(31)
    assert not Pratica.objects.exists()
    assert avvisi_di(luca) == []
