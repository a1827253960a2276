"""The office sees which channels are stopped, why, and may have one tried at once instead of waiting for the next trial."""

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifiche.channels import CANALI
from notifiche.models import Interruttore, ServizioIO
from notifiche.operations import prova_subito
from notifiche.racconto import motivo_di
from portal.base.templatetags.casa import data_ora
from portal.enti.admin import DellEnte


@admin.register(Interruttore)
class InterruttoreAdmin(DellEnte):
    """Rows come and go by themselves: one is here only while its channel is stopped."""

    list_display = ["nome_canale", "perche", "dal", "prossima_prova"]
    fields = list_display
    readonly_fields = list_display
    ordering = ["aperto_dal"]
    actions = ["prova_subito"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interruttore]:
        """Those of all, and those of the services of this ente."""
        suoi = [str(codice) for codice in ServizioIO.objects.filter(ente=request.ente).values_list("codice", flat=True)]
        return Interruttore.objects.filter(Q(chiave="") | Q(chiave__in=suoi)).order_by(*self.ordering)

    @admin.display(description=_("canale"))
    def nome_canale(self, fermo: Interruttore) -> str:
        """With the service whose key is refused, when it is not the only one."""
        nome = str(CANALI[fermo.canale].nome) if fermo.canale in CANALI else fermo.canale
        servizio = ServizioIO.objects.filter(codice=fermo.chiave).first() if fermo.chiave else None
        return f"{nome}, {servizio.nome}" if servizio else nome

    @admin.display(description=_("perché"))
    def perche(self, fermo: Interruttore) -> str:
        return motivo_di(fermo.motivo)

    @admin.display(description=_("fermo dal"), ordering="aperto_dal")
    def dal(self, fermo: Interruttore) -> str:
        return data_ora(fermo.aperto_dal)

    @admin.display(description=_("prossima prova"), ordering="riprova_il")
    def prossima_prova(self, fermo: Interruttore) -> str:
        return data_ora(fermo.riprova_il)

    @admin.action(description=_("Prova subito"), permissions=["view"])
    def prova_subito(self, request: HttpRequest, queryset: QuerySet[Interruttore]) -> None:
        """One copy leaves now: if it passes, the others follow."""
        for fermo in queryset:
            prova_subito(fermo)
        self.message_user(
            request, _("Il portale prova ora con una copia: se passa, partono anche le altre."), messages.SUCCESS
        )
