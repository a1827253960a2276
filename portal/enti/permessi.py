"""Who of the staff may do what: it follows from the office's posts (Incarico), for the ente of the host, and from nothing else."""

from django.http import HttpRequest

from portal.enti.models import Incarico, Ufficio


def uffici_di(request: HttpRequest) -> list[Ufficio]:
    """The offices of this officer for the ente of the request, read once per request."""
    if not hasattr(request, "_uffici"):
        request._uffici = list(Ufficio.objects.di(request.user, request.ente))  # type: ignore[attr-defined]
    return request._uffici  # type: ignore[attr-defined, no-any-return]


def lavora_qui(request: HttpRequest) -> bool:
    """Is this person of the staff in service at an office of this ente?"""
    persona = request.user
    return bool(persona.is_authenticated and persona.is_active and persona.is_staff and uffici_di(request))


def amministra_qui(request: HttpRequest) -> bool:
    """May this person change the set-up of the ente (offices, hours, texts)?"""
    if not lavora_qui(request):
        return False
    ruolo = Incarico.Ruolo.AMMINISTRATORE
    if not hasattr(request, "_amministra"):
        request._amministra = request.user.incarichi.filter(  # type: ignore[attr-defined]
            ufficio__in=uffici_di(request), ruolo=ruolo, attivo=True
        ).exists()
    return request._amministra  # type: ignore[attr-defined, no-any-return]
