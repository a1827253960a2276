"""The mails of this room that are not copies of a message."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifiche.altra_posta import Posta, impara
from notifiche.models import VerificaIndirizzo


def _attese(_request: HttpRequest, righe: QuerySet[Any]) -> QuerySet[Any]:
    """Of no service: whoever works here sees that they do not leave, not for whom. What a person gave up is over."""
    return righe.exclude(indirizzo="")


impara(
    Posta(
        nome="codici",
        titolo=_("Codice che conferma un indirizzo e-mail"),
        modello=VerificaIndirizzo,
        campanello="notifiche.codici",
        dell_ente="ente",
        visibili=_attese,
    )
)
