"""Until when what was granted is good, and telling it in time to ask again."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.documenti.models import Documento
from pratiche import messaggi
from pratiche.models import Pratica, Stampa
from pratiche.operations.delega import a_chi_segue
from pratiche.stati import Stato

VALIDITA = "pratiche.validita"  # the kind of its reminders
PASSI = {"un_mese": 30, "una_settimana": 7}  # days before the last one: the first leaves the time of a new request


def fine_della_validita(pratica: Pratica) -> dt.date | None:
    """The last good day of what this case granted; None when it granted nothing, or nothing that expires."""
    giorno = pratica.dati_correnti.get(pratica.definizione.campo_validita, "")
    return dt.date.fromisoformat(giorno) if giorno and pratica.stato == Stato.ACCOLTA else None


@dataclass(frozen=True)
class Permesso:
    """What was granted until a day; `tolto` when it was revoked or annulled, whatever its day."""

    fino: dt.date
    tolto: bool

    @property
    def scaduto(self) -> bool:
        return not self.tolto and timezone.localdate() > self.fino

    @property
    def valido(self) -> bool:
        return not self.tolto and not self.scaduto


def permesso(pratica: Pratica) -> Permesso | None:
    """The permit that this case gave, as it stands today; None when it never gave one that expires."""
    rilasciati = pratica.stampe.filter(genere=Stampa.Genere.ESITO).exclude(documento__valido_fino=None)
    fino = rilasciati.order_by("-versione").values_list("documento__valido_fino", flat=True).first()
    return Permesso(fino, tolto=pratica.stato != Stato.ACCOLTA) if fino else None


def ricorda_che_scade(documento: Documento) -> None:
    """Plan the reminders of a document that expires. To be called again if the date moves."""
    if documento.valido_fino is None:
        return
    fine = documento.valido_fino
    passi = {nome: giorni_prima(fine, giorni) for nome, giorni in PASSI.items()}
    promemoria.pianifica(VALIDITA, documento.codice, ente=documento.ente, fatto=fine, passi=passi)


def promemoria_validita(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder, for who asked and who acts for them; none once it is no longer good."""
    documento = Documento.objects.filter(codice=codice).exclude(valido_fino=None).first()
    if documento is None:
        return []
    accolte = Pratica.objects.con_il_necessario().filter(stato=Stato.ACCOLTA, codice=documento.aggregazione)
    return [
        contenuto for pratica in accolte for contenuto in a_chi_segue(pratica, messaggi.in_scadenza(pratica, documento))
    ]
