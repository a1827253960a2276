"""What the room tells the citizen: one message per step, the words in `templates/messaggi/pratiche/`."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.operations import Contenuto
from portal.documenti.models import Documento
from pratiche.models import Pratica, RichiestaIntegrazione

VEDI: Any = _("Vedi la pratica")


def presentata(pratica: Pratica) -> Contenuto:
    """Received: the number, by when we answer, what is to be paid."""
    importo = pratica.avviso.importo if pratica.avviso else None
    return _messaggio(pratica, "presentata", entro=pratica.termine().attuale, importo=importo)


def presa_in_carico(pratica: Pratica) -> Contenuto:
    """Somebody works on it."""
    return _messaggio(pratica, "presa_in_carico", ufficio=pratica.ufficio.nome, entro=pratica.termine().attuale)


def integrazione_richiesta(richiesta: RichiestaIntegrazione) -> Contenuto:
    """Something is missing: the button leads to the place where to answer."""
    return _da_completare(richiesta, "integrazione_richiesta")


def promemoria_integrazione(richiesta: RichiestaIntegrazione) -> Contenuto:
    """The answer has not come, and the day is near."""
    return _da_completare(richiesta, "promemoria_integrazione")


def _da_completare(richiesta: RichiestaIntegrazione, nome: str) -> Contenuto:
    return _messaggio(
        richiesta.pratica,
        nome,
        di=richiesta,
        url=richiesta.get_absolute_url(),
        azione=_("Rispondi ora"),
        scadenza=richiesta.scadenza,
        ufficio=richiesta.pratica.ufficio.nome,
    )


def integrazione_ricevuta(richiesta: RichiestaIntegrazione) -> Contenuto:
    """The answer arrived; the term runs again."""
    return _messaggio(
        richiesta.pratica, "integrazione_ricevuta", di=richiesta, entro=richiesta.pratica.termine().attuale
    )


def accolta(pratica: Pratica) -> Contenuto:
    da_pagare = pratica.avviso if pratica.avviso and pratica.avviso.da_pagare else None
    return _messaggio(pratica, "accolta", importo=da_pagare.importo if da_pagare else None)


def respinta(pratica: Pratica) -> Contenuto:
    return _messaggio(pratica, "respinta")


def in_scadenza(pratica: Pratica, documento: Documento) -> Contenuto:
    """What was granted will soon be no longer good: the button leads to the service, to ask again."""
    url = reverse("catalogo:scheda", args=[pratica.servizio.slug])
    return _messaggio(pratica, "in_scadenza", url=url, azione=_("Vai al servizio"), scadenza=documento.valido_fino)


def ritirata(pratica: Pratica) -> Contenuto:
    return _messaggio(pratica, "ritirata")


def chiave(di: Pratica | RichiestaIntegrazione, nome: str) -> str:
    """One fact, one message: its key is the case, or the request for completion, and the name of the event."""
    return f"{'pratica' if isinstance(di, Pratica) else 'integrazione'}:{di.codice}:{nome}"


def _messaggio(
    pratica: Pratica,
    nome: str,
    *,
    di: RichiestaIntegrazione | None = None,
    url: str = "",
    azione: Any = VEDI,
    scadenza: dt.date | None = None,
    **contesto: Any,
) -> Contenuto:
    with override(pratica.richiedente.lingua):
        oggetto, aggiunta = pratica.titolo, pratica.definizione.messaggio(nome)
    return Contenuto(
        destinatario=pratica.richiedente,
        ente=pratica.ente,
        chiave_evento=chiave(di or pratica, nome),
        tipo=f"pratiche.{nome}",
        oggetto=oggetto,
        riferimento=pratica.sigla,
        servizio=pratica.servizio.slug,
        url=url or reverse("pratiche:pratica", args=[pratica.codice]),
        azione=azione,
        scadenza=scadenza,
        contesto={**contesto, "aggiunta": aggiunta},
    )
