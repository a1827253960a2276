"""Drafts that nobody takes up again do not stay for ever (art. 5 c. 1 lett. e GDPR): the citizen is warned, then they go."""

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from notifiche.models import Messaggio
from notifiche.operations import avvisa
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Pratica
from pratiche.models.insieme import PraticaQuerySet
from pratiche.operations.bozza import getta

log = logging.getLogger("casa.pratiche")
PREAVVISO = dt.timedelta(days=15)  # never less, also when the portal was off or the rule is new


def scadono_le_bozze() -> None:
    """Every night, each in a transaction of its own: one that breaks does not stop the others."""
    for chiave in list(_ferme().values_list("pk", flat=True)):
        try:
            lascia_scadere(chiave)
        except Exception:
            log.exception("bozza_non_scaduta", extra={"pratica": chiave})


@atto
def lascia_scadere(pratica_id: int) -> None:
    """Warn the person, or throw the draft away when its time is over. Of a desk draft only the desk knows: nobody is warned.

    Harmless when somebody took it up meanwhile.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    if not _ferme().filter(pk=pratica_id).exists():
        return
    if not pratica.allo_sportello and not _avvisato_in_tempo(pratica):
        return
    registra("pratica.bozza_scaduta", pratica, None, ente=pratica.ente)
    getta(pratica, attore=None)


def _ferme() -> PraticaQuerySet:
    """Untouched for long enough to be warned of, or at the desk to be thrown away. What waits for a signature has its own end."""
    adesso = timezone.now()
    sportello = adesso - dt.timedelta(days=settings.BOZZE_SPORTELLO_GIORNI)
    del_cittadino = adesso - dt.timedelta(days=settings.BOZZE_GIORNI) + PREAVVISO
    return Pratica.objects.bozze().filter(
        Q(allo_sportello=True, aggiornata_il__lt=sportello) | Q(allo_sportello=False, aggiornata_il__lt=del_cittadino),
        in_firma_dal=None,
    )


def _avvisato_in_tempo(pratica: Pratica) -> bool:
    """Was the person told, long enough ago? Who was not is told now."""
    fine = pratica.aggiornata_il + dt.timedelta(days=settings.BOZZE_GIORNI)
    contenuto = messaggi.bozza_in_scadenza(pratica, fino=timezone.localdate(max(fine, timezone.now() + PREAVVISO)))
    detto = Messaggio.objects.filter(chiave_evento=contenuto.chiave_evento).first()
    if detto is None:
        avvisa(contenuto)
        return False
    return timezone.now() > max(fine, detto.creato_il + PREAVVISO)
