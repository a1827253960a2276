"""The calendar file, read back as a calendar program would."""

import datetime as dt
import re

from django.test import Client

from appuntamenti.ical import calendario
from appuntamenti.models import Appuntamento, Sportello
from appuntamenti.operations import annulla
from portal.identita.models import Persona
from tests.appuntamenti.conftest import ADESSO
from tests.conftest import entra


def righe(appuntamento: Appuntamento) -> list[str]:
    """The logical lines: folding undone (RFC 5545, section 3.1)."""
    return calendario(appuntamento, adesso=ADESSO).decode().replace("\r\n ", "").split("\r\n")[:-1]


def valori(appuntamento: Appuntamento) -> dict[str, str]:
    """The properties of the event."""
    tutte = righe(appuntamento)
    evento = tutte[tutte.index("BEGIN:VEVENT") + 1 : tutte.index("END:VEVENT")]
    return dict(riga.split(":", 1) for riga in evento)


def test_l_appuntamento_ha_ora_di_roma_luogo_e_motivo(prenotato: Appuntamento) -> None:
    evento = valori(prenotato)
    assert evento["DTSTART;TZID=Europe/Rome"] == "20261214T093000"
    assert evento["DTEND;TZID=Europe/Rome"] == "20261214T100000"
    assert evento["DTSTAMP"] == "20261210T070000Z"
    assert evento["LOCATION"] == "Sportello permessi\\, Via delle Scuole 3\\, 00100 Roccachiara"
    assert evento["STATUS"] == "CONFIRMED"
    assert evento["URL"] == f"http://localhost:8000{prenotato.get_absolute_url()}"
    assert "TZID:Europe/Rome" in righe(prenotato)


def test_i_segni_che_il_formato_riserva_sono_protetti(prenotato: Appuntamento) -> None:
    prenotato.motivo = "Permesso; zona A, B\\C"
    Sportello.objects.filter(pk=prenotato.sportello_id).update(da_portare="documento\nlibretto")
    prenotato.sportello.refresh_from_db()
    assert valori(prenotato)["SUMMARY"] == "Appuntamento: Permesso\\; zona A\\, B\\\\C"
    assert valori(prenotato)["DESCRIPTION"] == "Porta con te: documento\\nlibretto"


def test_le_righe_sono_in_ottetti_finiscono_con_crlf_e_non_tagliano_i_caratteri(prenotato: Appuntamento) -> None:
    prenotato.motivo = "è" * 190
    grezzo = calendario(prenotato, adesso=ADESSO)
    fisiche = grezzo.split(b"\r\n")
    assert fisiche[-1] == b""
    assert not re.search(rb"(?<!\r)\n", grezzo)
    assert max(len(riga) for riga in fisiche) <= 75
    assert all(riga.decode() is not None for riga in fisiche)
    assert valori(prenotato)["SUMMARY"] == "Appuntamento: " + "è" * 190


def test_d_estate_l_ora_resta_quella_della_parete(prenotato: Appuntamento) -> None:
    prenotato.inizio = dt.datetime(2027, 7, 5, 7, 30, tzinfo=dt.UTC)
    assert valori(prenotato)["DTSTART;TZID=Europe/Rome"] == "20270705T093000"


def test_dopo_l_annullamento_lo_stesso_evento_risulta_annullato(prenotato: Appuntamento, giulia: Persona) -> None:
    prima, dopo = valori(prenotato), valori(annulla(prenotato.pk, attore=giulia))
    assert (dopo["STATUS"], dopo["SEQUENCE"]) == ("CANCELLED", "1")
    assert dopo["UID"] == prima["UID"]


def test_il_file_si_scarica(client: Client, prenotato: Appuntamento, giulia: Persona, marco: Persona) -> None:
    indirizzo = f"/appuntamenti/{prenotato.codice}/appuntamento.ics"
    risposta = entra(client, giulia).get(indirizzo)
    assert risposta["Content-Type"] == "text/calendar; charset=utf-8"
    assert risposta.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert entra(client, marco).get(indirizzo).status_code == 404
