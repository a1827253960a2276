"""System checks of the mail (`manage.py check --deploy`): what makes it end among the spam, or come back to nobody."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

CHIAVE_MINIMA = 32
DOCS = "Vedi docs/posta.md."


@register("casa", deploy=True)
def mittente_del_dominio(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """DMARC wants the domain of From to be ours; the one who reads wants to recognise it."""
    dominio = _dominio(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    if not settings.PRODUZIONE or not dominio or any(_imparentati(dominio, host) for host in settings.ALLOWED_HOSTS):
        return []
    testo = "EMAIL_MITTENTE non è del dominio del portale (CASA_HOSTS): chi riceve non lo riconosce."
    return [Warning(testo, hint=f"Usa un indirizzo del dominio dell'ente. {DOCS}", id="casa.notifiche.W001")]


@register("casa", deploy=True)
def rimbalzi_ascoltati(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Mails that come back must come back to somebody who reads."""
    if not settings.PRODUZIONE:
        return []
    if not settings.POSTA_RIMBALZI:
        testo = "POSTA_RIMBALZI manca: non si sa quali indirizzi non ricevono."
        return [Warning(testo, hint=DOCS, id="casa.notifiche.W002")]
    regole = [
        (
            not settings.POSTA_RIMBALZI_IMAP and not settings.POSTA_RIMBALZI_CHIAVE,
            "Nessuno legge i rimbalzi: servono POSTA_RIMBALZI_IMAP o POSTA_RIMBALZI_CHIAVE.",
            "W003",
        ),
        (
            not _imparentati(_dominio(settings.POSTA_RIMBALZI), _dominio(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
            "POSTA_RIMBALZI non è dello stesso dominio di EMAIL_MITTENTE: SPF non vale per DMARC.",
            "W004",
        ),
    ]
    return [Warning(testo, hint=DOCS, id=f"casa.notifiche.{codice}") for male, testo, codice in regole if male]


@register("casa")
def chiave_dei_rimbalzi(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Who knows the key can stop the mail of whoever it knows the delivery of."""
    chiave = settings.POSTA_RIMBALZI_CHIAVE
    if not settings.PRODUZIONE or not chiave or len(chiave) >= CHIAVE_MINIMA:
        return []
    rimedio = 'Generala con: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
    return [Error("POSTA_RIMBALZI_CHIAVE è corta.", hint=rimedio, id="casa.notifiche.E001")]


def _dominio(indirizzo: str) -> str:
    return indirizzo.rpartition("@")[2].lower()


def _imparentati(uno: str, altro: str) -> bool:
    """The same domain, or one inside the other: `comune.x.it` and `servizi.comune.x.it`."""
    return uno == altro or uno.endswith(f".{altro}") or altro.endswith(f".{uno}")
