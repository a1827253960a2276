"""XML and query-string signatures.

Making them is xmlsec's work. Checking them is done here once more, by other code than python3-saml's (lxml's
canonical form, cryptography's RSA): what is returned is parsed again from the very bytes whose digest was signed,
so nothing outside them can ever be read.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from urllib.parse import urlencode

import xmlsec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.keys import Credential, public_key
from portal.identita.saml.xml import canonical, only, parse

_HASHES: dict[str, hashes.HashAlgorithm] = {
    c.RSA_SHA256: hashes.SHA256(),
    c.RSA_SHA384: hashes.SHA384(),
    c.RSA_SHA512: hashes.SHA512(),
}
_DIGESTS = {c.SHA256: hashlib.sha256, c.SHA384: hashlib.sha384, c.SHA512: hashlib.sha512}


def sign(element: etree._Element, credential: Credential, *, position: int) -> None:
    """Put an enveloped signature into ``element`` as its child number ``position``, over its ID."""
    signature = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds")
    element.insert(position, signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri="#" + str(element.get("ID")))
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(element, ["ID"])
    _context(credential).sign(signature)


def signed_query(parameters: dict[str, str], credential: Credential) -> str:
    """A query string for the Redirect binding: the parameters, SigAlg, and the signature over both (bindings 3.4.4.1)."""
    query = urlencode(parameters | {"SigAlg": c.RSA_SHA256})
    signature = _context(credential).sign_binary(query.encode(), xmlsec.Transform.RSA_SHA256)
    return query + "&" + urlencode({"Signature": base64.b64encode(signature).decode()})


def _context(credential: Credential) -> xmlsec.SignatureContext:
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(credential.key, xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(credential.certificate, xmlsec.KeyFormat.PEM)
    return context


def check_query(signed: str, algorithm: str, signature: str, certificates: Iterable[str]) -> None:
    """Check a Redirect signature over ``signed``, the raw bytes of the query string as they arrived.

    Raises MessageRefused.
    """
    _check(signed.encode(), _bytes(signature), algorithm, certificates)


def verified(element: etree._Element, certificates: Iterable[str], *, whole_document: bool = False) -> etree._Element:
    """The content of ``element`` as its own signature vouches for it: without the signature, on its own tree.

    One enveloped signature by a known RSA key, one reference to the element itself, and no transform but the two
    SAML allows (core 5.4.4). KeyInfo is never read. A file of metadata, when ``element`` is its root, may also be
    referred to as the whole document (an empty URI). Raises MessageRefused.
    """
    signature = only(element, "ds:Signature", "signature_absent")
    info = only(signature, "ds:SignedInfo", "signature_form")
    _check(
        canonical(info, _prefixes(_method(info, "ds:CanonicalizationMethod", {c.EXC_C14N}))),
        _bytes(only(signature, "ds:SignatureValue", "signature_form").text or ""),
        _algorithm(info, "ds:SignatureMethod", _HASHES),
        certificates,
    )
    reference = only(info, "ds:Reference", "signature_form")
    whole = whole_document and element.getparent() is None and reference.get("URI") == ""
    if not whole and (not element.get("ID") or reference.get("URI") != "#" + str(element.get("ID"))):
        raise MessageRefused("signature_reference")
    content = _signed_content(element, _transform_prefixes(reference))
    digest = _DIGESTS[_algorithm(reference, "ds:DigestMethod", _DIGESTS)](content).digest()
    if digest != _bytes(only(reference, "ds:DigestValue", "signature_form").text or ""):
        raise MessageRefused("signature_digest")
    return parse(content)


def _signed_content(element: etree._Element, prefixes: list[str] | None) -> bytes:
    """The canonical bytes of ``element`` without its own signature (the enveloped-signature transform)."""
    alone = parse(canonical(element, prefixes))
    signature = only(alone, "ds:Signature", "signature_form")
    # A white marker holds the place: lxml would drop the white space after the signature together with it.
    marker = etree.Element("marker")
    marker.tail = signature.tail
    alone.replace(signature, marker)
    etree.strip_elements(alone, "marker", with_tail=False)
    return canonical(alone, prefixes)


def _transform_prefixes(reference: etree._Element) -> list[str] | None:
    transforms = reference.findall("ds:Transforms/ds:Transform", c.NS)
    if [t.get("Algorithm") for t in transforms] != [c.ENVELOPED, c.EXC_C14N]:
        raise MessageRefused("signature_transform")
    if len(transforms[0]):
        raise MessageRefused("signature_transform")
    return _prefixes(transforms[1])


def _prefixes(method: etree._Element) -> list[str] | None:
    """The InclusiveNamespaces list of an exclusive canonicalization, the only parameter it may have."""
    children = list(method)
    if not children:
        return None
    if len(children) > 1 or children[0].tag != f"{{{c.EXC_C14N}}}InclusiveNamespaces":
        raise MessageRefused("signature_transform")
    return (children[0].get("PrefixList") or "").split() or None


def _method(parent: etree._Element, path: str, allowed: Iterable[str]) -> etree._Element:
    method = only(parent, path, "signature_form")
    if method.get("Algorithm", "") not in allowed:
        raise MessageRefused("signature_algorithm")
    return method


def _algorithm(parent: etree._Element, path: str, allowed: Iterable[str]) -> str:
    method = _method(parent, path, allowed)
    if len(method):  # parameters (HMACOutputLength, RSA-PSS …) that RSA and SHA-2 do not have
        raise MessageRefused("signature_algorithm")
    return str(method.get("Algorithm"))


def _check(signed: bytes, signature: bytes, algorithm: str, certificates: Iterable[str]) -> None:
    if algorithm not in _HASHES:
        raise MessageRefused("signature_algorithm")
    for certificate in certificates:
        try:
            public_key(certificate).verify(signature, signed, padding.PKCS1v15(), _HASHES[algorithm])
        except (InvalidSignature, ValueError):
            continue
        return
    raise MessageRefused("signature_invalid")


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MessageRefused("signature_form") from error
