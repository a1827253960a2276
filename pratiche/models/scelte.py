"""The values that a case chooses among, and what they are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pratiche.moduli.definizione import ASSENSO, NESSUNO, RIFIUTO


class EffettoSilenzio(models.TextChoices):
    """What it means that the office does not answer in time."""

    NESSUNO = NESSUNO, _("Nessun effetto")
    ASSENSO = ASSENSO, _("La richiesta è accolta")
    RIFIUTO = RIFIUTO, _("La richiesta è respinta")


class Origine(models.TextChoices):
    """Who began it: a person who asks, or the office by itself."""

    ISTANZA = "istanza", _("Richiesta")
    UFFICIO = "ufficio", _("Avviata dall'ufficio")


class Archiviazione(models.TextChoices):
    IMPROCEDIBILE = "improcedibile", _("Non si può esaminare")
    RINUNCIA = "rinuncia", _("Rinuncia del cittadino")
    DECADENZA = "decadenza", _("Posto non confermato in tempo")
    NON_UTILE = "non_utile", _("Graduatoria finita senza un posto")
    UNITA = "unita", _("Unita a un'altra segnalazione")


# what an officer may choose: the others are of the rankings, and of the joining of two reports
ARCHIVIA_L_UFFICIO = [(uno.value, uno.label) for uno in (Archiviazione.IMPROCEDIBILE, Archiviazione.RINUNCIA)]
