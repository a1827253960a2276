"""The inbox: what the citizen reads, and that the neighbour reads nothing of it."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifiche.models import Consegna, Insuccesso, Messaggio
from notifiche.racconto import storia
from notifiche.tasks import consegna, spazza
from portal.base.coda import INTERROTTO, LEASE, Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.conftest import entra
from tests.notifiche.conftest import Io, Posta, passa_la_pausa

Avvisa = Callable[..., Messaggio]
ELENCO = reverse("notifiche:elenco")


def molti(quanti: int, ente: Ente, persona: Persona) -> None:
    """An inbox in which this many messages have come, one a minute."""
    Messaggio.objects.bulk_create(
        Messaggio(
            ente=ente,
            destinatario=persona,
            chiave_evento=f"molti:{numero}",
            tipo="notifiche.benvenuto",
            oggetto=f"Messaggio numero {numero:03}",
            testo="Abbiamo ricevuto la tua richiesta.",
        )
        for numero in range(quanti)
    )
    adesso = timezone.now()
    for messaggio in Messaggio.objects.all():
        messaggio.creato_il = adesso + dt.timedelta(minutes=int(messaggio.oggetto[-3:]))
        messaggio.save(update_fields=["creato_il"])


def query_per(client: Client, indirizzo: str) -> int:
    client.get(indirizzo)  # the hosts of the enti are now in the process's memory
    with CaptureQueriesContext(connection) as fatte:
        assert client.get(indirizzo).status_code == 200
    return len(fatte)


def test_la_posta_vuota_dice_che_cosa_ci_sara(client: Client, giulia: Persona) -> None:
    assert "Non hai ancora messaggi" in entra(client, giulia).get(ELENCO).content.decode()


def test_l_ultimo_messaggio_e_il_primo_e_si_vede_che_e_da_leggere(client: Client, ente: Ente, giulia: Persona) -> None:
    molti(3, ente, giulia)
    Messaggio.objects.filter(oggetto="Messaggio numero 001").update(letto_il=timezone.now())
    pagina = entra(client, giulia).get(ELENCO).content.decode()
    assert pagina.index("numero 002") < pagina.index("numero 001") < pagina.index("numero 000")
    assert pagina.count("Da leggere") == 2


def test_si_sfogliano_tutti_senza_perderne_e_senza_ripeterne(client: Client, ente: Ente, giulia: Persona) -> None:
    molti(60, ente, giulia)
    entra(client, giulia)
    visti: list[str] = []
    indirizzo = ELENCO
    for _ in range(3):
        elenco = client.get(indirizzo).context["elenco"]
        visti += [messaggio.oggetto for messaggio in elenco.righe]
        indirizzo = ELENCO + elenco.successiva
    assert visti == [f"Messaggio numero {numero:03}" for numero in reversed(range(60))]
    assert elenco.successiva == ""


def test_si_cerca_per_parole_e_si_tengono_i_non_letti(client: Client, ente: Ente, giulia: Persona) -> None:
    molti(12, ente, giulia)
    Messaggio.objects.filter(oggetto__lt="Messaggio numero 006").update(letto_il=timezone.now())
    entra(client, giulia)
    assert len(client.get(ELENCO, {"da_leggere": "on"}).context["elenco"].righe) == 6
    trovati = client.get(ELENCO, {"cerca": "NUMERO 00", "da_leggere": "on"}).context["elenco"].righe
    assert [messaggio.oggetto[-3:] for messaggio in trovati] == ["009", "008", "007", "006"]
    assert "Nessun messaggio trovato" in client.get(ELENCO, {"cerca": "passo carrabile"}).content.decode()


def test_aprire_un_messaggio_lo_segna_letto_e_porta_dove_serve(
    client: Client, giulia: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per(url="/area-personale/pratiche/", azione="Completa la richiesta", riferimento="ZTL-1")
    pagina = entra(client, giulia).get(messaggio.get_absolute_url()).content.decode()
    assert messaggio.oggetto in pagina
    assert "<strong>in un posto solo</strong>" in pagina
    assert 'href="/area-personale/pratiche/">Completa la richiesta</a>' in pagina
    assert "ZTL-1" in pagina
    letto_il = Messaggio.objects.get().letto_il
    assert letto_il is not None
    client.get(messaggio.get_absolute_url())
    assert Messaggio.objects.get().letto_il == letto_il  # the first time counts


def test_la_storia_si_legge_in_parole(
    posta: Posta, io: Io, client: Client, giulia: Persona, messaggio_per: Avvisa
) -> None:
    io.profilo = (404, {})
    messaggio = messaggio_per()
    entra(client, giulia)
    assert "E-mail: in partenza" in client.get(messaggio.get_absolute_url()).content.decode()
    with time_machine.travel("2026-11-22T10:02:00+01:00", tick=False):
        Consegna.objects.update(prossimo_tentativo=timezone.now())
        consegna()
    assert [f"{voce.canale}: {voce.testo}" for voce in storia(messaggio)] == [
        "E-mail: inviata domenica 22 novembre 2026 alle 10:02",
        "App IO: non attiva",
    ]


def test_la_storia_di_cio_che_non_arriva(posta: Posta, io: Io, messaggio_per: Avvisa) -> None:
    def della_posta() -> str:
        return storia(messaggio)[0].testo

    posta.al_destinatario = "451 later"
    messaggio = messaggio_per()
    consegna()
    assert della_posta() == "non ancora partita, riproviamo noi"
    posta.al_destinatario, posta.taglia = "", True
    Consegna.objects.update(prossimo_tentativo=timezone.now())
    consegna()
    assert della_posta() == "non sappiamo se è arrivata, il messaggio resta in questa pagina"
    spazza()
    assert della_posta() == "non sappiamo se è arrivata, te la mandiamo di nuovo"
    posta.al_destinatario = "554 5.7.1 blocked"
    passa_la_pausa()
    consegna()
    assert della_posta() == "non riuscita, il messaggio resta in questa pagina"


def test_la_storia_dice_i_tentativi_di_prima(
    posta: Posta, io: Io, client: Client, giulia: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per()
    for ora, risposta in (("10:02", "451 later"), ("10:04", "451 later"), ("10:07", "")):
        posta.al_destinatario = risposta
        with time_machine.travel(f"2026-11-22T{ora}:00+01:00", tick=False):
            Consegna.objects.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=timezone.now())
            consegna()
    delle_email, di_io = storia(messaggio)
    assert delle_email.testo == "inviata domenica 22 novembre 2026 alle 10:07, al terzo tentativo"
    quando = "domenica 22 novembre 2026 alle"
    prima = [f"{quando} 10:02: tentativo non riuscito", f"{quando} 10:04: tentativo non riuscito"]
    assert (delle_email.tentativi, di_io.tentativi) == (prima, [])
    letta = entra(client, giulia).get(messaggio.get_absolute_url()).content.decode()
    assert all(riga in letta for riga in prima)


def test_chi_arriva_subito_non_lascia_altro(posta: Posta, io: Io, messaggio_per: Avvisa) -> None:
    messaggio_per()
    with CaptureQueriesContext(connection) as fatte:
        consegna()
    assert not Insuccesso.objects.exists()
    assert not [una for una in fatte.captured_queries if "insuccesso" in una["sql"]]


def test_il_tentativo_di_chi_e_morto_a_meta_si_ricorda(posta: Posta, io: Io, messaggio_per: Avvisa) -> None:
    messaggio_per(classe="una_volta")
    Consegna.objects.prendi(2)
    Consegna.objects.filter(canale="appio").update(iniziata=True)
    with time_machine.travel(timezone.now() + LEASE * 2):
        spazza()
        spazza()
    (uno,) = Insuccesso.objects.all()
    assert (uno.consegna.canale, uno.esito, uno.errore) == ("appio", Stato.INCERTO, INTERROTTO)


def test_un_invio_accettato_non_si_chiama_consegnato(posta: Posta, io: Io, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    consegna()
    assert str(storia(messaggio)[1].testo).startswith("presa in carico")


def test_il_vicino_e_l_altro_comune_non_vedono_nulla(
    client: Client, giulia: Persona, marco: Persona, altro_ente: Ente, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per()
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), giulia)
    entra(client, marco)
    for chi in (client, altrove):
        assert chi.get(messaggio.get_absolute_url()).status_code == 404
        assert messaggio.oggetto not in chi.get(ELENCO).content.decode()
    assert Messaggio.objects.get().letto_il is None


def test_chi_lavora_per_l_ente_non_ha_una_posta(client: Client, anna: Persona, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    entra(client, anna)
    assert client.get(messaggio.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("lingua", ["it", "en", "de"])
def test_la_pagina_si_apre_in_ogni_lingua(client: Client, giulia: Persona, messaggio_per: Avvisa, lingua: str) -> None:
    messaggio = messaggio_per()
    client.cookies["lingua"] = lingua
    entra(client, giulia)
    assert client.get(ELENCO).status_code == 200
    assert 'lang="it"' in client.get(messaggio.get_absolute_url()).content.decode()


def test_le_query_sono_poche_e_non_crescono_con_i_messaggi(client: Client, ente: Ente, giulia: Persona) -> None:
    entra(client, giulia)
    molti(25, ente, giulia)
    con_25 = query_per(client, ELENCO)
    Messaggio.objects.all().delete()
    molti(500, ente, giulia)
    assert query_per(client, ELENCO) == con_25 <= 8
    assert query_per(client, Messaggio.objects.first().get_absolute_url()) <= 8
