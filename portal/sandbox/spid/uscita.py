"""Single logout, begun by a service or here with "Esci da tutti i servizi"."""

import logging
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from lxml import etree

from portal.sandbox.models import SessioneSpid
from portal.sandbox.risposte import verso
from portal.sandbox.spid.firma import firma, query_firmata
from portal.sandbox.spid.fornitori import FornitoreSconosciuto, fornitore
from portal.sandbox.spid.gestori import GESTORI, Gestore
from portal.sandbox.spid.indirizzi import chiavi, entity_id
from portal.sandbox.spid.logout import albero_richiesta, albero_risposta, riuscita
from portal.sandbox.spid.messaggi import Rifiutata, ricevi
from portal.sandbox.spid.metadata import Slo
from portal.sandbox.spid.risposta import codifica
from portal.sandbox.spid.views import pagina_rifiuto
from portal.sandbox.spid.xml import POST, REDIRECT, testo

log = logging.getLogger("sandbox")


@require_http_methods(["GET", "POST"])
def slo(request: HttpRequest, gestore: str) -> HttpResponse:
    """A service asks to close a session, or answers that it closed its own."""
    dati = request.POST if request.method == "POST" else request.GET
    try:
        if "SAMLResponse" in dati:
            return _ricevi_risposta(request, GESTORI[gestore])
        return _ricevi_richiesta(request, GESTORI[gestore])
    except Rifiutata as rifiutata:
        return pagina_rifiuto(request, rifiutata)


def _ricevi_richiesta(request: HttpRequest, gestore: Gestore) -> HttpResponse:
    """Close the session that a LogoutRequest names and answer on the same binding. Raises Rifiutata."""
    messaggio = ricevi(request)
    sessioni = SessioneSpid.objects.filter(
        gestore=gestore.nome,
        name_id=testo(messaggio.radice, "saml:NameID"),
        fornitore=messaggio.mittente.entity_id,
    )
    chiuse, _ = sessioni.delete()
    if not gestore.risponde_all_uscita:
        return render(request, "sandbox/idp_uscita.html", {"gestore": gestore})
    servizio = messaggio.mittente.slo.get(messaggio.binding)
    if servizio is None:
        raise Rifiutata(6, "i metadata non hanno un SingleLogoutService con questo binding")
    radice = albero_risposta(
        messaggio.radice, idp=entity_id(gestore), destinazione=servizio.risposte, riuscito=bool(chiuse)
    )
    return _spedisci(
        request, "SAMLResponse", radice, messaggio.binding, servizio.risposte, relay_state=messaggio.relay_state
    )


@require_GET
def identita(request: HttpRequest, gestore: str) -> HttpResponse:
    """Who is in, and in which services."""
    chi = GESTORI[gestore]
    sessioni = SessioneSpid.objects.filter(gestore=gestore).order_by("persona", "pk")
    gruppi = [(chi.persona(chiave), list(sue)) for chiave, sue in groupby(sessioni, lambda una: una.persona)]
    return render(request, "sandbox/idp_identita.html", {"gestore": chi, "gruppi": gruppi})


@require_POST
def esci(request: HttpRequest, gestore: str) -> HttpResponse:
    """Leave every service of a person, one after the other."""
    return _prossima(request, GESTORI[gestore], request.POST.get("persona", ""))


def _prossima(request: HttpRequest, gestore: Gestore, persona: str) -> HttpResponse:
    """Send the person's browser with a LogoutRequest to the next service; when there is none, say that all are left."""
    for sessione in SessioneSpid.objects.filter(gestore=gestore.nome, persona=persona):
        binding, servizio = _dove_uscire(sessione)
        if servizio is None:
            sessione.delete()
            continue
        radice = albero_richiesta(
            idp=entity_id(gestore), destinazione=servizio.location,
            name_id=sessione.name_id, session_index=sessione.session_index,
        )  # fmt: skip
        sessione.uscita = radice.get("ID", "")
        sessione.save()
        return _spedisci(request, "SAMLRequest", radice, binding, servizio.location, relay_state="uscita")
    return render(request, "sandbox/idp_uscita.html", {"gestore": gestore})


def _dove_uscire(sessione: SessioneSpid) -> tuple[str, Slo | None]:
    """The binding and the address at which the service of a session hears of a logout: none when it does not."""
    try:
        servizi = fornitore(sessione.fornitore).slo
    except FornitoreSconosciuto as errore:
        log.warning("idp_uscita_impossibile %s", errore)
        return "", None
    return next(((binding, servizi[binding]) for binding in (POST, REDIRECT) if binding in servizi), ("", None))


def _ricevi_risposta(request: HttpRequest, gestore: Gestore) -> HttpResponse:
    """The answer to our LogoutRequest: then to the next service. Raises Rifiutata."""
    messaggio = ricevi(request, "SAMLResponse")
    in_uscita = SessioneSpid.objects.filter(gestore=gestore.nome, fornitore=messaggio.mittente.entity_id)
    sessione = in_uscita.exclude(uscita="").filter(uscita=messaggio.radice.get("InResponseTo", "")).first()
    if sessione is None:
        raise Rifiutata(6, "la risposta non si riferisce a una richiesta di uscita di questo gestore")
    if not riuscita(messaggio.radice):
        raise Rifiutata(6, "il servizio non ha chiuso la sua sessione")
    sessione.delete()
    return _prossima(request, gestore, sessione.persona)


def _spedisci(
    request: HttpRequest, campo: str, radice: etree._Element, binding: str, indirizzo: str, *, relay_state: str
) -> HttpResponse:
    """Sign a message for its binding and let the browser carry it."""
    if binding == REDIRECT:
        query = query_firmata(campo, etree.tostring(radice), relay_state, chiavi())
        return HttpResponseRedirect(f"{indirizzo}{'&' if '?' in indirizzo else '?'}{query}")
    firma(radice, chiavi())
    contesto = {"indirizzo": indirizzo, "campi": {campo: codifica(radice), "RelayState": relay_state}, "uscita": True}
    return verso(render(request, "sandbox/spid_ritorno.html", contesto), indirizzo)
