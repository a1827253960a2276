"""Writing in the register, inside the transaction of the act itself."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from django.db import models, transaction
from django.utils import timezone

from portal.registro.models import AccessoDati, Catena, Evento, Riga

# the same person on the same page again within this time is the same look; lists, which show little, count once a day
STESSO_SGUARDO, STESSO_ELENCO = dt.timedelta(hours=1), dt.timedelta(days=1)

RigaNuova = TypeVar("RigaNuova", bound=Riga)


class ConCodice(Protocol):
    codice: uuid.UUID


class ConIpa(Protocol):
    codice_ipa: str


def registra(
    azione: str, oggetto: models.Model, attore: ConCodice | None, *, ente: ConIpa, dati: dict[str, Any] | None = None
) -> Evento:
    """Add a line: `azione` is `<room>.<participle>` ("pratica.presentata"); `dati` holds codes, never personal data."""
    riga = Evento(
        ente=ente.codice_ipa,
        azione=azione,
        oggetto_tipo=oggetto._meta.label_lower,
        oggetto=oggetto.codice,  # type: ignore[attr-defined]
        attore=attore.codice if attore else None,
        dati=dati or {},
    )
    return _aggiungi([riga])[0]


def annota_accesso(
    soggetto: ConCodice, operatore: ConCodice, *, ente: ConIpa, ufficio: str, sezione: str, motivo: str
) -> AccessoDati:
    """Write the line that the person will read under "chi ha guardato i miei dati".

    Reloading a page is not another look: for an hour the line already there stands for it. An empty `ufficio` says that it
    was not the office: a delegate, with the title named in `motivo`.
    """
    uguali = _sguardo(operatore, ente, ufficio=ufficio, sezione=sezione, motivo=motivo)
    gia = _recenti(uguali, STESSO_SGUARDO).filter(soggetto=soggetto.codice).order_by("-pk").first()
    return gia or _aggiungi([AccessoDati(soggetto=soggetto.codice, **uguali)])[0]


def annota_elenco(
    soggetti: Iterable[ConCodice], operatore: ConCodice, *, ente: ConIpa, ufficio: str, sezione: str, motivo: str
) -> None:
    """As `annota_accesso`, for a list that names several people: one line each, written together, once a day."""
    uguali = _sguardo(operatore, ente, ufficio=ufficio, sezione=sezione, motivo=motivo)
    codici = {soggetto.codice for soggetto in soggetti}
    gia = set(_recenti(uguali, STESSO_ELENCO).filter(soggetto__in=codici).values_list("soggetto", flat=True))
    nuovi = sorted(codici - gia)
    if nuovi:
        _aggiungi([AccessoDati(soggetto=codice, **uguali) for codice in nuovi])


def _sguardo(operatore: ConCodice, ente: ConIpa, **altro: str) -> dict[str, Any]:
    """All of a line but whose data they are and when."""
    return {"ente": ente.codice_ipa, "operatore": operatore.codice, **altro}


def _recenti(uguali: dict[str, Any], entro: dt.timedelta) -> Any:
    return AccessoDati.objects.filter(quando__gt=timezone.now() - entro, **uguali)


@transaction.atomic
def _aggiungi(righe: list[RigaNuova]) -> list[RigaNuova]:
    """Chain and store the lines; the lock on the chain's row makes one follow the other."""
    modello = type(righe[0])
    catena = _catena(modello._meta.model_name or "")
    for riga in righe:
        riga.quando = timezone.now()
        riga.precedente = catena.ultimo
        riga.impronta = catena.ultimo = riga.calcola_impronta()
    modello._default_manager.bulk_create(righe)
    Catena.objects.filter(pk=catena.pk).update(ultimo=catena.ultimo)
    return righe


def _catena(nome: str) -> Catena:
    Catena.objects.get_or_create(pk=nome)
    return Catena.objects.select_for_update().get(pk=nome)
