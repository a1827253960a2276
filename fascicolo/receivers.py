"""What the rooms below announce: a parent has spoken at a desk, and both people hear of it."""

from typing import Any

from django.dispatch import receiver

from fascicolo.deleghe.operations import racconta
from portal.identita.models import Rappresentanza
from portal.identita.signals import rappresentanza_dichiarata


@receiver(rappresentanza_dichiarata, dispatch_uid="fascicolo_genitore_allo_sportello")
def racconta_dichiarata(mandato: Rappresentanza, **kwargs: Any) -> None:
    racconta(mandato, "chiesta" if mandato.in_attesa else "attiva")
