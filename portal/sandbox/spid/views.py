"""The pages and addresses of the identity provider."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from lxml import etree

from portal.sandbox.chiavi import Chiavi, carica
from portal.sandbox.models import RichiestaSpid, SessioneSpid
from portal.sandbox.persone import con_spid, persona
from portal.sandbox.risposte import riguarda, verso
from portal.sandbox.spid.anomalie import ESITI, RIFIUTI, Anomalia
from portal.sandbox.spid.attributi import attributi, rifiuto
from portal.sandbox.spid.firma import firma, query_firmata
from portal.sandbox.spid.logout import albero_logout
from portal.sandbox.spid.messaggi import Messaggio, Rifiutata, ricevi
from portal.sandbox.spid.metadata import metadata_idp
from portal.sandbox.spid.richiesta import controlla
from portal.sandbox.spid.risposta import DatiRisposta, codifica, costruisci_risposta
from portal.sandbox.spid.xml import REDIRECT, testo

log = logging.getLogger("sandbox")


def _idp() -> str:
    return f"{settings.URL}/spid/idp"


def _sso() -> str:
    return f"{settings.URL}/spid/idp/sso"


def _slo() -> str:
    return f"{settings.URL}/spid/idp/slo"


def _chiavi() -> Chiavi:
    return carica(settings.CARTELLA)


@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    contenuto = metadata_idp(_idp(), _sso(), _slo(), _chiavi())
    return HttpResponse(contenuto, content_type="application/samlmetadata+xml")


@require_http_methods(["GET", "POST"])
def sso(request: HttpRequest) -> HttpResponse:
    """Receive an AuthnRequest: wrong ones are answered with their anomaly, right ones lead to the choice of a person."""
    try:
        messaggio = ricevi(request)
    except Rifiutata as rifiutata:
        return _pagina_rifiuto(request, rifiutata)
    try:
        richiesta = _accetta(messaggio)
    except Anomalia as anomalia:
        log.warning("spid_anomalia %s", anomalia)
        dati = DatiRisposta(
            idp=_idp(), sp=messaggio.mittente.entity_id, acs=messaggio.mittente.acs_predefinito,
            richiesta=messaggio.radice.get("ID", ""), anomalia=anomalia.nr,
        )  # fmt: skip
        return _consegna(request, dati, messaggio.relay_state, anomalia.dettaglio)
    return redirect("spid-accesso", richiesta.codice)


def _accetta(messaggio: Messaggio) -> RichiestaSpid:
    """Check the AuthnRequest and keep it. Raises Anomalia."""
    if not messaggio.relay_state:
        raise Anomalia(8, "RelayState assente")
    giusta = controlla(messaggio.radice, messaggio.mittente, idp=_idp(), sso=_sso())
    try:
        with transaction.atomic():
            return RichiestaSpid.objects.create(
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
def accesso(request: HttpRequest, codice: UUID) -> HttpResponse:
    """Choose who to be, or how the login fails."""
    richiesta = get_object_or_404(RichiestaSpid, codice=codice)
    if richiesta.conclusa:
        return render(request, "sandbox/spid_conclusa.html", status=410)
    if request.method == "POST":
        return _concludi(request, richiesta)
    contesto = {"richiesta": richiesta, "persone": con_spid(), "rifiuti": RIFIUTI}
    return verso(render(request, "sandbox/spid_accesso.html", contesto), richiesta.acs)


def _concludi(request: HttpRequest, richiesta: RichiestaSpid) -> HttpResponse:
    """Answer the service provider as the pressed button says, once."""
    esito = _scelta(request, richiesta)
    if esito is None:
        return HttpResponse("Scelta non valida.", status=400, content_type="text/plain; charset=utf-8")
    if not RichiestaSpid.objects.filter(pk=richiesta.pk, conclusa=False).update(conclusa=True):
        return render(request, "sandbox/spid_conclusa.html", status=410)
    dati = DatiRisposta(
        idp=_idp(), sp=richiesta.fornitore, acs=richiesta.acs, richiesta=richiesta.id_richiesta,
        livello=richiesta.livello, **esito,
    )  # fmt: skip
    if dati.anomalia is None:
        SessioneSpid.objects.create(name_id=dati.name_id, fornitore=richiesta.fornitore)
    return _consegna(request, dati, richiesta.relay_state)


def _scelta(request: HttpRequest, richiesta: RichiestaSpid) -> dict[str, Any] | None:
    """The part of the answer that the button decides: attributes of a person, or an anomaly. None: no such button."""
    anomalia = request.POST.get("anomalia", "")
    if anomalia.isdigit() and int(anomalia) in ESITI:
        return {"anomalia": int(anomalia)}
    chi = persona(request.POST.get("persona", ""))
    if chi is None or not chi.livello:
        return None
    inevitabile = rifiuto(chi, richiesta.livello, richiesta.finalita)
    if inevitabile:
        return {"anomalia": inevitabile}
    tutti = attributi(chi)
    return {"attributi": {nome: tutti[nome] for nome in richiesta.attributi if nome in tutti}}


def _consegna(request: HttpRequest, dati: DatiRisposta, relay_state: str, dettaglio: str = "") -> HttpResponse:
    """The page that posts the Response to the ACS: by itself with JavaScript, with its button without."""
    campi = {"SAMLResponse": costruisci_risposta(dati, _chiavi()), "RelayState": relay_state}
    contesto = {"indirizzo": dati.acs, "campi": campi, "esito": ESITI.get(dati.anomalia or 0), "dettaglio": dettaglio}
    risposta = verso(render(request, "sandbox/spid_ritorno.html", contesto), dati.acs)
    return riguarda(risposta, f"nr{dati.anomalia:02}" if dati.anomalia else "nr01")


def _pagina_rifiuto(request: HttpRequest, rifiutata: Rifiutata) -> HttpResponse:
    log.warning("spid_rifiutata nr%02d %s", rifiutata.nr, rifiutata.dettaglio)
    risposta = render(request, "sandbox/spid_rifiuto.html", {"rifiutata": rifiutata}, status=403)
    return riguarda(risposta, f"nr{rifiutata.nr:02}")


@require_http_methods(["GET", "POST"])
def slo(request: HttpRequest) -> HttpResponse:
    """Close the session that a LogoutRequest names and answer on the same binding."""
    try:
        messaggio = ricevi(request)
    except Rifiutata as rifiutata:
        return _pagina_rifiuto(request, rifiutata)
    indirizzo = messaggio.mittente.slo.get(messaggio.binding)
    if indirizzo is None:
        return _pagina_rifiuto(request, Rifiutata(6, "i metadata non hanno un SingleLogoutService con questo binding"))
    sessioni = SessioneSpid.objects.filter(
        name_id=testo(messaggio.radice, "saml:NameID"), fornitore=messaggio.mittente.entity_id
    )
    chiuse, _ = sessioni.delete()
    radice = albero_logout(messaggio.radice, idp=_idp(), destinazione=indirizzo.risposte, riuscito=bool(chiuse))
    return _rispondi_logout(request, messaggio, indirizzo.risposte, radice)


def _rispondi_logout(
    request: HttpRequest, messaggio: Messaggio, indirizzo: str, radice: etree._Element
) -> HttpResponse:
    if messaggio.binding == REDIRECT:
        query = query_firmata("SAMLResponse", etree.tostring(radice), messaggio.relay_state, _chiavi())
        return HttpResponseRedirect(f"{indirizzo}{'&' if '?' in indirizzo else '?'}{query}")
    firma(radice, _chiavi())
    campi = {"SAMLResponse": codifica(radice), "RelayState": messaggio.relay_state}
    contesto = {"indirizzo": indirizzo, "campi": campi, "uscita": True}
    return verso(render(request, "sandbox/spid_ritorno.html", contesto), indirizzo)
