"""Every package of the portal: all its branches through the forms, the fullest one over HTTP, without JavaScript, to the end."""

import re

import pytest
from django.test import Client

from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche.compilazione import quadro
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.moduli.coerenza import DEL_POSTO, SEGNAPOSTI
from pratiche.moduli.definizione import Definizione
from pratiche.moduli.quadro import Quadro
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import un_servizio
from tests.pratiche.compila import Compilatore, buone, rami, sul_modulo

PACCHETTI = sorted(disponibili())
PESO_MASSIMO = 60_000  # bytes of HTML
LETTURE_MASSIME = 11  # to open a step


@pytest.mark.parametrize("nome", PACCHETTI)
def test_ogni_ramo_si_compila(nome: str) -> None:
    definizione = leggi(disponibili()[nome]).definizione
    incontrate: set[str] = set()
    for volta in range(rami(definizione)):
        presentato = sul_modulo(definizione, volta)
        incontrate |= presentato.visibili
        _gli_esiti_si_leggono(definizione, presentato)
    rare = {campo.nome for campo in definizione.campi} - incontrate
    assert all(definizione.per_nome[campo].visibile_se for campo in rare), rare


def _gli_esiti_si_leggono(definizione: Definizione, presentato: Quadro) -> None:
    """Whatever was answered, the document of the outcome has no hole where a question was not asked."""
    risposte = {c.nome: TIPI[c.tipo].in_parole(c, presentato.valori.get(c.nome)) for c in definizione.campi}
    parole = risposte | dict.fromkeys(SEGNAPOSTI | DEL_POSTO, "qui")
    for esito, modello in definizione.esiti.items():
        testo = modello.riempi(parole)
        assert not re.search(r"  | [,.;:)]|\(\)|: *\.|\n\n\n", testo), f"{esito}: {testo}"


@pytest.mark.parametrize("nome", PACCHETTI)
def test_si_compila_e_si_presenta_senza_javascript(
    client: Client, giulia: Persona, ente: Ente, ufficio: Ufficio, nome: str
) -> None:
    definizione = leggi(disponibili()[nome]).definizione
    un_servizio(ente, ufficio, nome)
    piena = max(range(rami(definizione)), key=lambda volta: len(sul_modulo(definizione, volta).visibili))
    compilatore = Compilatore(entra(client, giulia), definizione, buone(piena))
    pratica = compilatore.compila()
    assert (pratica.stato, pratica.numero) == (Stato.PRESENTATA, 1)
    presentato = quadro(pratica)
    assert pratica.dati == presentato.valori  # what was hidden is not kept
    file = {campo.nome for campo in definizione.campi if campo.tipo == "file"}
    assert presentato.obbligatori - file <= pratica.dati.keys()
    assert max(len(pagina.content) for pagina in compilatore.pagine) <= PESO_MASSIMO
    assert max(compilatore.letture.values()) <= LETTURE_MASSIME, compilatore.letture
    testo = client.get(pratica.get_absolute_url()).content.decode()
    for campo in definizione.campi:
        nascosta = campo.nome not in presentato.visibili
        assert not nascosta or f"<dt>{campo.etichetta}</dt>" not in testo, campo.nome
