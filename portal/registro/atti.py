"""An act: everything it does happens or nothing does, and its lines in the register are written last.

The chain of the register is one row that the whole house shares. An act that took it halfway could wait, for a row of its
own, for somebody who is waiting for the chain. So the lines wait until the act has nothing else to lock: who holds the
chain waits for nobody, and holds it for an instant.
"""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from django.db import connection
from django.db.transaction import Atomic
from django.utils import timezone

from portal.registro.models import Catena, Riga

Funzione = TypeVar("Funzione", bound=Callable[..., Any])


class Atto(Atomic):
    """`transaction.atomic`, with the lines of the register written just before it is confirmed.

    An act inside another leaves its lines to it. An act inside a plain `transaction.atomic`, which may be undone without the
    act around it knowing, writes them at its own end.
    """

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)
        self.righe: list[Riga] = []

    def _recreate_cm(self) -> Self:
        return type(self)()  # as a decorator: each call is an act of its own

    def __exit__(
        self, tipo: type[BaseException] | None, errore: BaseException | None, traccia: TracebackType | None
    ) -> None:
        if tipo is None and not connection.needs_rollback:
            try:
                self._chiudi()
            except BaseException:
                super().__exit__(*sys.exc_info())
                raise
        super().__exit__(tipo, errore, traccia)

    def _chiudi(self) -> None:
        fuori = connection.atomic_blocks[-2:-1]
        if fuori and isinstance(fuori[0], Atto):
            fuori[0].righe += self.righe
        else:
            _scrivi(self.righe)


def atto(funzione: Funzione) -> Funzione:
    """The decorated function is one act."""
    return Atto()(funzione)


def aggiungi(righe: list[Riga]) -> None:
    """Write the lines: at the end of the act in course, at once when there is none."""
    dentro = connection.atomic_blocks[-1:]
    if dentro and isinstance(dentro[0], Atto):
        dentro[0].righe += righe
    else:
        with Atto():
            aggiungi(righe)


def _scrivi(righe: list[Riga]) -> None:
    """Each register on its own, always in the same order: two acts that write in two never wait for each other."""
    for modello in sorted({type(riga) for riga in righe}, key=_nome):
        _allunga(modello, [riga for riga in righe if type(riga) is modello])


def _allunga(modello: type[Riga], righe: list[Riga]) -> None:
    """Chain and store the lines; the lock on the chain's row makes one act follow the other."""
    Catena.objects.get_or_create(pk=_nome(modello))
    catena = Catena.objects.select_for_update(no_key=True).get(pk=_nome(modello))
    for riga in righe:
        riga.quando = timezone.now()
        riga.precedente = catena.ultimo
        riga.impronta = catena.ultimo = riga.calcola_impronta()
    modello._default_manager.bulk_create(righe)
    Catena.objects.filter(pk=catena.pk).update(ultimo=catena.ultimo)


def _nome(modello: type[Riga]) -> str:
    return modello._meta.model_name or ""
