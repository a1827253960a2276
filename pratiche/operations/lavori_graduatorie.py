"""What the published ranking left to do, one row at a time: each may be killed and taken up again, and does nothing twice."""

import time

from django.utils import timezone

from portal.base.coda import LeasePerso
from portal.registro.atti import atto
from pratiche import messaggi_graduatorie
from pratiche.models import Candidatura, LavoroGraduatoria, Passaggio, Pratica
from pratiche.operations.comune import segna
from pratiche.operations.delega import racconta
from pratiche.operations.scorrimento import lotti
from pratiche.stati import ACCOLTE, APERTE

SECONDI = 15.0  # a slice of the moving of the places; then who is to be told has a turn
Genere = LavoroGraduatoria.Genere


def lavora(riga: LavoroGraduatoria) -> None:
    """Tell one who stands in the ranking, or move the places of the round."""
    if riga.candidatura:
        _comunica(riga, riga.candidatura)
    else:
        _muovi(riga)


@atto
def _comunica(riga: LavoroGraduatoria, candidatura: Candidatura) -> None:
    """The line of the case, the message and the end of the row are written together, or none of them: none, if another list
    was published meanwhile.

    Who has withdrawn, or was closed without a place, since the publication is told nothing of it.
    """
    pratica = Pratica.objects.blocca(candidatura.pratica_id)
    candidatura.pratica, tornata = pratica, candidatura.tornata
    superata = riga.genere == Genere.PROVVISORIA and tornata.definitiva_il
    if superata or pratica.stato not in (*APERTE, *ACCOLTE):
        riga.rinuncia()
        return
    if riga.genere == Genere.DEFINITIVA:
        segna(pratica, Passaggio.Genere.GRADUATORIA_DEFINITIVA, quando=tornata.definitiva_il)
        racconta(pratica, messaggi_graduatorie.graduatoria_definitiva(candidatura, tornata))
    else:
        segna(pratica, Passaggio.Genere.GRADUATORIA_PROVVISORIA, quando=tornata.provvisoria_il)
        racconta(pratica, messaggi_graduatorie.graduatoria_provvisoria(candidatura, tornata))
    if not riga.riesce():
        raise LeasePerso


def _muovi(riga: LavoroGraduatoria) -> None:
    fine = time.monotonic() + SECONDI
    for _fatto in lotti(riga.tornata_id):
        if time.monotonic() >= fine:
            riga.aspetta("", fino=timezone.now())
            return
    riga.riesce()
