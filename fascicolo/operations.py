"""The acts of the dossier."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from fascicolo.models import Anagrafica
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra

PAUSA = dt.timedelta(minutes=10)  # ANPR counts our questions: the same one is not asked at every click


@atto
def chiedi_anagrafe(persona: Persona, *, ente: Ente, attore: Persona) -> Anagrafica:
    """The person, or who acts for them, asks ANPR for their data. Harmless while the answer is on its way.

    Raises DomainError when the data have just arrived, and for a company: ANPR is the register of people.
    """
    if persona.e_impresa:
        raise DomainError(_("L'Anagrafe nazionale è delle persone: un'impresa non ne ha dati."))
    Anagrafica.objects.get_or_create(persona=persona, ente=ente, defaults={"stato": Stato.ANNULLATO})
    scheda = Anagrafica.objects.select_for_update(no_key=True).get(persona=persona, ente=ente)
    if scheda.in_arrivo:
        return scheda
    if scheda.ricevuta_il and timezone.now() - scheda.ricevuta_il < PAUSA:
        raise DomainError(_("I dati sono di pochi minuti fa: puoi chiederli di nuovo fra dieci minuti."))
    scheda.stato, scheda.prossimo_tentativo = Stato.IN_CODA, timezone.now()
    scheda.tentativi, scheda.errore = 0, ""
    scheda.save(update_fields=["stato", "prossimo_tentativo", "tentativi", "errore"])
    registra("anagrafe.chiesta", scheda, attore, ente=ente)
    accoda("fascicolo.anagrafe")
    return scheda
