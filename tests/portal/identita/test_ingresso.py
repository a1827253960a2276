"""The end of every digital login: whichever the way in, one codice fiscale is one person."""

import datetime as dt
from collections.abc import Iterator

import pytest
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.enti.models import Ente
from portal.identita.ingresso import entra
from portal.identita.models import Accesso, Persona
from portal.identita.saml.models import Identity
from portal.identita.sessione import Sessione

pytestmark = pytest.mark.django_db

GIULIA = Identity(
    codice_fiscale="BNCGLI85D52H501T",
    nome="Giulia",
    cognome="Bianchi",
    data_nascita=dt.date(1985, 4, 12),
    luogo_nascita="H501",
    sesso="F",
    email="",
    cellulare="",
)


@pytest.fixture
def richiesta(ente: Ente) -> Iterator[HttpRequest]:
    """A browser at the door, with all that the middlewares put into a request."""
    request = RequestFactory().get("/cie/fine/")
    request.ente, request.correlazione, request.user = ente, "prova", AnonymousUser()  # type: ignore[attr-defined]
    SessionMiddleware(lambda request: HttpResponse()).process_request(request)
    MessageMiddleware(lambda request: HttpResponse()).process_request(request)
    with request_context(request):
        yield request


@pytest.mark.parametrize("metodo", ["spid", "cie", "eidas", "cns"])
def test_ogni_via_apre_la_stessa_casa(richiesta: HttpRequest, giulia: Persona, metodo: str) -> None:
    assert entra(richiesta, GIULIA, sessione=Sessione(metodo=metodo, livello=3, tipo="cittadino")) is None
    assert richiesta.user == giulia
    assert SocialAccount.objects.get(provider=metodo).user == giulia
    accesso = Accesso.objects.get()
    assert (accesso.persona, accesso.metodo, accesso.livello) == (giulia, metodo, 3)
    assert accesso.chiave_sessione == richiesta.session.session_key


def test_chi_e_sospeso_legge_perche(richiesta: HttpRequest, giulia: Persona) -> None:
    Persona.objects.update(is_active=False)
    risposta = entra(richiesta, GIULIA, sessione=Sessione(metodo="cns", livello=3, tipo="cittadino"))
    assert risposta is not None
    assert risposta.status_code == 403
    assert not Accesso.objects.exists()
