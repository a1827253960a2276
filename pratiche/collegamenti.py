"""The links of a case as each reader may read them: the office, and the person who asked for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pratiche.models import Collegamento, Pratica
from pratiche.models.insieme import PraticaQuerySet

Genere = Collegamento.Genere
# how the second of the two stands to the first
AL_CONTRARIO: dict[str, str | Promise] = {
    Genere.SEGUITO: _("Ha come seguito"),
    Genere.STESSA: Genere.STESSA.label,
    Genere.SOSTITUISCE: _("È sostituita da"),
    Genere.ACCESSO: _("Ne chiede gli atti"),
}


@dataclass(frozen=True)
class Legame:
    """A link seen from one of its two cases."""

    collegamento: Collegamento
    parole: str
    altra: Pratica

    @property
    def servizio(self) -> str:
        """All that an officer of another office reads of the other case, beside its number: no words of the office."""
        return self.altra.servizio.testo("titolo")


def legami(pratica: Pratica) -> list[Legame]:
    """All of them, for the office: one query."""
    return [_da(pratica, uno) for uno in Collegamento.objects.di(pratica)]


def legami_miei(pratica: Pratica, mie: PraticaQuerySet) -> list[Legame]:
    """Only those with another of the cases that this reader may open (`mie`): one query."""
    chiavi = mie.values("pk")
    return [_da(pratica, uno) for uno in Collegamento.objects.di(pratica).filter(pratica__in=chiavi, altra__in=chiavi)]


def mostrabili(legami: list[Legame], uffici: Iterable[int], persona: Any) -> list[tuple[Legame, bool]]:
    """Each link, and whether the other case is of one of these offices: of the others only number and service are shown.

    A case kept to other officers is not there at all; only when there is one it is asked who may see it.
    """
    propri, riservate = set(uffici), [uno.altra.pk for uno in legami if uno.altra.riservata]
    viste = (
        Pratica.objects.filter(pk__in=riservate, ufficio__in=propri).visibili_a(persona).values_list("pk", flat=True)
    )
    nascoste = set(riservate) - set(viste) if riservate else set()
    return [(uno, uno.altra.ufficio_id in propri) for uno in legami if uno.altra.pk not in nascoste]


def _da(pratica: Pratica, collegamento: Collegamento) -> Legame:
    if collegamento.pratica_id == pratica.pk:
        return Legame(collegamento, str(Genere(collegamento.genere).label), collegamento.altra)
    return Legame(collegamento, str(AL_CONTRARIO[collegamento.genere]), collegamento.pratica)
