"""A second opinion: python3-saml in strict mode, which also checks the XML schema. Both must agree."""

from functools import lru_cache
from urllib.parse import urlsplit

from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from portal.identita.saml.constants import BINDING_POST
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Expected, Idp


def check(encoded: str, expected: Expected) -> None:
    """Raise MessageRefused("python3_saml") unless python3-saml accepts the response."""
    acs = urlsplit(expected.acs_url)
    request_data = {
        "https": "on" if acs.scheme == "https" else "off",
        "http_host": acs.netloc,
        "script_name": acs.path,
    }
    try:
        settings = _settings(expected.idp, expected.sp_entity_id, expected.acs_url)
        OneLogin_Saml2_Response(settings, encoded).is_valid(request_data, expected.request_id, raise_exceptions=True)
    # The library raises its own errors, those of lxml and xmlsec, and bare Exception: whatever it is, we refuse.
    except Exception as error:
        raise MessageRefused("python3_saml") from error


@lru_cache(maxsize=256)
def _settings(idp: Idp, sp_entity_id: str, acs_url: str) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {"entityId": sp_entity_id, "assertionConsumerService": {"url": acs_url}},
            "idp": {
                "entityId": idp.entity_id,
                "singleSignOnService": {"url": idp.sso_location(BINDING_POST) or idp.sso[0].location},
                "x509certMulti": {"signing": list(idp.certificates)},
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantNameId": True,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": False,
                "allowSingleLabelDomains": True,
            },
        }
    )
