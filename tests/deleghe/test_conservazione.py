"""A person who was only named, and never came, is forgotten; whoever else is kept."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from fascicolo import tasks
from fascicolo.deleghe import conservazione
from fascicolo.deleghe import operations as deleghe
from notifiche.models import Messaggio
from portal.enti.models import Ente
from portal.identita import operations
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import Limiti
from portal.identita.stati import Specie
from portal.registro.models import Evento
from tests.makers import un_avviso, una_delega

SCONOSCIUTO = "RSSMRA80A01Z404R"


@pytest.fixture
def nominato(ente: Ente, giulia: Persona) -> Persona:
    """Somebody whose codice fiscale Giulia, who entered, typed."""
    Persona.objects.filter(pk=giulia.pk).update(last_login=timezone.now())
    deleghe.dai_delega(da=giulia, codice_fiscale=SCONOSCIUTO, ente=ente, limiti=Limiti(), attore=giulia)
    return Persona.objects.get(codice_fiscale=SCONOSCIUTO)


def passano(giorni: int) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=giorni), tick=False)


def test_dopo_novanta_giorni_dalla_fine_non_resta_nulla(nominato: Persona, giulia: Persona) -> None:
    with passano(31):
        tasks.deleghe()  # nobody answered: the request lapses, and the term begins
    with passano(31 + 89):
        tasks.deleghe()
    assert Persona.objects.filter(pk=nominato.pk).exists()
    with passano(31 + 91):
        tasks.deleghe()
        tasks.deleghe()
    assert not Persona.objects.filter(codice_fiscale=SCONOSCIUTO).exists()
    assert not Rappresentanza.objects.exists()
    assert not Messaggio.objects.exclude(destinatario=giulia).exists()
    assert Evento.objects.filter(azione="rappresentanza.dimenticata").count() == 1
    assert Persona.objects.filter(pk=giulia.pk).exists()


def test_chi_e_entrato_resta(nominato: Persona) -> None:
    Persona.objects.filter(pk=nominato.pk).update(last_login=timezone.now())
    with passano(31):
        tasks.deleghe()
    with passano(200):
        tasks.deleghe()
    assert Persona.objects.filter(pk=nominato.pk).exists()


def test_chi_ha_altro_resta(ente: Ente, nominato: Persona, giulia: Persona) -> None:
    un_avviso(di=nominato, ente=ente)
    with passano(31):
        tasks.deleghe()
    with passano(200):
        tasks.deleghe()
    assert Persona.objects.filter(pk=nominato.pk).exists()
    assert Rappresentanza.objects.filter(rappresentante=nominato).exists()


def test_un_mandato_preso_o_deciso_dall_ufficio_tiene_la_persona(ente: Ente, giulia: Persona, luca: Persona) -> None:
    """They never entered here in the tests either, but somebody acted, or an office was asked."""
    preso = una_delega(da=giulia, a=luca)
    operations.revoca(preso.pk, attore=giulia)
    tutelato = operations.conosci(SCONOSCIUTO, nome="Rosa", cognome="Neri")
    operations.chiedi(
        rappresentato=tutelato, rappresentante=luca, ente=ente, specie=Specie.TUTORE, limiti=Limiti(), attore=luca
    )
    operations.conosci_impresa("09876540106", denominazione="Gallo")
    with passano(31):
        tasks.deleghe()
    with passano(200):
        tasks.deleghe()
    assert Persona.objects.count() == 4


def test_chi_entra_mentre_lo_si_dimentica_resta(nominato: Persona) -> None:
    with passano(31):
        tasks.deleghe()
    with passano(200):
        (scelta,) = conservazione._mai_entrate()
        Persona.objects.filter(pk=nominato.pk).update(last_login=timezone.now())
        conservazione._dimentica(scelta)
    assert Persona.objects.filter(pk=nominato.pk).exists()
    assert Rappresentanza.objects.filter(rappresentante=nominato).exists()
