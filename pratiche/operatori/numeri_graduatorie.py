"""The figures of a round, each in one query however many stand in it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal.base.coda import Stato
from pratiche.models import LavoroGraduatoria, OffertaPosto, Tornata
from pratiche.models.lavori_graduatorie import DA_FARE
from pratiche.stati import APERTE

# of a place: what it can be now, and how it ended for who has none
DA_CONTARE = (
    OffertaPosto.Stato.PROPOSTA, OffertaPosto.Stato.ACCETTATA, OffertaPosto.Stato.RINUNCIATA, OffertaPosto.Stato.SCADUTA,
)  # fmt: skip


@dataclass(frozen=True)
class Avanzamento:
    """How far what a publication left to do has come. `ferme` wait for a person; `si_muove`: places are being moved."""

    tutte: int
    dette: int
    ferme: int
    si_muove: bool

    @property
    def finite(self) -> bool:
        return self.dette == self.tutte


def avanzamento(tornata: Tornata) -> Avanzamento | None:
    """Of the last list published; None before the first."""
    if not tornata.provvisoria_il:
        return None
    ultima = LavoroGraduatoria.Genere.DEFINITIVA if tornata.definitiva_il else LavoroGraduatoria.Genere.PROVVISORIA
    sue = Q(genere=ultima)
    conti = tornata.lavori.aggregate(
        tutte=Count("pk", filter=sue),
        dette=Count("pk", filter=sue & Q(stato__in=(Stato.RIUSCITO, Stato.ANNULLATO))),
        ferme=Count("pk", filter=sue & Q(stato=Stato.FALLITO)),
        si_muove=Count("pk", filter=Q(candidatura=None, stato__in=DA_FARE)),
    )
    return Avanzamento(**conti | {"si_muove": bool(conti["si_muove"])})


def cifre(tornata: Tornata) -> list[tuple[str, int]]:
    """In one query, however many they are."""
    offerte = {f"offerte_{stato}": Count("pk", filter=Q(offerta__stato=stato)) for stato in OffertaPosto.Stato}
    contate = tornata.candidature.aggregate(
        domande=Count("pk"),
        verificate=Count("verificata_il"),
        mute=Count("osservata_il", filter=Q(risposta="", pratica__stato__in=APERTE)),
        cambi=Count("pk", filter=Q(cambio__stato=OffertaPosto.Stato.PROPOSTA)),
        **offerte,
    )
    cifre = [
        (_("Domande"), contate["domande"]),
        (_("Posti"), tornata.posti_in_tutto),
        (_("Verificate"), contate["verificate"]),
        (_("Osservazioni senza risposta"), contate["mute"]),
    ]
    if tornata.definitiva_il:
        cifre += [(str(stato.label), contate[f"offerte_{stato}"]) for stato in DA_CONTARE]
        cifre.append((_("Passaggi proposti"), contate["cambi"]))
    return cifre
