"""Who of the staff may do what: it follows from the office's posts (Incarico), for the ente of the host, and from nothing else."""

from django.http import HttpRequest

from portal.enti.models import Incarico, Ufficio


def incarichi_di(request: HttpRequest) -> list[Incarico]:
    """The posts of this officer for the ente of the request, with their offices, read once per request."""
    if not hasattr(request, "_incarichi"):
        propri = Incarico.objects.filter(persona=request.user, attivo=True, ufficio__enti=request.ente)
        request._incarichi = list(propri.select_related("ufficio").order_by("ufficio__nome"))  # type: ignore[attr-defined]
    return request._incarichi  # type: ignore[attr-defined, no-any-return]


def uffici_di(request: HttpRequest) -> list[Ufficio]:
    """The offices of this officer for the ente of the request, each once whatever the posts held there."""
    return list({incarico.ufficio_id: incarico.ufficio for incarico in incarichi_di(request)}.values())


def lavora_qui(request: HttpRequest) -> bool:
    """Is this person of the staff in service at an office of this ente?"""
    persona = request.user
    return bool(persona.is_authenticated and persona.is_active and persona.is_staff and incarichi_di(request))


def uffici_che_scrivono(request: HttpRequest) -> list[Ufficio]:
    """The offices in whose name this person may write to many people at once: those where they answer for it."""
    ruoli = {Incarico.Ruolo.RESPONSABILE, Incarico.Ruolo.AMMINISTRATORE}
    propri = [incarico for incarico in incarichi_di(request) if incarico.ruolo in ruoli]
    return list({incarico.ufficio_id: incarico.ufficio for incarico in propri}.values())


def sola_consultazione(request: HttpRequest) -> bool:
    """Does this person only read, in every office of this ente?"""
    return {incarico.ruolo for incarico in incarichi_di(request)} == {Incarico.Ruolo.CONSULTAZIONE}


def amministra_qui(request: HttpRequest) -> bool:
    """May this person change the set-up of the ente (offices, hours, texts)?"""
    ruoli = {incarico.ruolo for incarico in incarichi_di(request)} if lavora_qui(request) else set()
    return Incarico.Ruolo.AMMINISTRATORE in ruoli
