"""Signatures that no library would make: any transform, declared and never applied."""

import base64
import hashlib
from collections.abc import Iterable
from copy import deepcopy

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree
from lxml.builder import ElementMaker

from portal.identita.saml import constants as c
from portal.identita.saml.keys import Credential
from portal.identita.saml.xml import canonical
from tests.portal.identita.idp import trova

_DS = ElementMaker(namespace=c.NS_DS, nsmap={"ds": c.NS_DS})


def firma_a_mano(
    element: etree._Element,
    credential: Credential,
    trasformazioni: Iterable[str],
    canonicalizzazione: str = c.EXC_C14N,
) -> None:
    """Sign after the Issuer: digest and signature are right for who ignores the transforms that are not his."""
    digest = base64.b64encode(hashlib.sha256(canonical(deepcopy(element))).digest()).decode()
    info = _DS.SignedInfo(
        _DS.CanonicalizationMethod(Algorithm=canonicalizzazione),
        _DS.SignatureMethod(Algorithm=c.RSA_SHA256),
        _DS.Reference(
            _DS.Transforms(*(_DS.Transform(Algorithm=nome) for nome in trasformazioni)),
            _DS.DigestMethod(Algorithm=c.SHA256),
            _DS.DigestValue(digest),
            URI=f"#{element.get('ID')}",
        ),
    )
    signature = _DS.Signature(info)
    trova(element, "Issuer").addnext(signature)
    key = serialization.load_pem_private_key(credential.key, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    value = key.sign(canonical(info), padding.PKCS1v15(), hashes.SHA256())
    signature.append(_DS.SignatureValue(base64.b64encode(value).decode()))
