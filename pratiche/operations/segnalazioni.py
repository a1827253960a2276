"""The public side of a report: born with its case, shown as the office decides."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.documenti.models import deposito
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.foto import copia_pubblica
from pratiche.models import AllegatoPratica, FotoPubblica, Pratica, Segnalazione
from pratiche.models.segnalazioni import DECIMALI, SERVIZIO
from pratiche.operations.comune import controlla_operatore


def annuncia(pratica: Pratica) -> None:
    """The public entry of a report that was just presented. Only kind and rounded place go over: no words of the citizen."""
    if pratica.servizio.slug != SERVIZIO:
        return
    luogo = pratica.dati["luogo"]
    Segnalazione.objects.create(
        ente=pratica.ente,
        pratica=pratica,
        tipo=pratica.dati["tipo"],
        latitudine=_arrotondata(luogo.get("latitudine")),
        longitudine=_arrotondata(luogo.get("longitudine")),
        dopo=con_numero(pratica, str(pratica.dati.get("segue", ""))),
    )


def con_numero(pratica: Pratica, sigla: str) -> Segnalazione | None:
    """The report of the same ente with the number that was written, if there is one: never this one."""
    scritto = re.fullmatch(r"\s*(\d{1,9})\s*/\s*(\d{4})\s*", sigla, re.ASCII)
    if scritto is None:
        return None
    altre = Segnalazione.objects.filter(ente=pratica.ente_id).exclude(pratica=pratica.pk)
    numero, anno = (int(parte) for parte in scritto.groups())
    return altre.select_related("pratica").filter(pratica__numero=numero, pratica__anno=anno).first()


@atto
def pubblica_segnalazione(
    pratica_id: int, *, attore: Persona, visibile: bool, luogo: str, risposta: str, foto: Iterable[uuid.UUID]
) -> Segnalazione:
    """What everybody reads of it. `foto` are the attachments to show, as clean copies: those not named are shown no more."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    segnalazione = Segnalazione.objects.get(pratica=pratica)
    segnalazione.visibile, segnalazione.luogo, segnalazione.risposta = visibile, luogo.strip(), risposta.strip()
    segnalazione.save(update_fields=["visibile", "luogo", "risposta"])
    mostrate = set(foto)
    _mostra_solo(segnalazione, mostrate)
    dati = {"visibile": visibile, "foto": sorted(str(una) for una in mostrate)}
    registra("pratica.segnalazione_pubblicata", pratica, attore, ente=pratica.ente, dati=dati)
    return segnalazione


def _mostra_solo(segnalazione: Segnalazione, codici: set[uuid.UUID]) -> None:
    mostrate = {
        una.allegato.codice if una.allegato else None: una for una in segnalazione.foto.select_related("allegato")
    }
    for codice, vecchia in mostrate.items():
        if codice not in codici:
            _togli(vecchia)
    nuove = [_allegato(segnalazione.pratica, codice) for codice in codici - mostrate.keys()]
    for allegato in sorted(nuove, key=lambda una: una.pk):  # as they were sent
        copia = ContentFile(copia_pubblica(_leggi(allegato)))
        foto = FotoPubblica(segnalazione=segnalazione, allegato=allegato)
        foto.file.save("foto.jpg", copia, save=False)
        foto.save()


def _togli(foto: FotoPubblica) -> None:
    nome = str(foto.file.name)
    foto.delete()
    transaction.on_commit(lambda: deposito().delete(nome))  # not before it is certain that nobody shows it


def _arrotondata(gradi: Any) -> float | None:
    return round(float(gradi), DECIMALI) if isinstance(gradi, int | float) else None


def _allegato(pratica: Pratica, codice: uuid.UUID) -> AllegatoPratica:
    """The photograph of the case with this code, never one of another case. Raises DomainError."""
    allegato = pratica.allegati.filter(codice=codice, campo="foto").select_related("documento").first()
    if allegato is None or allegato.documento is None:
        raise DomainError(_("Questa fotografia non è della segnalazione: scegline un'altra o nessuna."))
    return allegato


def _leggi(allegato: AllegatoPratica) -> bytes:
    with allegato.documento.file.open("rb") as file:  # type: ignore[union-attr]
        return bytes(file.read())
