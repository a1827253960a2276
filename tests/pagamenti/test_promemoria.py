"""Who has not paid is reminded a week before and the day before; who has paid, never."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from notifiche.models import Genere, Messaggio, Promemoria
from notifiche.tasks import promemoria
from pagamenti.models import Avviso
from pagamenti.operations import annulla_avviso
from pagamenti.operations.avvisi import ricorda_la_scadenza
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.makers import un_avviso, un_avviso_pagabile, una_ricevuta

ROMA = ZoneInfo("Europe/Rome")
ADESSO = dt.datetime(2026, 11, 2, 8, 0, tzinfo=ROMA)  # notices of the tests end after thirty days: 2 December


@pytest.fixture(autouse=True)
def orologio() -> object:
    with time_machine.travel(ADESSO, tick=False) as orologio:
        yield orologio


def ricordati() -> list[str]:
    return list(Messaggio.objects.filter(genere=Genere.PROMEMORIA).values_list("oggetto", flat=True))


def test_si_ricorda_una_settimana_prima_e_il_giorno_prima(
    ente: Ente, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    avviso = un_avviso_pagabile(di=giulia, ente=ente)
    orologio.move_to(dt.datetime(2026, 11, 25, 9, 0, tzinfo=ROMA))
    promemoria()
    messaggio = Messaggio.objects.get(genere=Genere.PROMEMORIA)
    assert messaggio.oggetto == "Promemoria: hai un pagamento da fare entro mercoledì 2 dicembre 2026"
    assert "25,00\xa0€" in messaggio.testo
    assert (messaggio.nav, messaggio.importo) == (avviso.nav, avviso.importo)  # it is paid from the app, too
    orologio.move_to(dt.datetime(2026, 12, 1, 9, 0, tzinfo=ROMA))
    promemoria()
    assert len(ricordati()) == 2


@pytest.mark.parametrize("come", ["pagato", "annullato"])
def test_chi_ha_pagato_non_riceve_nulla(
    ente: Ente, giulia: Persona, orologio: time_machine.Traveller, come: str
) -> None:
    avviso = un_avviso_pagabile(di=giulia, ente=ente)
    if come == "pagato":
        una_ricevuta(avviso)
    else:
        annulla_avviso(avviso.pk, attore=None, motivo="Prova")
    orologio.move_to(dt.datetime(2026, 12, 1, 10, 0, tzinfo=ROMA))
    promemoria()
    assert ricordati() == []
    assert not Promemoria.objects.in_programma().exists()


def test_la_scadenza_si_sposta(ente: Ente, giulia: Persona, orologio: time_machine.Traveller) -> None:
    avviso = un_avviso_pagabile(di=giulia, ente=ente)
    avviso.scadenza += dt.timedelta(days=30)
    avviso.save(update_fields=["scadenza"])
    ricorda_la_scadenza(avviso)
    orologio.move_to(dt.datetime(2026, 12, 1, 10, 0, tzinfo=ROMA))
    promemoria()
    assert ricordati() == []
    orologio.move_to(dt.datetime(2026, 12, 31, 10, 0, tzinfo=ROMA))
    promemoria()
    assert ricordati() == ["Promemoria: hai un pagamento da fare entro venerdì 1 gennaio 2027"]


def test_chi_riceve_un_avviso_che_scade_subito_non_riceve_anche_il_promemoria(ente: Ente, giulia: Persona) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    Promemoria.objects.all().delete()
    Avviso.objects.filter(pk=avviso.pk).update(scadenza=timezone.localdate() + dt.timedelta(days=1))
    avviso.refresh_from_db()
    ricorda_la_scadenza(avviso)
    assert not Promemoria.objects.exists()
