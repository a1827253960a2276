"""The end of every digital login: the person is known, the session opens, the login is written down."""

import logging

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from portal.identita import operations, titolare
from portal.identita.anomalie import NOSTRE
from portal.identita.dispositivi import riconosci_dispositivo
from portal.identita.models import Persona
from portal.identita.saml.models import Assertion, Identity
from portal.identita.sessione import Sessione, ricorda
from portal.identita.views.pagine import spiega

log = logging.getLogger("casa.identita")


def entra(
    request: HttpRequest, identita: Identity, *, sessione: Sessione, asserzione: Assertion | None = None
) -> HttpResponse | None:
    """Open the session of this person, in the hat that `sessione` tells.

    None when the person is in; otherwise the page that says why not.
    """
    persona = operations.riconosci(identita, provider=sessione.metodo, lingua=get_language() or "it")
    if not persona.is_active:
        return spiega(request, NOSTRE["disattivata"])
    precedente = request.session.session_key or ""
    in_uso = request.session.get(titolare.IN_USO, "") if request.user == persona else ""
    provider = get_adapter().get_provider(request, sessione.metodo)
    risposta: HttpResponse = complete_social_login(request, provider.sociallogin_from_response(request, identita))
    if request.user != persona:  # allauth stopped on the way and says why
        return risposta
    if precedente:  # a stronger login, another hat, or another person at the same browser: the former login is over
        operations.registra_uscita(precedente)
    ricorda(request, sessione)
    _apri_la_casa(request, persona, identita, in_uso)
    operations.registra_accesso(
        persona,
        ente=request.ente,  # type: ignore[attr-defined]
        sessione=sessione,
        chiave_sessione=request.session.session_key or "",
        asserzione=asserzione,
        dispositivo=riconosci_dispositivo(request.headers.get("User-Agent", "")),
    )
    log.info("accesso_riuscito", extra={"metodo": sessione.metodo, "idp": sessione.idp})
    return None


def _apri_la_casa(request: HttpRequest, persona: Persona, identita: Identity, in_uso: str) -> None:
    """The company's, for who entered with its identity; otherwise the one where the person was (`in_uso`), or their own."""
    if not request.sessione.per_impresa:  # type: ignore[attr-defined]
        titolare.riprendi(request, in_uso)
        return
    mandato = operations.entra_per_impresa(persona, identita.impresa, ente=request.ente)  # type: ignore[attr-defined]
    titolare.entra_con(request, mandato)
