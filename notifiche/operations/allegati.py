"""The document that a message announced, put beside it when it is ready."""

from notifiche.models import Messaggio
from portal.documenti.models import Documento
from portal.registro.atti import atto


@atto
def allega(chiave_evento: str, documento: Documento) -> None:
    """Put the document beside the message about that fact, in the inbox; no copy leaves again for this.

    PDFs are made after the act, so after its message. A new version takes the place of the one before; a fact nobody was
    told, or was told to somebody else, is left as it is. Twice is harmless.
    """
    messaggio = Messaggio.objects.filter(chiave_evento=chiave_evento, destinatario=documento.intestatario_id).first()
    if messaggio is None:
        return
    superati = messaggio.allegati.filter(tipologia=documento.tipologia).exclude(pk=documento.pk)
    messaggio.allegati.remove(*superati)
    messaggio.allegati.add(documento)
