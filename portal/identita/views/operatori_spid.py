"""The staff's other door: personal SPID, for who was granted it. Two sessions of two rows, one after the other."""

import datetime as dt
import random
from collections.abc import Callable
from functools import wraps

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.identita import gestori, operations
from portal.identita.dispositivi import riconosci_dispositivo
from portal.identita.models import Persona, Schema
from portal.identita.secondo_fattore import OPERATORE_SPID
from portal.identita.sessione import Sessione, ricorda

FRESCO = dt.timedelta(minutes=5)  # an old session of a citizen does not become a session of work


class Porta(LoginView):
    """The staff's door with its ways in."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(spid=settings.OPERATORI_SPID, **kwargs)  # type: ignore[no-any-return]


def _se_acceso(vista: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(vista)
    def vista_se_acceso(request: HttpRequest) -> HttpResponse:
        if not settings.OPERATORI_SPID:
            raise Http404
        return vista(request)

    return vista_se_acceso


@require_safe
@never_cache
@_se_acceso
def scegli(request: HttpRequest) -> HttpResponse:
    """The providers, in another order each time."""
    elenco = list(gestori.attivi(Schema.SPID).values())
    random.shuffle(elenco)
    return render(request, "identita/operatori_spid.html", {"gestori": elenco})


@require_http_methods(["GET", "POST"])
@never_cache
@_se_acceso
def entra(request: HttpRequest) -> HttpResponse:
    """Back from the provider as a citizen: into the account that an administrator tied to this person, if any."""
    if not _appena_entrato(request):
        return redirect("operatori_spid")
    operatore = operations.operatore_di(request.user)
    if operatore is None:
        return render(request, "identita/operatori_spid_no.html", status=403)
    if request.method == "GET":
        return render(request, "identita/operatori_spid_entra.html", {"operatore": operatore})
    _passa(request, operatore)
    return redirect("admin:index")


def _appena_entrato(request: HttpRequest) -> bool:
    sessione = request.sessione
    fresco = sessione.entrata is not None and timezone.now() - sessione.entrata < FRESCO
    con_spid = sessione.metodo == Schema.SPID and sessione.livello >= OPERATORE_SPID
    return bool(request.user.is_authenticated and request.user.e_cittadino and con_spid and fresco)


def _passa(request: HttpRequest, operatore: Persona) -> None:
    """The citizen goes out, the officer comes in: nothing of one session is seen in the other."""
    prima = request.sessione
    sessione = Sessione(
        metodo=prima.metodo,
        livello=prima.livello,
        tipo="operatore",
        idp=prima.idp,
        gestore=prima.gestore,
        entrato_il=timezone.now().isoformat(),
    )
    logout(request)
    login(request, operatore, backend=settings.AUTHENTICATION_BACKENDS[0])
    ricorda(request, sessione)
    operations.registra_accesso(
        operatore,
        ente=request.ente,
        sessione=sessione,
        chiave_sessione=request.session.session_key or "",
        dispositivo=riconosci_dispositivo(request.headers.get("User-Agent", "")),
    )
