"""The mails that are not copies of a message: when they do not leave, somebody sees it and decides."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistenza.models import Domanda, Lettera
from notifiche import riepilogo
from notifiche.models import VerificaIndirizzo
from portal.base import salute
from portal.base.coda import Lavoro, Stato
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche.models import AvvisoCarico
from tests import people
from tests.conftest import entra

ELENCO = reverse("messaggi_operatori:consegne")
FERMA = {"stato": Stato.FALLITO, "errore": "posta_indirizzo_rifiutato", "tentativi": 1}
TITOLI = ("Codice che conferma un indirizzo", "Domande all&#x27;assistenza", "Avviso a chi riceve pratiche")


@pytest.fixture
def ferme(ente: Ente, ufficio: Ufficio, giulia: Persona, anna: Persona) -> list[Lavoro]:
    """A code, the confirmation of a question, the news of cases given."""
    domanda = Domanda.objects.create(ente=ente, ufficio=ufficio, email="ada@esempio.invalid", testo="?")
    return [
        VerificaIndirizzo.objects.create(persona=giulia, ente=ente, indirizzo="giulia@esempio.invalid", **FERMA),
        Lettera.objects.create(domanda=domanda, genere="conferma", **FERMA),
        AvvisoCarico.objects.create(persona=anna, ente=ente, dal=timezone.now() - timedelta(hours=1), **FERMA),
    ]


def scelte(righe: list[Lavoro]) -> list[str]:
    return [f"{nome}:{riga.pk}" for nome, riga in zip(("codici", "assistenza", "carico"), righe, strict=True)]


def stati(righe: list[Lavoro]) -> set[str]:
    for riga in righe:
        riga.refresh_from_db()
    return {riga.stato for riga in righe}


def test_si_vedono_con_il_perche_e_senza_dire_a_chi(client: Client, anna: Persona, ferme: list[Lavoro]) -> None:
    pagina = entra(client, anna).get(ELENCO).content.decode()
    for titolo in TITOLI:
        assert pagina.count(titolo) == 2  # in the table, and read aloud beside its box
    assert "Il server di posta rifiuta l&#x27;indirizzo" in pagina
    assert f"(posta_indirizzo_rifiutato, assistenza.Lettera {ferme[1].pk})" in pagina
    assert "esempio.invalid" not in pagina
    assert "Bianchi" not in pagina
    type(ferme[1]).objects.update(errore="KeyError")
    pagina = client.get(ELENCO).content.decode()
    assert "Il portale si è fermato per un errore suo." in pagina
    assert f"(KeyError, assistenza.Lettera {ferme[1].pk})" in pagina


def test_si_mandano_di_nuovo(
    client: Client, anna: Persona, ferme: list[Lavoro], campanelli: list[tuple[str, tuple[object, ...]]],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    entra(client, anna)
    for _volta in range(2):  # two clicks
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            client.post(ELENCO, {"atto": "riprova_posta", "poste": [*scelte(ferme), "codici:x", "altro:1"]})
        assert stati(ferme) == {Stato.IN_CODA}
    suonati = {nome for nome, _argomenti in campanelli}
    assert {"notifiche.codici", "assistenza.lettere", "pratiche.avvisi_carico"} <= suonati
    scritti = Evento.objects.filter(azione="posta.rimessa_in_coda").values_list("dati", flat=True)
    assert sorted(riga["genere"] for riga in scritti) == ["assistenza", "carico", "codici"]
    assert "Altre e-mail non partite" not in client.get(ELENCO).content.decode()


def test_si_chiudono_e_chi_non_sceglie_lo_legge(client: Client, anna: Persona, ferme: list[Lavoro]) -> None:
    entra(client, anna)
    assert "Scegli almeno" in client.post(ELENCO, {"atto": "chiudi_posta"}, follow=True).content.decode()
    client.post(ELENCO, {"atto": "chiudi_posta", "poste": scelte(ferme)})
    assert stati(ferme) == {Stato.ANNULLATO}
    assert Evento.objects.filter(azione="posta.chiusa").count() == 3
    giulia = VerificaIndirizzo.objects.get().persona
    sua = entra(Client(HTTP_HOST="localhost"), giulia).get(reverse("notifiche:codice")).content.decode()
    assert "Il codice non è partito" in sua  # the person still reads it


def test_ogni_ufficio_e_ogni_comune_vede_e_decide_le_sue(
    client: Client, ferme: list[Lavoro], ente: Ente, altro_ente: Ente
) -> None:
    rita = people.crea_operatore("Rita", people.crea_ufficio("Tributi", ente), "operatore")
    pagina = entra(client, rita).get(ELENCO).content.decode()
    assert [titolo in pagina for titolo in TITOLI] == [True, False, False]
    client.post(ELENCO, {"atto": "chiudi_posta", "poste": scelte(ferme)[1:]})
    assert stati(ferme) == {Stato.FALLITO}
    elisa = people.crea_operatore("Elisa", people.crea_ufficio("Anagrafe", altro_ente))
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), elisa)
    assert "Altre e-mail non partite" not in altrove.get(ELENCO).content.decode()


def test_il_mattino_e_le_cifre_le_dicono(ente: Ente, ferme: list[Lavoro]) -> None:
    assert [voce.quante for voce in riepilogo.voci(ente)] == [1, 1, 1]
    figure = {c.etichette["genere"]: c.valore for c in salute.cifre() if c.nome == "posta_ferma"}
    assert figure == {"codici": 1, "assistenza": 1, "carico": 1, "sostituto": 0, "inviti": 0}


def test_la_pagina_costa_lo_stesso_con_una_e_con_tante(
    client: Client, anna: Persona, ferme: list[Lavoro], ente: Ente, ufficio: Ufficio
) -> None:
    entra(client, anna)
    costi = []
    for quante in (0, 20):
        for _volta in range(quante):
            domanda = Domanda.objects.create(ente=ente, ufficio=ufficio, email="ada@esempio.invalid", testo="?")
            Lettera.objects.create(domanda=domanda, genere="risposta", **FERMA)
        client.get(ELENCO)
        with CaptureQueriesContext(connection) as letture:
            client.get(ELENCO)
        costi.append(len(letture))
    assert costi[0] == costi[1]
