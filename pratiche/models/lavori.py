"""Work that goes on by itself after an act: documents to make and numbers to get from the protocol."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.coda import Lavoro, Stato
from portal.documenti.models import Documento
from pratiche.models.accessi import Opposizione, RichiestaAccesso
from pratiche.models.parti import Memoria, Parte
from pratiche.models.pratica import Pratica
from pratiche.models.richieste import PreavvisoRigetto, RichiestaIntegrazione
from pratiche.models.titoli import AvvioRiesame


class Stampa(Lavoro):
    """A PDF to make from what is stored. Repeatable: nothing leaves the machine until it is filed."""

    ripetibile = True

    class Genere(models.TextChoices):
        ISTANZA = "istanza", _("Istanza")
        AVVIO = "avvio", _("Comunicazione di avvio del procedimento")
        RICEVUTA = "ricevuta", _("Ricevuta e comunicazione di avvio")
        INTEGRAZIONE = "integrazione", _("Risposta alla richiesta di integrazione")
        PREAVVISO = "preavviso", _("Preavviso di rigetto")
        OSSERVAZIONI = "osservazioni", _("Osservazioni al preavviso di rigetto")
        ESITO = "esito", _("Esito")
        ATTESTAZIONE = "attestazione", _("Attestazione di accoglimento per silenzio")
        ATTO = "atto", _("Atto sul permesso")
        SOLLECITO = "sollecito", _("Richiesta a chi ha il potere sostitutivo")
        AVVIO_PARTE = "avvio_parte", _("Comunicazione di avvio a una parte")
        MEMORIA = "memoria", _("Memoria")
        RITIRO = "ritiro", _("Ritiro della richiesta")
        ACCESSO = "accesso", _("Richiesta di vedere gli atti")
        OPPOSIZIONE = "opposizione", _("Opposizione a chi chiede gli atti")
        ACCESSO_DECISO = "accesso_deciso", _("Risposta a chi chiede gli atti")
        AVVISO_ACCESSO = "avviso_accesso", _("Avviso a chi può opporsi all'accesso")
        DA_INTEGRARE = "da_integrare", _("Richiesta di integrazione")
        AVVIO_RIESAME = "avvio_riesame", _("Comunicazione di avvio sul permesso")
        INTERVENTO = "intervento", _("Richiesta di intervenire")
        NON_PARTECIPA = "non_partecipa", _("Comunicazione a chi non partecipa")
        RIESAME_CHIUSO = "riesame_chiuso", _("Chiusura del procedimento sul permesso")
        RICHIESTA_ANNULLATA = "richiesta_annullata", _("Annullamento della richiesta di integrazione")
        PREAVVISO_ANNULLATO = "preavviso_annullato", _("Ritiro del preavviso di rigetto")
        OPPOSIZIONE_DECISA = "opposizione_decisa", _("Decisione a chi poteva opporsi all'accesso")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="stampe")
    genere = models.CharField(_("genere"), max_length=20, choices=Genere.choices)
    integrazione = models.ForeignKey(RichiestaIntegrazione, on_delete=models.PROTECT, null=True, related_name="stampe")
    preavviso = models.ForeignKey(PreavvisoRigetto, on_delete=models.PROTECT, null=True, related_name="stampe")
    # of a document to, or of, somebody else than the person who asked
    parte = models.ForeignKey(Parte, on_delete=models.PROTECT, null=True, related_name="stampe")
    memoria = models.OneToOneField(Memoria, on_delete=models.PROTECT, null=True, related_name="stampa")
    accesso = models.ForeignKey(RichiestaAccesso, on_delete=models.PROTECT, null=True, related_name="stampe")
    opposizione = models.ForeignKey(Opposizione, on_delete=models.PROTECT, null=True, related_name="stampe")
    riesame = models.ForeignKey(AvvioRiesame, on_delete=models.PROTECT, null=True, related_name="stampe")
    versione = models.PositiveSmallIntegerField(_("versione"), default=1)
    documento = models.OneToOneField(Documento, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Lavoro.Meta):
        verbose_name = _("documento da produrre")
        verbose_name_plural = _("documenti da produrre")
        constraints = [
            models.UniqueConstraint(
                fields=["pratica", "genere", "versione"],
                condition=models.Q(integrazione=None, preavviso=None),
                name="pratiche_stampa_unica",
            ),
            models.UniqueConstraint(fields=["integrazione", "genere"], name="pratiche_stampa_dell_integrazione"),
            models.UniqueConstraint(fields=["preavviso", "genere"], name="pratiche_stampa_del_preavviso"),
            models.UniqueConstraint(fields=["accesso", "genere"], name="pratiche_stampa_dell_accesso"),
            models.UniqueConstraint(fields=["opposizione", "genere"], name="pratiche_stampa_dell_opposizione"),
            models.UniqueConstraint(fields=["riesame", "genere"], name="pratiche_stampa_del_riesame"),
            models.UniqueConstraint(
                fields=["parte", "genere"],
                condition=models.Q(genere__in=["intervento", "non_partecipa"]),
                name="pratiche_stampa_della_parte",
            ),
        ]


class AvvisoSostituto(Lavoro):
    """A mail to who holds the substitute power, who may have no account here: somebody has asked them to decide.

    Of unknown fate it is not repeated: the request is in the protocol, and in the mail of the morning.
    """

    pratica = models.ForeignKey(Pratica, on_delete=models.CASCADE, related_name="+", verbose_name=_("pratica"))

    class Meta(Lavoro.Meta):
        verbose_name = _("avviso a chi ha il potere sostitutivo")
        verbose_name_plural = _("avvisi a chi ha il potere sostitutivo")
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato=Stato.IN_CODA),
                name="pratiche_sostituto_dovuti",
            )
        ]


# the document type of each PDF in the archive (AgID allegato 5): in Italian, whoever asked for it
TIPOLOGIE = {
    Stampa.Genere.ISTANZA: "Istanza",
    Stampa.Genere.AVVIO: "Comunicazione di avvio del procedimento",
    Stampa.Genere.RICEVUTA: "Ricevuta e comunicazione di avvio",
    Stampa.Genere.INTEGRAZIONE: "Risposta alla richiesta di integrazione",
    Stampa.Genere.PREAVVISO: "Preavviso di rigetto",
    Stampa.Genere.OSSERVAZIONI: "Osservazioni al preavviso di rigetto",
    Stampa.Genere.ESITO: "Esito",
    Stampa.Genere.ATTESTAZIONE: "Attestazione di accoglimento per silenzio",
    Stampa.Genere.ATTO: "Atto sul permesso",
    Stampa.Genere.SOLLECITO: "Richiesta a chi ha il potere sostitutivo",
    Stampa.Genere.AVVIO_PARTE: "Comunicazione di avvio a una parte",
    Stampa.Genere.MEMORIA: "Memoria",
    Stampa.Genere.RITIRO: "Ritiro della richiesta",
    Stampa.Genere.ACCESSO: "Richiesta di vedere gli atti",
    Stampa.Genere.OPPOSIZIONE: "Opposizione a chi chiede gli atti",
    Stampa.Genere.ACCESSO_DECISO: "Risposta a chi chiede gli atti",
    Stampa.Genere.AVVISO_ACCESSO: "Avviso a chi può opporsi all'accesso",
    Stampa.Genere.DA_INTEGRARE: "Richiesta di integrazione",
    Stampa.Genere.AVVIO_RIESAME: "Comunicazione di avvio sul permesso",
    Stampa.Genere.INTERVENTO: "Richiesta di intervenire",
    Stampa.Genere.NON_PARTECIPA: "Comunicazione a chi non partecipa",
    Stampa.Genere.RIESAME_CHIUSO: "Chiusura del procedimento sul permesso",
    Stampa.Genere.RICHIESTA_ANNULLATA: "Annullamento della richiesta di integrazione",
    Stampa.Genere.PREAVVISO_ANNULLATO: "Ritiro del preavviso di rigetto",
    Stampa.Genere.OPPOSIZIONE_DECISA: "Decisione a chi poteva opporsi all'accesso",
}


class RegistrazioneProtocollo(Lavoro):
    """A document to register in the protocol (DPR 445/2000 art. 53). Repeatable: the key makes the second call harmless."""

    ripetibile = True

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="registrazioni")
    genere = models.CharField(_("genere"), max_length=20, choices=Stampa.Genere.choices)
    documento = models.OneToOneField(
        Documento, on_delete=models.PROTECT, related_name="registrazione", verbose_name=_("documento principale")
    )
    chiave = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # the protocol date may come later than this; the submission stays this one (art. 18-bis L. 241/1990)
    arrivo = models.DateTimeField(_("arrivo o emissione"))
    registro = models.CharField(_("registro"), max_length=16, blank=True)
    numero = models.CharField(_("numero"), max_length=20, blank=True)
    anno = models.PositiveSmallIntegerField(_("anno"), null=True)
    data = models.DateTimeField(_("data di registrazione"), null=True)

    class Meta(Lavoro.Meta):
        verbose_name = _("registrazione di protocollo")
        verbose_name_plural = _("registrazioni di protocollo")
        indexes = [
            models.Index(
                fields=["prossimo_tentativo", "id"],
                condition=models.Q(stato=Stato.IN_CODA),
                name="pratiche_protocollo_dovuti",
            ),
            models.Index(fields=["id"], condition=models.Q(stato=Stato.IN_CORSO), name="pratiche_protocollo_presi"),
        ]

    @property
    def segnatura(self) -> str:
        """`0001234/2026`, empty until the number has come."""
        return f"{self.numero}/{self.anno}" if self.numero else ""
