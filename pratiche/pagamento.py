"""What must be paid before sending a request, against what the receipts say was paid."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pagamenti.models import Avviso
from pagamenti.models.avviso import AvvisoQuerySet
from portal.base.errors import DomainError
from portal.base.importi import euro
from pratiche.compilazione import dovuto, quadro
from pratiche.models import Pratica
from pratiche.moduli.quadro import Quadro
from pratiche.moduli.regole import PRIMA


class DaPagarePrima(DomainError):
    """Nothing is sent unpaid."""

    def __init__(self, importo: int) -> None:
        testo = _("Prima di inviare devi pagare %s. Se hai appena pagato aspetta la conferma di pagoPA e riprova.")
        super().__init__(testo % euro(importo))


@dataclass(frozen=True)
class Conto:
    """In cents: `dovuti` with these answers, `versati` as the receipts say. `aperto` is the notice that waits to be paid."""

    dovuti: int
    versati: int
    aperto: Avviso | None
    pagato: Avviso | None

    @property
    def manca(self) -> int:
        return max(0, self.dovuti - self.versati)

    @property
    def eccedenza(self) -> int:
        """Paid and, with these answers, not due: the office gives it back."""
        return max(0, self.versati - self.dovuti)

    @property
    def buono(self) -> Avviso | None:
        """The open notice, when it asks for just what is missing."""
        return self.aperto if self.aperto and self.aperto.importo == self.manca else None


def conto(pratica: Pratica, stato: Quadro | None = None) -> Conto | None:
    """None when the service wants nothing before sending. In one query."""
    if pratica.definizione.paga_quando(PRIMA) is None:
        return None
    avvisi = list(avvisi_di(pratica))
    pagati = [avviso for avviso in avvisi if avviso.pagato]
    return Conto(
        dovuti=dovuto(pratica, stato or quadro(pratica)).totale,
        versati=sum(avviso.importo for avviso in pagati),
        aperto=next((avviso for avviso in avvisi if avviso.da_pagare), None),
        pagato=pagati[-1] if pagati else None,
    )


def avvisi_di(pratica: Pratica) -> AvvisoQuerySet:
    """The notices of a case, the first one first: the amount may have changed between one and the next."""
    return Avviso.objects.filter(origine__startswith=pratica.origine_avviso).order_by("pk")
