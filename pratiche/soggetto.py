"""For whom a place of a ranking is, marked without saying who: a keyed hash of the codice fiscale, different in each round."""

from typing import Any

from django.utils.crypto import salted_hmac

from pratiche.compilazione import quadro
from pratiche.models import Pratica, Tornata


def impronta(pratica: Pratica, tornata: Tornata) -> str:
    """The mark of who this request asks a place for; of who asks, where the package names nobody else.

    It is keyed with `SECRET_KEY`: from the mark alone nobody tries all the codici fiscali, nor follows a child from round to round.
    """
    valore: Any = quadro(pratica, pratica.dati_correnti).valori.get(tornata.regole.soggetto)
    codice = valore.get("codice_fiscale") if isinstance(valore, dict) else valore
    chi = str(codice or pratica.richiedente.codice_fiscale or pratica.richiedente.codice)
    return salted_hmac("pratiche.soggetto", f"{tornata.codice}:{chi}", algorithm="sha256").hexdigest()
