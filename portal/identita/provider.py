"""SPID as django-allauth sees it: one provider, whichever identity provider the person chose."""

from typing import Any

from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse

from portal.identita.models import Schema
from portal.identita.saml.models import Identity


class SpidProvider(Provider):
    """The key is the codice fiscale. The e-mail stays with us: two people may share one, and allauth would stop there."""

    id = Schema.SPID.value
    name = Schema.SPID.label
    account_class = ProviderAccount
    uses_apps = False

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("identita:accedi")

    def extract_uid(self, data: Identity) -> str:
        return data.codice_fiscale

    def extract_extra_data(self, data: Identity) -> dict[str, Any]:
        return {}


provider_classes = [SpidProvider]
