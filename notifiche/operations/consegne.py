"""What the office does with the copies that stopped."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.models import FERME, Consegna
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.identita.models import Persona
from portal.registro.operations import registra


@transaction.atomic
def invia_di_nuovo(consegna_id: int, *, attore: Persona) -> Consegna:
    """The office asks for one more try of a copy that stopped; of an uncertain one the citizen may receive two."""
    consegna = Consegna.objects.select_for_update(of=("self",)).select_related("messaggio__ente").get(pk=consegna_id)
    if consegna.stato not in FERME:
        raise DomainError(_("Questa consegna non è ferma: il portale la sta già inviando o l'ha già inviata."))
    if consegna.messaggio.utile_fino <= timezone.now():
        raise DomainError(_("Il messaggio non serve più a chi lo riceve: il portale non lo invia dopo il suo termine."))
    consegna.rimetti_in_coda()
    registra("consegna.rimessa_in_coda", consegna, attore, ente=consegna.messaggio.ente, dati={"era": consegna.stato})
    accoda("notifiche.consegna")
    return consegna
