"""The questions asked of many cases at once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils import timezone

from portal.enti.models import Ente, Ufficio
from pratiche.models.versione import VersioneServizio
from pratiche.stati import ACCOLTE, APERTE, CONCLUSE, VIVE, Stato
from pratiche.termini import UN_GIORNO

if TYPE_CHECKING:
    from pratiche.models.pratica import Pratica

RICHIESTE = ("integrazioni", "preavvisi")  # what the office may have asked of the citizen
# what `prossimo` and a line of a list read of the case itself
DI_UN_ELENCO = (
    "codice", "stato", "anno", "numero", "presentata_il", "conclusa_il", "aggiornata_il", "entro_il", "silenzio", "per_silenzio",
    "sollecitata_il", "attestazione_chiesta_il", "attestazione_il", "pagata_il", "in_firma_dal",
    "origine", "oggetto", "termine_dal", "termine_fino",
)  # fmt: skip
# and of its place in a ranking
DELLA_GRADUATORIA = (
    "candidatura__posizione", "candidatura__offerta__stato", "candidatura__offerta__scadenza",
    "candidatura__cambio__stato", "candidatura__cambio__scadenza",
)  # fmt: skip

# no act has ended what it granted: whether its days are over is another matter
CON_PERMESSO_VIVO = models.Q(permesso__fine="", stato__in=ACCOLTE)


class PraticaQuerySet(models.QuerySet["Pratica"]):
    def di(self, persona: Any, ente: Ente) -> Self:
        """The cases of this person at this ente, drafts included: not those that an officer is filling in at the desk."""
        return self.filter(richiedente=persona, ente=ente).exclude(stato=Stato.BOZZA, allo_sportello=True)

    def dei_servizi(self, codici: list[str]) -> Self:
        """Those of these services; no code means all."""
        return self.filter(servizio__slug__in=codici) if codici else self

    def con_sigla(self, sigla: str) -> Self:
        """The one that people call so, within one ente: `123/2026`."""
        numero, _barra, anno = sigla.partition("/")
        return self.filter(numero=int(numero), anno=int(anno))

    def bozze(self) -> Self:
        return self.filter(stato=Stato.BOZZA)

    def aperte(self) -> Self:
        """Presented and not yet decided."""
        return self.filter(stato__in=APERTE)

    def concluse(self) -> Self:
        return self.filter(stato__in=CONCLUSE)

    def con_messaggi(self) -> Self:
        """Those in which a citizen has written, and the office has neither answered nor put it aside."""
        return self.filter(messaggi_da_leggere_dal__isnull=False)

    def degli_uffici(self, uffici: Iterable[Ufficio], ente: Ente, persona: Any) -> Self:
        """The presented cases of these offices, at this ente, that this officer may see."""
        return self.filter(ente=ente, ufficio__in=uffici).exclude(stato=Stato.BOZZA).visibili_a(persona)

    def visibili_a(self, persona: Any) -> Self:
        """Without those kept to other officers. Every page of the office begins here.

        Not an EXISTS for each row: who is named where is read once, and the list goes on along its index.
        """
        return self.filter(models.Q(riservata=False) | models.Q(pk__in=self._ammesse(persona)))

    def riservate_ad_altri(self, persona: Any) -> Self:
        """Only those kept to other officers."""
        return self.filter(riservata=True).exclude(pk__in=self._ammesse(persona))

    def _ammesse(self, persona: Any) -> Any:
        ammessi = self.model.ammessi.field.model.objects.filter(persona=persona)  # type: ignore[attr-defined]
        return ammessi.values("pratica")

    def per_elenco(self) -> Self:
        """Only what a line of a list shows, in three queries whatever the number of rows."""
        collegati = {
            "servizio": ("titolo", "traduzioni"),
            "ufficio": ("nome",),
            "avviso": ("codice", "stato", "importo", "scadenza"),
        }
        campi = [f"{nome}__{campo}" for nome, suoi in collegati.items() for campo in suoi]
        righe = self.select_related(*collegati, "candidatura__offerta", "candidatura__cambio")
        return righe.only(*DI_UN_ELENCO, *collegati, *campi, *DELLA_GRADUATORIA).prefetch_related(*RICHIESTE)

    def per_lavoro(self) -> Self:
        """With what a line of the office's list shows and its acts in many ask, in three queries; not what was answered."""
        collegati = ("ente", "servizio", "versione", "ufficio", "responsabile", "assegnatario", "avviso", "richiedente")
        return self.select_related(*collegati).defer("dati", "contatti").prefetch_related(*RICHIESTE)

    def con_il_necessario(self) -> Self:
        """With all that the page of a case needs, in three queries; `regole_rinnovo` are those of its service today,
        `rinnovo_vivo` the request that renews its permit, `riesame_aperto` the notice that it may be taken away."""
        collegati = (
            "ente", "servizio__tempi_veri", "versione", "ufficio", "responsabile", "assegnatario", "avviso",
            "candidatura__tornata", "candidatura__offerta__posto", "candidatura__cambio__posto", "permesso", "rinnova__pratica",
        )  # fmt: skip
        vivo = models.FilteredRelation("permesso__rinnovi", condition=models.Q(permesso__rinnovi__stato__in=VIVE))
        riesame = models.FilteredRelation("permesso__avvii", condition=models.Q(permesso__avvii__chiuso_il=None))
        righe = self.con_regole_rinnovo().annotate(rinnovo_vivo=vivo, riesame_aperto=riesame)
        return righe.select_related(*collegati, "rinnovo_vivo", "riesame_aperto").prefetch_related(*RICHIESTE)

    def con_regole_rinnovo(self) -> Self:
        """With `regole_rinnovo`: how its service is renewed today."""
        oggi = VersioneServizio.objects.filter(servizio=models.OuterRef("servizio")).order_by("-numero")
        return self.annotate(regole_rinnovo=models.Subquery(oggi.values("contenuto__rinnovo")[:1]))

    def con_permesso(self) -> Self:
        """Those that gave a permit, each with its `ultimo_giorno`: for one that an act ended, not after yesterday, so that
        those still running come first."""
        oggi = timezone.localdate()
        finito = Coalesce(TruncDate("permesso__finito_il"), TruncDate("riaperta_il"), "permesso__fino")
        passato = Least(finito, "permesso__fino", models.Value(oggi - UN_GIORNO, models.DateField()))
        ultimo = models.Case(models.When(CON_PERMESSO_VIVO, then="permesso__fino"), default=passato)
        return self.filter(permesso__isnull=False).annotate(ultimo_giorno=ultimo)

    def con_permesso_vivo(self) -> Self:
        """Those whose permit no act ended and is not over: suspended ones too, and those still to begin."""
        return self.filter(CON_PERMESSO_VIVO, permesso__fino__gte=timezone.localdate())

    def con_permesso_finito(self) -> Self:
        """The other permits."""
        return self.filter(permesso__isnull=False).exclude(CON_PERMESSO_VIVO, permesso__fino__gte=timezone.localdate())

    def da_rinnovare(self, giorni: int) -> Self:
        """Those whose permit ends within so many days, and nobody has begun to renew it: the soonest first."""
        vicini = self.con_permesso_vivo().filter(permesso__fino__lt=timezone.localdate() + UN_GIORNO * giorni)
        liberi = vicini.exclude(permesso__rinnovi__stato__in=VIVE).con_regole_rinnovo()
        return liberi.select_related("permesso", "servizio").order_by("permesso__fino", "pk")

    def blocca(self, pratica_id: int) -> "Pratica":
        """The case, locked until the end of the transaction.

        Locked first and read after: PostgreSQL matches the rows joined to a locked one as they were before the wait, and a
        case that changed office meanwhile would not be found.
        """
        self.select_for_update(no_key=True).values_list("pk").get(pk=pratica_id)
        return self.select_related("ente", "servizio", "versione", "ufficio", "richiedente", "presentata_da").get(
            pk=pratica_id
        )
