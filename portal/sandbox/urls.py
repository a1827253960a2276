"""Addresses of the sandbox."""

from pathlib import Path

from django.urls import URLPattern, path
from django.views.static import serve

from portal.sandbox.anpr import views as anpr
from portal.sandbox.appio import remoti, telefoni
from portal.sandbox.appio import views as appio
from portal.sandbox.cns import views as cns
from portal.sandbox.inad import views as inad
from portal.sandbox.pagopa import carrelli, checkout, gpd, ricevute, sportello
from portal.sandbox.pannello import views as pannello
from portal.sandbox.posta import views as posta
from portal.sandbox.protocollo import views as protocollo
from portal.sandbox.spid import uscita
from portal.sandbox.spid import views as spid
from portal.sandbox.spid.gestori import GESTORI

GPD = "pagopa/gpd/debt-positions-service/v1/organizations/<str:ente>/debtpositions"
RICEVUTE = "pagopa/ricevute/payments-receipts-service/v1/payments/<str:ente>/receipts"


def _idp(nome: str) -> list[URLPattern]:
    """The addresses of one identity provider, each with its own shape in the record of facts."""
    quale = {"gestore": nome}
    return [
        path(f"{nome}/idp/", uscita.identita, quale, name=f"{nome}-identita"),
        path(f"{nome}/idp/esci", uscita.esci, quale, name=f"{nome}-esci"),
        path(f"{nome}/idp/metadata", spid.metadata, quale, name=f"{nome}-metadata"),
        path(f"{nome}/idp/sso", spid.sso, quale),
        path(f"{nome}/idp/slo", uscita.slo, quale),
        path(f"{nome}/idp/accesso/<uuid:codice>/", spid.accesso, quale, name=f"{nome}-accesso"),
    ]


urlpatterns = [
    path("", pannello.casa, name="casa"),
    path("-/pronto", pannello.pronto),
    path("statici/<path:path>", serve, {"document_root": Path(__file__).parent / "static"}, name="statici"),
    path("pannello/", pannello.pannello, name="pannello"),
    path("pannello/api/azzera", pannello.azzera, name="azzera"),
    path("pannello/api/fatti", pannello.api_fatti),
    path("pannello/api/appio/chiavi", pannello.api_chiavi, name="chiavi-io"),
    path("pannello/api/<str:piattaforma>", pannello.api_modo),
    *(indirizzo for nome in GESTORI for indirizzo in _idp(nome)),
    path("cns/", cns.lettore, name="cns"),
    path("cns/ingresso", cns.ingresso),
    path("cns/ca.crl", cns.lista_di_revoca),
    path("cns/ocsp", cns.ocsp),
    path("pagopa/checkout/ec/v1/carts", carrelli.carrelli),
    path("pagopa/checkout/c/<uuid:codice>", checkout.checkout, name="checkout"),
    path(GPD, gpd.posizioni),
    path(f"{GPD}/<str:iupd>", gpd.posizione),
    path(f"{GPD}/<str:iupd>/publish", gpd.pubblica),
    path(f"{GPD}/<str:iupd>/invalidate", gpd.annulla),
    path(RICEVUTE, ricevute.elenco),
    path(f"{RICEVUTE}/<str:iuv>", ricevute.ricevuta),
    path("pagopa/sportello/", sportello.sportello, name="sportello"),
    path("io/", telefoni.telefoni, name="io"),
    path("io/telefono", telefoni.interruttore, name="interruttore-io"),
    path("io/stati", telefoni.stati, name="stati-io"),
    path("io/messaggi/<str:identificativo>/", remoti.apri, name="io-apri"),
    path("io/messaggi/<str:identificativo>/paga", remoti.paga, name="io-paga"),
    path("io/messaggi/<str:identificativo>/<str:url>", remoti.allegato, name="io-allegato"),
    path("io/messaggi.json", telefoni.messaggi),
    path("io/api/v1/profiles", appio.profili),
    path("io/api/v1/messages", appio.messaggi),
    path("io/api/v1/messages/<str:codice_fiscale>/<str:identificativo>", appio.messaggio),
    path("protocollo/", protocollo.registro, name="protocollo"),
    path("protocollo/api/v1/registrazioni", protocollo.registrazioni),
    path("pdnd/token.oauth2", anpr.token),
    path("anpr/govway/rest/in/MinInternoPortaANPR-PDND/<str:servizio>/v1/anpr-service-e002", anpr.e002),
    path("inad/rest/inad/v1/domiciliodigitale/extract/<str:codice_fiscale>", inad.extract),
    path("posta/", posta.elenco, name="posta"),
    path("posta/<int:numero>/", posta.lettera, name="lettera"),
    path("posta/api/messaggi", posta.messaggi),
]
