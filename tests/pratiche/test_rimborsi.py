"""What was paid for a request that ends without what it asked: given back where the package says so, and said before."""

import datetime as dt
import html

import pytest
import time_machine
from django.test import Client

from notifiche.models import Messaggio
from portal.base.importi import euro
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import OffertaPosto, Pratica, Restituzione, Stampa, Tornata
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import con_regole, paga_diritti, presenta_bozza, una_bozza
from tests.pratiche.test_tornate import capo, fino_alla_definitiva, nido, orologio, una_domanda

__all__ = ["capo", "nido", "orologio"]

VENTI = euro(2000)
DIRITTI = {"importo": 2000, "causale": "Permesso", "quando": "presentazione", "giorni": 30}


def leggi(client: Client, indirizzo: str) -> str:
    return html.unescape(client.get(indirizzo).content.decode())


def una_pagata(di: Persona, servizio: Servizio, *, rimborsabili: bool) -> Pratica:
    con_regole(servizio, diritti=DIRITTI | {"rimborsabili": rimborsabili})
    pratica = presenta_bozza(una_bozza(di, servizio))
    paga_diritti(pratica)
    return Pratica.objects.get(pk=pratica.pk)


def test_chi_ritira_legge_prima_che_cosa_gli_torna_e_l_ufficio_lo_trova(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = una_pagata(giulia, ztl, rimborsabili=True)
    entra(client, giulia)
    assert f"I <strong>{VENTI}</strong> che hai pagato ti spettano indietro" in leggi(
        client, f"/pratiche/{pratica.codice}/ritira/"
    )
    for _volta in range(2):
        operations.ritira(pratica.pk, attore=giulia)
    riga = Restituzione.objects.get()
    assert (riga.importo, riga.motivo, riga.pratica) == (2000, Restituzione.Motivo.SENZA_SERVIZIO, pratica)
    assert f"L'ufficio deve restituirti {VENTI}" in leggi(client, pratica.get_absolute_url())
    assert f"I **{VENTI}** che hai pagato" in Messaggio.objects.get(tipo="pratiche.ritirata").testo
    entra(client, anna)
    assert "si è chiusa senza ottenere il servizio" in leggi(client, "/operatori/restituzioni/")
    client.post("/operatori/restituzioni/", {"codice": riga.codice, "nota": "Mandato 3/2026"})
    entra(client, giulia)
    assert f"L'ufficio ha segnato come restituiti {VENTI}" in leggi(client, pratica.get_absolute_url())


def test_se_il_pacchetto_non_lo_dice_non_torna_nulla_e_si_legge_prima(
    client: Client, giulia: Persona, ztl: Servizio
) -> None:
    pratica = una_pagata(giulia, ztl, rimborsabili=False)
    entra(client, giulia)
    assert "non ti vengono restituiti" in leggi(client, f"/pratiche/{pratica.codice}/ritira/")
    operations.ritira(pratica.pk, attore=giulia)
    assert not Restituzione.objects.exists()
    assert "restituirti" not in leggi(client, pratica.get_absolute_url())
    assert "ti spettano indietro" not in Messaggio.objects.get(tipo="pratiche.ritirata").testo


def test_una_pratica_riaperta_tiene_quello_che_era_pagato(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pagata(giulia, ztl, rimborsabili=True)
    operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Manca la firma.")
    assert Restituzione.objects.get().importo == 2000
    Stampa.objects.update(stato="riuscito")
    operations.riapri(pratica.pk, attore=anna, titolo="errore", estremi="N. 1", motivazione="C'era.")
    assert not Restituzione.objects.exists()
    assert Evento.objects.filter(azione="restituzione.non_dovuta").count() == 1
    operations.accogli(pratica.pk, attore=anna)
    assert not Restituzione.objects.exists()


def test_il_pagamento_arrivato_dopo_la_fine_si_ritrova(giulia: Persona, ztl: Servizio) -> None:
    """It was being paid in another window."""
    con_regole(ztl, diritti=DIRITTI | {"rimborsabili": True})
    pratica = presenta_bozza(una_bozza(giulia, ztl))
    operations.ritira(pratica.pk, attore=giulia)
    assert not Restituzione.objects.exists()
    paga_diritti(pratica)
    assert Restituzione.objects.get().importo == 2000


@pytest.mark.parametrize("rimborsabili", [True, False])
def test_chi_lascia_un_posto_gia_pagato(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller, rimborsabili: bool
) -> None:
    orologio.shift(dt.timedelta(days=-30))  # before the round opens, the package may change
    con_regole(nido, diritti=DIRITTI | {"quando": "accoglimento", "rimborsabili": rimborsabili})
    orologio.shift(dt.timedelta(days=30))
    tornata = Tornata.objects.get()
    Tornata.objects.update(cambi_entro=tornata.chiude_il.date() + dt.timedelta(days=90))
    domanda = una_domanda(giulia, nido)
    fino_alla_definitiva(nido, capo, orologio)
    offerta = operations.conferma_posto(OffertaPosto.objects.get().pk, attore=giulia)
    Stampa.objects.update(stato="riuscito")
    paga_diritti(Pratica.objects.get(pk=domanda.pratica_id))
    entra(client, giulia)
    pagina = leggi(client, f"/pratiche/{domanda.pratica.codice}/posto/?lascia=1")
    assert ("ti spettano indietro" in pagina) == rimborsabili
    assert ("non ti vengono restituiti" in pagina) != rimborsabili
    operations.rinuncia_posto(offerta.pk, attore=giulia)
    assert Pratica.objects.get(pk=domanda.pratica_id).stato == Stato.ARCHIVIATA
    assert [riga.importo for riga in Restituzione.objects.all()] == ([2000] if rimborsabili else [])
