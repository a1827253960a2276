"""Telling many at once follows the same rules as telling one, and lets single messages pass first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifiche.models import Consegna, Genere, Messaggio, Precedenza
from notifiche.operations import Contenuto, avvisa, avvisa_molti
from notifiche.parole import Parole
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests import people


def a_tutti(ente: Ente, persone: list[Persona]) -> list[Contenuto]:
    return [
        Contenuto(
            destinatario=persona,
            ente=ente,
            chiave_evento=f"invio:{persona.codice}",
            tipo="notifiche.invio",
            parole=Parole("Chiusura degli uffici", f"Ciao {persona.nome}."),
            precedenza=Precedenza.MASSIVA,
        )
        for persona in persone
    ]


def test_a_molti_con_poche_domande_al_database(ente: Ente) -> None:
    persone = [people.crea_cittadino(f"Persona {n}", "Prova", "") for n in range(20)]
    with CaptureQueriesContext(connection) as poche:
        avvisa_molti(a_tutti(ente, persone[:2]))
    with CaptureQueriesContext(connection) as molte:
        detti = avvisa_molti(a_tutti(ente, persone[2:]))
    assert len(poche) == len(molte)
    assert len(detti) == 18
    assert Consegna.objects.count() == 40
    messaggio = detti[f"invio:{persone[2].codice}"]
    assert (messaggio.testo, messaggio.genere) == ("Ciao Persona 2.", Genere.INFORMAZIONI)


def test_la_stessa_cosa_a_molti_si_dice_una_volta(ente: Ente, giulia: Persona, marco: Persona) -> None:
    avvisa_molti(a_tutti(ente, [giulia]))
    avvisa_molti(a_tutti(ente, [giulia, marco]))
    avvisa(a_tutti(ente, [giulia])[0])
    assert Messaggio.objects.count() == 2
    assert Consegna.objects.count() == 4


def test_chi_ha_scelto_un_altra_lingua_legge_l_italiano_come_italiano(ente: Ente, giulia: Persona) -> None:
    giulia.lingua = "de"
    assert avvisa(a_tutti(ente, [giulia])[0]).lingua == "it"


@pytest.mark.parametrize("quanti", [1, 3])
def test_i_messaggi_a_una_persona_passano_avanti(ente: Ente, giulia: Persona, marco: Persona, quanti: int) -> None:
    avvisa_molti(a_tutti(ente, [giulia, marco]))
    uno = avvisa(Contenuto(destinatario=giulia, ente=ente, chiave_evento="uno", tipo="notifiche.benvenuto"))
    assert Consegna.objects.prendi(quanti)[0].messaggio == uno
