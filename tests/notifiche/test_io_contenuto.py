"""What App IO may be told: its rules, and ours on what shows on a locked screen."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from notifiche.channels.appio import componi
from notifiche.models import Consegna, Credenziale, Messaggio
from notifiche.operations import DaPagare
from notifiche.parole import lunghezza_utf16
from notifiche.racconto import motivo, racconta
from notifiche.tasks import consegna
from pagamenti.models import Avviso
from pagamenti.operations import annulla_avviso
from portal.base.coda import Stato
from portal.base.errors import GatewayError
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests import people
from tests.makers import un_avviso_pagabile, una_ricevuta
from tests.notifiche.conftest import Io, consegna_di

Avvisa = Callable[..., Messaggio]
NOSTRA = Credenziale("", ("chiave",))
CON_REMOTI = Credenziale("x", ("chiave",), configurazione="01ARZ3NDEKTSV4RRFFQ69G5FAV")
ROMA = ZoneInfo("Europe/Rome")
INIZIO_DELLA_MAIL = 134  # signs that the mail forwarded by the app shows


# --- the subject --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "oggetto",
    [
        "Esito della richiesta di Giulia Bianchi",
        "Permesso per BIANCHI, giulia: accolto",
        "Documento di BNCGLI85D52H501T pronto",
        "Documento di VRDMRC78A10H501A pronto",
        "Permesso per la targa AB123CD accolto",
        "Permesso per la targa AB 123 CD accolto",
        "Rimborso su IT60X0542811101000000123456 disposto",
        "Abbiamo scritto a giulia@esempio.it per conferma",
    ],
)
def test_un_oggetto_che_dice_di_chi_si_parla_non_parte(io: Io, messaggio_per: Avvisa, oggetto: str) -> None:
    messaggio = messaggio_per()
    Messaggio.objects.filter(pk=messaggio.pk).update(oggetto=oggetto)
    consegna()
    riga = consegna_di(messaggio, "appio")
    assert (riga.stato, riga.errore, io.messaggi) == (Stato.FALLITO, "appio_oggetto_con_dati_personali", [])
    assert "dati personali" in motivo(riga)


@pytest.mark.parametrize(
    "oggetto",
    [
        "Lavori in via dei Bianchi: divieto di sosta",
        "Pratica ZTL-2026-000123: richiesta ricevuta",
        "TARI 2026: seconda rata entro il 16 dicembre",
        "Avviso 3010 0000 0000 0001 44 da pagare",
        "Carta d'identità pronta: porta 2 fototessere",
    ],
)
def test_un_oggetto_comune_parte(messaggio_per: Avvisa, oggetto: str) -> None:
    messaggio = messaggio_per()
    messaggio.oggetto = oggetto
    assert componi(messaggio, NOSTRA)["content"]["subject"] == oggetto


def test_chi_ha_un_nome_solo_non_blocca_ogni_oggetto(messaggio_per: Avvisa) -> None:
    persona = people.crea_cittadino("Maria", "", "VRDMRC78A10H501A")
    messaggio = messaggio_per(destinatario=persona)
    messaggio.oggetto = "Chiusura di via Maria Montessori"
    assert componi(messaggio, NOSTRA)


# --- the text -----------------------------------------------------------------------------------------------------------


def test_il_fatto_viene_prima_e_si_apre_il_portale(messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per(url="/area-personale/pratiche/", azione="Segui la pratica")
    testo = componi(messaggio, NOSTRA)["content"]["markdown"]
    assert testo.startswith(messaggio.testo[:INIZIO_DELLA_MAIL])
    assert "[Segui la pratica](http://localhost:8000/area-personale/pratiche/)" in testo


@pytest.mark.parametrize("lunghezza", [9_999, 10_001])
def test_il_testo_ha_la_misura_di_io(messaggio_per: Avvisa, lunghezza: int) -> None:
    messaggio = messaggio_per()
    cornice = lunghezza_utf16(componi(messaggio, NOSTRA)["content"]["markdown"]) - lunghezza_utf16(messaggio.testo)
    messaggio.testo = "a" * (lunghezza - cornice)
    if lunghezza <= 10_000:
        assert lunghezza_utf16(componi(messaggio, NOSTRA)["content"]["markdown"]) == lunghezza
        return
    with pytest.raises(GatewayError) as rifiuto:
        componi(messaggio, NOSTRA)
    assert rifiuto.value.permanent


# --- dates and money ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a_roma", "volta", "in_utc"),
    [
        ("2027-01-12T23:59:59", 0, "2027-01-12T22:59:59Z"),
        ("2027-07-12T23:59:59", 0, "2027-07-12T21:59:59Z"),
        ("2027-03-28T01:59:59", 0, "2027-03-28T00:59:59Z"),  # a second before the clocks go forward
        ("2027-03-28T03:00:00", 0, "2027-03-28T01:00:00Z"),
        ("2027-10-31T02:30:00", 0, "2027-10-31T00:30:00Z"),  # the hour that comes twice
        ("2027-10-31T02:30:00", 1, "2027-10-31T01:30:00Z"),
        ("2027-12-31T23:59:59", 0, "2027-12-31T22:59:59Z"),
    ],
)
def test_la_scadenza_si_dice_in_utc(messaggio_per: Avvisa, a_roma: str, volta: int, in_utc: str) -> None:
    messaggio = messaggio_per(scadenza=dt.datetime.fromisoformat(a_roma).replace(tzinfo=ROMA, fold=volta))
    messaggio.refresh_from_db()
    assert componi(messaggio, NOSTRA)["content"]["due_date"] == in_utc


@pytest.mark.parametrize(
    ("nav", "importo", "ammesso"),
    [
        ("301000000000000144", 1, True),
        ("001000000000000144", 9_999_999_999, True),
        ("301000000000000144", 10_000_000_000, False),
        ("401000000000000144", 1, False),
        ("30100000000000014", 1, False),
        ("٣01000000000000144", 1, False),
    ],
)
def test_si_paga_solo_quello_che_io_accetta(messaggio_per: Avvisa, nav: str, importo: int, ammesso: bool) -> None:
    messaggio = messaggio_per(avviso=DaPagare(nav, importo))
    if not ammesso:
        with pytest.raises(GatewayError):
            componi(messaggio, NOSTRA)
        return
    assert set(componi(messaggio, NOSTRA)["content"]["payment_data"]) == {
        "amount",
        "notice_number",
        "invalid_after_due_date",
    }


def test_niente_di_sconsigliato_parte_mai(messaggio_per: Avvisa) -> None:
    corpo = componi(messaggio_per(avviso=DaPagare("301000000000000144", 1)), NOSTRA)
    assert set(corpo) == {"fiscal_code", "content"}
    assert not {"time_to_live", "default_addresses"} & set(corpo)


@pytest.mark.usefixtures("posta")
@pytest.mark.parametrize(
    "accade", [una_ricevuta, lambda avviso: annulla_avviso(avviso.pk, attore=None, motivo="Prova")]
)
def test_un_avviso_pagato_o_annullato_nel_frattempo_non_si_chiede_piu(
    io: Io, ente: Ente, giulia: Persona, accade: Callable[[Avviso], object]
) -> None:
    avviso = un_avviso_pagabile(di=giulia, ente=ente)
    accade(avviso)
    consegna()
    messaggio = Messaggio.objects.get(tipo="pagamenti.emesso", nav=avviso.nav)
    riga = consegna_di(messaggio, "appio")
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, Consegna.Esito.SUPERATA)
    assert racconta(riga) == "non inviata, nel frattempo non serviva più"
    assert not [corpo for corpo in io.messaggi if "payment_data" in corpo["content"]]


@pytest.mark.usefixtures("posta")
def test_finche_si_puo_pagare_si_paga_dall_app(io: Io, ente: Ente, giulia: Persona) -> None:
    avviso = un_avviso_pagabile(di=giulia, ente=ente)
    io.profilo = (503, {})
    consegna()
    assert not io.messaggi
    Consegna.objects.update(prossimo_tentativo=avviso.creato_il)
    io.profilo = (200, {"sender_allowed": True})
    consegna()
    (corpo,) = io.messaggi
    assert corpo["content"]["payment_data"]["notice_number"] == avviso.nav


# --- sensitive messages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("credenziale", [NOSTRA, CON_REMOTI])
def test_di_un_messaggio_riservato_esce_solo_l_avviso(messaggio_per: Avvisa, credenziale: Credenziale) -> None:
    messaggio = messaggio_per(
        riservato=True,
        riferimento="SOC-2026-7",
        scadenza=dt.date(2026, 12, 12),
        avviso=DaPagare("301000000000000144", 1),
        url="/area-personale/pratiche/",
    )
    contenuto = componi(messaggio, credenziale)["content"]
    assert contenuto["subject"] == "Hai un messaggio riservato dal Comune di Roccachiara"
    assert f"http://localhost:8000{messaggio.get_absolute_url()}" in contenuto["markdown"]
    for fatto in (messaggio.oggetto, messaggio.testo[:40], "SOC-2026-7"):
        assert fatto not in str(contenuto)
    assert ("third_party_data" in contenuto) == bool(credenziale.configurazione)
    assert not {"payment_data", "due_date"} & set(contenuto)
