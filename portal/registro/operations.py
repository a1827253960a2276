"""Writing in the register, inside the transaction of the act itself."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from portal.registro.atti import aggiungi
from portal.registro.models import AccessoDati, Evento

# the same person on the same page again within this time is the same look; lists, which show little, count once a day
STESSO_SGUARDO, STESSO_ELENCO = dt.timedelta(hours=1), dt.timedelta(days=1)


class ConCodice(Protocol):
    codice: uuid.UUID


class ConIpa(Protocol):
    codice_ipa: str


def registra(
    azione: str, oggetto: models.Model, attore: ConCodice | None, *, ente: ConIpa, dati: dict[str, Any] | None = None
) -> None:
    """Add a line, written at the end of the act in course (`portal.registro.atti`).

    `azione` is `<room>.<participle>` ("pratica.presentata"); `dati` holds codes, never personal data.
    """
    riga = Evento(
        ente=ente.codice_ipa,
        azione=azione,
        oggetto_tipo=oggetto._meta.label_lower,
        oggetto=oggetto.codice,  # type: ignore[attr-defined]
        attore=attore.codice if attore else None,
        dati=dati or {},
    )
    aggiungi([riga])


def annota_accesso(
    soggetto: ConCodice, operatore: ConCodice, *, ente: ConIpa, ufficio: str, sezione: str, motivo: str
) -> None:
    """Write the line that the person will read under "chi ha guardato i miei dati".

    Reloading a page is not another look: for an hour the line already there stands for it. An empty `ufficio` says that it
    was not the office: a delegate, with the title named in `motivo`.
    """
    uguali = _sguardo(operatore, ente, ufficio=ufficio, sezione=sezione, motivo=motivo)
    if not _recenti(uguali, STESSO_SGUARDO).filter(soggetto=soggetto.codice).exists():
        aggiungi([AccessoDati(soggetto=soggetto.codice, **uguali)])


def annota_elenco(
    soggetti: Iterable[ConCodice], operatore: ConCodice, *, ente: ConIpa, ufficio: str, sezione: str, motivo: str
) -> None:
    """As `annota_accesso`, for a list that names several people: one line each, written together, once a day."""
    uguali = _sguardo(operatore, ente, ufficio=ufficio, sezione=sezione, motivo=motivo)
    codici = {soggetto.codice for soggetto in soggetti}
    gia = set(_recenti(uguali, STESSO_ELENCO).filter(soggetto__in=codici).values_list("soggetto", flat=True))
    nuovi = sorted(codici - gia)
    if nuovi:
        aggiungi([AccessoDati(soggetto=codice, **uguali) for codice in nuovi])


def _sguardo(operatore: ConCodice, ente: ConIpa, **altro: str) -> dict[str, Any]:
    """All of a line but whose data they are and when."""
    return {"ente": ente.codice_ipa, "operatore": operatore.codice, **altro}


def _recenti(uguali: dict[str, Any], entro: dt.timedelta) -> Any:
    return AccessoDati.objects.filter(quando__gt=timezone.now() - entro, **uguali)
