"""Adopting an act: its number in the series of the ente, and its document."""

import datetime as dt

from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import Numeratore, Pratica, Provvedimento, Serie, Stampa
from pratiche.operations.carte import chiedi_altra_stampa


def prenota_numero(ente: Ente) -> None:
    """Take the lock of the series, after that of the case and before the numbering of the notices."""
    Numeratore.blocca(ente, timezone.now(), Serie.ATTI)


def adotta(
    pratica: Pratica,
    genere: Provvedimento.Genere,
    stampa: Stampa.Genere,
    *,
    attore: Persona | None,
    motivazione: str = "",
    valutazione: str = "",
    effetto_fino: dt.date | None = None,
) -> Provvedimento:
    """Give the act its number and leave the work of making its document. In the transaction that decides."""
    adesso = timezone.now()
    anno, numero = Numeratore.prossimo(pratica.ente, adesso, Serie.ATTI)
    return Provvedimento.objects.create(
        ente=pratica.ente,
        ufficio=pratica.ufficio,
        pratica=pratica,
        genere=genere,
        anno=anno,
        numero=numero,
        adottato_il=adesso,
        adottato_da=attore,
        motivazione=motivazione,
        valutazione=valutazione,
        effetto_fino=effetto_fino,
        stampa=chiedi_altra_stampa(pratica, stampa),
    )
