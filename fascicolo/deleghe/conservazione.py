"""Who was only named is not kept: a codice fiscale that somebody typed is not a reason to hold a person for ever."""

import datetime as dt
import logging

from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils import timezone

from notifiche.models import Messaggio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.stati import Specie
from portal.registro.atti import Atto
from portal.registro.operations import registra
from pratiche.models import Firma
from pratiche.models.firme import VALIDE

log = logging.getLogger("casa.fascicolo")

DOPO = dt.timedelta(days=90)  # from the end of the last request: time for who was named to come and ask


def dimentica_mai_entrate() -> None:
    """Delete the people who never entered and whom only mandates never taken, or signatures never given, speak of."""
    for persona in list(_mai_entrate()):
        _dimentica(persona)


def _mai_entrate() -> QuerySet[Persona]:
    """Nothing here of those whom an office or ANPR has heard of, nor of companies: there others than the person decided."""
    limite = timezone.now() - DOPO
    sue = Rappresentanza.objects.filter(Q(rappresentante=OuterRef("pk")) | Q(rappresentato=OuterRef("pk")))
    da_tenere = sue.filter(~Q(specie=Specie.DELEGA) | Q(verificata_il__isnull=False) | Q(chiusa_il=None) | Q(chiusa_il__gt=limite))  # fmt: skip
    firme = Firma.objects.filter(persona=OuterRef("pk"))
    firme_da_tenere = firme.filter(Q(stato__in=VALIDE) | Q(risposta_il__gt=limite))
    persone = Persona.objects.filter(natura=Persona.Natura.FISICA, is_staff=False, last_login=None)
    return persone.filter(
        Exists(sue) | Exists(firme), ~Exists(da_tenere), ~Exists(firme_da_tenere), creato_il__lt=limite
    )


def _dimentica(persona: Persona) -> None:
    """With the requests and the messages that only they could read; anything else that is theirs keeps them."""
    try:
        with Atto():
            # locked as at a login, and asked again: who enters at this moment is kept
            if not _mai_entrate().select_for_update(no_key=True, of=("self",)).filter(pk=persona.pk):
                return
            for mandato in Rappresentanza.objects.filter(rappresentante=persona).select_related("ente"):
                registra("rappresentanza.dimenticata", mandato, None, ente=mandato.ente)
                mandato.delete()
            Firma.objects.filter(persona=persona).delete()
            Messaggio.objects.filter(destinatario=persona).delete()
            persona.delete()
    except ProtectedError:
        log.info("persona_mai_entrata_tenuta", extra={"persona": persona.pk})
