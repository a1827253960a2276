"""Metadata and login: the same pages for every identity provider of `gestori.py`."""

import logging
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.sandbox.models import RichiestaSpid, SessioneSpid
from portal.sandbox.risposte import riguarda, verso
from portal.sandbox.spid.anomalie import ESITI, RIFIUTI, Anomalia
from portal.sandbox.spid.gestori import GESTORI, Gestore
from portal.sandbox.spid.indirizzi import chiavi, entity_id, indirizzo
from portal.sandbox.spid.messaggi import Messaggio, Rifiutata, ricevi
from portal.sandbox.spid.metadata import metadata_idp
from portal.sandbox.spid.richiesta import controlla
from portal.sandbox.spid.risposta import DatiRisposta, costruisci_risposta
from portal.sandbox.spid.xml import LIVELLI

log = logging.getLogger("sandbox")


@require_GET
def metadata(request: HttpRequest, gestore: str) -> HttpResponse:
    chi = GESTORI[gestore]
    contenuto = metadata_idp(
        entity_id(chi), indirizzo(chi, "sso"), indirizzo(chi, "slo"), chiavi(), nome=chi.organizzazione
    )
    return HttpResponse(contenuto, content_type="application/samlmetadata+xml")


@require_http_methods(["GET", "POST"])
def sso(request: HttpRequest, gestore: str) -> HttpResponse:
    """Receive an AuthnRequest: wrong ones are answered with their anomaly, right ones lead to the choice of a person."""
    chi = GESTORI[gestore]
    try:
        messaggio = ricevi(request)
    except Rifiutata as rifiutata:
        return pagina_rifiuto(request, rifiutata)
    try:
        richiesta = _accetta(messaggio, chi)
    except Anomalia as anomalia:
        log.warning("idp_anomalia %s %s", chi.nome, anomalia)
        dati = _dati(
            chi, sp=messaggio.mittente.entity_id, acs=messaggio.mittente.acs_predefinito,
            richiesta=messaggio.radice.get("ID", ""), anomalia=anomalia.nr,
        )  # fmt: skip
        return _consegna(request, dati, messaggio.relay_state, anomalia.dettaglio)
    return redirect(f"{chi.nome}-accesso", richiesta.codice)


def _accetta(messaggio: Messaggio, gestore: Gestore) -> RichiestaSpid:
    """Check the AuthnRequest and keep it. Raises Anomalia."""
    if not messaggio.relay_state:
        raise Anomalia(8, "RelayState assente")
    giusta = controlla(
        messaggio.radice, messaggio.mittente, gestore, idp=entity_id(gestore), sso=indirizzo(gestore, "sso")
    )
    try:
        with transaction.atomic():
            return RichiestaSpid.objects.create(
                gestore=gestore.nome,
                fornitore=giusta.fornitore,
                nome_fornitore=messaggio.mittente.nome,
                id_richiesta=giusta.id,
                acs=giusta.acs,
                livello=giusta.livello,
                attributi=giusta.attributi,
                finalita=giusta.finalita,
                relay_state=messaggio.relay_state,
            )
    except IntegrityError:
        raise Anomalia(11, "ID già usato") from None


@require_http_methods(["GET", "POST"])
def accesso(request: HttpRequest, gestore: str, codice: UUID) -> HttpResponse:
    """Choose who to be and how strongly, or how the login fails."""
    chi = GESTORI[gestore]
    richiesta = get_object_or_404(RichiestaSpid, codice=codice, gestore=gestore)
    if richiesta.conclusa:
        return render(request, "sandbox/spid_conclusa.html", status=410)
    if request.method == "POST":
        return _concludi(request, chi, richiesta)
    contesto = {
        "gestore": chi,
        "richiesta": richiesta,
        "persone": chi.persone(),
        "rifiuti": RIFIUTI,
        "livelli": LIVELLI,
    }
    return verso(render(request, "sandbox/spid_accesso.html", contesto), richiesta.acs)


def _concludi(request: HttpRequest, gestore: Gestore, richiesta: RichiestaSpid) -> HttpResponse:
    """Answer the service provider as the pressed button says, once."""
    esito = _scelta(request, gestore, richiesta)
    if esito is None:
        return HttpResponse("Scelta non valida.", status=400, content_type="text/plain; charset=utf-8")
    if not RichiestaSpid.objects.filter(pk=richiesta.pk, conclusa=False).update(conclusa=True):
        return render(request, "sandbox/spid_conclusa.html", status=410)
    dati = _dati(gestore, sp=richiesta.fornitore, acs=richiesta.acs, richiesta=richiesta.id_richiesta, **esito)
    if dati.anomalia is None:
        SessioneSpid.objects.create(
            gestore=gestore.nome,
            persona=request.POST["persona"],
            name_id=dati.name_id,
            session_index=dati.sessione if dati.livello == 1 else "",
            fornitore=richiesta.fornitore,
            nome_fornitore=richiesta.nome_fornitore,
        )
    return _consegna(request, dati, richiesta.relay_state)


def _scelta(request: HttpRequest, gestore: Gestore, richiesta: RichiestaSpid) -> dict[str, Any] | None:
    """The part of the answer that the button decides: a person at a level, or an anomaly. None: no such button.

    A level under the one asked for is answered too: a service must refuse it.
    """
    anomalia = request.POST.get("anomalia", "")
    if anomalia.isdigit() and int(anomalia) in ESITI:
        return {"anomalia": int(anomalia)}
    chi = gestore.persona(request.POST.get("persona", ""))
    scelto = request.POST.get("livello", str(richiesta.livello))
    if chi is None or scelto not in map(str, LIVELLI):
        return None
    livello = int(scelto)
    inevitabile = gestore.rifiuto(chi, livello, richiesta.finalita)
    if inevitabile:
        return {"anomalia": inevitabile}
    return {"attributi": gestore.attributi_di(chi, richiesta.attributi), "livello": livello}


def _dati(gestore: Gestore, **altri: Any) -> DatiRisposta:
    return DatiRisposta(idp=entity_id(gestore), emittente_con_formato=gestore.emittente_con_formato, **altri)


def _consegna(request: HttpRequest, dati: DatiRisposta, relay_state: str, dettaglio: str = "") -> HttpResponse:
    """The page that posts the Response to the ACS: by itself with JavaScript, with its button without."""
    campi = {"SAMLResponse": costruisci_risposta(dati, chiavi()), "RelayState": relay_state}
    contesto = {"indirizzo": dati.acs, "campi": campi, "esito": ESITI.get(dati.anomalia or 0), "dettaglio": dettaglio}
    risposta = verso(render(request, "sandbox/spid_ritorno.html", contesto), dati.acs)
    return riguarda(risposta, f"nr{dati.anomalia:02}" if dati.anomalia else "nr01")


def pagina_rifiuto(request: HttpRequest, rifiutata: Rifiutata) -> HttpResponse:
    """The answer to a message that does not say for certain who sent it."""
    log.warning("idp_rifiutata nr%02d %s", rifiutata.nr, rifiutata.dettaglio)
    risposta = render(request, "sandbox/spid_rifiuto.html", {"rifiutata": rifiutata}, status=403)
    return riguarda(risposta, f"nr{rifiutata.nr:02}")
