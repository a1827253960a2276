"""Whether a place is of the ente that is asked about it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.enti.models import Confine
from pratiche.models import Pratica
from pratiche.moduli.definizione import Campo
from pratiche.moduli.vincoli import Territorio


def territorio(pratica: Pratica, campi: Iterable[Campo]) -> Territorio | None:
    """What says of a point that it is outside; None where no place is asked, or the boundary is not known. One query at most."""
    if not any(parte.tipo == "luogo" for campo in campi for parte in (campo, *campo.campi)):
        return None
    confine = Confine.objects.filter(ente=pratica.ente_id).first()
    if confine is None:
        return None

    def fuori(longitudine: float, latitudine: float) -> str:
        if confine.contiene(longitudine, latitudine):
            return ""
        return _(
            "Questo punto è fuori dal territorio di questo Comune: controlla le coordinate, oppure cancellale e descrivi il posto a parole. Se il posto è in un altro comune, rivolgiti a quello."
        )  # fmt: skip

    return fuori
