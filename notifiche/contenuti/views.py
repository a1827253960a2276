"""What App IO asks us when a person opens a sensitive message: the text, its precondition, its attachments."""

import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View

from notifiche.channels.appio import contenuto
from notifiche.contenuti.porta import RIPROVA_FRA, Rifiuto, apri
from notifiche.models import EsitoIO, Messaggio
from notifiche.operations.contenuti import letto_nell_app
from portal.documenti.models import Documento


class ContenutoRemoto(View):
    """Read by a program: every answer is JSON or a file, never a page, and stays in no cache."""

    http_method_names = ["get"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            risposta = super().dispatch(request, *args, **kwargs)
        except Rifiuto as rifiuto:
            risposta = rifiuto.risposta()
        risposta.headers["Cache-Control"] = "no-store"
        return risposta


class Dettagli(ContenutoRemoto):
    """Subject and text, and the list of the attachments if they were declared."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
        messaggio = apri(request, codice)
        corpo: dict[str, Any] = {
            "details": {"subject": messaggio.oggetto, "markdown": contenuto.markdown(messaggio)},
        }
        allegati = _allegati(messaggio)
        if allegati:
            corpo["attachments"] = [_voce(documento) for documento in allegati]
        letto_nell_app(messaggio)
        return JsonResponse(corpo)


class Precondizione(ContenutoRemoto):
    """What the app says before it opens the message, where the configuration asks for it."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
        messaggio = apri(request, codice)
        with override(messaggio.lingua):
            titolo = _("Stai per leggere un messaggio riservato")
            testo = _("Lo ha scritto per te: %(nome)s. Quando lo apri, il portale annota che lo hai letto.")
        return JsonResponse({"title": titolo, "markdown": testo % {"nome": messaggio.ente.nome}})


class Allegato(ContenutoRemoto):
    """One attachment, as it was registered."""

    def get(self, request: HttpRequest, codice: uuid.UUID, documento: uuid.UUID) -> HttpResponseBase:
        messaggio = apri(request, codice)
        trovato = next((uno for uno in _allegati(messaggio) if uno.codice == documento), None)
        if trovato is None:
            raise Rifiuto(404, "Not Found")
        if not trovato.integro():
            raise Rifiuto(503, "Service Unavailable", Retry_After=str(RIPROVA_FRA))
        letto_nell_app(messaggio, allegato=trovato)
        return FileResponse(trovato.file.open("rb"), content_type="application/octet-stream", filename=_nome(trovato))


def _allegati(messaggio: Messaggio) -> list[Documento]:
    """As declared when the copy left: what came beside the message later is in the portal only."""
    dichiarati = EsitoIO.objects.filter(consegna__messaggio=messaggio, con_allegati=True).exists()
    return contenuto.allegati(messaggio) if dichiarati else []


def _voce(documento: Documento) -> dict[str, str]:
    return {
        "id": str(documento.codice),
        "url": f"{documento.codice}.pdf",
        "name": _nome(documento),
        "content_type": contenuto.PDF,
        "category": "DOCUMENT",
    }


def _nome(documento: Documento) -> str:
    """App IO wants the ending."""
    return documento.nome if documento.nome.lower().endswith(".pdf") else f"{documento.nome}.pdf"
