"""Is a draft ready to be sent as the person read it?"""

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from pratiche.compilazione import primo_incompleto
from pratiche.models import AllegatoPratica, Pratica
from pratiche.operations.carte import caricati
from pratiche.operations.comune import RichiestaIncompleta
from pratiche.operations.validita import controlla_periodo


def controlla_completa(pratica: Pratica, allegati: list[AllegatoPratica], confermata: str) -> None:
    """`confermata` is the mark of the summary. Raises RichiestaIncompleta, and DomainError when the draft changed since."""
    if not pratica.servizio.attivo:
        raise DomainError(_("Il servizio è stato sospeso: la tua bozza resta salvata, potrai inviarla quando riapre."))
    passo = primo_incompleto(pratica, caricati(allegati))
    if passo:
        raise RichiestaIncompleta(passo.codice)
    controlla_periodo(pratica)
    if confermata != pratica.impronta_bozza([str(allegato.codice) for allegato in allegati]):
        raise DomainError(
            _("La richiesta è cambiata dopo che hai aperto il riepilogo: ricontrollala e invia di nuovo.")
        )
