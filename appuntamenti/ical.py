"""An appointment as an iCalendar file (RFC 5545), to put it in one's own calendar."""

import datetime as dt

from django.utils.translation import gettext as _

from appuntamenti.disponibilita import ROMA
from appuntamenti.models import Appuntamento

LARGHEZZA = 75  # octets in a line, RFC 5545 section 3.1
ISTANTE, ORA_DI_ROMA = "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S"

# the rule of summer time in force in Italy (directive 2000/84/CE)
FUSO = """BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE""".splitlines()


def calendario(appuntamento: Appuntamento, *, adesso: dt.datetime) -> bytes:
    """The file. The same UID each time, so that taking it again after a cancellation cancels it there too."""
    righe = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Casa digitale del cittadino//Appuntamenti//IT",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *FUSO,
        "BEGIN:VEVENT",
        f"UID:{appuntamento.codice}@{appuntamento.ente.codice_ipa}",
        f"DTSTAMP:{adesso.astimezone(dt.UTC).strftime(ISTANTE)}",
        f"DTSTART;TZID=Europe/Rome:{_a_roma(appuntamento.inizio)}",
        f"DTEND;TZID=Europe/Rome:{_a_roma(appuntamento.fine)}",
        f"SUMMARY:{_testo(_('Appuntamento: %(motivo)s') % {'motivo': appuntamento.motivo})}",
        f"LOCATION:{_testo(f'{appuntamento.luogo}, {appuntamento.indirizzo}')}",
        f"DESCRIPTION:{_testo(_('Porta con te: %(cosa)s') % {'cosa': appuntamento.sportello.da_portare})}",
        f"URL:{appuntamento.ente.url(appuntamento.get_absolute_url())}",
        f"STATUS:{'CONFIRMED' if appuntamento.prenotato else 'CANCELLED'}",
        f"SEQUENCE:{0 if appuntamento.prenotato else 1}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_piegata(riga) for riga in righe)


def _a_roma(istante: dt.datetime) -> str:
    return istante.astimezone(ROMA).strftime(ORA_DI_ROMA)


def _testo(valore: str) -> str:
    """A value of kind TEXT: section 3.3.11."""
    valore = valore.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(valore.splitlines())


def _piegata(riga: str) -> bytes:
    """The line in octets, folded without cutting a character, ended by CRLF."""
    pezzi, pezzo = [], b""
    for carattere in riga:
        ottetti = carattere.encode()
        if len(pezzo) + len(ottetti) > LARGHEZZA:
            pezzi.append(pezzo)
            pezzo = b" "
        pezzo += ottetti
    return b"\r\n".join([*pezzi, pezzo, b""])
