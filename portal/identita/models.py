"""The person: one row, however many ways of entering and kinds of session."""

import uuid
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codice_fiscale import valida_codice_fiscale
from portal.base.models import Indirizzabile
from portal.identita.saml.models import Endpoint, Idp


def nuovo_username() -> str:
    """An opaque name: it may end in logs and sessions."""
    return uuid.uuid4().hex


class Persona(Indirizzabile, AbstractBaseUser, PermissionsMixin):
    """Who enters: a citizen, known by codice fiscale, or somebody of the staff with an account of the office.

    A member of the staff who is also a citizen has two rows: the office's account never opens a private dossier.
    """

    username = models.CharField(_("nome utente"), max_length=64, unique=True, default=nuovo_username)
    codice_fiscale = models.CharField(
        _("codice fiscale"), max_length=16, unique=True, null=True, blank=True, validators=[valida_codice_fiscale]
    )
    nome = models.CharField(_("nome"), max_length=200)
    cognome = models.CharField(_("cognome"), max_length=200)
    data_nascita = models.DateField(_("data di nascita"), null=True, blank=True)
    luogo_nascita = models.CharField(_("codice catastale del luogo di nascita"), max_length=4, blank=True)
    sesso = models.CharField(_("sesso"), max_length=1, blank=True, choices=[("F", _("Femmina")), ("M", _("Maschio"))])
    email = models.EmailField(_("e-mail"), blank=True)
    email_verificata_il = models.DateTimeField(_("e-mail verificata il"), null=True, blank=True)
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
                condition=models.Q(is_staff=False) | models.Q(codice_fiscale__isnull=True),
                name="identita_persona_staff_senza_codice_fiscale",
            )
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.codice_fiscale = self.codice_fiscale or None  # an empty form field is "none", not a second empty code
        super().save(*args, **kwargs)

    @property
    def nome_completo(self) -> str:
        return f"{self.nome} {self.cognome}".strip()

    @property
    def e_cittadino(self) -> bool:
        """Entered with a digital identity, and so has a personal area."""
        return bool(self.codice_fiscale)


class Schema(models.TextChoices):
    """The schemes of digital identity that the portal speaks."""

    SPID = "spid", "SPID"


class IdentityProvider(models.Model):
    """An identity provider as its metadata describe it; `manage.py identita_idp` keeps it up to date."""

    schema = models.CharField(_("schema"), max_length=10, choices=Schema.choices, default=Schema.SPID)
    entity_id = models.CharField(_("entityID"), max_length=500)
    nome = models.CharField(_("nome"), max_length=200)
    logo = models.CharField(_("logo"), max_length=200, blank=True, help_text=_("File fra quelli statici"))
    certificati = models.JSONField(_("certificati di firma"))
    sso = models.JSONField(_("indirizzi di accesso"))
    slo = models.JSONField(_("indirizzi di uscita"), default=list)
    attivo = models.BooleanField(_("attivo"), default=True)
    aggiornato_il = models.DateTimeField(_("aggiornato il"), auto_now=True)

    class Meta:
        verbose_name = _("gestore di identità")
        verbose_name_plural = _("gestori di identità")
        constraints = [models.UniqueConstraint(fields=["schema", "entity_id"], name="identita_idp_unico")]

    def __str__(self) -> str:
        return self.nome

    def descrizione(self) -> Idp:
        """The provider as the SAML core knows it."""
        return Idp(
            entity_id=self.entity_id,
            name=self.nome,
            certificates=tuple(self.certificati),
            sso=tuple(Endpoint(*punto) for punto in self.sso),
            slo=tuple(Endpoint(*punto) for punto in self.slo),
            logo=self.logo,
        )


class MetadatiSp(models.Model):
    """Our metadata for one ente and scheme: signed once, filed with AgID, and served as they were stored."""

    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    schema = models.CharField(_("schema"), max_length=10, choices=Schema.choices, default=Schema.SPID)
    entity_id = models.CharField(_("entityID"), max_length=500)
    xml = models.TextField(_("metadati firmati"))
    creato_il = models.DateTimeField(_("creato il"), auto_now_add=True)

    class Meta:
        verbose_name = _("metadati dell'ente")
        verbose_name_plural = _("metadati dell'ente")
        constraints = [models.UniqueConstraint(fields=["schema", "entity_id"], name="identita_metadati_unici")]

    def __str__(self) -> str:
        return self.entity_id


class RichiestaAccesso(Indirizzabile):
    """A login under way: sent to one provider, from one browser, for one purpose. It can be used once, and not for long."""

    ente = models.ForeignKey("enti.Ente", on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    idp = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+", verbose_name=_("gestore"))
    request_id = models.CharField(max_length=60, unique=True)
    relay_state = models.CharField(max_length=60, unique=True)
    impronta_browser = models.CharField(max_length=64, help_text=_("SHA-256 del segreto che sta nel cookie"))
    livello = models.PositiveSmallIntegerField(_("livello"))
    insieme = models.PositiveSmallIntegerField(_("insieme di attributi"))
    ritorno = models.CharField(_("pagina a cui tornare"), max_length=2000)
    xml = models.TextField(_("richiesta"))
    emessa_il = models.DateTimeField(_("emessa il"))
    scade_il = models.DateTimeField(_("scade il"), db_index=True)
    # as the browser posted it; emptied as soon as it is judged
    risposta = models.TextField(_("risposta in attesa"), blank=True)
    usata_il = models.DateTimeField(_("usata il"), null=True)

    class Meta:
        verbose_name = _("richiesta di accesso")
        verbose_name_plural = _("richieste di accesso")


class AsserzioneUsata(models.Model):
    """An assertion that already opened a session: it will not open another while it is valid."""

    idp = models.CharField(_("gestore"), max_length=500)
    assertion_id = models.CharField(max_length=500)
    scade_il = models.DateTimeField(_("scade il"), db_index=True)

    class Meta:
        verbose_name = _("asserzione usata")
        verbose_name_plural = _("asserzioni usate")
        constraints = [models.UniqueConstraint(fields=["idp", "assertion_id"], name="identita_asserzione_una_volta")]


class AccessoQuerySet(models.QuerySet["Accesso"]):
    def di(self, persona: Persona) -> Self:
        """A person's logins, latest first."""
        return self.filter(persona=persona).order_by("-creato_il", "-pk")


class Accesso(Indirizzabile):
    """One login that succeeded: who, when, where, how strongly, and in which hat."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="accessi", verbose_name=_("persona"))
    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    metodo = models.CharField(
        _("metodo"), max_length=12, choices=[*Schema.choices, ("operatore", _("Account di servizio"))]
    )
    livello = models.PositiveSmallIntegerField(_("livello"))
    tipo = models.CharField(
        _("in veste di"),
        max_length=14,
        choices=[
            ("cittadino", _("Cittadino")),
            ("professionista", _("Professionista")),
            ("impresa", _("Impresa")),
            ("operatore", _("Operatore")),
        ],
    )
    idp = models.CharField(_("gestore"), max_length=500, blank=True)
    gestore = models.CharField(_("nome del gestore"), max_length=200, blank=True)
    # the provider's transient name of the person, by which it may ask us to close the session
    name_id = models.CharField(max_length=500, blank=True)
    session_index = models.CharField(max_length=500, blank=True)
    chiave_sessione = models.CharField(max_length=40, blank=True)
    uscita_il = models.DateTimeField(_("uscita il"), null=True)

    objects = AccessoQuerySet.as_manager()

    class Meta:
        verbose_name = _("accesso")
        verbose_name_plural = _("accessi")
        indexes = [
            models.Index(fields=["persona", "-creato_il", "-id"], name="identita_accesso_persona"),
            models.Index(fields=["idp", "name_id"], name="identita_accesso_name_id"),
            models.Index(fields=["chiave_sessione"], name="identita_accesso_sessione"),
        ]
