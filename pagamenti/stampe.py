"""The PDFs of the room: the notice to pay anywhere, and the quietanza of the payment."""

from typing import Any

from pagamenti.models import Avviso, Ricevuta, Stampa
from pagamenti.qr import qr
from portal.documenti import pdf
from portal.identita.models import Persona


def rendi(stampa: Stampa) -> bytes:
    """The PDF that the row asks for."""
    return pdf.rendi(f"pdf/pagamenti/{stampa.tipo}.html", CONTESTI[Stampa.Tipo(stampa.tipo)](stampa.avviso))


def _avviso(avviso: Avviso) -> dict[str, Any]:
    return {"avviso": avviso, "ente": avviso.ente, "qr": qr(avviso), "conto": avviso.ente.conto_incasso}


def _quietanza(avviso: Avviso) -> dict[str, Any]:
    """The receipt that closed the notice: the only one without a reserve, or the one paid in spite of a cancellation."""
    saldo = (Ricevuta.Anomalia.NESSUNA, Ricevuta.Anomalia.ANNULLATO)
    return {
        "avviso": avviso,
        "ente": avviso.ente,
        "ricevuta": avviso.ricevute.get(anomalia__in=saldo),
        "avviato_da": _per_mezzo_di(avviso),
    }


def _per_mezzo_di(avviso: Avviso) -> Persona | None:
    """Who began here the last online payment for the debtor. Who paid in a shop or at the bank we do not know."""
    ultimo = avviso.carrelli.exclude(avviato_il=None).select_related("persona").order_by("-avviato_il").first()
    return ultimo.persona if ultimo and ultimo.persona_id != avviso.debitore_id else None


CONTESTI = {Stampa.Tipo.AVVISO: _avviso, Stampa.Tipo.QUIETANZA: _quietanza}
