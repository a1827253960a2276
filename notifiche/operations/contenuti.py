"""A person reads a sensitive message inside App IO."""

from django.utils import timezone

from notifiche.models import Messaggio
from portal.documenti.models import Documento
from portal.registro.atti import atto
from portal.registro.operations import registra


@atto
def letto_nell_app(messaggio: Messaggio, *, allegato: Documento | None = None) -> None:
    """Write down the access, which is the person's own, and take the message as read."""
    Messaggio.objects.filter(pk=messaggio.pk, letto_il=None).update(letto_il=timezone.now())
    dati = {"allegato": str(allegato.codice)} if allegato else {}
    registra("messaggio.aperto_su_io", messaggio, messaggio.destinatario, ente=messaggio.ente, dati=dati)
