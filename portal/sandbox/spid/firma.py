"""XML signatures (enveloped, exc-c14n, RSA-SHA256) and signatures of the Redirect query string."""

import base64
import zlib
from collections.abc import Iterable
from urllib.parse import quote_plus, unquote_plus

import xmlsec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from portal.sandbox.chiavi import Chiavi
from portal.sandbox.spid.xml import q, trova

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_HASH_QUERY = {
    RSA_SHA256: hashes.SHA256(),
    RSA_SHA256.replace("256", "384"): hashes.SHA384(),
    RSA_SHA256.replace("256", "512"): hashes.SHA512(),
}
_TRASFORMAZIONI = {
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
}


def firma(nodo: etree._Element, chiavi: Chiavi) -> None:
    """Sign an element in place: after its Issuer, or as first child where there is none (metadata).

    An element whose ID is missing or empty is signed with an empty Reference: only wrong responses have it.
    """
    xmlsec.tree.add_ids(nodo, ["ID"])
    identificativo = nodo.get("ID")
    modello = xmlsec.template.create(
        nodo, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    nodo.insert(1 if trova(nodo, "saml:Issuer") is not None else 0, modello)
    riferimento = xmlsec.template.add_reference(
        modello, xmlsec.constants.TransformSha256, uri=f"#{identificativo}" if identificativo else ""
    )
    xmlsec.template.add_transform(riferimento, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(riferimento, xmlsec.constants.TransformExclC14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(modello))
    contesto = xmlsec.SignatureContext()
    contesto.key = xmlsec.Key.from_memory(chiavi.privata, xmlsec.constants.KeyDataFormatPem)
    contesto.key.load_cert_from_memory(chiavi.certificato, xmlsec.constants.KeyDataFormatPem)
    contesto.sign(modello)


def verifica(nodo: etree._Element, certificati: Iterable[bytes]) -> bool:
    """Whether the element itself carries an enveloped signature, over the whole of it, by one of these certificates."""
    blocco = trova(nodo, "ds:Signature")
    if blocco is None or not _forma_ammessa(nodo, blocco):
        return False
    xmlsec.tree.add_ids(nodo, ["ID"])
    return any(_verifica_con(blocco, pem) for pem in certificati)


def _forma_ammessa(nodo: etree._Element, blocco: etree._Element) -> bool:
    """One Reference, to this element, only the two usual transforms, RSA with SHA-2."""
    riferimenti = list(blocco.iter(q("ds:Reference")))
    metodo = trova(blocco, "ds:SignedInfo/ds:SignatureMethod")
    return (
        len(riferimenti) == 1
        and riferimenti[0].get("URI") == f"#{nodo.get('ID')}"
        and {t.get("Algorithm") for t in blocco.iter(q("ds:Transform"))} <= _TRASFORMAZIONI
        and metodo is not None
        and metodo.get("Algorithm") in _HASH_QUERY
    )


def _verifica_con(blocco: etree._Element, pem: bytes) -> bool:
    contesto = xmlsec.SignatureContext()
    contesto.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem)
    try:
        contesto.verify(blocco)
    except xmlsec.Error:
        return False
    return True


def comprimi(xml: bytes) -> str:
    """DEFLATE and base64, as the Redirect binding wants."""
    motore = zlib.compressobj(wbits=-15)
    return base64.b64encode(motore.compress(xml) + motore.flush()).decode()


def espandi(valore: str, massimo: int = 500_000) -> bytes:
    """Undo `comprimi`. Raises ValueError if it is not base64, not DEFLATE or too big."""
    try:
        motore = zlib.decompressobj(wbits=-15)
        contenuto = motore.decompress(base64.b64decode(valore, validate=True), massimo)
    except zlib.error as errore:
        raise ValueError("not a DEFLATE stream") from errore
    if motore.unconsumed_tail:
        raise ValueError("message too big")
    return contenuto


def query_firmata(campo: str, xml: bytes, relay_state: str, chiavi: Chiavi) -> str:
    """The signed query string of the Redirect binding; `campo` is SAMLRequest or SAMLResponse."""
    parti = [(campo, comprimi(xml))] + ([("RelayState", relay_state)] if relay_state else [])
    query = "&".join(f"{nome}={quote_plus(valore)}" for nome, valore in [*parti, ("SigAlg", RSA_SHA256)])
    privata = serialization.load_pem_private_key(chiavi.privata, None)
    assert isinstance(privata, rsa.RSAPrivateKey)
    valore = privata.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{query}&Signature={quote_plus(base64.b64encode(valore).decode())}"


def verifica_query(query: str, certificati: Iterable[bytes]) -> bool:
    """Check the signature of a Redirect query string on the bytes as they came, not as decoded."""
    grezzi = dict(pezzo.partition("=")[::2] for pezzo in query.split("&"))
    firmati = [nome for nome in ("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg") if nome in grezzi]
    algoritmo = _HASH_QUERY.get(unquote_plus(grezzi.get("SigAlg", "")))
    if algoritmo is None or "Signature" not in grezzi:
        return False
    messaggio = "&".join(f"{nome}={grezzi[nome]}" for nome in firmati).encode()
    valore = base64.b64decode(unquote_plus(grezzi["Signature"]))
    return any(_verifica_query_con(pem, valore, messaggio, algoritmo) for pem in certificati)


def _verifica_query_con(pem: bytes, valore: bytes, messaggio: bytes, algoritmo: hashes.HashAlgorithm) -> bool:
    pubblica = x509.load_pem_x509_certificate(pem).public_key()
    assert isinstance(pubblica, rsa.RSAPublicKey)
    try:
        pubblica.verify(valore, messaggio, padding.PKCS1v15(), algoritmo)
    except InvalidSignature:
        return False
    return True
