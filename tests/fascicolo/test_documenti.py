"""The documents of the dossier, and who looked at one's data."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.operations import annota_accesso
from tests.conftest import entra

DOCUMENTI, ACCESSI = "/area-personale/fascicolo/", "/area-personale/fascicolo/accessi/"


def un_documento(
    ente: Ente, persona: Persona, nome: str, tipologia: str = "Ricevuta", aggregazione: str = ""
) -> Documento:
    return archivia(
        b"%PDF-1.7 prova",
        ente=ente,
        nome=nome,
        mime="application/pdf",
        oggetto=f"Oggetto di {nome}",
        tipologia=tipologia,
        intestatario=persona,
        formazione="a",
        flusso="U",
        aggregazione=aggregazione,
    )


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    return risposta.content.decode()


def test_i_miei_documenti_con_tipo_data_e_peso(client: Client, ente: Ente, giulia: Persona) -> None:
    documento = un_documento(ente, giulia, "ricevuta.pdf")
    pagina = leggi(entra(client, giulia), DOCUMENTI)
    for testo in ("Oggetto di ricevuta.pdf", "Ricevuta", "14\xa0byte", documento.get_absolute_url()):
        assert testo in pagina


def test_si_filtra_per_tipo(client: Client, ente: Ente, giulia: Persona) -> None:
    un_documento(ente, giulia, "ricevuta.pdf")
    un_documento(ente, giulia, "permesso.pdf", "Provvedimento")
    entra(client, giulia)
    solo = leggi(client, f"{DOCUMENTI}?tipo=Provvedimento")
    assert "permesso.pdf" in solo
    assert "Oggetto di ricevuta.pdf" not in solo
    assert "Oggetto di ricevuta.pdf" in leggi(client, f"{DOCUMENTI}?tipo=inventato")


def test_della_ricevuta_si_vede_l_ultima(client: Client, ente: Ente, giulia: Persona) -> None:
    """The first is given at once; the one with the protocol number takes its place."""
    tipo = "Ricevuta e comunicazione di avvio"
    prima, ultima = (un_documento(ente, giulia, "ricevuta-1.pdf", tipo, aggregazione="una") for _ in range(2))
    altra = un_documento(ente, giulia, "ricevuta-2.pdf", tipo, aggregazione="altra")
    pagina = leggi(entra(client, giulia), DOCUMENTI)
    assert prima.get_absolute_url() not in pagina
    assert ultima.get_absolute_url() in pagina
    assert altra.get_absolute_url() in pagina


def test_quelli_del_vicino_e_di_un_altro_comune_non_ci_sono(
    client: Client, ente: Ente, altro_ente: Ente, giulia: Persona, marco: Persona
) -> None:
    un_documento(ente, giulia, "mio.pdf")
    un_documento(altro_ente, giulia, "altrove.pdf")
    assert "Non hai ancora documenti" in leggi(entra(client, marco), DOCUMENTI)
    assert "altrove.pdf" not in leggi(entra(client, giulia), DOCUMENTI)


def test_l_elenco_lungo_si_sfoglia(client: Client, ente: Ente, giulia: Persona) -> None:
    for numero in range(30):
        un_documento(ente, giulia, f"documento-{numero:02}.pdf")
    prima = entra(client, giulia).get(DOCUMENTI)
    seconda = leggi(client, DOCUMENTI + prima.context["elenco"].successiva)
    assert "documento-29.pdf" in prima.content.decode()
    assert "documento-04.pdf" in seconda
    assert "documento-05.pdf" not in seconda


@pytest.mark.parametrize("quanti", [25, 100])
def test_le_interrogazioni_non_crescono(
    client: Client,
    ente: Ente,
    giulia: Persona,
    anna: Persona,
    quanti: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for numero in range(quanti):
        un_documento(ente, giulia, f"documento-{numero}.pdf")
        annota_accesso(giulia, anna, ente=ente, ufficio="Polizia locale", sezione="pratica", motivo="Istruttoria")
    entra(client, giulia).get(DOCUMENTI)  # the hosts are read once per process
    with django_assert_num_queries(4):  # session, person, kinds, page
        client.get(DOCUMENTI)
    with django_assert_num_queries(3):
        client.get(ACCESSI)
    with django_assert_num_queries(3):
        client.get("/area-personale/fascicolo/anagrafe/")


def test_leggo_chi_ha_guardato_i_miei_dati_quando_e_perche(
    client: Client, ente: Ente, altro_ente: Ente, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    annota_accesso(giulia, anna, ente=ente, ufficio="Polizia locale", sezione="pratica", motivo="Istruttoria ZTL")
    annota_accesso(giulia, anna, ente=altro_ente, ufficio="Tributi", sezione="documenti", motivo="Altrove")
    pagina = leggi(entra(client, giulia), ACCESSI)
    for testo in ("Polizia locale", "pratica", "Istruttoria ZTL"):
        assert testo in pagina
    assert "Altrove" not in pagina
    assert "Nessuno ha aperto i tuoi dati" in leggi(entra(client, marco), ACCESSI)
