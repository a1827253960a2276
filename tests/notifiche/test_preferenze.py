"""What a person chooses, what cannot be chosen, and the link that stops a kind of mail with one click."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from notifiche import preferenze
from notifiche.disiscrizione import indirizzo_disiscrizione
from notifiche.models import FACOLTATIVI, Consegna, Genere, Messaggio, Preferenza
from notifiche.tasks import consegna
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.conftest import entra
from tests.notifiche.conftest import Io, Posta, consegna_di

PAGINA = "/area-personale/profilo/avvisi/"
Avvisa = Callable[..., Messaggio]


def tutte() -> set[str]:
    return {f"{genere}-{canale}" for genere in Genere for canale in ("email", "appio")}


def test_tutto_e_acceso_finche_uno_non_sceglie(client: Client, giulia: Persona) -> None:
    entra(client, giulia)
    pagina = client.get(PAGINA).content.decode()
    for genere in Genere:
        assert f'value="{genere}-email" checked' in pagina
        assert f'value="{genere}-appio" checked' in pagina
    assert not Preferenza.objects.exists()


def test_cio_che_non_si_spegne_dice_perche(client: Client, giulia: Persona) -> None:
    entra(client, giulia)
    pagina = client.get(PAGINA).content.decode()
    for genere in ("pratiche", "pagamenti", "fascicolo"):
        assert f'value="{genere}-email" checked disabled aria-describedby="{genere}-email-perche"' in pagina
        assert f'id="{genere}-email-perche"' in pagina
    client.post(PAGINA, {"avvisi": []})
    assert set(Preferenza.objects.filter(attiva=True)) == set()
    spente = set(Preferenza.objects.values_list("genere", "canale"))
    assert ("pratiche", "email") not in spente
    assert {("appuntamenti", "email"), ("pratiche", "appio"), ("promemoria", "email")} <= spente


def test_si_fermano_con_un_clic_le_email_che_si_spengono_nel_profilo() -> None:
    assert {genere for genere in Genere if preferenze.modificabile(genere, "email")} == set(FACOLTATIVI)
    assert all(preferenze.modificabile(genere, "appio") for genere in Genere)


def test_spento_un_canale_il_messaggio_resta_e_lo_dice(
    posta: Posta, io: Io, client: Client, giulia: Persona, messaggio_per: Avvisa
) -> None:
    entra(client, giulia)
    client.post(PAGINA, {"avvisi": list(tutte() - {"appuntamenti-email"})})
    messaggio = messaggio_per(genere=Genere.APPUNTAMENTI)
    consegna()
    riga = consegna_di(messaggio, "email")
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, Consegna.Esito.DISATTIVATA)
    assert consegna_di(messaggio, "appio").stato == Stato.RIUSCITO
    assert not posta.arrivate
    assert "non inviata, l&#x27;hai disattivata tu" in client.get(messaggio.get_absolute_url()).content.decode()


def test_si_sceglie_al_momento_dell_invio(posta: Posta, io: Io, giulia: Persona, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per(genere=Genere.PROMEMORIA)
    preferenze.imposta(giulia, Genere.PROMEMORIA, "email", attiva=False)
    consegna()
    assert consegna_di(messaggio, "email").esito == Consegna.Esito.DISATTIVATA


def test_si_torna_indietro(client: Client, giulia: Persona) -> None:
    entra(client, giulia)
    client.post(PAGINA, {"avvisi": []})
    risposta = client.post(PAGINA, {"avvisi": list(tutte())}, follow=True)
    assert not Preferenza.objects.filter(attiva=False).exists()
    assert "Abbiamo salvato le tue scelte" in risposta.content.decode()


def test_le_scelte_di_uno_non_sono_di_un_altro(giulia: Persona, marco: Persona, messaggio_per: Avvisa) -> None:
    preferenze.imposta(marco, Genere.PROMEMORIA, "email", attiva=False)
    assert preferenze.consente(messaggio_per(genere=Genere.PROMEMORIA), "email")


def test_la_pagina_costa_sempre_uguale(
    client: Client, giulia: Persona, django_assert_num_queries: Callable[..., object]
) -> None:
    entra(client, giulia)
    client.get(PAGINA)
    with django_assert_num_queries(3):  # session, person, choices
        client.get(PAGINA)
    client.post(PAGINA, {"avvisi": []})
    client.get(PAGINA)  # the answer to the change is shown once
    with django_assert_num_queries(3):
        client.get(PAGINA)


# --- one click --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=FACOLTATIVI)
def genere(request: pytest.FixtureRequest) -> Genere:
    return Genere(request.param)


@pytest.fixture
def clic(posta: Posta, io: Io, messaggio_per: Avvisa, genere: Genere) -> str:
    """The address in List-Unsubscribe of a mail that arrived."""
    messaggio_per(genere=genere)
    consegna()
    trovato = re.match(r"<http://localhost:8000(/.*)>", posta.arrivate[0]["List-Unsubscribe"].strip())
    assert trovato
    return trovato[1]


def spente(persona: Persona) -> list[str]:
    return list(Preferenza.objects.filter(persona=persona, attiva=False).values_list("genere", flat=True))


def test_chi_apre_il_collegamento_non_cambia_nulla(client: Client, giulia: Persona, clic: str) -> None:
    risposta = client.get(clic)
    assert "Non ricevere più queste e-mail" in risposta.content.decode()
    assert spente(giulia) == []
    for dato in (giulia.nome, giulia.cognome, giulia.email):
        assert dato not in risposta.content.decode()


def test_un_programma_di_posta_ferma_le_email_senza_entrare(
    ente: Ente, giulia: Persona, clic: str, genere: Genere
) -> None:
    programma = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    for _ in range(2):
        assert programma.post(clic, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert spente(giulia) == [genere]
    assert Preferenza.objects.get().origine == Preferenza.Origine.POSTA


def test_si_torna_indietro_dalla_pagina(client: Client, giulia: Persona, clic: str) -> None:
    pagina = client.post(clic).content.decode()
    assert "Non ti mandiamo più queste e-mail" in pagina
    assert 'name="riattiva"' in pagina
    client.post(clic, {"riattiva": "1"})
    assert spente(giulia) == []


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_un_collegamento_alterato_non_fa_nulla(client: Client, giulia: Persona, clic: str, metodo: str) -> None:
    alterato = clic[:-4] + ("a" if clic[-4] != "a" else "b") + clic[-3:]
    assert getattr(client, metodo)(alterato).status_code == 404
    assert spente(giulia) == []


def test_un_messaggio_dovuto_non_si_ferma_con_un_clic(client: Client, giulia: Persona, messaggio_per: Avvisa) -> None:
    riga = consegna_di(messaggio_per(genere=Genere.PRATICHE), "email")
    indirizzo = indirizzo_disiscrizione(riga).removeprefix("http://localhost:8000")
    assert client.post(indirizzo).status_code == 404
    assert spente(giulia) == []


def test_l_ultima_scelta_dice_quando(giulia: Persona) -> None:
    prima = timezone.now()
    preferenze.imposta(giulia, Genere.PROMEMORIA, "email", attiva=False)
    assert Preferenza.objects.get().decisa_il >= prima


@pytest.mark.parametrize(("genere", "canale"), [("pratiche", "email"), ("altro", "email"), ("promemoria", "piccione")])
def test_cio_che_non_si_sceglie_non_si_scrive(giulia: Persona, genere: str, canale: str) -> None:
    with pytest.raises(ValueError, match=canale):
        preferenze.imposta(giulia, genere, canale, attiva=False)
