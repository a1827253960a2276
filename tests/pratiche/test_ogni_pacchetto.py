"""Every package of the portal is filled in and presented over HTTP, without JavaScript, along its different branches."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche.compilazione import quadro
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import un_servizio
from tests.pratiche.compila import Compilatore, buone

PACCHETTI = sorted(disponibili())
PESO_MASSIMO = 60_000  # bytes of HTML


@pytest.mark.parametrize("volta", range(3))
@pytest.mark.parametrize("nome", PACCHETTI)
def test_si_compila_e_si_presenta_senza_javascript(
    client: Client, giulia: Persona, ente: Ente, ufficio: Ufficio, nome: str, volta: int
) -> None:
    definizione = leggi(disponibili()[nome]).definizione
    un_servizio(ente, ufficio, nome)
    compilatore = Compilatore(entra(client, giulia), definizione, buone(volta))
    pratica = compilatore.compila()
    assert pratica.stato == Stato.PRESENTATA
    presentato = quadro(pratica)
    assert pratica.dati == presentato.valori  # what was hidden is not kept
    assert (
        presentato.obbligatori - {campo.nome for campo in definizione.campi if campo.tipo == "file"}
        <= pratica.dati.keys()
    )
    assert max(len(pagina.content) for pagina in compilatore.pagine) <= PESO_MASSIMO
    testo = client.get(pratica.get_absolute_url()).content.decode()
    for campo in definizione.campi:
        nascosta = campo.nome not in presentato.visibili
        assert not nascosta or f"<dt>{campo.etichetta}</dt>" not in testo, campo.nome


@pytest.mark.parametrize("nome", PACCHETTI)
def test_ogni_passo_costa_poche_letture(
    client: Client, giulia: Persona, ente: Ente, ufficio: Ufficio, nome: str
) -> None:
    definizione = leggi(disponibili()[nome]).definizione
    un_servizio(ente, ufficio, nome)
    entra(client, giulia)
    primo = Compilatore(client, definizione).compila()
    indirizzo = client.post(f"/servizi/{nome}/richiedi/", {"letta": "on"})["Location"]
    radice = indirizzo.rsplit("/", 2)[0]
    for passo in definizione.passi:
        with CaptureQueriesContext(connection) as letture:
            client.get(f"{radice}/{passo.codice}/")
        assert len(letture) <= 11, passo.codice
    assert primo.numero == 1
