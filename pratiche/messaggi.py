"""What the room tells the citizen: one message per step, the words in `templates/messaggi/pratiche/`."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto
from pagamenti.models import Avviso
from pratiche import rimedi
from pratiche.models import (
    Firma,
    MessaggioPratica,
    Pratica,
    PreavvisoRigetto,
    RichiestaIntegrazione,
    Titolo,
)
from pratiche.models.arrivi import AncheFuori
from pratiche.pagamento import avvisi_di

VEDI: Any = _("Vedi la pratica")


def presentata(pratica: Pratica) -> Contenuto:
    """Received: the number, by when we answer, what is to be paid."""
    return messaggio_su(pratica, "presentata", entro=pratica.termine().attuale, importo=_da_pagare(pratica))


def pagata_da_inviare(pratica: Pratica, avviso: Avviso) -> Contenuto:
    """Paid, and not yet sent: the button leads to the summary. Each payment says it."""
    contenuto = messaggio_su(
        pratica,
        "pagata_da_inviare",
        url=reverse("pratiche:compila", args=[pratica.codice]),
        azione=_("Controlla e invia"),
        importo=avviso.importo,
    )
    return replace(contenuto, chiave_evento=f"{contenuto.chiave_evento}:{avviso.nav}")


def bozza_in_scadenza(pratica: Pratica, *, fino: dt.date) -> Contenuto:
    """Never sent, and about to be thrown away: once for each time it was left alone."""
    return messaggio_su(
        pratica,
        "bozza_in_scadenza",
        chiave_evento=f"{chiave(pratica, 'bozza_in_scadenza')}:{pratica.aggiornata_il:%Y%m%d%H%M%S}",
        url=reverse("pratiche:compila", args=[pratica.codice]),
        azione=_("Riprendi la bozza"),
        scadenza=fino,
        fino=fino,
        versati=sum(avviso.importo for avviso in avvisi_di(pratica) if avviso.pagato),
    )


def firma_rifiutata(firma: Firma) -> Contenuto:
    """The other person did not sign, and says why: the draft is open again."""
    return _non_firmata(firma, "firma_rifiutata", motivo=firma.motivo)


def firma_scaduta(firma: Firma) -> Contenuto:
    """The other person did not sign in time."""
    return _non_firmata(firma, "firma_scaduta", chiusura=firma.chiusura)


def _non_firmata(firma: Firma, nome: str, **contesto: Any) -> Contenuto:
    url = reverse("pratiche:compila", args=[firma.pratica.codice])
    chiave_evento = f"firma:{firma.codice}:{nome}"
    azione = _("Riapri la richiesta")
    return messaggio_su(
        firma.pratica, nome, chiave_evento=chiave_evento, url=url, azione=azione, chi=firma.nome_completo, **contesto
    )


def presa_in_carico(pratica: Pratica, *, volta: int = 0) -> Contenuto:
    """Somebody works on it. After a transfer (`volta` tells which) it is news again, with who answers now (art. 8)."""
    contesto: dict[str, Any] = {"ufficio": pratica.ufficio.nome, "entro": _entro(pratica)}
    if not volta:
        return messaggio_su(pratica, "presa_in_carico", **contesto)
    return messaggio_su(
        pratica,
        "presa_in_carico",
        chiave_evento=f"{chiave(pratica, 'presa_in_carico')}:{volta}",
        responsabile=pratica.responsabile.nome_completo if pratica.responsabile else "",
        telefono=pratica.ufficio.telefono,
        email=pratica.ufficio.email,
        **contesto,
    )


def integrazione_richiesta(richiesta: RichiestaIntegrazione) -> Contenuto:
    """Something is missing: the button leads to the place where to answer."""
    return _da_completare(richiesta, "integrazione_richiesta")


def promemoria_integrazione(richiesta: RichiestaIntegrazione) -> Contenuto:
    """The answer has not come, and the day is near."""
    return _da_completare(richiesta, "promemoria_integrazione")


def _da_completare(richiesta: RichiestaIntegrazione, nome: str) -> Contenuto:
    return messaggio_su(
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
    return _ricevuta(richiesta, "integrazione_ricevuta")


def integrazione_prorogata(richiesta: RichiestaIntegrazione) -> Contenuto:
    """More time to answer: once."""
    return messaggio_su(
        richiesta.pratica,
        "integrazione_prorogata",
        di=richiesta,
        url=richiesta.get_absolute_url(),
        azione=_("Rispondi ora"),
        scadenza=richiesta.scadenza,
    )


def integrazione_annullata(richiesta: RichiestaIntegrazione) -> Contenuto:
    """Nothing to answer any more; the term runs again."""
    return messaggio_su(
        richiesta.pratica, "integrazione_annullata", di=richiesta, entro=richiesta.pratica.termine().attuale
    )


def preavviso(preavviso: PreavvisoRigetto) -> Contenuto:
    """The office thinks of refusing: the button leads to the place where to say why not."""
    return _da_osservare(preavviso, "preavviso")


def promemoria_preavviso(preavviso: PreavvisoRigetto) -> Contenuto:
    """No observations yet, and the day is near."""
    return _da_osservare(preavviso, "promemoria_preavviso")


def _da_osservare(preavviso: PreavvisoRigetto, nome: str) -> Contenuto:
    return messaggio_su(
        preavviso.pratica,
        nome,
        di=preavviso,
        url=preavviso.get_absolute_url(),
        azione=_("Leggi i motivi e rispondi"),
        scadenza=preavviso.scadenza,
        ufficio=preavviso.pratica.ufficio.nome,
    )


def osservazioni(preavviso: PreavvisoRigetto) -> Contenuto:
    """The observations arrived: the office must weigh them."""
    return _ricevuta(preavviso, "osservazioni")


def _ricevuta(richiesta: RichiestaIntegrazione | PreavvisoRigetto, nome: str) -> Contenuto:
    pratica = richiesta.pratica
    return messaggio_su(pratica, nome, di=richiesta, entro=_entro(pratica), **come_arrivata(richiesta))


def come_arrivata(cosa: AncheFuori) -> dict[str, Any]:
    """What the office recorded says also how and when it came."""
    arrivo = cosa.fuori_dal_portale
    return {"canale": arrivo.canale, "arrivata_il": arrivo.arrivata_il} if arrivo else {}


def preavviso_annullato(preavviso: PreavvisoRigetto) -> Contenuto:
    """The office goes on without that notice."""
    return messaggio_su(
        preavviso.pratica, "preavviso_annullato", di=preavviso, entro=preavviso.pratica.termine().attuale
    )


def accolta(pratica: Pratica) -> Contenuto:
    return messaggio_su(pratica, "accolta", importo=_da_pagare(pratica))


def accolta_per_silenzio(pratica: Pratica) -> Contenuto:
    """Granted because the term passed; the citizen may ask for the proof."""
    return messaggio_su(pratica, "accolta_per_silenzio", entro=pratica.termine().attuale, importo=_da_pagare(pratica))


def attestazione_chiesta(pratica: Pratica) -> Contenuto:
    return messaggio_su(pratica, "attestazione_chiesta", entro=rimedi.attestazione_entro(pratica))


def attestazione_rilasciata(pratica: Pratica) -> Contenuto:
    return messaggio_su(pratica, "attestazione_rilasciata")


def respinta(pratica: Pratica) -> Contenuto:
    return messaggio_su(pratica, "respinta", rimborso=_rimborso(pratica))


def respinta_per_silenzio(pratica: Pratica) -> Contenuto:
    """Refused because the term passed: what one may do is on the page."""
    return messaggio_su(pratica, "respinta_per_silenzio", entro=pratica.termine().attuale, rimborso=_rimborso(pratica))


def archiviata(pratica: Pratica) -> Contenuto:
    return messaggio_su(pratica, "archiviata", rimborso=_rimborso(pratica))


def riaperta(pratica: Pratica) -> Contenuto:
    """The case lives again, with a new term."""
    return messaggio_su(pratica, "riaperta", entro=pratica.termine().attuale)


def risegnalata(pratica: Pratica) -> Contenuto:
    """Who made the report says that the problem is still there: it is being worked on again."""
    return messaggio_su(pratica, "risegnalata", ufficio=pratica.ufficio.nome, entro=pratica.termine().attuale)


def sollecitata(pratica: Pratica) -> Contenuto:
    """Who decides in the place of the office was asked, and by when."""
    return messaggio_su(pratica, "sollecitata", entro=rimedi.sostituto_entro(pratica))


def in_scadenza(titolo: Titolo, *, rinnovabile: bool) -> Contenuto:
    """What was granted will soon be no longer good: the button leads to where it is renewed, or to the service, to ask again."""
    pratica = titolo.pratica
    url, azione = reverse("catalogo:scheda", args=[pratica.servizio.slug]), _("Vai al servizio")
    if rinnovabile:
        url, azione = reverse("pratiche:rinnova", args=[pratica.codice]), _("Rinnova")
    return messaggio_su(pratica, "in_scadenza", url=url, azione=azione, scadenza=titolo.fino, rinnovabile=rinnovabile)


def sul_permesso(pratica: Pratica, che: str, volta: str, *, fino: dt.date | None = None) -> Contenuto:
    """What was done to a permit: `che` is sospensione, ripresa, fine_sospensione, revoca, annullamento or rinuncia; `volta` tells one from the next."""
    return messaggio_su(
        pratica, "sul_permesso", chiave_evento=chiave_sul_permesso(pratica, che, volta), che=che, fino=fino
    )


def chiave_sul_permesso(pratica: Pratica, che: str, volta: str) -> str:
    return f"{chiave(pratica, f'permesso_{che}')}:{volta}"


def ritirata(pratica: Pratica) -> Contenuto:
    return messaggio_su(pratica, "ritirata", rimborso=_rimborso(pratica))


def dialogo(messaggio: MessaggioPratica) -> Contenuto:
    """The office has written on the case: what it says is read there, and does not travel."""
    pratica = messaggio.pratica
    return messaggio_su(
        pratica,
        "dialogo",
        chiave_evento=chiave_dialogo(messaggio.codice),
        url=reverse("pratiche:pratica", args=[pratica.codice]) + "#dialogo",
        azione=_("Leggi e rispondi"),
        ufficio=messaggio.ufficio.nome,
    )


def chiave_dialogo(codice: uuid.UUID) -> str:
    return f"dialogo:{codice}"


def avvio(pratica: Pratica) -> Contenuto:
    """The office has started something about this person (art. 7)."""
    return messaggio_su(pratica, "avvio", ufficio=pratica.ufficio.nome, entro=pratica.termine().attuale)


def provvedimento(pratica: Pratica) -> Contenuto:
    """What the office had started ended with a measure."""
    return messaggio_su(pratica, "provvedimento")


def trasferita(pratica: Pratica, *, volta: int) -> Contenuto:
    """Another office has it: whom to turn to. `volta` tells one transfer from the next."""
    ufficio = pratica.ufficio
    return messaggio_su(
        pratica,
        "trasferita",
        chiave_evento=f"{chiave(pratica, 'trasferita')}:{volta}",
        ufficio=ufficio.nome,
        telefono=ufficio.telefono,
        email=ufficio.email,
        entro=pratica.termine().attuale,
    )


def chiave(di: Pratica | RichiestaIntegrazione | PreavvisoRigetto, nome: str) -> str:
    """One fact, one message: its key is the case, or what the office asked, and the name of the event.

    A case opened again tells its facts again.
    """
    if isinstance(di, PreavvisoRigetto):
        return f"preavviso:{di.codice}:{nome}"
    if isinstance(di, RichiestaIntegrazione):
        return f"integrazione:{di.codice}:{nome}"
    volta = f":{di.riaperta_il:%Y%m%d%H%M%S}" if di.riaperta_il else ""
    return f"pratica:{di.codice}:{nome}{volta}"


def _rimborso(pratica: Pratica) -> int:
    """What the office gives back of a request that ended without what it asked, in cents."""
    diritti = pratica.definizione.diritti
    if diritti is None or not diritti.rimborsabili:
        return 0
    return sum(riga.importo for riga in pratica.restituzioni.aperte())


def _da_pagare(pratica: Pratica) -> int | None:
    return pratica.avviso.importo if pratica.avviso and pratica.avviso.da_pagare else None


def _entro(pratica: Pratica) -> dt.date | None:
    """The day by which we answer; None when it is past: nobody promises a day that is gone."""
    termine = pratica.termine()
    return None if termine.scaduto(timezone.localdate()) else termine.attuale


def _nella_sua_lingua(aggiunta: str) -> str:
    """What the package adds; who reads in another language is told when it is in Italian only."""
    solo_italiano = aggiunta and getattr(aggiunta, "lingua", "")
    return gettext("Solo in italiano: «%s»") % aggiunta if solo_italiano else aggiunta


def messaggio_su(
    pratica: Pratica,
    nome: str,
    *,
    di: RichiestaIntegrazione | PreavvisoRigetto | None = None,
    chiave_evento: str = "",
    url: str = "",
    azione: Any = VEDI,
    scadenza: dt.date | None = None,
    **contesto: Any,
) -> Contenuto:
    """What to tell who asked, on this fact of the case: its words are the template of that name. `contesto` is for them."""
    with override(pratica.richiedente.lingua):
        oggetto, aggiunta = pratica.titolo, _nella_sua_lingua(pratica.definizione.messaggio(nome))
    return Contenuto(
        destinatario=pratica.richiedente,
        ente=pratica.ente,
        chiave_evento=chiave_evento or chiave(di or pratica, nome),
        tipo=f"pratiche.{nome}",
        oggetto=oggetto,
        riferimento=pratica.sigla,
        servizio=pratica.servizio.slug,
        url=url or reverse("pratiche:pratica", args=[pratica.codice]),
        azione=azione,
        scadenza=scadenza,
        contesto={**contesto, "aggiunta": aggiunta},
    )
