"""The staff's page of the second factor: allauth's, which says when it is the only page open."""

from typing import Any

from allauth.mfa.base.views import IndexView
from django.conf import settings

from portal.identita import secondo_fattore


class Sicurezza(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        da_attivare = settings.OPERATORI_SECONDO_FATTORE and secondo_fattore.manca(self.request)
        return super().get_context_data(da_attivare=da_attivare, **kwargs)
