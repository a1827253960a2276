"""Two reports of the same problem become one: the second is closed, and who made it follows the first."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_segnalazioni as messaggi
from pratiche.models import Passaggio, Pratica, Segnalazione, Sostegno
from pratiche.models.scelte import Archiviazione
from pratiche.operations.comune import controlla_operatore, controlla_tempo_finito, segna
from pratiche.operations.delega import racconta
from pratiche.operations.esito import concludi
from pratiche.operations.segnalazioni import con_numero
from pratiche.stati import Atto


@atto
def unisci(pratica_id: int, *, attore: Persona, numero: str) -> Pratica:
    """Close this report and join it to the one with this number, which is open and public. Raises DomainError.

    Who made it is told, and hears what becomes of the other one; so does who said of this one that it is still there.
    """
    prima = _l_altra(Pratica.objects.select_related("servizio").get(pk=pratica_id), numero)
    due = sorted((pratica_id, prima.pratica_id))  # always in the same order: two officers may join the same two
    pratica = {chiave: Pratica.objects.blocca(chiave) for chiave in due}[pratica_id]
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.UNISCI)
    controlla_tempo_finito(pratica)
    prima.pratica.refresh_from_db()
    _controlla(prima)
    sua = Segnalazione.objects.get(pratica=pratica)
    testo = _("È lo stesso problema della segnalazione n. %s: l'ufficio lavora su quella.") % prima.pratica.sigla
    concludi(pratica, Atto.UNISCI, testo, attore=attore, archiviazione=Archiviazione.UNITA)
    _unisci(sua, prima)
    segna(pratica, Passaggio.Genere.UNITA, testo)
    registra("pratica.unita", pratica, attore, ente=pratica.ente, dati={"a": str(prima.pratica.codice)})
    racconta(pratica, messaggi.unita(pratica, prima))
    return pratica


def _l_altra(pratica: Pratica, numero: str) -> Segnalazione:
    altra = con_numero(pratica, numero)
    if altra is None:
        raise DomainError(_("Nessun'altra segnalazione di questo comune ha questo numero: scrivilo così, 123/2026."))
    return altra


def _controlla(prima: Segnalazione) -> None:
    if not prima.aperta:
        raise DomainError(_("Quella segnalazione è già chiusa, o unita a un'altra: scegline una aperta."))
    if not prima.in_pubblico:
        raise DomainError(
            _("Quella segnalazione non si vede nell'elenco pubblico: prendila in carico e mostrala, poi unisci questa.")
        )


def _unisci(sua: Segnalazione, prima: Segnalazione) -> None:
    """Who follows the one follows the other, once each; those joined to the one too."""
    sua.unita_a, sua.pubblica_dal, sua.novita = prima, sua.pubblica_dal or timezone.now(), ""
    sua.save(update_fields=["unita_a", "pubblica_dal", "novita"])
    sua.unite.update(unita_a=prima)
    avvisate = dict(sua.sostegni.values_list("persona", "avvisami")) | {sua.pratica.richiedente_id: True}
    avvisate.pop(prima.pratica.richiedente_id, None)
    Sostegno.objects.bulk_create(
        [Sostegno(segnalazione=prima, persona_id=persona, avvisami=si) for persona, si in avvisate.items()],
        ignore_conflicts=True,
    )
    sua.sostegni.all().delete()
