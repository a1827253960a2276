"""The pairs of messages of each login, kept 24 months so that what was done can be traced to a person."""

import datetime as dt
import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.identita.cifratura import decifra
from portal.identita.models.gestori import Schema
from portal.identita.models.persona import Persona
from portal.registro.models import RegistroQuerySet, SoloAggiunta

MESI = 24  # SPID technical rules, "Tracciature"
RIUSCITO = "riuscito"
A_BLOCCHI_DI = 200


class RegistroSamlQuerySet(RegistroQuerySet):
    """Rows are added, read, and one day purged: the database itself refuses anything else (see `trigger.py`)."""

    def scadute(self) -> "RegistroSamlQuerySet":
        """The rows that may go: older than the term, with a day to spare for clocks and leap years."""
        oggi = timezone.now() - dt.timedelta(days=1)
        anni, giorno = MESI // 12, min(oggi.day, 28)
        return self.filter(quando__lt=oggi.replace(year=oggi.year - anni, day=giorno))

    def con_identificativo(self, identificativo: str) -> "RegistroSamlQuerySet":
        """The rows whose request, response or assertion bears this id."""
        return self.filter(
            models.Q(request_id=identificativo)
            | models.Q(response_id=identificativo)
            | models.Q(assertion_id=identificativo)
        )

    def della_persona(self, persona: Persona) -> "RegistroSamlQuerySet":
        """The logins of this person, and of these rows those refused whose answer, which proves nothing, has their codice fiscale.

        The refused ones are opened one by one: nothing in clear tells whose they are. Raises ChiaveMancante.
        """
        if not persona.codice_fiscale:
            return self.filter(persona=persona)
        segno = f"TINIT-{persona.codice_fiscale}".encode()
        rifiutate = self.filter(persona=None).only("risposta").select_related(None).iterator(A_BLOCCHI_DI)
        sue = [riga.pk for riga in rifiutate if segno in decifra(riga.risposta).upper()]
        return self.filter(models.Q(persona=persona) | models.Q(pk__in=sue))

    def elimina_scadute(self, quante: int) -> int:
        """Delete at most `quante` of them; returns how many went."""
        chiavi = list(self.scadute().order_by("quando").values_list("pk", flat=True)[:quante])
        return self.filter(pk__in=chiavi)._raw_delete(self.db)  # type: ignore[attr-defined, no-any-return]


class RegistroSaml(models.Model):
    """An AuthnRequest and the Response it got: the ids to search by are in clear, the two messages are encrypted."""

    codice = models.UUIDField(_("codice"), default=uuid.uuid4, unique=True, editable=False)
    quando = models.DateTimeField(_("quando"), default=timezone.now, db_index=True)
    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    persona = models.ForeignKey(
        Persona, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("persona entrata")
    )
    schema = models.CharField(_("schema"), max_length=10, choices=Schema.choices)
    esito = models.CharField(_("esito"), max_length=60, help_text=_("«riuscito» o il codice del rifiuto"))
    idp = models.CharField(_("gestore"), max_length=500)
    request_id = models.CharField(max_length=60, db_index=True)
    richiesta_emessa_il = models.DateTimeField(_("richiesta emessa il"))
    response_id = models.CharField(max_length=256, blank=True, db_index=True)
    risposta_emessa_il = models.DateTimeField(_("risposta emessa il"), null=True)
    assertion_id = models.CharField(max_length=256, blank=True, db_index=True)
    name_id = models.CharField(max_length=256, blank=True)
    name_qualifier = models.CharField(max_length=500, blank=True)
    richiesta = models.BinaryField(_("richiesta cifrata"))
    risposta = models.BinaryField(_("risposta cifrata"))

    objects = RegistroSamlQuerySet.as_manager()

    class Meta:
        verbose_name = _("scambio SAML")
        verbose_name_plural = _("scambi SAML")
        indexes = [models.Index(fields=["persona", "quando"], name="identita_registro_persona")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise SoloAggiunta
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SoloAggiunta
