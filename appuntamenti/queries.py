"""What is free at a desk now."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from appuntamenti.disponibilita import ROMA, UN_GIORNO, Occupato, Slot, giorni_prenotabili, slot_liberi
from appuntamenti.models import Appuntamento, Sportello


def posti_liberi(sportello: Sportello, giorni: Iterable[dt.date] | None = None) -> list[Slot]:
    """The slots with room on `giorni`, or on every day that can be booked. Three queries, whatever the days."""
    calendario = sportello.calendario()
    adesso = timezone.now()
    da_vedere = giorni_prenotabili(calendario, adesso, giorni)
    return slot_liberi(calendario, _occupati(sportello, da_vedere), adesso=adesso, giorni=da_vedere)


def slot_a(sportello: Sportello, inizio: dt.datetime) -> Slot | None:
    """The slot that begins at `inizio`, if it exists and has room."""
    giorno = inizio.astimezone(ROMA).date()
    return next((slot for slot in posti_liberi(sportello, [giorno]) if slot.inizio == inizio), None)


def _occupati(sportello: Sportello, giorni: list[dt.date]) -> list[Occupato]:
    if not giorni:
        return []
    dal = dt.datetime.combine(min(giorni), dt.time.min, tzinfo=ROMA)
    al = dt.datetime.combine(max(giorni) + UN_GIORNO, dt.time.min, tzinfo=ROMA)
    righe = Appuntamento.objects.prenotati().filter(sportello=sportello, inizio__gte=dal, inizio__lt=al)
    return [Occupato(*riga) for riga in righe.values_list("inizio", "fine", "posto")]
