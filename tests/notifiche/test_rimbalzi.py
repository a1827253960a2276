"""Mails that come back: how they are read, the two doors they come through, what they change."""

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifiche.models import Consegna, Genere, IndirizzoRespinto, Messaggio
from notifiche.operations.rimbalzi import Accolto, accogli
from notifiche.racconto import storia
from notifiche.rimbalzi.dsn import Rimbalzo, Specie, leggi
from notifiche.rimbalzi.firma import FINESTRA, firma
from notifiche.tasks import consegna, rimbalzi
from portal.base.coda import Stato
from portal.identita.models import Persona
from tests.notifiche import imap_finto
from tests.notifiche.conftest import Io, Posta, consegna_di

Avvisa = Callable[..., Messaggio]
PORTA = "/-/posta/rimbalzi"
CODICE = uuid.UUID("12345678-1234-4234-8234-123456789abc")


def rapporto(codice: uuid.UUID = CODICE, *, azione: str = "failed", stato: str = "5.1.1", diagnosi: str = "") -> bytes:
    """A report as Postfix writes it."""
    return f"""\
Return-Path: <>
Delivered-To: rimbalzi+{codice}@casa-digitale.invalid
From: MAILER-DAEMON@relay.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

I'm sorry.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; giulia@esempio.invalid
Action: {azione}
Status: {stato}
Diagnostic-Code: smtp; {diagnosi}

--x--
""".replace("\n", "\r\n").encode()


SOLO_INTESTAZIONI = (
    rapporto()
    .replace(f"rimbalzi+{CODICE}@".encode(), b"noi@")
    .replace(
        b"--x--",
        f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{CODICE}.v1@casa>\r\n\r\n--x--".encode(),
    )
)
LETTERA_INTERA = SOLO_INTESTAZIONI.replace(b"text/rfc822-headers", b"message/rfc822")
INTESTAZIONI_IMPOSSIBILI = [
    SOLO_INTESTAZIONI.replace(b"rfc822-headers", b"rfc822-headers; " + charset).replace(b"@casa>", b"@casa>\r\nX: \xe8")
    for charset in (b"charset*=utf-8''x", b'charset="a\x00b"', b"charset=undefined")
]
SCATOLE_CINESI = b"Content-Type: message/rfc822\r\n\r\n" * 3000
FERIE = b"From: giulia@x.invalid\r\nAuto-Submitted: auto-replied\r\nSubject: In ferie\r\n\r\nTorno lunedi.\r\n"


@pytest.mark.parametrize(
    ("contenuto", "letto"),
    [
        (rapporto(), Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (rapporto(azione="Failed ", stato="5.1.1 (bad)"), Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (rapporto(stato="5.1.10"), Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (rapporto(stato="5.0.0", diagnosi="550 5.1.1 unknown"), Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (rapporto(stato="5.0.0", diagnosi="550 no"), Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (rapporto(stato="5.0.0", diagnosi="554 5.7.1 spam"), Rimbalzo(Specie.RESPINTA, CODICE)),
        (rapporto(stato="5.2.2"), Rimbalzo(Specie.RESPINTA, CODICE)),
        (rapporto(stato="4.4.7"), Rimbalzo(Specie.RESPINTA, CODICE)),
        (rapporto(stato="5.7.1"), Rimbalzo(Specie.RESPINTA, CODICE)),
        (rapporto(azione="delayed", stato="4.4.1"), Rimbalzo(Specie.PROVVISORIA)),
        (rapporto(azione="delivered", stato="2.0.0"), Rimbalzo(Specie.PROVVISORIA)),
        (SOLO_INTESTAZIONI, Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (LETTERA_INTERA, Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)),
        (FERIE, Rimbalzo(Specie.RISPOSTA)),
        (b"Subject: Salve\r\n\r\nVorrei sapere.", Rimbalzo(Specie.IGNOTA)),
        (b"", Rimbalzo(Specie.IGNOTA)),
        (b"\xff\xfe\x00 Content-Type: message/delivery-status", Rimbalzo(Specie.IGNOTA)),
        (b"Content-Type: message/delivery-status\r\n\r\n\xe8\xe8", Rimbalzo(Specie.IGNOTA)),
        *((contenuto, Rimbalzo(Specie.IGNOTA)) for contenuto in (*INTESTAZIONI_IMPOSSIBILI, SCATOLE_CINESI)),
    ],
)
def test_che_cosa_dice_cio_che_torna(contenuto: bytes, letto: Rimbalzo) -> None:
    assert leggi(contenuto) == letto


# --- what it changes --------------------------------------------------------------------------------------------------


@pytest.fixture
def inviata(posta: Posta, io: Io, messaggio_per: Avvisa) -> Consegna:
    """A mail that has left, well."""
    messaggio = messaggio_per(genere=Genere.PRATICHE)
    consegna()
    return consegna_di(messaggio, "email")


def test_il_rimbalzo_tardivo_cambia_la_storia_e_ferma_l_indirizzo(
    inviata: Consegna, giulia: Persona, messaggio_per: Avvisa
) -> None:
    dopo = timezone.now() + dt.timedelta(days=3)
    with time_machine.travel(dopo):
        for _ in range(2):
            assert accogli(Rimbalzo(Specie.RESPINTA, inviata.codice, inesistente=True)) == Accolto.SCRITTO
    inviata.refresh_from_db()
    assert (inviata.stato, inviata.esito) == (Stato.RIUSCITO, Consegna.Esito.RESPINTA)
    assert storia(inviata.messaggio)[0].testo.startswith("tornata indietro ")
    giulia.refresh_from_db()
    assert giulia.email_respinta_il
    assert IndirizzoRespinto.objects.count() == 1
    seguente = messaggio_per()
    consegna()
    assert consegna_di(seguente, "email").esito == Consegna.Esito.NON_RICEVE


def test_la_casella_piena_non_ferma_l_indirizzo(inviata: Consegna, giulia: Persona) -> None:
    accogli(Rimbalzo(Specie.RESPINTA, inviata.codice))
    inviata.refresh_from_db()
    giulia.refresh_from_db()
    assert inviata.esito == Consegna.Esito.RESPINTA
    assert giulia.email_respinta_il is None


def test_il_rimbalzo_di_un_indirizzo_vecchio_non_ferma_il_nuovo(inviata: Consegna, giulia: Persona) -> None:
    confermata = timezone.now() + dt.timedelta(hours=1)
    Persona.objects.filter(pk=giulia.pk).update(email="nuova@esempio.invalid", email_verificata_il=confermata)
    accogli(Rimbalzo(Specie.RESPINTA, inviata.codice, inesistente=True))
    giulia.refresh_from_db()
    assert giulia.email_respinta_il is None


def test_torna_la_prima_copia_la_seconda_non_parte(posta: Posta, io: Io, messaggio_per: Avvisa) -> None:
    posta.taglia = True
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "email")
    assert riga.stato == Stato.INCERTO
    accogli(Rimbalzo(Specie.RESPINTA, riga.codice, inesistente=True))
    riga.refresh_from_db()
    assert (riga.stato, riga.esito) == (Stato.RIUSCITO, Consegna.Esito.RESPINTA)


def test_chi_torna_prima_che_abbiamo_scritto_torna_dopo(messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    Consegna.objects.prendi(10)
    riga = consegna_di(messaggio, "email")
    assert accogli(Rimbalzo(Specie.RESPINTA, riga.codice, inesistente=True)) == Accolto.PRESTO


@pytest.mark.django_db
def test_di_una_consegna_ignota_resta_una_riga_nel_registro(caplog: pytest.LogCaptureFixture) -> None:
    assert accogli(Rimbalzo(Specie.RESPINTA, CODICE, inesistente=True)) == Accolto.SCONOSCIUTO
    assert "rimbalzo_sconosciuto" in caplog.text


# --- the relay's door -------------------------------------------------------------------------------------------------


@pytest.fixture
def relay(client: Client, settings: Settings) -> Callable[..., int]:
    settings.POSTA_RIMBALZI_CHIAVE = "chiave-del-relay"

    def manda(corpo: bytes, *, chiave: str = "chiave-del-relay", fa: int = 0, firmato: bytes | None = None) -> int:
        segno = firma(corpo if firmato is None else firmato, chiave, istante=int(time.time()) - fa)
        return client.post(PORTA, corpo, content_type="message/rfc822", headers={"X-Casa-Firma": segno}).status_code

    return manda


def test_il_relay_firma_e_la_consegna_cambia(relay: Callable[..., int], inviata: Consegna) -> None:
    assert relay(rapporto(inviata.codice)) == 204
    assert relay(rapporto(inviata.codice)) == 204
    inviata.refresh_from_db()
    assert inviata.esito == Consegna.Esito.RESPINTA


@pytest.mark.parametrize(
    "modo", [{"chiave": "un'altra"}, {"fa": FINESTRA + 5}, {"fa": -FINESTRA - 5}, {"firmato": b"altro"}]
)
def test_chi_non_firma_bene_non_cambia_nulla(
    relay: Callable[..., int], inviata: Consegna, modo: dict[str, Any]
) -> None:
    assert relay(rapporto(inviata.codice), **modo) == 401
    inviata.refresh_from_db()
    assert inviata.esito == Consegna.Esito.INVIATA


@pytest.mark.parametrize("segno", ["", "t=1", "t=x,v1=y", "v1=" + "0" * 64])
def test_una_firma_storta_e_nessuna_firma(client: Client, segno: str) -> None:
    risposta = client.post(PORTA, b"x", content_type="message/rfc822", headers={"X-Casa-Firma": segno})
    assert risposta.status_code == 401


def test_senza_chiave_la_porta_e_chiusa(client: Client, settings: Settings) -> None:
    settings.POSTA_RIMBALZI_CHIAVE = ""
    assert client.post(PORTA, b"x", content_type="message/rfc822").status_code == 404


def test_alla_porta_si_bussa_soltanto(client: Client) -> None:
    assert client.get(PORTA).status_code == 405


def test_mentre_la_copia_parte_il_relay_riprova(relay: Callable[..., int], messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    Consegna.objects.prendi(10)
    assert relay(rapporto(consegna_di(messaggio, "email").codice)) == 503


# --- the mailbox ------------------------------------------------------------------------------------------------------


@pytest.fixture
def casella(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[imap_finto.Casella]:
    with imap_finto.aperta(tmp_path) as casella:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        settings.POSTA_RIMBALZI_IMAP = f"127.0.0.1:{casella.porta}"
        settings.POSTA_RIMBALZI_UTENTE, settings.POSTA_RIMBALZI_PASSWORD = "rimbalzi", imap_finto.PASSWORD
        yield casella


def comando(*argomenti: str) -> str:
    uscita = StringIO()
    call_command("posta_rimbalzi", *argomenti, stdout=uscita, stderr=StringIO())
    return uscita.getvalue()


def test_la_casella_si_svuota_di_cio_che_si_capisce(casella: imap_finto.Casella, inviata: Consegna) -> None:
    casella.arriva(rapporto(inviata.codice))
    casella.arriva(FERIE)
    lettera, ignoto = casella.arriva(b"Subject: Salve\r\n\r\nVorrei."), casella.arriva(rapporto())
    detto = comando()
    inviata.refresh_from_db()
    assert inviata.esito == Consegna.Esito.RESPINTA
    assert set(casella.lettere) == {lettera, ignoto}
    assert casella.segni == {lettera: {"Flagged"}, ignoto: {"Flagged"}}
    assert "ignota: 2" in detto
    assert "respinta: 1" in detto
    assert comando() == "Fatto.\n"  # what was left is not read again


def test_la_prova_non_scrive_nulla(casella: imap_finto.Casella, inviata: Consegna) -> None:
    uid = casella.arriva(rapporto(inviata.codice))
    assert "respinta: 1\nNiente è stato scritto." in comando("--dry-run")
    inviata.refresh_from_db()
    assert inviata.esito == Consegna.Esito.INVIATA
    assert casella.segni == {uid: set()}


def test_il_lavoratore_legge_la_casella(casella: imap_finto.Casella, inviata: Consegna) -> None:
    casella.arriva(rapporto(inviata.codice))
    rimbalzi()
    assert not casella.lettere


def test_cio_che_parte_ancora_si_rilegge_al_prossimo_giro(casella: imap_finto.Casella, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    Consegna.objects.prendi(10)
    uid = casella.arriva(rapporto(consegna_di(messaggio, "email").codice))
    rimbalzi()
    assert casella.segni == {uid: set()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cambia", "errore"), [({"POSTA_RIMBALZI_PASSWORD": "no"}, "rifiutati"), ({}, "irraggiungibili")]
)
def test_una_casella_che_non_si_apre_lo_dice(
    casella: imap_finto.Casella,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    cambia: dict[str, str],
    errore: str,
) -> None:
    if not cambia:
        monkeypatch.delenv("SSL_CERT_FILE")  # nobody vouches for its certificate
    for nome, valore in cambia.items():
        setattr(settings, nome, valore)
    with pytest.raises(CommandError, match=errore):
        comando()
    rimbalzi()  # the worker says it in the log and goes on


def test_senza_casella_il_comando_lo_dice_e_il_lavoratore_tace(settings: Settings) -> None:
    settings.POSTA_RIMBALZI_IMAP = ""
    with pytest.raises(CommandError, match="POSTA_RIMBALZI_IMAP"):
        comando()
    rimbalzi()


# --- from the sandbox -------------------------------------------------------------------------------------------------


def test_il_rapporto_della_sandbox_e_uno_che_si_capisce(sandbox: Any, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    consegna()
    (arrivata,) = sandbox.posta()
    assert arrivata["mittente"] == f"rimbalzi+{consegna_di(messaggio, 'email').codice}@casa-digitale.invalid"
    pagina = requests.post(f"{sandbox.url}/posta/{arrivata['id']}/", data={"stato": "piena"}, timeout=10)
    assert "Il portale ha risposto: portale_irraggiungibile" in pagina.text  # no portal runs here
