"""From a payment back to the request it is for."""

import uuid

from django.utils.translation import gettext as _

from pagamenti.ritorni import Ritorno
from pratiche.models import Pratica


def alla_pratica(origine: str) -> Ritorno | None:
    """To the summary of a draft, which can be sent once it is paid; to the page of a case. None: it was thrown away, or is at the desk."""
    codice = uuid.UUID(origine.partition(":")[0])
    pratica = Pratica.objects.only("codice", "stato", "allo_sportello").filter(codice=codice).first()
    if pratica is None or (pratica.bozza and pratica.allo_sportello):
        return None
    testo = _("Torna alla richiesta per inviarla") if pratica.bozza else _("Vai alla pratica")
    return Ritorno(pratica.get_absolute_url(), testo)
