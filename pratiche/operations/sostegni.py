"""«C'è ancora»: who sees the same problem says so once, and hears what becomes of it."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import avvisa_molti
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_segnalazioni as messaggi
from pratiche.models import Pratica, Segnalazione, Sostegno
from pratiche.models.segnalazioni import SERVIZIO, Novita

ALLA_VOLTA = 100
NOVITA = {
    "pratiche.presa_in_carico": Novita.PRESA,
    "pratiche.accolta": Novita.RISOLTA,
    "pratiche.respinta": Novita.CHIUSA,
    "pratiche.archiviata": Novita.CHIUSA,
    "pratiche.riaperta": Novita.RIAPERTA,
    "pratiche.risegnalata": Novita.RIAPERTA,
    "pratiche.ritirata": Novita.RITIRATA,
}


@atto
def sostieni(codice: uuid.UUID, *, persona: Persona) -> Segnalazione:
    """«C'è ancora», once for each person: twice is harmless. Who reported it has already said so. Raises DomainError."""
    segnalazione = Segnalazione.objects.select_related("pratica", "ente").get(codice=codice)
    if not segnalazione.aperta:
        raise DomainError(_("Questa segnalazione è chiusa. Se il problema c'è ancora, fanne una nuova."))
    if segnalazione.pratica.richiedente_id == persona.pk:
        raise DomainError(_("Questa segnalazione è tua: l'ufficio sa già che il problema c'è."))
    _sostegno, nuovo = Sostegno.objects.get_or_create(segnalazione=segnalazione, persona=persona)
    if nuovo:
        registra("segnalazione.sostenuta", segnalazione, persona, ente=segnalazione.ente)
    return segnalazione


@atto
def togli_sostegno(codice: uuid.UUID, *, persona: Persona) -> Segnalazione:
    """The person no longer says so, and hears no more of it. Nothing to take away is harmless."""
    segnalazione = Segnalazione.objects.select_related("ente").get(codice=codice)
    tolti, _quali = Sostegno.objects.filter(segnalazione=segnalazione, persona=persona).delete()
    if tolti:
        registra("segnalazione.sostegno_tolto", segnalazione, persona, ente=segnalazione.ente)
    return segnalazione


def non_avvisare(sostegno_id: int) -> None:
    """No more messages about this report; that the problem is there stays said. Twice is harmless."""
    Sostegno.objects.filter(pk=sostegno_id).update(avvisami=False)


def segui(pratica: Pratica, tipo: str) -> None:
    """What was just told to who made the report is news for its public entry too, and for who follows it.

    In the transaction of the act. Who follows it is told later, a few at a time: an act never waits for a hundred people.
    """
    if pratica.servizio.slug != SERVIZIO or tipo not in NOVITA:
        return
    segnalazione = Segnalazione.objects.filter(pratica=pratica).first()
    if segnalazione is None:  # older than the public list
        return
    segnalazione.novita, segnalazione.novita_il = NOVITA[tipo], timezone.now()
    if segnalazione.novita == Novita.RIAPERTA:
        segnalazione.unita_a = None  # it has again a life of its own
    if segnalazione.novita != Novita.RITIRATA:
        segnalazione.pubblica_dal = segnalazione.pubblica_dal or segnalazione.novita_il
    segnalazione.save(update_fields=["novita", "novita_il", "unita_a", "pubblica_dal"])
    accoda("pratiche.segnalazioni")


def racconta_novita() -> None:
    """Tell who follows the reports that have news. What was told is not told again, whenever this stops."""
    for chiave in list(Segnalazione.objects.da_raccontare().values_list("pk", flat=True)[:ALLA_VOLTA]):
        while _racconta_ad_altri(chiave):
            pass


@atto
def _racconta_ad_altri(chiave: int) -> bool:
    """The next ones who have not heard; False when there is nobody left."""
    segnalazione = (
        Segnalazione.objects.select_for_update(no_key=True, of=("self",)).select_related("ente").get(pk=chiave)
    )
    da_dire = segnalazione.sostegni.filter(avvisato_il__lt=segnalazione.novita_il).select_related("persona")
    sostegni = list(da_dire.order_by("pk")[:ALLA_VOLTA])
    if segnalazione.in_pubblico:
        avvisa_molti([messaggi.seguita(segnalazione, uno) for uno in sostegni if uno.avvisami])
    Sostegno.objects.filter(pk__in=[uno.pk for uno in sostegni]).update(avvisato_il=segnalazione.novita_il)
    if len(sostegni) == ALLA_VOLTA:
        return True
    segnalazione.novita = ""
    segnalazione.save(update_fields=["novita"])
    return False
