"""The two sides of a scheme of digital identity: who certifies people, and us as we present ourselves to them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.identita.saml.models import Endpoint, Idp


class Schema(models.TextChoices):
    """The schemes of digital identity that the portal speaks by SAML.

    The Italian eIDAS node is a provider of the SPID kind, known by our SPID entityID and listed apart.
    """

    SPID = "spid", "SPID"
    CIE = "cie", "CIE"
    EIDAS = "eidas", "eIDAS"

    @property
    def presentazione(self) -> "Schema":
        """The scheme under whose entityID we speak to these providers."""
        return Schema.SPID if self is Schema.EIDAS else self

    @property
    def serviti(self) -> "list[Schema]":
        """The schemes whose providers know us by this entityID."""
        return [schema for schema in Schema if schema.presentazione is self]


CNS = "cns"  # a card read by the browser: a way in, not a SAML scheme


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
    valido_fino = models.DateTimeField(_("metadati validi fino al"), null=True, blank=True)
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
            valid_until=self.valido_fino,
        )

    @property
    def scaduto(self) -> bool:
        """Its metadata say that they are no longer to be believed."""
        return self.valido_fino is not None and self.valido_fino <= timezone.now()


class MetadatiSp(models.Model):
    """A version of our metadata for one ente and scheme: signed once, filed, and served as it was stored.

    One is in force: the one that AgID or IPZS has on file.
    """

    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    schema = models.CharField(_("schema"), max_length=10, choices=Schema.choices, default=Schema.SPID)
    entity_id = models.CharField(_("entityID"), max_length=500)
    versione = models.PositiveIntegerField(_("versione"), default=1)
    in_vigore = models.BooleanField(_("in vigore"), default=True)
    xml = models.TextField(_("metadati firmati"))
    creato_il = models.DateTimeField(_("creato il"), auto_now_add=True)

    class Meta:
        verbose_name = _("metadati dell'ente")
        verbose_name_plural = _("metadati dell'ente")
        constraints = [
            models.UniqueConstraint(fields=["schema", "entity_id", "versione"], name="identita_metadati_unici"),
            models.UniqueConstraint(
                fields=["schema", "entity_id"], condition=models.Q(in_vigore=True), name="identita_metadati_in_vigore"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} v{self.versione}"
