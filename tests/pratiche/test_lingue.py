"""The request and the case for who reads another language: theirs where it exists, else Italian that says it is Italian."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notifiche.models import Messaggio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import con_regole, un_servizio, una_bozza, una_pratica


def test_un_modulo_solo_in_italiano_lo_dice(client: Client, giulia: Persona, ente: Ente, ufficio: Ufficio) -> None:
    mensa = un_servizio(ente, ufficio, "mensa-scolastica")
    cittadina = entra(client, giulia)
    assert "Die Fragen dieses Dienstes" in cittadina.get(f"{mensa.percorso_richiesta}?lingua=de").content.decode()
    bozza = una_bozza(giulia, mensa)
    passo = bozza.definizione.passi[1]
    testo = cittadina.get(f"/pratiche/{bozza.codice}/compila/{passo.codice}/").content.decode()
    assert "Die Fragen dieses Dienstes" in testo
    assert f'<span lang="it">{passo.titolo}</span>' in testo
    assert (
        "Le domande di questo servizio" not in cittadina.get(mensa.percorso_richiesta + "?lingua=it").content.decode()
    )


def test_la_pratica_si_legge_nella_lingua_scelta(client: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    testo = entra(client, giulia).get(f"{pratica.get_absolute_url()}?lingua=en").content.decode()
    assert "Waiting for your answer" in testo
    documento = Documento.objects.get(aggregazione=str(pratica.codice), tipologia="Allegato")
    assert f"Attachment: {documento.nome}" in testo
    assert (
        f'lang="it"><a href="{documento.get_absolute_url()}">'
        in client.get("/area-personale/fascicolo/").content.decode()
    )


@pytest.mark.parametrize(
    ("aggiunta", "letta"),
    [
        ("Ti aspettiamo.", "In Italian only: “Ti aspettiamo.”"),
        ({"it": "Ti aspettiamo.", "en": "We are waiting."}, "We are waiting."),
    ],
)
def test_il_messaggio_dice_che_cosa_e_solo_in_italiano(
    giulia: Persona, ente: Ente, ufficio: Ufficio, aggiunta: str | dict[str, str], letta: str
) -> None:
    con_regole(un_servizio(ente, ufficio), messaggi={"presentata": aggiunta})
    Persona.objects.filter(pk=giulia.pk).update(lingua="en")
    una_pratica(di=Persona.objects.get(pk=giulia.pk))
    assert letta in Messaggio.objects.get(tipo="pratiche.presentata").testo.splitlines()


def test_nessuno_promette_un_giorno_gia_passato(giulia: Persona, anna: Persona) -> None:
    """The office takes in hand a request whose term is already over."""
    pratica = una_pratica(di=giulia)
    fine = pratica.termine().attuale
    with time_machine.travel(timezone.now() + (fine - timezone.localdate()) + dt.timedelta(days=2)):
        operations.prendi_in_carico(pratica.pk, attore=anna)
    testo = Messaggio.objects.get(tipo="pratiche.presa_in_carico").testo
    assert "Il termine per risponderti è già passato" in testo
    assert "entro" not in testo
