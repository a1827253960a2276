"""Out to a provider: the request is built, remembered, and carried by the browser."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from portal.identita import chiavi, fornitore, operations
from portal.identita.models import IdentityProvider
from portal.identita.saml import request as domande
from portal.identita.saml.constants import BINDING_POST, BINDING_REDIRECT
from portal.identita.views.pagine import log, porta_al_gestore

COOKIE = "casa_accesso"


def parti(request: HttpRequest, idp: IdentityProvider, intento: operations.Intento) -> HttpResponse:
    """Send the person to the provider, and mark this browser: only here the login can be concluded."""
    segreto = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(32)
    risposta = _domanda(request, idp, intento, segreto)
    risposta.set_cookie(
        COOKIE,
        segreto,
        max_age=settings.SPID_RICHIESTA_SECONDI,
        path=f"/{idp.schema}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return risposta


def altro_host(request: HttpRequest) -> bool:
    """The provider answers to the ente's first host: from another one the cookie of this browser would be missing."""
    return urlsplit(f"//{request.get_host()}").hostname != urlsplit(request.ente.origine).hostname  # type: ignore[attr-defined]


def _domanda(request: HttpRequest, idp: IdentityProvider, intento: operations.Intento, segreto: str) -> HttpResponse:
    chi, ente = idp.descrizione(), request.ente  # type: ignore[attr-defined]
    binding = BINDING_POST if chi.sso_location(BINDING_POST) else BINDING_REDIRECT
    credenziale = chiavi.credenziale(ente, idp.schema)
    domanda = domande.build(
        fornitore.service_provider(ente, idp.schema),
        fornitore.PROFILI[idp.schema],
        credenziale,
        destination=chi.sso_location(binding),
        level=intento.livello,
        attribute_set=intento.insieme,
        purpose=intento.finalita,
        now=timezone.now(),
        binding=binding,
    )
    richiesta = operations.apri_richiesta(ente=ente, idp=idp, domanda=domanda, intento=intento, segreto=segreto)
    log.info("accesso_iniziato", extra={"richiesta": richiesta.pk, "idp": idp.entity_id})
    if binding == BINDING_REDIRECT:
        return HttpResponseRedirect(
            domande.redirect_url("SAMLRequest", domanda.xml, richiesta.relay_state, domanda.destination, credenziale)
        )
    campi = domande.post_fields("SAMLRequest", domanda.xml, richiesta.relay_state)
    return porta_al_gestore(request, indirizzo=domanda.destination, campi=campi, gestore=idp.nome)
