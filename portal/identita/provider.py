"""The digital identities as django-allauth sees them: one provider for each way in, all of one person."""

from typing import Any

from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse

from portal.identita.models import CNS, Schema
from portal.identita.saml.models import Identity


class IdentitaDigitale(Provider):
    """The key is the person's, not the provider's: whoever enters in two ways is one.

    The e-mail stays with us: two people may share one, and allauth would stop there.
    """

    account_class = ProviderAccount
    uses_apps = False

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("identita:accedi")

    def extract_uid(self, data: Identity) -> str:
        return data.chiave

    def extract_extra_data(self, data: Identity) -> dict[str, Any]:
        return {}


class SpidProvider(IdentitaDigitale):
    id = Schema.SPID.value
    name = Schema.SPID.label


class CieProvider(IdentitaDigitale):
    id = Schema.CIE.value
    name = Schema.CIE.label


class EidasProvider(IdentitaDigitale):
    id = Schema.EIDAS.value
    name = Schema.EIDAS.label


class CnsProvider(IdentitaDigitale):
    """The card read by the browser: not a SAML scheme, the same person."""

    id = CNS
    name = "CNS"


provider_classes = [SpidProvider, CieProvider, EidasProvider, CnsProvider]
