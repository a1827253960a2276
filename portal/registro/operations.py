"""Writing in the register, inside the transaction of the act itself."""

import datetime as dt
import uuid
from typing import Any, Protocol, TypeVar

from django.db import models, transaction
from django.utils import timezone

from portal.registro.models import AccessoDati, Catena, Evento, Riga

# the same person on the same page again within this time is the same look
STESSO_SGUARDO = dt.timedelta(hours=1)

RigaNuova = TypeVar("RigaNuova", bound=Riga)


class ConCodice(Protocol):
    codice: uuid.UUID


class ConIpa(Protocol):
    codice_ipa: str


def registra(
    azione: str, oggetto: models.Model, attore: ConCodice | None, *, ente: ConIpa, dati: dict[str, Any] | None = None
) -> Evento:
    """Add a line: `azione` is `<room>.<participle>` ("pratica.presentata"); `dati` holds codes, never personal data."""
    return _aggiungi(
        Evento(
            ente=ente.codice_ipa,
            azione=azione,
            oggetto_tipo=oggetto._meta.label_lower,
            oggetto=oggetto.codice,  # type: ignore[attr-defined]
            attore=attore.codice if attore else None,
            dati=dati or {},
        )
    )


def annota_accesso(
    soggetto: ConCodice, operatore: ConCodice, *, ente: ConIpa, ufficio: str, sezione: str, motivo: str
) -> AccessoDati:
    """Write the line that the person will read under "chi ha guardato i miei dati".

    Reloading a page is not another look: for an hour the line already there stands for it. An empty `ufficio` says that it
    was not the office: a delegate, with the title named in `motivo`.
    """
    riga = AccessoDati(
        ente=ente.codice_ipa,
        soggetto=soggetto.codice,
        operatore=operatore.codice,
        ufficio=ufficio,
        sezione=sezione,
        motivo=motivo,
    )
    return _gia_annotato(riga) or _aggiungi(riga)


def _gia_annotato(riga: AccessoDati) -> AccessoDati | None:
    uguali = AccessoDati.objects.filter(
        soggetto=riga.soggetto,
        operatore=riga.operatore,
        ente=riga.ente,
        ufficio=riga.ufficio,
        sezione=riga.sezione,
        motivo=riga.motivo,
        quando__gt=timezone.now() - STESSO_SGUARDO,
    )
    gia: AccessoDati | None = uguali.order_by("-pk").first()
    return gia


@transaction.atomic
def _aggiungi(riga: RigaNuova) -> RigaNuova:
    """Chain and store the line; the lock on the chain's row makes one line follow the other."""
    catena = _catena(riga._meta.model_name or "")
    riga.quando = timezone.now()
    riga.precedente = catena.ultimo
    riga.impronta = riga.calcola_impronta()
    riga.save()
    Catena.objects.filter(pk=catena.pk).update(ultimo=riga.impronta)
    return riga


def _catena(nome: str) -> Catena:
    Catena.objects.get_or_create(pk=nome)
    return Catena.objects.select_for_update().get(pk=nome)
