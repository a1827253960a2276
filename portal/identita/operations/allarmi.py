"""Logins that fail through a fault of ours, counted where the administrators look."""

from django.db.models import F
from django.utils import timezone

from portal.base import correlazione
from portal.enti.models import Ente
from portal.identita.models import AllarmeAccesso


def segna_allarme(ente: Ente, *, idp: str, anomalia: str) -> None:
    """One more today. Nothing of the person is kept: the correlation code leads to the log."""
    riga, _nuova = AllarmeAccesso.objects.get_or_create(
        ente=ente, idp=idp, anomalia=anomalia, giorno=timezone.localdate()
    )
    AllarmeAccesso.objects.filter(pk=riga.pk).update(
        quante=F("quante") + 1, correlazione=correlazione.codice(), ultima_il=timezone.now()
    )
