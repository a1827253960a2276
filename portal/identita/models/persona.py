"""The subject: a person, one row however many ways of entering and kinds of session; or a company, in whose name people act."""

import uuid
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.codice_fiscale import CIFRE_IMPRESA, data_di_nascita, valida_codice
from portal.base.models import Indirizzabile


def nuovo_username() -> str:
    """An opaque name: it may end in logs and sessions."""
    return uuid.uuid4().hex


class FonteEmail(models.TextChoices):
    """Who says that an e-mail address is the person's."""

    SPID = "spid", _("SPID")  # the provider checked it when it gave the identity
    CODICE = "codice", _("codice ricevuto per e-mail")


def _lungo_undici() -> models.Q:
    return models.Q(Exact(Length("codice_fiscale"), CIFRE_IMPRESA))


def _fisica() -> models.Q:
    """No name nor code of a company."""
    senza_codice = models.Q(codice_fiscale__isnull=True)
    return models.Q(senza_codice | ~_lungo_undici(), natura="fisica", denominazione="", partita_iva="")


def _giuridica() -> models.Q:
    """A code of a company and its name; no work for the office, and a password that opens nothing."""
    chiusa = models.Q(is_staff=False, is_superuser=False, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return models.Q(
        models.Q(codice_fiscale__isnull=False),
        _lungo_undici(),
        chiusa,
        ~models.Q(denominazione=""),
        natura="giuridica",
        nome="",
        cognome="",
    )


class Persona(Indirizzabile, AbstractBaseUser, PermissionsMixin):
    """Who enters: a citizen, known by codice fiscale or by the code of the eIDAS node, or somebody of the staff with an account of the office.

    A member of the staff who is also a citizen has two rows: the office's account never opens a private dossier.

    A company (persona giuridica) is a subject too: it has cases, payments and messages of its own. It never enters: people
    act for it with a mandate (`Specie.IMPRESA` and the like).
    """

    class Natura(models.TextChoices):
        FISICA = "fisica", _("Persona fisica")
        GIURIDICA = "giuridica", _("Impresa")

    natura = models.CharField(_("natura"), max_length=9, choices=Natura.choices, default=Natura.FISICA, editable=False)
    username = models.CharField(_("nome utente"), max_length=64, unique=True, default=nuovo_username)
    codice_fiscale = models.CharField(
        _("codice fiscale"), max_length=16, unique=True, null=True, blank=True, validators=[valida_codice]
    )
    # what the eIDAS node calls a citizen of another country who has no codice fiscale
    codice_eidas = models.CharField(_("codice eIDAS"), max_length=100, unique=True, null=True, blank=True)
    denominazione = models.CharField(_("denominazione"), max_length=200, blank=True)
    partita_iva = models.CharField(_("partita IVA"), max_length=11, blank=True)
    nome = models.CharField(_("nome"), max_length=200)
    cognome = models.CharField(_("cognome"), max_length=200)
    data_nascita = models.DateField(_("data di nascita"), null=True, blank=True)
    luogo_nascita = models.CharField(_("codice catastale del luogo di nascita"), max_length=4, blank=True)
    sesso = models.CharField(_("sesso"), max_length=1, blank=True, choices=[("F", _("Femmina")), ("M", _("Maschio"))])
    email = models.EmailField(_("e-mail"), blank=True)
    # messages go to an address only while it is verified and does not send them back
    email_verificata_il = models.DateTimeField(_("e-mail verificata il"), null=True, blank=True)
    email_fonte = models.CharField(_("chi ha verificato l'e-mail"), max_length=10, choices=FonteEmail, blank=True)
    email_respinta_il = models.DateTimeField(_("l'e-mail non riceve dal"), null=True, blank=True)
    cellulare = models.CharField(_("cellulare"), max_length=30, blank=True)
    lingua = models.CharField(
        _("lingua"), max_length=2, default="it", choices=[("it", "Italiano"), ("en", "English"), ("de", "Deutsch")]
    )
    is_staff = models.BooleanField(_("lavora per l'ente"), default=False)
    is_active = models.BooleanField(_("attiva"), default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nome", "cognome"]

    objects = UserManager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("persone")
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(is_staff=True, codice_fiscale__isnull=True, codice_eidas__isnull=True)
                    | models.Q(is_staff=False, codice_fiscale__isnull=False, codice_eidas__isnull=True)
                    | models.Q(is_staff=False, codice_fiscale__isnull=True, codice_eidas__isnull=False)
                ),
                name="identita_persona_una_sola_chiave",
            ),
            models.CheckConstraint(condition=_fisica() | _giuridica(), name="identita_persona_natura"),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        # an empty form field is "none", not a second empty code
        self.codice_fiscale, self.codice_eidas = self.codice_fiscale or None, self.codice_eidas or None
        super().save(*args, **kwargs)

    @property
    def nome_completo(self) -> str:
        return self.denominazione or f"{self.nome} {self.cognome}".strip()

    @property
    def e_impresa(self) -> bool:
        return self.natura == self.Natura.GIURIDICA

    @property
    def mai_entrata(self) -> bool:
        """What is sent to the portal, nobody would read. Of an impresa nobody can tell: who acts for it enters."""
        return self.last_login is None and not self.e_impresa

    @property
    def email_in_uso(self) -> str:
        """The address we write to: verified, and not one that sends our mails back."""
        return self.email if self.email_verificata_il and not self.email_respinta_il else ""

    @property
    def eta(self) -> int | None:
        """Years completed today; None when the date of birth is not known, not even from the codice fiscale, or there is none."""
        if self.e_impresa:
            return None
        nascita = self.data_nascita or data_di_nascita(self.codice_fiscale or "")
        if nascita is None:
            return None
        oggi = timezone.localdate()
        return oggi.year - nascita.year - ((oggi.month, oggi.day) < (nascita.month, nascita.day))

    @property
    def e_cittadino(self) -> bool:
        """Entered with a digital identity, and so has a personal area."""
        return bool(self.codice_fiscale or self.codice_eidas) and not self.e_impresa
