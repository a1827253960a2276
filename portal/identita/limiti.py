"""How many logins may begin in a minute: a machine that tries them by the thousand is slowed down, and nobody is remembered."""

import logging

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis import RedisError

from portal.identita.partenza import COOKIE

log = logging.getLogger("casa.identita")

FINESTRA = 60  # seconds
PER_BROWSER = 6  # a browser may begin one sixth of what a network may: behind one address there is a whole office


def troppi_accessi(request: HttpRequest) -> bool:
    """Have too many logins begun from this network, or from this browser, in the last minute?"""
    massimo = settings.ACCESSI_AL_MINUTO
    if not massimo:
        return False
    contatori = ((_rete(request), massimo), (request.COOKIES.get(COOKIE, ""), max(massimo // PER_BROWSER, 1)))
    conti = [(_conta(nome), quanti) for nome, quanti in contatori if nome]
    return any(conto > quanti for conto, quanti in conti)


def troppi(request: HttpRequest, che_cosa: str, *, massimo: int, secondi: int) -> bool:
    """Has this network done more of it than this, in this time? Also for the public forms of other rooms."""
    rete = _rete(request)
    return bool(rete) and _conta(rete, spazio=che_cosa, secondi=secondi) > massimo


def _rete(request: HttpRequest) -> str:
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # the proxy did not say: the browser's own count remains
        return ""


def _conta(nome: str, *, spazio: str = "accessi", secondi: int = FINESTRA) -> int:
    """One more; the cache keeps a mark from which the address cannot be read back. Without a cache nobody is kept out."""
    chiave = f"{spazio}:{salted_hmac('identita.limiti', nome, algorithm='sha256').hexdigest()}"
    try:
        cache.add(chiave, 0, secondi)
        return int(cache.incr(chiave))
    except ValueError:  # it expired between the two
        return 1
    except (OSError, RedisError):
        log.warning("limite_accessi_senza_cache")
        return 0
