"""The pace a platform imposes on each ente: one token bucket per channel and ente, in the database, for all the workers.

A copy that finds no token goes back with the moment of its turn. Copies of single messages come back as soon as there may be
a token, and before the others; those of a sending to many stand in line behind each other, so that they are not claimed again and again.
"""

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from notifiche.channels import CANALI
from notifiche.channels.base import Ritmo
from notifiche.models import Consegna, Precedenza, Secchio
from portal.registro.atti import atto

FILA_MASSIMA = dt.timedelta(minutes=10)  # nobody is sent further away: by then the pace may have changed


def ammetti(righe: list[Consegna]) -> tuple[list[Consegna], list[Consegna]]:
    """Those that may leave now, and those that must wait, each with its `prossimo_tentativo`."""
    passi = {canale: passo for canale, uno in CANALI.items() if (passo := uno.ritmo)}
    gruppi: dict[tuple[str, int], list[Consegna]] = defaultdict(list)
    for riga in righe:
        if riga.canale in passi:
            gruppi[riga.canale, riga.messaggio.ente_id].append(riga)
    di_troppo: list[Consegna] = []
    for (canale, ente_id), gruppo in sorted(gruppi.items()):
        di_troppo += _attingi(canale, ente_id, gruppo, passi[canale])
    fuori = {riga.pk for riga in di_troppo}
    return [riga for riga in righe if riga.pk not in fuori], di_troppo


@atto
def _attingi(canale: str, ente_id: int, righe: list[Consegna], passo: Ritmo) -> list[Consegna]:
    """Take a token for each copy, as far as there are; gives the copies without."""
    adesso = timezone.now()
    secchio, _ = Secchio.objects.select_for_update(no_key=True).get_or_create(
        canale=canale,
        ente_id=ente_id,
        defaults={"gettoni": passo.insieme, "contati_il": adesso, "in_fila_fino": adesso},
    )
    passati = max(0.0, (adesso - secchio.contati_il).total_seconds())
    gettoni = min(passo.insieme, secchio.gettoni + passati * passo.al_secondo)
    presi = min(int(gettoni), len(righe))
    secchio.gettoni, secchio.contati_il = gettoni - presi, adesso
    di_troppo = righe[presi:]
    _metti_in_fila(secchio, di_troppo, passo, adesso)
    secchio.save()
    return di_troppo


def _metti_in_fila(secchio: Secchio, righe: list[Consegna], passo: Ritmo, adesso: dt.datetime) -> None:
    un_posto = dt.timedelta(seconds=1 / passo.al_secondo)
    ultimo = max(adesso, secchio.in_fila_fino)
    for riga in righe:
        if riga.precedenza == Precedenza.ORDINARIA:
            riga.prossimo_tentativo = riga.entro_la_vita(adesso + un_posto)
            continue
        ultimo = min(ultimo + un_posto, adesso + FILA_MASSIMA)
        riga.prossimo_tentativo = riga.entro_la_vita(ultimo)
    secchio.in_fila_fino = ultimo
