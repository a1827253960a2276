"""The office's list of the copies that did not arrive, or perhaps did: why, and one more try."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifiche import admin_canali, admin_io  # noqa: F401 - they register themselves
from notifiche.channels import CANALI
from notifiche.models import Consegna
from notifiche.operations import invia_di_nuovo
from notifiche.racconto import motivo
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.enti.admin import DellEnte


@admin.register(Consegna)
class ConsegnaAdmin(DellEnte):
    """Neither the text nor the recipient: the reference leads to the case, where who may look can look."""

    campo_ente = "messaggio__ente"
    list_display = ["creato_il", "nome_canale", "tipo", "riferimento", "stato", "perche", "tentativi", "ripetuta"]
    list_filter = ["stato", "canale"]
    list_select_related = ["messaggio"]
    search_fields = ["messaggio__riferimento"]
    show_full_result_count = False
    ordering = ["-creato_il"]
    fields = ["codice", *list_display, "ente", "prossimo_tentativo", "id_esterno"]
    readonly_fields = fields
    actions = ["riprova"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consegna]:
        return super().get_queryset(request).filter(pk__in=Consegna.objects.ferme())

    @admin.display(description=_("canale"), ordering="canale")
    def nome_canale(self, consegna: Consegna) -> str:
        return str(CANALI[consegna.canale].nome)

    @admin.display(description=_("tipo"))
    def tipo(self, consegna: Consegna) -> str:
        return consegna.messaggio.tipo

    @admin.display(description=_("riferimento"))
    def riferimento(self, consegna: Consegna) -> str:
        return consegna.messaggio.riferimento

    @admin.display(description=_("ente"))
    def ente(self, consegna: Consegna) -> str:
        return consegna.messaggio.ente.nome

    @admin.display(description=_("perché"))
    def perche(self, consegna: Consegna) -> str:
        return motivo(consegna)

    @admin.action(description=_("Invia di nuovo"), permissions=["view"])
    def riprova(self, request: HttpRequest, queryset: QuerySet[Consegna]) -> HttpResponse | None:
        """First say what may happen, then do it."""
        if "conferma" in request.POST:
            self._rimetti_in_coda(request, queryset)
            return None
        contesto = {
            **self.admin_site.each_context(request),
            "title": _("Invia di nuovo"),
            "opts": self.opts,
            "consegne": queryset,
            "incerte": queryset.filter(stato=Stato.INCERTO).count(),
            "campo_scelte": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/notifiche/consegna/riprova.html", contesto)

    def _rimetti_in_coda(self, request: HttpRequest, queryset: QuerySet[Consegna]) -> None:
        rimesse = 0
        for chiave in list(queryset.values_list("pk", flat=True)):
            try:
                invia_di_nuovo(chiave, attore=request.user)
                rimesse += 1
            except DomainError as rifiuto:
                self.message_user(request, rifiuto.messaggio, messages.WARNING)
        testo = ngettext("%(quante)s consegna rimessa in coda.", "%(quante)s consegne rimesse in coda.", rimesse)
        self.message_user(request, testo % {"quante": rimesse}, messages.SUCCESS)
