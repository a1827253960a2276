"""What this room tells the citizen. The words are in `templates/messaggi/pagamenti/`."""

import uuid

from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto, DaPagare, avvisa
from pagamenti.models import Avviso, Ricevuta, Stampa
from portal.documenti.models import Documento

SCADENZA = "pagamenti.scadenza"  # the kind of its reminders


def emesso(avviso: Avviso) -> None:
    """There is something to pay, and it can be paid now."""
    avvisa(_da_pagare(avviso, "emesso"))


def promemoria(codice: uuid.UUID) -> list[Contenuto]:
    """It is still to be paid, and the day comes near. Nothing when pagoPA does not know it: it could not be paid."""
    aperti = Avviso.objects.da_pagare().exclude(pubblicato_il=None).select_related("ente", "debitore")
    return [_da_pagare(avviso, "promemoria") for avviso in aperti.filter(codice=codice)]


def pagato(avviso: Avviso, ricevuta: Ricevuta) -> None:
    """The money has arrived."""
    avvisa(
        Contenuto(
            destinatario=avviso.debitore,
            ente=ricevuta.ente,
            chiave_evento=chiave(avviso, Stampa.Tipo.QUIETANZA),
            tipo="pagamenti.pagato",
            oggetto=avviso.causale,
            riferimento=avviso.nav_leggibile,
            servizio=avviso.servizio,
            url=avviso.get_absolute_url(),
            azione=_("Vai alla quietanza"),
            allegati=_stampati(avviso, Stampa.Tipo.QUIETANZA),
            contesto={"importo": ricevuta.importo, "pagata_il": ricevuta.pagata_il},
        )
    )


def chiave(avviso: Avviso, tipo: str) -> str:
    """The key of the message that carries this PDF of the notice."""
    return f"avviso:{avviso.codice}:{'emesso' if tipo == Stampa.Tipo.AVVISO else 'pagato'}"


def _stampati(avviso: Avviso, tipo: str) -> list[Documento]:
    """The PDF, when it has been made before the message; otherwise it comes beside it as soon as it is ready."""
    return list(Documento.objects.filter(pk__in=avviso.stampe.filter(tipo=tipo).values("documento")))


def _da_pagare(avviso: Avviso, fatto: str) -> Contenuto:
    return Contenuto(
        destinatario=avviso.debitore,
        ente=avviso.ente,
        chiave_evento=f"avviso:{avviso.codice}:{fatto}",
        tipo=f"pagamenti.{fatto}",
        oggetto=avviso.causale,
        riferimento=avviso.nav_leggibile,
        servizio=avviso.servizio,
        url=avviso.get_absolute_url(),
        azione=_("Vai al pagamento"),
        scadenza=avviso.scadenza,
        avviso=DaPagare(avviso.nav, avviso.importo),
        allegati=_stampati(avviso, Stampa.Tipo.AVVISO),
    )
