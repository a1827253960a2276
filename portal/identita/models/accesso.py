"""A login: asked for, answered once, and remembered."""

from typing import Self

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.identita.dispositivi import Dispositivo
from portal.identita.models.gestori import CNS, IdentityProvider, Schema
from portal.identita.models.persona import Persona
from portal.identita.sessione import VESTI


class RichiestaAccesso(Indirizzabile):
    """A login under way: sent to one provider, from one browser, for one purpose. It can be used once, and not for long."""

    ente = models.ForeignKey("enti.Ente", on_delete=models.CASCADE, related_name="+", verbose_name=_("ente"))
    idp = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+", verbose_name=_("gestore"))
    request_id = models.CharField(max_length=60, unique=True)
    relay_state = models.CharField(max_length=60, unique=True)
    impronta_browser = models.CharField(max_length=64, help_text=_("SHA-256 del segreto che sta nel cookie"))
    livello = models.PositiveSmallIntegerField(_("livello"))
    insieme = models.PositiveSmallIntegerField(_("insieme di attributi"))
    finalita = models.CharField(_("uso professionale chiesto"), max_length=2, blank=True)
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

    def aperti(self) -> Self:
        """The logins whose session is still alive."""
        vive = Session.objects.filter(expire_date__gt=timezone.now())
        return self.filter(uscita_il=None, chiave_sessione__in=vive.values("session_key"))


class Accesso(Indirizzabile):
    """One login that succeeded: who, when, where, how strongly, and in which hat."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="accessi", verbose_name=_("persona"))
    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    metodo = models.CharField(
        _("metodo"), max_length=12, choices=[*Schema.choices, (CNS, "CNS"), ("operatore", _("Account di servizio"))]
    )
    livello = models.PositiveSmallIntegerField(_("livello"))
    tipo = models.CharField(
        _("in veste di"),
        max_length=14,
        choices=[*VESTI.items(), ("operatore", _("Operatore"))],
    )
    idp = models.CharField(_("gestore"), max_length=500, blank=True)
    gestore = models.CharField(_("nome del gestore"), max_length=200, blank=True)
    # the provider's transient name of the person, by which it may ask us to close the session
    name_id = models.CharField(max_length=500, blank=True)
    name_qualifier = models.CharField(max_length=500, blank=True)
    session_index = models.CharField(max_length=500, blank=True)
    chiave_sessione = models.CharField(max_length=40, blank=True)
    dispositivo = models.CharField(_("dispositivo"), max_length=20, choices=Dispositivo.choices, blank=True)
    ultimo_uso = models.DateTimeField(_("ultimo uso"), null=True)
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
