"""Rows that people have relied on: written once, never changed, never taken away."""

from typing import Any, NoReturn

from django.db import models


class Immutabile(Exception):
    """Somebody tried to change a row that people have already relied on."""


class ScrittaUnaVolta(models.Model):
    """Its rows are only added; the database holds to it too (`portal/registro/trigger.py`) where the law asks for it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutabile
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutabile
