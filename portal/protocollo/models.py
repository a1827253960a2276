"""The protocol register of an ente, kept by the portal: numbers without gaps, registrations that never change.

Sources: DPR 445/2000 art. 53 (what is registered), 54 (annulment), 57 (numbers), 61 (who keeps it); Linee guida AgID on
electronic documents, chapter 3. The database itself refuses to change or delete these lines (`CRESCONO`).
"""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from portal.protocollo.contratto import DaRegistrare, Numero
from portal.registro.models import RegistroQuerySet, Riga

# tables closed by triggers: a migration that rebuilds one of them on SQLite must close it again
CRESCONO = ("protocollo_registrazione", "protocollo_annullamento", "protocollo_registrogiornaliero")
CIFRE = 7  # at least, with zeros in front (DPR 445/2000 art. 57)


class RegistroProtocollo(models.Model):
    """The register of one ente (one AOO). Its row is the lock of who gives numbers; the last number is in the register itself."""

    ente = models.OneToOneField(Ente, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    ufficio = models.ForeignKey(
        Ufficio, on_delete=models.PROTECT, related_name="+", verbose_name=_("ufficio che tiene il protocollo")
    )
    codice = models.CharField(
        _("codice del registro"), max_length=16, default="PROT", validators=[RegexValidator(r"^[A-Za-z0-9_.-]{1,16}$")]
    )
    codice_aoo = models.CharField(_("codice dell'AOO"), max_length=20)

    class Meta:
        verbose_name = _("registro di protocollo")
        verbose_name_plural = _("registri di protocollo")

    def __str__(self) -> str:
        return f"{self.ente} {self.codice}"


class Registrazione(Riga):
    """A line of the register. `quando` is the moment of the number, `arrivo` the one of the document."""

    class Flusso(models.TextChoices):
        ENTRATA = "E", _("In entrata")
        USCITA = "U", _("In uscita")
        INTERNO = "I", _("Interno")

    riservata = False  # to who is reading: set by the pages, never stored

    codice = models.UUIDField(_("codice"), default=uuid.uuid4, unique=True, editable=False)
    registro = models.ForeignKey(RegistroProtocollo, on_delete=models.PROTECT, related_name="registrazioni")
    anno = models.PositiveSmallIntegerField(_("anno"))
    numero = models.PositiveIntegerField(_("numero"))
    chiave = models.UUIDField(unique=True, editable=False)
    flusso = models.CharField(_("flusso"), max_length=1, choices=Flusso.choices)
    oggetto = models.CharField(_("oggetto"), max_length=300)
    mittente = models.JSONField(_("mittente"))
    destinatario = models.JSONField(_("destinatario"))
    arrivo = models.DateTimeField(_("arrivo o emissione"))
    # the first is the main one, the others its attachments: code, name, kind and SHA-256 of each
    documenti = models.JSONField(_("documenti"))

    class Meta:
        verbose_name = _("registrazione di protocollo")
        verbose_name_plural = _("registrazioni di protocollo")
        constraints = [
            models.UniqueConstraint(fields=["registro", "anno", "numero"], name="protocollo_numero_unico"),
            models.CheckConstraint(condition=Q(numero__gte=1), name="protocollo_numero_da_uno"),
        ]
        indexes = [models.Index(fields=["registro", "-quando", "-id"], name="protocollo_piu_recenti")]

    def __str__(self) -> str:
        return self.segnatura

    def get_absolute_url(self) -> str:
        return reverse("protocollo:registrazione", args=[self.codice])

    @property
    def segnatura(self) -> str:
        """`0001234/2026`."""
        return f"{self.numero:0{CIFRE}}/{self.anno}"

    @property
    def corrispondente(self) -> str:
        """The other side: who sent what came in, who receives what goes out."""
        return str((self.destinatario if self.flusso == self.Flusso.USCITA else self.mittente)["denominazione"])

    def annullata(self) -> bool:
        return hasattr(self, "annullamento")

    def come_numero(self) -> Numero:
        return Numero(self.registro.codice, f"{self.numero:0{CIFRE}}", self.anno, self.quando)

    def contenuto(self) -> dict[str, Any]:
        """All that the hash covers, written the same way whatever the database gives back."""
        momenti = {nome: getattr(self, nome).astimezone(dt.UTC).isoformat() for nome in ("quando", "arrivo")}
        testi = {nome: str(getattr(self, nome)) for nome in ("codice", "chiave")}
        nudi = ("ente", "anno", "numero", "flusso", "oggetto", "mittente", "destinatario", "documenti", "precedente")
        return {**momenti, **testi, **{nome: getattr(self, nome) for nome in nudi}}

    @classmethod
    def valori(cls, documento: DaRegistrare) -> dict[str, Any]:
        """The fields of this document, as they are stored."""
        return {
            "chiave": documento.chiave,
            "flusso": documento.flusso,
            "oggetto": documento.oggetto,
            "mittente": vars(documento.mittente),
            "destinatario": vars(documento.destinatario),
            "arrivo": documento.arrivo,
            "documenti": [{**vars(file), "codice": str(file.codice)} for file in documento.documenti],
        }


class Annullamento(models.Model):
    """The annulment of a registration, that stays readable: when, who, by which act (DPR 445/2000 art. 54)."""

    registrazione = models.OneToOneField(Registrazione, on_delete=models.PROTECT, related_name="annullamento")
    quando = models.DateTimeField(_("quando"), db_index=True)
    operatore = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("operatore")
    )
    motivo = models.CharField(_("motivo"), max_length=500)
    provvedimento = models.CharField(_("provvedimento che autorizza"), max_length=200)

    objects = RegistroQuerySet.as_manager()

    class Meta:
        verbose_name = _("annullamento")
        verbose_name_plural = _("annullamenti")


class RegistroGiornaliero(models.Model):
    """The file with the registrations and the annulments of a day, to be preserved by the next working day."""

    registro = models.ForeignKey(RegistroProtocollo, on_delete=models.PROTECT, related_name="giornalieri")
    giorno = models.DateField(_("giorno"))
    documento = models.OneToOneField(Documento, on_delete=models.PROTECT, related_name="+")
    registrazioni = models.PositiveIntegerField(_("registrazioni"))
    annullamenti = models.PositiveIntegerField(_("annullamenti"))
    creato_il = models.DateTimeField(_("creato il"), auto_now_add=True)

    objects = RegistroQuerySet.as_manager()

    class Meta:
        verbose_name = _("registro giornaliero")
        verbose_name_plural = _("registri giornalieri")
        constraints = [models.UniqueConstraint(fields=["registro", "giorno"], name="protocollo_un_giornaliero")]
