"""Rows that people have relied on: written once, never changed, never taken away."""

from typing import Any, NoReturn

from django.db import models

# what was published, decided or received: not even plain SQL changes it (`portal/registro/trigger.py`)
CRESCONO = (
    "pratiche_versioneservizio",
    "pratiche_provvedimento",
    "pratiche_memoria",
    "pratiche_graduatoriapubblicata",
    "pratiche_acquisizione",
)


class Immutabile(Exception):
    """Somebody tried to change a row that people have already relied on."""


class ScrittaUnaVolta(models.Model):
    """Its rows are only added; of the tables in `CRESCONO` the database holds to it too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutabile
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutabile
