"""The public side of a report: born with its case, shown as the office decides, supported by who sees the same."""

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.documenti.models import deposito
from portal.identita.models import Persona
from portal.registro.operations import registra
from pratiche.foto import copia_pubblica
from pratiche.models import Pratica, Segnalazione, Sostegno
from pratiche.models.segnalazioni import APERTI, DECIMALI
from pratiche.operations.comune import controlla_operatore

SERVIZIO = "segnalazione-disservizio"  # its package asks for `tipo`, `luogo` and `foto`


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
    )


@transaction.atomic
def pubblica_segnalazione(
    pratica_id: int, *, attore: Persona, visibile: bool, luogo: str, risposta: str, foto: uuid.UUID | None
) -> Segnalazione:
    """What everybody reads of it. `foto` is the attachment to show, as a clean copy; None shows none."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    segnalazione = Segnalazione.objects.get(pratica=pratica)
    segnalazione.visibile, segnalazione.luogo, segnalazione.risposta = visibile, luogo.strip(), risposta.strip()
    vecchia, segnalazione.foto = segnalazione.foto.name, ""
    if foto:
        segnalazione.foto.save("foto.jpg", ContentFile(copia_pubblica(_leggi(pratica, foto))), save=False)
    segnalazione.save()
    if vecchia:
        transaction.on_commit(lambda: deposito().delete(vecchia))  # not before it is certain that nobody shows it
    dati = {"visibile": visibile, "foto": str(foto or "")}
    registra("pratica.segnalazione_pubblicata", pratica, attore, ente=pratica.ente, dati=dati)
    return segnalazione


@transaction.atomic
def sostieni(codice: uuid.UUID, *, persona: Persona) -> Segnalazione:
    """«C'è ancora», once for each person: twice is harmless. Who reported it has already said so. Raises DomainError."""
    segnalazione = Segnalazione.objects.select_related("pratica", "ente").get(codice=codice)
    if segnalazione.pratica.stato not in APERTI:
        raise DomainError(_("Questa segnalazione è chiusa. Se il problema c'è ancora, fanne una nuova."))
    if segnalazione.pratica.richiedente_id == persona.pk:
        raise DomainError(_("Questa segnalazione è tua: l'ufficio sa già che il problema c'è."))
    _sostegno, nuovo = Sostegno.objects.get_or_create(segnalazione=segnalazione, persona=persona)
    if nuovo:
        registra("segnalazione.sostenuta", segnalazione, persona, ente=segnalazione.ente)
    return segnalazione


@transaction.atomic
def togli_sostegno(codice: uuid.UUID, *, persona: Persona) -> Segnalazione:
    """The person no longer says so. Nothing to take away is harmless."""
    segnalazione = Segnalazione.objects.select_related("ente").get(codice=codice)
    tolti, _quali = Sostegno.objects.filter(segnalazione=segnalazione, persona=persona).delete()
    if tolti:
        registra("segnalazione.sostegno_tolto", segnalazione, persona, ente=segnalazione.ente)
    return segnalazione


def _arrotondata(gradi: Any) -> float | None:
    return round(float(gradi), DECIMALI) if isinstance(gradi, int | float) else None


def _leggi(pratica: Pratica, codice: uuid.UUID) -> bytes:
    """The photograph of the case with this code, never one of another case."""
    allegato = pratica.allegati.filter(codice=codice, campo="foto").select_related("documento").first()
    if allegato is None or allegato.documento is None:
        raise DomainError(_("Questa fotografia non è della segnalazione: scegline un'altra o nessuna."))
    with allegato.documento.file.open("rb") as file:
        return bytes(file.read())
