"""The ground of the machine API: errors as `application/problem+json` (RFC 9457) and the `/status` address (ModI)."""

from typing import Any

from django.db import connection
from django.db.utils import Error as ErroreDatabase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler


class ProblemaRenderer(JSONRenderer):
    media_type = "application/problem+json"
    format = "problem"


class Problema(serializers.Serializer[Any]):
    """What went wrong, without personal data."""

    status = serializers.IntegerField(min_value=100, max_value=599, help_text="Codice HTTP")
    title = serializers.CharField(max_length=120, help_text="Che cosa è successo")
    detail = serializers.CharField(max_length=400, required=False, help_text="Che cosa fare")


class Stato(serializers.Serializer[Any]):
    """The service answers and can do its work."""

    status = serializers.IntegerField(min_value=200, max_value=200, help_text="Codice HTTP")
    title = serializers.CharField(max_length=120, help_text="Stato del servizio")


def problema(eccezione: Exception, contesto: dict[str, Any]) -> Response | None:
    """Every refusal of the API in the same form. Unexpected errors are left to Django: a 500 without a trace."""
    risposta = exception_handler(eccezione, contesto)
    if risposta is None:
        return None
    titolo = eccezione.default_detail if isinstance(eccezione, APIException) else "Richiesta non riuscita"
    return _risposta(risposta.status_code, str(titolo), dict(risposta.items()))


class StatusView(APIView):
    """Whether the API can work now. Open to everyone; says nothing of the inside."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer, ProblemaRenderer)

    @extend_schema(
        operation_id="status",
        tags=["status"],
        description="Stato del servizio: 200 quando può lavorare, 503 quando non raggiunge i propri dati.",
        auth=[],
        responses={
            (200, "application/json"): Stato,
            (503, "application/problem+json"): OpenApiResponse(
                Problema, description="Il servizio non può lavorare ora"
            ),
        },
    )
    def get(self, request: Request) -> Response:
        try:
            connection.ensure_connection()
        except ErroreDatabase:
            return _risposta(503, "Il servizio non può lavorare ora", {"Retry-After": "30"})
        return Response({"status": 200, "title": "Il servizio è attivo"}, headers={"Cache-Control": "no-store"})


def _risposta(stato: int, titolo: str, intestazioni: dict[str, str]) -> Response:
    tenute = {
        nome: valore for nome, valore in intestazioni.items() if nome in {"Retry-After", "WWW-Authenticate", "Allow"}
    }
    risposta = Response(
        {"status": stato, "title": titolo}, status=stato, headers={**tenute, "Cache-Control": "no-store"}
    )
    risposta.content_type = "application/problem+json"
    return risposta
