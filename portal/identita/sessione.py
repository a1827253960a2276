"""How the person of this request entered. Kept in the session: the same person may wear different hats."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.identita.saml.models import Company, Identity

CHIAVE = "sessione"
CITTADINO, PROFESSIONISTA, IMPRESA = "cittadino", "professionista", "impresa"
VESTI = {CITTADINO: _("Cittadino"), PROFESSIONISTA: _("Professionista"), IMPRESA: _("Impresa")}


@dataclass(frozen=True)
class Sessione:
    """`metodo` is empty when nobody entered; `entrato_il` is an ISO moment in UTC."""

    metodo: str = ""
    livello: int = 0
    tipo: str = ""
    idp: str = ""
    gestore: str = ""
    entrato_il: str = ""
    denominazione: str = ""  # whom the person acts for, in the hat of a company
    codice_fiscale_impresa: str = ""
    partita_iva: str = ""

    @property
    def professionale(self) -> bool:
        """Is the person here for work?"""
        return self.tipo in (PROFESSIONISTA, IMPRESA)

    @property
    def per_impresa(self) -> bool:
        """Entered with the identity of a company: then only the home of that company is open."""
        return self.tipo == IMPRESA

    @property
    def codice_impresa(self) -> str:
        """The eleven digits of that company, "" otherwise."""
        return (
            Company(self.denominazione, self.codice_fiscale_impresa, self.partita_iva).code if self.per_impresa else ""
        )

    @property
    def veste(self) -> str:
        """In whose name the person is here, in words."""
        return self.denominazione or str(VESTI.get(self.tipo, ""))

    @property
    def puo_tornare_cittadino(self) -> bool:
        """The professional identity of a person is their own; one issued by a company is not: there a new login is needed."""
        return self.tipo == PROFESSIONISTA

    def da_cittadino(self) -> "Sessione":
        """The same login without the hat."""
        return replace(self, tipo=CITTADINO, denominazione="", codice_fiscale_impresa="", partita_iva="")

    @property
    def entrata(self) -> dt.datetime | None:
        """When the person entered."""
        return dt.datetime.fromisoformat(self.entrato_il) if self.entrato_il else None


def sessione_di(identita: Identity, *, metodo: str, livello: int, idp: str = "", gestore: str = "") -> Sessione:
    """The session that begins now for this identity, in the hat that it brings."""
    return Sessione(
        metodo=metodo,
        livello=livello,
        tipo=identita.tipo,
        idp=idp,
        gestore=gestore,
        entrato_il=timezone.now().isoformat(),
        denominazione=identita.impresa.name,
        codice_fiscale_impresa=identita.impresa.fiscal_code,
        partita_iva=identita.impresa.vat_number,
    )


def ricorda(request: HttpRequest, sessione: Sessione) -> None:
    """Keep it in the session, from now to the logout."""
    request.session[CHIAVE] = asdict(sessione)
    request.sessione = sessione  # type: ignore[attr-defined]


class SessioneMiddleware:
    """Sets `request.sessione`; the session is read only if somebody looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.sessione = SimpleLazyObject(lambda: _leggi(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _leggi(request: HttpRequest) -> Sessione:
    dati: dict[str, Any] = request.session.get(CHIAVE, {})
    return Sessione(**dati)
