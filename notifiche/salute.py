"""What who watches over the portal must know about the deliveries. What to do about each: docs/conduzione.md."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from notifiche.models import Battito, Consegna, Interruttore
from portal.base.coda import Stato
from portal.base.salute import Cifra

SPAZZATA = "spazzata"  # the name of the sweep's heartbeat, whoever rang for it
BEAT = "beat"  # that of the sweeps rung by beat: a guard rings in its place, but only beat rings for all the rooms
BATTITI = {
    SPAZZATA: "Da quanto è finita l'ultima spazzata (una ogni 30 secondi).",
    BEAT: "Da quanto è finita l'ultima spazzata chiesta da beat.",
}
SILENZIO_MASSIMO = dt.timedelta(seconds=90)  # three sweeps: later than that somebody is not working


def cifre() -> Iterator[Cifra]:
    """Four queries on partial indexes or on tables of a few rows."""
    adesso = timezone.now()
    dovute = Consegna.objects.dovuti().order_by("prossimo_tentativo", "pk")
    piu_vecchia = dovute.values_list("prossimo_tentativo", flat=True).first()
    yield Cifra(
        "notifiche_dovuta_da_secondi",
        "Da quanto aspetta la consegna più vecchia fra quelle che devono partire.",
        (adesso - piu_vecchia).total_seconds() if piu_vecchia else 0,
    )
    ferme = Consegna.objects.ferme().order_by().values_list("stato").annotate(quante=Count("pk"))
    quante = dict(ferme)
    yield Cifra("notifiche_incerte", "Consegne di cui non si sa se sono arrivate.", quante.get(Stato.INCERTO, 0))
    yield Cifra("notifiche_fallite", "Consegne che aspettano una decisione.", quante.get(Stato.FALLITO, 0))
    battiti = dict(Battito.objects.filter(nome__in=BATTITI, quando__lte=adesso).values_list("nome", "quando"))
    for nome, quando in battiti.items():
        yield Cifra(f"notifiche_{nome}_da_secondi", BATTITI[nome], (adesso - quando).total_seconds())
    for fermo in Interruttore.objects.order_by("canale", "chiave"):
        yield Cifra(
            "notifiche_canale_fermo_da_secondi",
            "Da quanto un canale ci rifiuta o non risponde.",
            (adesso - fermo.aperto_dal).total_seconds(),
            {"canale": fermo.canale, "chiave": fermo.chiave, "motivo": fermo.motivo},
        )
