"""News from the rooms below: only enqueue; the sweep repairs what gets lost."""

from typing import Any

from django.dispatch import receiver

from pagamenti.signals import avviso_pagato
from portal.base.jobs import accoda


@receiver(avviso_pagato, dispatch_uid="pratiche_avviso_pagato")
def annota_pagamento(sender: Any, *, avviso_id: int, **kwargs: Any) -> None:
    accoda("pratiche.avviso_pagato", avviso_id)
