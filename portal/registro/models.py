"""The memory of the office: what was done, and who looked at whose data. Lines are only added.

Each line holds the hash of the one before it, so a line changed or removed behind our back breaks the chain and can be found.
People and things are named by their opaque code: the register holds no personal data and points to no table.
"""

import hashlib
import json
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class SoloAggiunta(Exception):
    """Somebody tried to change or delete a line of the register."""


class RegistroQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta

    def delete(self) -> NoReturn:
        raise SoloAggiunta

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta


class Catena(models.Model):
    """The last hash of each register: one locked row puts the writers in line."""

    nome = models.CharField(max_length=20, primary_key=True)
    ultimo = models.CharField(max_length=64, blank=True)


class Riga(models.Model):
    """A line of an append-only, hash-chained register."""

    quando = models.DateTimeField(_("quando"), db_index=True)
    ente = models.CharField(_("ente"), max_length=20, help_text=_("Codice IPA"))
    precedente = models.CharField(max_length=64, blank=True)
    impronta = models.CharField(max_length=64, unique=True)

    objects = RegistroQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise SoloAggiunta
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta

    def contenuto(self) -> dict[str, Any]:
        """All that the hash covers."""
        return {
            campo.name: str(self._valore(campo.name))
            for campo in self._meta.fields
            if campo.name not in {"id", "impronta"}
        }

    def calcola_impronta(self) -> str:
        testo = json.dumps(self.contenuto(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(testo.encode()).hexdigest()

    def _valore(self, nome: str) -> Any:
        valore = getattr(self, nome)
        if isinstance(valore, dict):
            return json.dumps(valore, sort_keys=True)
        return valore.isoformat() if nome == "quando" else valore


class Evento(Riga):
    """An act of the office, of a citizen or of the system."""

    azione = models.CharField(_("azione"), max_length=60)
    oggetto_tipo = models.CharField(_("tipo di oggetto"), max_length=60)
    oggetto = models.UUIDField(_("oggetto"))
    attore = models.UUIDField(_("attore"), null=True, help_text=_("Vuoto: il sistema"))
    dati = models.JSONField(_("dati"), default=dict, help_text=_("Soli codici: nessun dato personale"))

    class Meta:
        verbose_name = _("evento")
        verbose_name_plural = _("eventi")
        indexes = [models.Index(fields=["oggetto", "id"], name="registro_evento_oggetto")]


class AccessoDati(Riga):
    """Somebody of the office, or a delegate, looked at a person's data: the person can read this line."""

    soggetto = models.UUIDField(_("di chi sono i dati"))
    operatore = models.UUIDField(_("chi ha guardato"))
    ufficio = models.CharField(_("ufficio"), max_length=200)
    sezione = models.CharField(_("sezione"), max_length=60)
    motivo = models.CharField(_("motivo"), max_length=200)

    class Meta:
        verbose_name = _("accesso ai dati")
        verbose_name_plural = _("accessi ai dati")
        indexes = [models.Index(fields=["soggetto", "-id"], name="registro_accesso_soggetto")]
