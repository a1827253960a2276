"""The schemes of identity in the back-office, for administrators: who certifies people, how we present ourselves, what goes wrong.

To be looked at only: the commands `identita_idp` and `identita_metadata` change them, and say what they do.
"""

import hashlib
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.enti.admin import DellEnte
from portal.enti.permessi import amministra_qui
from portal.identita.models import AllarmeAccesso, IdentityProvider, MetadatiSp
from portal.identita.saml.keys import expiry


class SoloAmministratori(DellEnte):
    """Only administrators of the ente see it, and nobody changes it here."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return amministra_qui(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra_qui(request)


@admin.register(IdentityProvider)
class IdentityProviderAdmin(SoloAmministratori):
    """The same for every ente of the installation."""

    list_display = ["nome", "schema", "entity_id", "attivo", "scadenze", "aggiornato_il"]
    list_filter = ["schema", "attivo"]
    fields = ["nome", "schema", "entity_id", "attivo", "indirizzi", "scadenze", "valido_fino", "aggiornato_il"]
    readonly_fields = fields
    ordering = ["schema", "nome"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityProvider]:
        return IdentityProvider.objects.order_by(*self.ordering)

    @admin.display(description=_("scadenza dei certificati"))
    def scadenze(self, idp: IdentityProvider) -> str:
        return ", ".join(f"{expiry(certificato):%d/%m/%Y}" for certificato in idp.certificati)

    @admin.display(description=_("indirizzi di accesso"))
    def indirizzi(self, idp: IdentityProvider) -> str:
        return ", ".join(sorted({punto.location for punto in idp.descrizione().sso}))


@admin.register(MetadatiSp)
class MetadatiSpAdmin(SoloAmministratori):
    list_display = ["schema", "versione", "in_vigore", "entity_id", "creato_il"]
    fields = ["schema", "entity_id", "versione", "in_vigore", "creato_il", "impronta", "xml"]
    readonly_fields = fields
    ordering = ["schema", "-versione"]

    @admin.display(description="SHA-256")
    def impronta(self, metadati: MetadatiSp) -> str:
        return hashlib.sha256(metadati.xml.encode()).hexdigest()


@admin.register(AllarmeAccesso)
class AllarmeAccessoAdmin(SoloAmministratori):
    list_display = ["giorno", "anomalia", "idp", "quante", "ultima_il", "correlazione"]
    list_filter = ["giorno"]
    ordering = ["-giorno", "-ultima_il"]
