"""Whose home this request is in: of who entered, or of the person they act for.

In the session lie the code of the mandate in use, and how many the person has: pages about oneself spend no query on it.
The mandate in use is read again at each request, so that a revocation bites at the next click.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.identita.models import Persona, Rappresentanza
from portal.identita.models.rappresentanza import RappresentanzaQuerySet
from portal.identita.sessione import IMPRESA, Sessione

IN_USO, QUANTE = "rappresentanza", "rappresentanze"


class TitolareMiddleware:
    """Sets, read only if somebody looks at them:

    request.rappresentanza         the mandate in use; false when one acts for oneself
    request.rappresentanza_finita  true when one was acting for another until the last page, and no longer may
    request.titolare               the person, or the company, whose home it is
    request.veste                  the hat: how the person entered, or impresa when they act for one
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        richiesta: Any = request
        richiesta.rappresentanza = SimpleLazyObject(lambda: _in_uso(request))
        richiesta.rappresentanza_finita = SimpleLazyObject(lambda: _finita(request))
        richiesta.titolare = SimpleLazyObject(lambda: _titolare(request))
        richiesta.veste = SimpleLazyObject(lambda: _veste(request))
        return self.get_response(request)


def agisci_con(request: HttpRequest, mandato: Rappresentanza) -> None:
    """From now the person is in the other's home. What was begun for oneself (a booking) does not follow."""
    entra_con(request, mandato)
    _dimentica_il_lavoro(request)


def entra_con(request: HttpRequest, mandato: Rappresentanza) -> None:
    """The login itself leads to the other's home, and what was begun before it follows."""
    request.session[IN_USO] = str(mandato.codice)


def torna_a_se(request: HttpRequest) -> None:
    """Back in one's own home."""
    if request.session.pop(IN_USO, None):
        _dimentica_il_lavoro(request)


def riprendi(request: HttpRequest, codice: str) -> None:
    """The same person entered again, for a stronger login: back in the home where they were, if this login still opens it."""
    mandato = usabili(request).filter(codice=uuid.UUID(codice)).first() if codice else None
    if mandato:
        entra_con(request, mandato)


def usabili(request: HttpRequest) -> RappresentanzaQuerySet:
    """The mandates that the person who entered may use now, in this session."""
    ricevute = Rappresentanza.objects.ricevute_da(request.user, request.ente).in_vigore()  # type: ignore[attr-defined]
    return ricevute.usabili_in(request.sessione)  # type: ignore[attr-defined]


def ricorda_quante(request: HttpRequest, persona: Persona) -> None:
    """How many mandates the person has here: the header offers to switch when there is one. Companies are entered at the door."""
    ricevute = Rappresentanza.objects.ricevute_da(persona, request.ente).in_vigore()  # type: ignore[attr-defined]
    quante = ricevute.usabili_in(Sessione()).count()
    if request.session.get(QUANTE, 0) != quante:
        request.session[QUANTE] = quante


def _in_uso(request: HttpRequest) -> Rappresentanza | None:
    codice = request.session.get(IN_USO, "")
    if not codice or not request.user.is_authenticated:
        return None
    return usabili(request).con_persone().filter(codice=uuid.UUID(codice)).first()


def _finita(request: HttpRequest) -> bool:
    """Who entered for a company has no home of their own to fall back on in that session."""
    per_un_altro = request.session.get(IN_USO) or request.sessione.per_impresa  # type: ignore[attr-defined]
    return bool(per_un_altro) and not request.rappresentanza  # type: ignore[attr-defined]


def _titolare(request: HttpRequest) -> Any:
    mandato: Any = request.rappresentanza  # type: ignore[attr-defined]
    return mandato.rappresentato if mandato else request.user


def _veste(request: HttpRequest) -> str:
    mandato: Any = request.rappresentanza  # type: ignore[attr-defined]
    return IMPRESA if mandato and mandato.rappresentato.e_impresa else request.sessione.tipo  # type: ignore[attr-defined]


def _dimentica_il_lavoro(request: HttpRequest) -> None:
    request.session.pop("prenotazione", None)
