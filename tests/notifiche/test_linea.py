"""One conversation with the relay for many mails; the envelope; what a mail may not carry; what a refused address costs."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import Settings

from notifiche.models import Consegna, Genere, IndirizzoRespinto, Messaggio
from notifiche.tasks import consegna
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.notifiche.conftest import Posta, consegna_di

pytestmark = pytest.mark.usefixtures("io")
Avvisa = Callable[..., Messaggio]
Esito = Consegna.Esito


def esito(messaggio: Messaggio) -> tuple[str, str]:
    riga = consegna_di(messaggio, "email")
    return riga.stato, riga.esito


def test_una_linea_sola_per_tutte_le_lettere_del_giro(posta: Posta, messaggio_per: Avvisa) -> None:
    for _ in range(5):
        messaggio_per()
    consegna()
    assert (len(posta.arrivate), len(posta.linee)) == (5, 1)


def test_la_linea_caduta_fra_due_lettere_si_riapre_e_nulla_si_perde(posta: Posta, messaggio_per: Avvisa) -> None:
    messaggi = [messaggio_per() for _ in range(3)]
    posta.si_stanca = True
    consegna()
    assert [esito(messaggio) for messaggio in messaggi] == [(Stato.RIUSCITO, Esito.INVIATA)] * 3
    assert (len(posta.arrivate), len(posta.linee)) == (3, 2)


def test_un_rifiuto_non_ferma_le_lettere_degli_altri(posta: Posta, messaggio_per: Avvisa, marco: Persona) -> None:
    Persona.objects.filter(pk=marco.pk).update(email="accentò@esempio.invalid")
    male = messaggio_per(destinatario=marco)
    bene = messaggio_per()
    consegna()
    assert esito(male)[0] == Stato.FALLITO
    assert consegna_di(male, "email").errore == "posta_indirizzo_non_ascii"
    assert esito(bene) == (Stato.RIUSCITO, Esito.INVIATA)


def test_chi_rimanda_indietro_dice_quale_consegna(settings: Settings, posta: Posta, messaggio_per: Avvisa) -> None:
    settings.POSTA_RIMBALZI = "rimbalzi@comune.esempio.it"
    messaggio = messaggio_per()
    consegna()
    assert posta.buste == [f"rimbalzi+{consegna_di(messaggio, 'email').codice}@comune.esempio.it"]
    assert posta.arrivate[0]["From"] == "Comune di Roccachiara <non-rispondere@casa-digitale.invalid>"


def test_senza_casella_dei_rimbalzi_la_busta_e_del_mittente(
    settings: Settings, posta: Posta, messaggio_per: Avvisa
) -> None:
    settings.POSTA_RIMBALZI = ""
    messaggio_per()
    consegna()
    assert posta.buste == ["non-rispondere@casa-digitale.invalid"]


def test_il_nome_che_va_a_capo_non_aggiunge_intestazioni(posta: Posta, ente: Ente, messaggio_per: Avvisa) -> None:
    Ente.objects.filter(pk=ente.pk).update(nome="Comune\r\nBcc: spia@male.invalid")
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "email")
    assert (riga.stato, riga.errore) == (Stato.FALLITO, "posta_intestazione_non_valida")
    assert not posta.arrivate


def test_un_dominio_con_gli_accenti_si_scrive_come_vuole_la_rete(
    posta: Posta, giulia: Persona, messaggio_per: Avvisa
) -> None:
    Persona.objects.filter(pk=giulia.pk).update(email="giulia@città.invalid")
    messaggio_per()
    consegna()
    assert posta.arrivate[0]["To"] == "giulia@xn--citt-3na.invalid"


def test_il_riservato_manda_solo_la_cortesia_e_il_collegamento(posta: Posta, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per(riservato=True, riferimento="ISEE-2026-7", url="/area-personale/", azione="Vai")
    consegna()
    (arrivata,) = posta.arrivate
    assert arrivata["Subject"] == "Hai un messaggio riservato dal Comune di Roccachiara"
    for parte in arrivata.iter_parts():
        contenuto = parte.get_content()
        assert f"/area-personale/messaggi/{messaggio.codice}/" in contenuto
        for taciuto in ("a che punto sono", messaggio.oggetto, "ISEE-2026-7"):
            assert taciuto not in contenuto


def test_i_facoltativi_si_fermano_con_un_clic_gli_altri_no(posta: Posta, messaggio_per: Avvisa) -> None:
    messaggio_per(genere=Genere.INFORMAZIONI)
    messaggio_per(genere=Genere.PRATICHE)
    consegna()
    facoltativa, dovuta = posta.arrivate
    assert facoltativa["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert facoltativa["List-Unsubscribe"].strip().startswith("<http://localhost:8000/avvisi/disattiva/")
    assert "giulia" not in facoltativa["List-Unsubscribe"]
    assert dovuta["List-Unsubscribe"] is None
    assert "avvisi/disattiva" not in dovuta.as_string()


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("risposta", ["550 5.1.1 no such user", "551 user not local", "553 mailbox name not allowed"])
def test_l_indirizzo_che_non_esiste_si_dice_e_non_si_usa_piu(
    posta: Posta, giulia: Persona, messaggio_per: Avvisa, risposta: str
) -> None:
    posta.al_destinatario = risposta
    primo = messaggio_per()
    consegna()
    posta.al_destinatario = ""
    secondo = messaggio_per()
    consegna()
    assert esito(primo) == (Stato.RIUSCITO, Esito.RESPINTA)
    assert esito(secondo) == (Stato.ANNULLATO, Esito.NON_RICEVE)
    assert not posta.arrivate
    giulia.refresh_from_db()
    assert giulia.email_respinta_il
    respinto = IndirizzoRespinto.objects.get(persona=giulia)
    assert (respinto.indirizzo, respinto.consegna) == ("giulia@esempio.invalid", consegna_di(primo, "email"))


@pytest.mark.parametrize("risposta", ["552 full", "451 later", "550 5.7.1 blocked", "554 refused"])
def test_un_rifiuto_che_non_e_dell_indirizzo_non_lo_ferma(
    posta: Posta, giulia: Persona, messaggio_per: Avvisa, risposta: str
) -> None:
    posta.al_destinatario = risposta
    messaggio_per()
    consegna()
    giulia.refresh_from_db()
    assert giulia.email_respinta_il is None


def test_un_indirizzo_non_confermato_non_si_usa(posta: Posta, giulia: Persona, messaggio_per: Avvisa) -> None:
    Persona.objects.filter(pk=giulia.pk).update(email_verificata_il=None)
    messaggio = messaggio_per()
    consegna()
    assert esito(messaggio) == (Stato.ANNULLATO, Esito.NON_CONFERMATO)
    assert not posta.arrivate


def test_chi_conferma_dopo_la_partenza_non_e_toccato_dal_rifiuto(giulia: Persona, messaggio_per: Avvisa) -> None:
    riga = consegna_di(messaggio_per(), "email")
    riga.conclusa_il = timezone.now() - dt.timedelta(hours=1)
    IndirizzoRespinto.objects.segna(riga)
    giulia.refresh_from_db()
    assert giulia.email_respinta_il is None
    assert not IndirizzoRespinto.objects.exists()
