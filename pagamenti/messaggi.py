"""What this room tells the citizen. The words are in `templates/messaggi/pagamenti/`."""

from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto, DaPagare, avvisa
from pagamenti.models import Avviso, Ricevuta


def emesso(avviso: Avviso) -> None:
    """There is something to pay, and it can be paid now."""
    avvisa(
        Contenuto(
            destinatario=avviso.debitore,
            ente=avviso.ente,
            chiave_evento=f"avviso:{avviso.codice}:emesso",
            tipo="pagamenti.emesso",
            oggetto=avviso.causale,
            riferimento=avviso.nav_leggibile,
            servizio=avviso.servizio,
            url=avviso.get_absolute_url(),
            azione=_("Vai al pagamento"),
            scadenza=avviso.scadenza,
            avviso=DaPagare(avviso.nav, avviso.importo),
        )
    )


def pagato(avviso: Avviso, ricevuta: Ricevuta) -> None:
    """The money has arrived."""
    avvisa(
        Contenuto(
            destinatario=avviso.debitore,
            ente=ricevuta.ente,
            chiave_evento=f"avviso:{avviso.codice}:pagato",
            tipo="pagamenti.pagato",
            oggetto=avviso.causale,
            riferimento=avviso.nav_leggibile,
            servizio=avviso.servizio,
            url=avviso.get_absolute_url(),
            azione=_("Vai alla quietanza"),
            contesto={"importo": ricevuta.importo, "pagata_il": ricevuta.pagata_il},
        )
    )
