"""What the clock does by itself: it warns the office before silence decides, then writes what silence decided.

Every function may be killed and run again: each case is a transaction of its own, and what is done is not done twice.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from pagamenti.stati import Stato as StatoAvviso
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica, Preallarme
from pratiche.models.insieme import PraticaQuerySet
from pratiche.models.scelte import EffettoSilenzio
from pratiche.operations.calendario import scrivi_spostamento
from pratiche.operations.comune import chiudi, segna, togli_avviso
from pratiche.operations.delega import racconta
from pratiche.operations.diritti import chiedi_diritti
from pratiche.stati import Atto

log = logging.getLogger("casa.pratiche")

SOGLIE = (1, 5, 15)  # days before the end at which the office is warned
A_BLOCCHI = 200


@dataclass
class Resoconto:
    """What a run did, or would do."""

    accolte: int = 0
    respinte: int = 0
    preallarmi: int = 0
    fallite: int = 0


def applica_silenzi(*, prova: bool = False) -> Resoconto:
    """All the cases whose term is over where the law gives silence a meaning, and the warnings of those near it.

    One that breaks is logged and left to the next run: it does not keep the others waiting.
    """
    resoconto, oggi = Resoconto(), timezone.localdate()
    for pratiche, lavora in ((_mature(oggi), _decidi), (_da_preallarmare(oggi), _preallarma)):
        for chiave in _a_blocchi(pratiche):
            try:
                lavora(chiave, resoconto, prova)
            except Exception:
                log.exception("silenzio_fallito", extra={"pratica": chiave})
                resoconto.fallite += 1
    return resoconto


def _decidi(chiave: int, resoconto: Resoconto, prova: bool) -> None:
    atto = applica_silenzio(chiave, prova=prova)
    resoconto.accolte += atto is Atto.SILENZIO_ASSENSO
    resoconto.respinte += atto is Atto.SILENZIO_RIFIUTO


def _preallarma(chiave: int, resoconto: Resoconto, prova: bool) -> None:
    resoconto.preallarmi += preallarma(chiave, prova=prova)


@atto
def applica_silenzio(pratica_id: int, *, prova: bool = False) -> Atto | None:
    """Write what silence decided for this case, with the day on which it did; None when it has not, or an act is going on."""
    pratica = _blocca_se_libera(pratica_id)
    if pratica is None or not pratica.silenzio_maturo:
        return None
    prima = pratica.entro_il
    pratica.entro_il = pratica.fine_del_termine  # the holidays of the ente may have changed since it was written
    if not pratica.silenzio_maturo:
        if prima and not prova:
            scrivi_spostamento(pratica, prima)
        return None
    assenso = pratica.silenzio == EffettoSilenzio.ASSENSO
    atto = Atto.SILENZIO_ASSENSO if assenso else Atto.SILENZIO_RIFIUTO
    if prova:
        return atto
    pratica.controlla_atto(atto)
    (_accogli if assenso else _respingi)(pratica)
    return atto


@atto
def preallarma(pratica_id: int, *, prova: bool = False) -> bool:
    """Warn the office that silence is near: once for each threshold of this end of the term. True when a warning is new."""
    pratica = _blocca_se_libera(pratica_id)
    if pratica is None or not pratica.aperta or pratica.entro_il is None:
        return False
    rimasti = (pratica.entro_il - timezone.localdate()).days
    soglia = next((soglia for soglia in SOGLIE if rimasti <= soglia), None)
    if soglia is None or Preallarme.objects.filter(pratica=pratica, termine=pratica.entro_il, soglia=soglia).exists():
        return False
    if not prova:
        Preallarme.objects.create(pratica=pratica, termine=pratica.entro_il, soglia=soglia)
        dati = {"giorni": soglia, "termine": pratica.entro_il.isoformat()}
        registra("pratica.preallarme", pratica, None, ente=pratica.ente, dati=dati)
    return True


def _accogli(pratica: Pratica) -> None:
    avviso = pratica.avviso or chiedi_diritti(pratica, "accoglimento", attore=None)
    chiudi(pratica, Atto.SILENZIO_ASSENSO, conclusa_il=_quando(pratica), per_silenzio=True, avviso=avviso)
    segna(pratica, Passaggio.Genere.ACCOLTA_PER_SILENZIO, quando=pratica.conclusa_il)
    registra("pratica.accolta_per_silenzio", pratica, None, ente=pratica.ente)
    racconta(pratica, messaggi.accolta_per_silenzio(pratica))


def _respingi(pratica: Pratica) -> None:
    togli_avviso(pratica, attore=None, motivo="pratica respinta per silenzio")
    chiudi(pratica, Atto.SILENZIO_RIFIUTO, conclusa_il=_quando(pratica), per_silenzio=True)
    segna(pratica, Passaggio.Genere.RESPINTA_PER_SILENZIO, quando=pratica.conclusa_il)
    registra("pratica.respinta_per_silenzio", pratica, None, ente=pratica.ente)
    racconta(pratica, messaggi.respinta_per_silenzio(pratica))


def _quando(pratica: Pratica) -> dt.datetime:
    """The first instant after the term; or the payment, when it came later and was wanted first."""
    mezzanotte = timezone.make_aware(dt.datetime.combine(pratica.termine().silenzio_dal, dt.time.min))
    return max(mezzanotte, pratica.pagata_il) if pratica.pagata_il else mezzanotte


def _del_silenzio() -> PraticaQuerySet:
    return Pratica.objects.aperte().exclude(silenzio=EffettoSilenzio.NESSUNO)


def _mature(oggi: dt.date) -> PraticaQuerySet:
    """Those that silence has decided (`Pratica.silenzio_maturo`): a fee still to pay holds back what it would grant."""
    attende = Q(silenzio=EffettoSilenzio.ASSENSO, avviso__stato=StatoAvviso.DA_PAGARE)
    return _del_silenzio().filter(entro_il__lt=oggi).exclude(attende)


def _da_preallarmare(oggi: dt.date) -> PraticaQuerySet:
    """Those near their end of which the office was not warned yet: the others are not even locked."""
    soglia = Case(*(When(entro_il__lte=oggi + dt.timedelta(days=giorni), then=giorni) for giorni in SOGLIE))
    avvisata = Preallarme.objects.filter(
        pratica=OuterRef("pk"), termine=OuterRef("entro_il"), soglia=OuterRef("soglia")
    )
    fine = oggi + dt.timedelta(days=max(SOGLIE))
    vicine = _del_silenzio().filter(entro_il__gte=oggi, entro_il__lte=fine).annotate(soglia=soglia)
    return vicine.filter(~Exists(avvisata))


def _a_blocchi(pratiche: PraticaQuerySet) -> Iterator[int]:
    """Their keys, the first to end before, read in small pieces and never twice."""
    dopo: tuple[dt.date | None, int] | None = None
    while True:
        restano = pratiche
        if dopo:
            fine, chiave = dopo
            restano = pratiche.filter(entro_il__gte=fine).exclude(entro_il=fine, pk__lte=chiave)
        righe = list(restano.order_by("entro_il", "pk").values_list("entro_il", "pk")[:A_BLOCCHI])
        yield from (chiave for _fine, chiave in righe)
        if len(righe) < A_BLOCCHI:
            return
        dopo = righe[-1]


def _blocca_se_libera(pratica_id: int) -> Pratica | None:
    """The case, locked, unless somebody is acting on it now: then it is left to the next run."""
    if connection.features.has_select_for_update_skip_locked:
        libera = Pratica.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=pratica_id)
        if not libera.values_list("pk", flat=True).exists():
            return None
    return Pratica.objects.blocca(pratica_id)
