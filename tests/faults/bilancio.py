"""The count after each fault: nothing lost, and no more copies than what was promised."""

import time
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifiche.models import Consegna, Interruttore
from portal.base.coda import CodaQuerySet, Stato
from tests.faults.piattaforme import AppIO, Posta
from tests.faults.processi import Broker, finche

CHIUSI = [Stato.RIUSCITO, Stato.ANNULLATO]
DELL_UFFICIO = [Stato.FALLITO, Stato.INCERTO]


def passa_il_tempo() -> None:
    """As if the leases of the dead had expired and every wait were over."""
    adesso = timezone.now()
    scrivi(Consegna.objects.filter(stato=Stato.IN_CORSO), lease_fino=adesso)
    scrivi(Consegna.objects.filter(stato=Stato.IN_CODA, prossimo_tentativo__gt=adesso), prossimo_tentativo=adesso)
    Interruttore.objects.update(riprova_il=adesso)


@transaction.atomic
def scrivi(righe: CodaQuerySet[Any], **campi: Any) -> None:
    """Write the rows under the eyes of a living worker, locked in the order in which it locks them too."""
    righe.model._default_manager.filter(pk__in=righe.blocca()).update(**campi)


def in_sospeso() -> bool:
    """Some copy is neither final nor in the office's list for good."""
    aperte = Q(stato__in=[Stato.IN_CODA, Stato.IN_CORSO])
    da_ripetere = Q(pk__in=Consegna.objects.da_ripetere())
    return Consegna.objects.filter(aperte | da_ripetere).exists()


def concludi(broker: Broker) -> None:
    """Sweeps, as beat rings them, until everything has its end."""

    def spazza_e_guarda() -> bool:
        if not in_sospeso():
            return True
        passa_il_tempo()
        broker.suona("notifiche.spazza")
        time.sleep(0.4)
        return not in_sospeso()

    finche(spazza_e_guarda, f"ogni copia ha la sua fine: {stati()}", secondi=120)


def stati() -> Counter[tuple[str, str, str]]:
    return Counter(Consegna.objects.values_list("canale", "stato", "errore"))


def controlla(io: AppIO, posta: Posta) -> None:
    """One copy of each, one more only where the outcome was unknown and the message may go twice; missing ones are known."""
    for riga in Consegna.objects.select_related("messaggio"):
        arrivate = posta.copie[str(riga.codice)] if riga.canale == "email" else io.copie[riga.messaggio.riferimento]
        massimo = 1 + (riga.ripetuta and riga.messaggio.classe == "almeno_una_volta")
        chi = f"{riga.canale} {riga.messaggio.riferimento} {riga.stato}"
        assert arrivate <= massimo, f"{chi}: {arrivate} copie"
        assert riga.stato in [*CHIUSI, *DELL_UFFICIO], chi
        if riga.stato == Stato.RIUSCITO:
            assert arrivate >= 1, f"{chi}: mai arrivata"
