"""Giving a mandate, answering, revoking, reading what was done: as the two people see it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from fascicolo import messaggi
from fascicolo.deleghe import operations
from notifiche.models import Genere, Messaggio
from notifiche.operations import Contenuto
from notifiche.operations.avvisi import ROMA
from notifiche.tasks import promemoria as ricorda
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import conosci
from portal.identita.stati import Stato
from tests.conftest import agisci_per, entra
from tests.makers import presenta_bozza, un_servizio, una_bozza, una_delega
from tests.pagine import Pagina

DELEGHE = "/area-personale/fascicolo/deleghe/"
NUOVA = f"{DELEGHE}nuova/"


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    assert not Pagina(risposta).difetti()
    return risposta.content.decode()


def dati(codice_fiscale: str | None, **altri: Any) -> dict[str, Any]:
    oggi = timezone.localdate().isoformat()
    scelte = {"stanze": ["pratiche", "pagamenti"], "facolta": ["leggi", "fai"], "dal": oggi}
    return {"codice_fiscale": codice_fiscale, **scelte, **altri}


def messaggi_di(persona: Persona) -> list[str]:
    return list(Messaggio.objects.filter(destinatario=persona).order_by("pk").values_list("tipo", flat=True))


def test_la_pagina_vuota_spiega_e_porta_a_cominciare(client: Client, giulia: Persona) -> None:
    pagina = leggi(entra(client, giulia), DELEGHE)
    for testo in ("Dai una delega", "Nessuno: nel portale agisci solo tu.", "Ora non puoi agire per nessun altro."):
        assert testo in pagina


def test_giulia_delega_luca_che_accetta_e_agisce(client: Client, ente: Ente, giulia: Persona, luca: Persona) -> None:
    entra(client, giulia)
    leggi(client, NUOVA)
    risposta = client.post(NUOVA, dati(luca.codice_fiscale))
    mandato = Rappresentanza.objects.get()
    assert risposta["Location"] == f"{DELEGHE}{mandato.codice}/"
    assert not mandato.in_vigore
    assert "fino ad allora non può fare nulla" in leggi(client, risposta["Location"])
    assert messaggi_di(luca) == messaggi_di(giulia) == ["fascicolo.delega_chiesta"]
    entra(client, luca)
    assert "Giulia Bianchi ti chiede di agire per suo conto" in leggi(client, DELEGHE)
    client.post(f"{DELEGHE}{mandato.codice}/rispondi/accetta/")
    pagina = leggi(client, DELEGHE)  # the switch is there at once
    assert "Tu agisci per Giulia Bianchi" in pagina
    assert "/area-personale/agisci-per/" in pagina
    assert messaggi_di(giulia) == ["fascicolo.delega_chiesta", "fascicolo.delega_attiva"]


def test_la_pagina_non_dice_se_quel_codice_fiscale_e_nel_portale(
    client: Client, giulia: Persona, luca: Persona
) -> None:
    entra(client, giulia)
    viste = []
    for codice_fiscale in (luca.codice_fiscale, "RSSMRA80A01Z404R"):
        risposta = client.post(NUOVA, dati(codice_fiscale))
        pagina = leggi(client, risposta["Location"]) + leggi(client, DELEGHE)
        assert "Luca" not in pagina
        codice = risposta["Location"].split("/")[-2]
        viste.append(pagina.replace(codice_fiscale, "CF").replace(codice, "CODICE"))
        Rappresentanza.objects.all().delete()
    prima, seconda = viste
    assert _senza_gettoni(prima) == _senza_gettoni(seconda)


def _senza_gettoni(html: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-secondi)="[^"]*"', "", html)


def test_anche_i_messaggi_a_giulia_non_dicono_il_nome_prima_del_si(
    client: Client, giulia: Persona, luca: Persona
) -> None:
    client = entra(client, giulia)
    client.post(NUOVA, dati(luca.codice_fiscale))
    assert "Ferri" not in Messaggio.objects.get(destinatario=giulia).testo
    mandato = Rappresentanza.objects.get()
    operations.rifiuta(mandato.pk, attore=luca)
    assert "Ferri" not in Messaggio.objects.get(destinatario=giulia, tipo="fascicolo.delega_rifiutata").testo
    assert "Ferri" not in leggi(client, DELEGHE)


@pytest.mark.parametrize(
    ("sbaglio", "parole"),
    [
        ({"codice_fiscale": "FRRLCU90C15F205X"}, "Il codice fiscale non è corretto"),
        ({"codice_fiscale": "BNCGLI85D52H501T"}, "Questo è il tuo codice fiscale"),
        ({"stanze": []}, "Dove può agire"),
        ({"dal": "2020-01-01"}, "Questo giorno è già passato"),
        ({"al": "2020-01-01"}, "L&#x27;ultimo giorno viene prima del primo"),
        ({"servizi": ["permesso-accesso-ztl"], "stanze": ["messaggi"]}, "scegli solo Pratiche e Pagamenti"),
    ],
)
def test_uno_sbaglio_si_spiega_e_non_si_perde_nulla(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona, luca: Persona, sbaglio: dict[str, Any], parole: str
) -> None:
    un_servizio(ente, ufficio)
    risposta = entra(client, giulia).post(NUOVA, dati(luca.codice_fiscale) | sbaglio)
    assert risposta.status_code == 200
    assert parole in risposta.content.decode()
    assert not Rappresentanza.objects.exists()


def test_luca_rifiuta(client: Client, giulia: Persona, luca: Persona) -> None:
    mandato = una_delega(da=giulia, a=luca, accettata=False)
    entra(client, luca).post(f"{DELEGHE}{mandato.codice}/rispondi/rifiuta/")
    mandato.refresh_from_db()
    assert mandato.stato == Stato.RIFIUTATA
    assert client.post(f"{DELEGHE}{mandato.codice}/rispondi/forse/").status_code == 404


@pytest.mark.parametrize("chi", ["giulia", "luca"])
def test_la_revoca_chiede_conferma_e_i_due_lo_sanno(client: Client, giulia: Persona, luca: Persona, chi: str) -> None:
    mandato = una_delega(da=giulia, a=luca)
    entra(client, {"giulia": giulia, "luca": luca}[chi])
    assert "Vuoi togliere questa delega?" in leggi(client, f"{DELEGHE}{mandato.codice}/revoca/")
    mandato.refresh_from_db()
    assert mandato.in_vigore
    client.post(f"{DELEGHE}{mandato.codice}/revoca/")
    mandato.refresh_from_db()
    assert mandato.stato == Stato.REVOCATA
    assert messaggi_di(giulia) == messaggi_di(luca) == ["fascicolo.delega_revocata"]
    assert client.get(f"{DELEGHE}{mandato.codice}/revoca/").status_code == 302


def test_una_richiesta_ritirata_non_si_chiama_revoca(client: Client, giulia: Persona, luca: Persona) -> None:
    mandato = una_delega(da=giulia, a=luca, accettata=False)
    entra(client, giulia).post(f"{DELEGHE}{mandato.codice}/revoca/")
    assert "è stata ritirata" in Messaggio.objects.get(destinatario=luca).testo


def test_il_vicino_non_la_vede(client: Client, giulia: Persona, luca: Persona, marco: Persona) -> None:
    mandato = una_delega(da=giulia, a=luca)
    entra(client, marco)
    for fine in ("", "revoca/"):
        assert client.get(f"{DELEGHE}{mandato.codice}/{fine}").status_code == 404
    assert client.post(f"{DELEGHE}{mandato.codice}/rispondi/accetta/").status_code == 404
    assert "Giulia" not in leggi(client, DELEGHE)


def test_giulia_legge_in_parole_che_cosa_ha_fatto_luca(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona, luca: Persona
) -> None:
    mandato = una_delega(da=giulia, a=luca)
    pratica = presenta_bozza(una_bozza(giulia, un_servizio(ente, ufficio)), attore=luca)
    agisci_per(client, mandato)
    client.get(pratica.get_absolute_url())
    entra(client, giulia)
    pagina = leggi(client, f"{DELEGHE}{mandato.codice}/")
    assert f"Ha presentato una richiesta: Permesso di accesso alla ZTL ({pratica.sigla})" in pagina
    accessi = leggi(client, "/area-personale/fascicolo/accessi/")
    assert "Luca Ferri, che agisce per te" in accessi


def test_chi_agisce_per_un_altro_non_gestisce_le_sue_deleghe(
    client: Client, giulia: Persona, luca: Persona, marco: Persona
) -> None:
    sua = una_delega(da=giulia, a=marco)
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=("fascicolo",)))
    assert client.get(DELEGHE).status_code == 403
    assert client.post(f"{DELEGHE}{sua.codice}/revoca/").status_code == 403
    assert "Deleghe" not in client.get("/area-personale/fascicolo/").content.decode()


@pytest.mark.parametrize("quante", [2, 30])
def test_l_elenco_costa_lo_stesso_con_tante_righe(
    client: Client, ente: Ente, giulia: Persona, quante: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for numero in range(quante):
        altro = conosci(f"PROVA{numero:011}", nome="Prova", cognome=str(numero))
        una_delega(da=giulia, a=altro)
        una_delega(da=altro, a=giulia)
        finita = una_delega(da=giulia, a=conosci(f"FINIT{numero:011}"))
        operations.revoca(finita.pk, attore=giulia)
        Rappresentanza.objects.update(creato_il=timezone.now() - dt.timedelta(days=numero + 2))  # not all in one day
    entra(client, giulia).get(DELEGHE)
    with django_assert_num_queries(6):  # session, person, count, open, sheet, closed
        assert "Finite" in client.get(DELEGHE).content.decode()


def test_quindici_giorni_prima_della_fine_lo_ricorda_a_tutti_e_due(
    giulia: Persona, luca: Persona, marco: Persona, ente: Ente
) -> None:
    adesso = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    with time_machine.travel(adesso, tick=False):
        for chi in (luca, marco):
            chiesta = una_delega(da=giulia, a=chi, al=dt.date(2026, 12, 5), accettata=False)
            presa = operations.accetta(chiesta.pk, attore=chi)
        operations.revoca(presa.pk, attore=giulia)
        Messaggio.objects.all().delete()
    for ora, detti in ((8, 0), (9, 1), (10, 1)):
        with time_machine.travel(dt.datetime(2026, 11, 20, ora, tzinfo=ROMA), tick=False):
            ricorda()
            assert messaggi_di(giulia) == messaggi_di(luca) == ["fascicolo.delega_in_scadenza"] * detti
    assert not messaggi_di(marco)
    assert set(Messaggio.objects.values_list("genere", flat=True)) == {Genere.PROMEMORIA}


def test_la_notte_finisce_una_volta_sola(giulia: Persona, luca: Persona, marco: Persona, ente: Ente) -> None:
    adesso = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    with time_machine.travel(adesso, tick=False):
        breve = una_delega(da=giulia, a=luca, al=dt.date(2026, 12, 5))
        una_delega(da=giulia, a=marco, al=dt.date(2027, 5, 1))
        in_attesa = una_delega(da=luca, a=marco, accettata=False)
        operations.spazza()
    with time_machine.travel(adesso + dt.timedelta(days=14), tick=False):
        operations.spazza()
        operations.spazza()
        breve.refresh_from_db()
        assert breve.stato == Stato.SCADUTA
        assert messaggi_di(luca) == ["fascicolo.delega_finita"]
    with time_machine.travel(adesso + dt.timedelta(days=31), tick=False):
        operations.spazza()
        in_attesa.refresh_from_db()
        assert in_attesa.stato == Stato.SCADUTA
        assert messaggi_di(marco) == ["fascicolo.delega_finita"]


def test_una_delega_che_non_si_puo_chiudere_non_ferma_le_altre(
    giulia: Persona, luca: Persona, marco: Persona, ente: Ente, monkeypatch: pytest.MonkeyPatch
) -> None:
    domani = timezone.localdate() + dt.timedelta(days=1)
    guasta, sana = una_delega(da=giulia, a=luca, al=domani), una_delega(da=giulia, a=marco, al=domani)
    parole = messaggi.delega

    def senza_parole_per_luca(mandato: Rappresentanza, fatto: str, *, a: Persona) -> Contenuto:
        if a == luca:
            raise RuntimeError
        return parole(mandato, fatto, a=a)

    monkeypatch.setattr(messaggi, "delega", senza_parole_per_luca)
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=False):
        operations.spazza()
    guasta.refresh_from_db()
    sana.refresh_from_db()
    assert (guasta.stato, sana.stato) == (Stato.ATTIVA, Stato.SCADUTA)
