"""The register in the back-office."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.protocollo.models import Registrazione, RegistroProtocollo
from portal.protocollo.operations import apri_registro
from portal.protocollo.scelta import protocollo_di
from portal.protocollo.tasks import chiudi_i_giorni
from portal.registro.models import AccessoDati
from pratiche.models import RegistrazioneProtocollo
from tests.conftest import entra
from tests.makers import una_pratica
from tests.people import crea_operatore, crea_ufficio
from tests.portal.protocollo.conftest import da_registrare

ELENCO = "/operatori/protocollo/"


def leggi(risposta: Any) -> str:
    assert risposta.status_code == 200, risposta
    return risposta.content.decode()


def test_l_istanza_prende_il_numero_dal_registro_del_portale(
    giulia: Persona, anna: Persona, ente: Ente, client: Client, esegui_lavori: Callable[[], None]
) -> None:
    """No protocol system answers anywhere: the number comes all the same, and the case shows it to everybody."""
    registro = apri_registro(ente, ufficio=anna.incarichi.get().ufficio, codice="PROT", codice_aoo="AX901PR")
    pratica = una_pratica(di=giulia)
    esegui_lavori()
    riga = Registrazione.objects.get(registro=registro)
    assert RegistrazioneProtocollo.objects.get(pratica=pratica).segnatura == riga.segnatura
    assert riga.arrivo == pratica.presentata_il
    assert riga.corrispondente == "Bianchi Giulia"
    for chi, indirizzo in ((giulia, pratica.get_absolute_url()), (anna, f"/operatori/pratiche/{pratica.codice}/")):
        assert riga.segnatura in leggi(entra(client, chi).get(indirizzo))
    dati = {"motivo": "Registrata due volte", "provvedimento": "Determinazione 45/2026"}
    assert "ANNULLATA" not in leggi(client.get(riga.get_absolute_url()))
    assert "resta leggibile" in leggi(client.get(f"{riga.get_absolute_url()}annulla/"))
    pagina = leggi(client.post(f"{riga.get_absolute_url()}annulla/", dati, follow=True))
    for parola in ("ANNULLATA", "Anna Neri", "Determinazione 45/2026", "Registrata due volte", "Bianchi Giulia"):
        assert parola in pagina
    assert "annulla/" not in pagina
    assert "ANNULLATA" in leggi(client.get(ELENCO))
    gia = client.get(f"{riga.get_absolute_url()}annulla/")
    assert gia["Location"] == riga.get_absolute_url(), "nothing to write for what is already annulled"
    assert "<strong>annullato</strong>" in leggi(client.get(f"/operatori/pratiche/{pratica.codice}/"))
    assert "annullato" in leggi(entra(client, giulia).get(pratica.get_absolute_url()))
    assert Documento.objects.get(nome__startswith="istanza").numero_registrazione == "0000001"  # it stays
    assert AccessoDati.objects.filter(soggetto=giulia.codice, sezione="protocollo").count() == 1


def test_il_registro_si_apre_solo_a_chi_lo_tiene(
    registro: RegistroProtocollo, ente: Ente, anna: Persona, ufficio: Ufficio, client: Client
) -> None:
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    riga = Registrazione.objects.get()
    altrove = crea_operatore("Carla", crea_ufficio("Anagrafe", ente))
    for indirizzo in (ELENCO, f"{ELENCO}giornalieri/", riga.get_absolute_url(), f"{riga.get_absolute_url()}annulla/"):
        assert entra(client, altrove).get(indirizzo).status_code == 404
        assert entra(client, anna).get(indirizzo).status_code == 200
    assert "/operatori/protocollo/registrazione/" in leggi(client.get("/operatori/archivi/"))
    assert client.get("/operatori/protocollo/registrazione/")["Location"] == ELENCO
    assert "/operatori/protocollo/registrazione/" not in leggi(entra(client, altrove).get("/operatori/archivi/"))
    semplice = crea_operatore("Bruno", ufficio, ruolo=Incarico.Ruolo.OPERATORE)
    assert "annulla/" not in leggi(entra(client, semplice).get(riga.get_absolute_url()))
    atto = {"motivo": "x" * 20, "provvedimento": "x"}
    assert client.post(f"{riga.get_absolute_url()}annulla/", atto).status_code == 404
    assert not riga.annullata()


@pytest.mark.parametrize("quante", [2, 60])
def test_le_letture_non_crescono_con_le_righe(
    registro: RegistroProtocollo, ente: Ente, anna: Persona, client: Client, quante: int, django_assert_num_queries: Any
) -> None:
    for _ in range(quante):
        protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    entra(client, anna).get(ELENCO)
    with django_assert_num_queries(6):
        pagina = leggi(client.get(ELENCO))
    assert pagina.count('<th scope="row">') == min(quante, 25)


def test_si_cerca_per_numero_e_per_giorno(
    registro: RegistroProtocollo, ente: Ente, anna: Persona, client: Client
) -> None:
    numeri = [protocollo_di(ente.codice_ipa).registra(da_registrare(ente)) for _ in range(3)]
    oggi, anno = timezone.localdate(), numeri[0].anno
    entra(client, anna)
    for query, trovate in (
        ("numero=2", ["0000002"]),
        (f"numero=2%2F{anno}", ["0000002"]),
        ("numero=2%2F1999", []),
        (f"giorno={oggi}", ["0000003", "0000002", "0000001"]),
        ("giorno=1999-01-01", []),
        ("annullate=on", []),
    ):
        pagina = leggi(client.get(f"{ELENCO}?{query}"))
        assert [
            numero for numero in ("0000003", "0000002", "0000001") if f"{numero}/{anno}</a>" in pagina
        ] == trovate, query
        assert ("Nessuna registrazione corrisponde" in pagina) == (not trovate)
    assert "Scrivi il numero, anche con l&#x27;anno" in leggi(client.get(f"{ELENCO}?numero=Bianchi"))


def test_i_registri_giornalieri_si_scaricano(
    registro: RegistroProtocollo, ente: Ente, anna: Persona, client: Client
) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=2), tick=True):
        protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    chiudi_i_giorni()
    documento = Documento.objects.get(tipologia="Registro giornaliero di protocollo")
    assert documento.impronta in leggi(entra(client, anna).get(f"{ELENCO}giornalieri/"))
    scaricato = client.get(documento.get_absolute_url())
    assert b"".join(scaricato.streaming_content).startswith(b"<?xml")


def test_un_annullamento_senza_motivo_si_corregge(
    registro: RegistroProtocollo, ente: Ente, anna: Persona, client: Client
) -> None:
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    riga = Registrazione.objects.get()
    pagina = leggi(
        entra(client, anna).post(f"{riga.get_absolute_url()}annulla/", {"motivo": "", "provvedimento": "D. 1"})
    )
    assert "Correggi prima di continuare" in pagina
    assert "D. 1" in pagina
