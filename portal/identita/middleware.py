"""The keeper of sessions: ends the old ones, saves what was typed too late, leaves no trace of who went out."""

import secrets
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.identita import custodia, operations
from portal.identita.operations.ripresa import DURATA, Modulo
from portal.identita.titolare import IN_USO

COOKIE_RIPRESA = "casa_ripresa"
PORTE = ("/accedi/", "/operatori/accedi/", "/operatori/login/")
SENZA_USO = "/sessione/stato/"  # asking how long is left is not using the session


class CustodiaMiddleware:
    """Comes after the authentication. A browser without session costs nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        vecchia = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if vecchia:
            _controlla(request)
        request.resto_sessione = SimpleLazyObject(lambda: custodia.resto(request.session))  # type: ignore[attr-defined]
        risposta = self.get_response(request)
        if vecchia and _respinto(request, risposta):
            _conserva(request, risposta, vecchia)
        if getattr(request, "uscito", False):
            _senza_tracce(risposta)
        elif request.session.accessed and SESSION_KEY in request.session:
            _solo_qui(risposta)
        return risposta


def _controlla(request: HttpRequest) -> None:
    """End what is over; otherwise write down, now and then, that the session is in use."""
    sessione = request.session
    if SESSION_KEY not in sessione:
        return
    if not custodia.resto(sessione).secondi:
        request.mandato_finito = sessione.get(IN_USO, "")  # type: ignore[attr-defined]
        logout(request)
        request.uscito = False  # type: ignore[attr-defined] - time ended it: the same person is probably still there
    elif request.path != SENZA_USO and custodia.da_segnare(sessione):
        custodia.usa(sessione)
        operations.segna_uso(sessione.session_key or "")


def _respinto(request: HttpRequest, risposta: HttpResponse) -> bool:
    """Was a form turned away at a door because the session is over?"""
    return (
        request.method == "POST"
        and risposta.status_code == 302
        and urlsplit(risposta["Location"]).path in PORTE
        and not request.user.is_authenticated
        and not getattr(request, "uscito", False)
    )


def _conserva(request: HttpRequest, risposta: HttpResponse, chiave_sessione: str) -> None:
    """Keep what was typed, and let the way back pass by it."""
    campi = [(nome, valore) for nome, valori in request.POST.lists() for valore in valori]
    campi = [(nome, valore) for nome, valore in campi if nome != "csrfmiddlewaretoken"]
    if not campi or any("password" in nome for nome, _valore in campi):  # a password is kept nowhere
        return
    mandato = _mandato_di(request, chiave_sessione)
    if mandato is None:
        return
    segreto = secrets.token_urlsafe(32)
    modulo = Modulo(request.get_full_path(), campi, con_file=bool(request.FILES), mandato=mandato)
    tenuto = operations.conserva_modulo(modulo, chiave_sessione=chiave_sessione, segreto=segreto)
    if tenuto is None:
        return
    porta = urlsplit(risposta["Location"]).path
    ritorno = reverse("identita:ripresa", args=[tenuto.codice])
    risposta.headers["Location"] = f"{porta}?{urlencode({'next': ritorno})}"
    risposta.set_cookie(
        COOKIE_RIPRESA,
        segreto,
        max_age=int(DURATA.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mandato_di(request: HttpRequest, chiave_sessione: str) -> str | None:
    """For whom the person was acting in a session that time ended: its row is still there, though nobody may use it.

    None when nobody remembers: what was written for another must not be sent in one's own name.
    """
    if hasattr(request, "mandato_finito"):
        return str(request.mandato_finito)
    finita = Session.objects.filter(pk=chiave_sessione).first()
    return str(finita.get_decoded().get(IN_USO, "")) if finita else None


def _solo_qui(risposta: HttpResponse) -> None:
    """A page seen by who is in: no cache keeps it, not even the browser's for its back button."""
    if risposta.headers.get("Content-Type", "").startswith("text/html"):
        risposta.headers["Cache-Control"] = "private, no-store"


def _senza_tracce(risposta: HttpResponse) -> None:
    """After who goes out nothing is left for who comes next. Only our cookies: those of the comune's other sites stay."""
    risposta.headers["Clear-Site-Data"] = '"cache", "storage"'
    for nome in (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, COOKIE_RIPRESA):
        risposta.delete_cookie(nome, samesite="Lax")
