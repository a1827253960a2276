"""The two sides of a scheme of digital identity: who certifies people, and us as we present ourselves to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.identita.saml.models import Endpoint, Idp


class Schema(models.TextChoices):
    """The schemes of digital identity that the portal speaks by SAML.

    The Italian eIDAS node is a provider of the SPID kind, known by our SPID entityID and listed apart.
    """

    SPID = "spid", "SPID"
    CIE = "cie", "CIE"
    EIDAS = "eidas", "eIDAS"


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
