"""Handing a closed case to the preservation."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import IO

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.conservazione import pacchetto
from pratiche.models import Pratica, Versamento
from pratiche.models.insieme import PraticaQuerySet
from pratiche.operations.comune import controlla_operatore

FINITI = (StatoLavoro.RIUSCITO, StatoLavoro.ANNULLATO)


@dataclass(frozen=True)
class Pacchetto:
    """A package just written: of the case as it was read."""

    pratica: Pratica
    documenti: int
    impronta: str
    dimensione: int


def da_esportare(*, ente: Ente | None = None, dal: dt.date | None = None, al: dt.date | None = None) -> PraticaQuerySet:
    """The cases closed in these days (both included) whose last closing was not exported yet, oldest first."""
    fatti = Versamento.objects.filter(pratica=OuterRef("pk"), conclusa_il=OuterRef("conclusa_il"))
    pratiche = Pratica.objects.concluse().filter(~Exists(fatti))
    if ente:
        pratiche = pratiche.filter(ente=ente)
    if dal:
        pratiche = pratiche.filter(conclusa_il__gte=_mezzanotte(dal))
    if al:
        pratiche = pratiche.filter(conclusa_il__lt=_mezzanotte(al + dt.timedelta(days=1)))
    return pratiche.order_by("conclusa_il", "pk")


def controlla_pronta(pratica: Pratica, attore: Persona | None) -> None:
    """Raises DomainError when the case is not closed, a document is still to be made or has no number yet, or by who only reads."""
    if attore:
        controlla_operatore(pratica, attore)
    if not pratica.conclusa:
        raise DomainError(_("La pratica non è conclusa: si esporta alla fine."))
    in_corso = (
        pratica.stampe.exclude(stato__in=FINITI).exists() or pratica.registrazioni.exclude(stato__in=FINITI).exists()
    )
    if in_corso:
        raise DomainError(
            _("Ci sono documenti in preparazione o in attesa del protocollo: riprova quando sono arrivati.")
        )


def esporta(pratica_id: int, *, dove: IO[bytes], attore: Persona | None) -> Versamento:
    """Write the package of a closed case in `dove` and note it: when, its hash, by whom. Raises DomainError."""
    return annota_versamento(scrivi_pacchetto(pratica_id, dove, attore=attore), attore=attore)


def scrivi_pacchetto(pratica_id: int, dove: IO[bytes], *, attore: Persona | None) -> Pacchetto:
    """Only the writing, with no transaction open. Raises DomainError; then what is in `dove` is worth nothing."""
    pratica = Pratica.objects.con_il_necessario().get(pk=pratica_id)
    controlla_pronta(pratica, attore)
    documenti = list(documenti_di(pratica))
    if not documenti:
        raise DomainError(_("La pratica non ha documenti."))
    pacchetto.scrivi(pratica, documenti, dove)
    dimensione = dove.seek(0, io.SEEK_END)
    return Pacchetto(pratica, len(documenti), pacchetto.impronta_di(dove), dimensione)


def documenti_di(pratica: Pratica) -> QuerySet[Documento]:
    """All the documents of the folder of the case, in the order in which they came."""
    return Documento.objects.filter(ente=pratica.ente, aggregazione=str(pratica.codice)).order_by("creato_il", "pk")


@atto
def annota_versamento(scritto: Pacchetto, *, attore: Persona | None) -> Versamento:
    """Note a package that is written whole; the same one again is noted once. Raises DomainError when the case moved meanwhile."""
    pratica = Pratica.objects.blocca(scritto.pratica.pk)
    if pratica.conclusa_il != scritto.pratica.conclusa_il or not pratica.conclusa:
        raise DomainError(_("Nel frattempo la pratica è cambiata: riprova."))
    versamento, nuovo = Versamento.objects.get_or_create(  # type: ignore[misc]  # closed: the date is there
        pratica=pratica,
        conclusa_il=pratica.conclusa_il,
        impronta=scritto.impronta,
        defaults={"dimensione": scritto.dimensione, "documenti": scritto.documenti, "attore": attore},
    )
    if nuovo or attore:  # each time a person takes the data out it stays written
        registra("pratica.esportata", pratica, attore, ente=pratica.ente, dati={"impronta": scritto.impronta})
    return versamento


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time.min))
