"""Who answers for the procedure: the person who did has left, or has other work (art. 4-6 L. 241/1990)."""

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_responsabile
from pratiche.models import Passaggio, Pratica
from pratiche.operations.comune import controlla_capo, ruoli_in, segna
from pratiche.operations.delega import racconta
from pratiche.permessi import Cosa, puo


@atto
def cambia_responsabile(pratica_id: int, *, attore: Persona, a: Persona) -> Pratica:
    """From now `a` answers for the procedure, and the citizen learns it (art. 8). To who already does, it is harmless.

    Named by who directs the office (art. 5). Who works on the case, its state and its term stay the same.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_capo(pratica, attore)
    controlla_ancora_aperta(pratica)
    if not puo(ruoli_in(a, pratica.ufficio_id), Cosa.LAVORA):
        raise DomainError(_("%s non lavora le pratiche di questo ufficio.") % a.nome_completo)
    if pratica.responsabile_id == a.pk:
        return pratica
    if pratica.riservata and not pratica.ammessi.filter(persona=a).exists():
        raise DomainError(
            _("La pratica è riservata: prima aggiungi %s alle persone che possono vederla.") % a.nome_completo
        )
    prima = pratica.responsabile
    pratica.scrivi(responsabile=a)
    passaggio = segna(pratica, Passaggio.Genere.RESPONSABILE, a.nome_completo)
    dati = {"da": str(prima.codice) if prima else "", "a": str(a.codice)}
    registra("pratica.responsabile_cambiato", pratica, attore, ente=pratica.ente, dati=dati)
    racconta(pratica, messaggi_responsabile.cambiato(pratica, volta=passaggio.pk))
    return pratica


def controlla_ancora_aperta(pratica: Pratica) -> None:
    """Of a closed case, who answered for it stays written. Raises DomainError."""
    if not pratica.aperta:
        raise DomainError(
            _("La pratica %s è conclusa: il responsabile del procedimento resta chi era.") % pratica.sigla
        )
