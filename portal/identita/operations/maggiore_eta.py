"""Coming of age: until the eve of it others act for a person by law, and from that day the person acts alone."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.codice_fiscale import data_di_nascita
from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.identita.models.rappresentanza import compleanno
from portal.identita.stati import Specie

MAGGIORE_ETA = 18  # art. 2 c.c.


def minorenne(persona: Persona) -> bool:
    """Known to be under eighteen today."""
    maggiore_dal = _maggiore_dal(persona)
    return maggiore_dal is not None and maggiore_dal > timezone.localdate()


def fine_per_legge(per: Persona, specie: Specie, al: dt.date | None) -> dt.date | None:
    """The last day of a mandate that was asked until `al`: of a parent, or of the guardian of a minor, at most the eve of the
    coming of age (art. 316 and 343 c.c.), whatever the document says.

    Raises DomainError for the parent of who is of age.
    """
    maggiore_dal = _maggiore_dal(per) if minorenne(per) else None
    if specie == Specie.GENITORE and maggiore_dal is None:
        raise DomainError(_("Puoi agire solo per un figlio minorenne."))
    if specie not in (Specie.GENITORE, Specie.TUTORE) or maggiore_dal is None:
        return al
    vigilia = maggiore_dal - dt.timedelta(days=1)
    return min(al or vigilia, vigilia)


def _maggiore_dal(persona: Persona) -> dt.date | None:
    """The day of coming of age, also of who never entered: the codice fiscale tells it."""
    nascita = persona.data_nascita or data_di_nascita(persona.codice_fiscale or "")
    return compleanno(nascita, MAGGIORE_ETA) if nascita else None
