"""What one room keeps to a few officers, the others hide too: each asks here, and none knows why."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

# given who looks, the rows that they must not see
Regola = Callable[[Any], Q]
_REGOLE: dict[str, list[Regola]] = {}


def impara(modello: str, nascoste: Regola) -> None:
    """Of the rows of this model (`app.Model`) those of the rule are hidden."""
    _REGOLE.setdefault(modello.lower(), []).append(nascoste)


def visibili(righe: QuerySet[Any], persona: Any) -> Any:
    """These rows, without those kept to other officers."""
    regole = _di(righe)
    return righe.exclude(reduce(or_, (regola(persona) for regola in regole))) if regole else righe


def nascoste(righe: QuerySet[Any], persona: Any) -> Any:
    """Of these rows, only those kept to other officers."""
    regole = _di(righe)
    return righe.filter(reduce(or_, (regola(persona) for regola in regole))) if regole else righe.none()


def _di(righe: QuerySet[Any]) -> list[Regola]:
    return _REGOLE.get(righe.model._meta.label_lower, [])
