"""Random damage to a signed response, for the fuzzing: to its tree, to its bytes, to the way they are carried."""

import base64
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from hypothesis import strategies as st
from lxml import etree

from portal.identita.saml import constants as c

NOMI = (
    "Assertion", "Response", "Signature", "SignedInfo", "Reference", "Transform", "Object", "Issuer", "Subject", "NameID",
    "SubjectConfirmation", "SubjectConfirmationData", "Conditions", "Audience", "AuthnStatement", "AttributeStatement",
    "Attribute", "AttributeValue", "Status", "StatusCode", "Extensions", "Advice", "EncryptedAssertion",
)  # fmt: skip
ATTRIBUTI = (
    "ID", "Id", "Version", "IssueInstant", "Destination", "InResponseTo", "Recipient", "NotOnOrAfter", "NotBefore", "Format",
    "NameQualifier", "Method", "URI", "Algorithm", "Name", "NameFormat", "Value", "SessionIndex",
    "{http://www.w3.org/XML/1998/namespace}id", "{http://www.w3.org/2001/XMLSchema-instance}type",
    "{http://www.w3.org/2001/XMLSchema-instance}nil",
)  # fmt: skip
TESTI = (
    "", " ", "TINIT-VRDMRC78A10H501A", "Marco", "https://ladro.invalid", "2099-01-01T00:00:00Z", "0", "true", "2.0", "urn:x",
    "https://www.spid.gov.it/SpidL3", "&lt;a/>", "\u202eTINIT", "A" * 300, c.STATUS_SUCCESS, c.FORMAT_TRANSIENT,
)  # fmt: skip
CODIFICHE = ("utf-8", "utf-16", "utf-16-le", "utf-32", "iso-8859-1", "ascii", "utf-7")


@dataclass(frozen=True)
class Colpo:
    """One blow: what is done, to which elements (counted around the tree), and with which words."""

    gesto: str
    dove: int
    altrove: int
    nome: str
    attributo: str
    testo: str


def _togli(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    padre = uno.getparent()
    if padre is not None:
        padre.remove(uno)


def _ripeti(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    if uno.getparent() is not None:
        uno.addnext(deepcopy(uno))


def _copia_altrove(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    altro.append(deepcopy(uno))


def _sposta(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    if uno.getparent() is not None and altro is not uno and uno not in altro.iterancestors():
        altro.insert(0, uno)


def _scambia(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    padre = uno.getparent()
    if padre is not None and len(padre) > 1:
        padre.append(uno)


def _rinomina(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    uno.tag = f"{{{etree.QName(altro).namespace}}}{colpo.nome}"


def _attributo(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    uno.set(colpo.attributo, colpo.testo)


def _senza_attributo(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    if uno.attrib:
        del uno.attrib[sorted(uno.attrib)[colpo.altrove % len(uno.attrib)]]


def _attributo_di_un_altro(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    for nome, valore in altro.attrib.items():
        uno.set(nome, valore)


def _riscrivi(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    uno.text = colpo.testo


def _coda(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    uno.tail = colpo.testo


def _commento(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    nodo = etree.Comment("x") if colpo.altrove % 2 else etree.PI("x", "y")
    testo = uno.text or ""
    nodo.tail, uno.text = testo[len(testo) // 2 :], testo[: len(testo) // 2]
    uno.insert(0, nodo)


def _cdata(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    if uno.text:
        uno.text = etree.CDATA(uno.text)


def _avvolgi(uno: etree._Element, altro: etree._Element, colpo: Colpo) -> None:
    padre = uno.getparent()
    if padre is not None:
        involucro = etree.Element(f"{{{etree.QName(altro).namespace}}}{colpo.nome}")
        padre.replace(uno, involucro)
        involucro.append(uno)


GESTI: dict[str, Callable[[etree._Element, etree._Element, Colpo], None]] = {
    gesto.__name__.strip("_"): gesto
    for gesto in (
        _togli, _ripeti, _copia_altrove, _sposta, _scambia, _rinomina, _attributo, _senza_attributo,
        _attributo_di_un_altro, _riscrivi, _coda, _commento, _cdata, _avvolgi,
    )
}  # fmt: skip

colpi = st.builds(
    Colpo,
    gesto=st.sampled_from(sorted(GESTI)),
    dove=st.integers(0, 80),
    altrove=st.integers(0, 80),
    nome=st.sampled_from(NOMI),
    attributo=st.sampled_from(ATTRIBUTI),
    testo=st.sampled_from(TESTI) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)


def colpisci(xml: bytes, serie: list[Colpo]) -> etree._Element:
    """The tree after these blows."""
    root = etree.fromstring(xml)
    for colpo in serie:
        elementi = [nodo for nodo in root.iter() if isinstance(nodo.tag, str)]
        GESTI[colpo.gesto](elementi[colpo.dove % len(elementi)], elementi[colpo.altrove % len(elementi)], colpo)
    return root


@st.composite
def byte_guasti(draw: st.DrawFn, xml: bytes) -> bytes:
    """The bytes of a message with some cut, changed, repeated or inserted."""
    for _ in range(draw(st.integers(1, 3))):
        inizio = draw(st.integers(0, max(len(xml) - 1, 0)))
        fine = min(len(xml), inizio + draw(st.sampled_from((0, 1, 1, 2, 16, 400))))
        nuovi = draw(
            st.binary(max_size=4)
            | st.sampled_from((b"", b"&x;", b"<!--", b"]]>", b"\0", b"<a/>", xml[inizio:fine] * 2))
        )
        xml = xml[:inizio] + nuovi + xml[fine:]
    return xml


def trascrivi(root: etree._Element, codifica: str, dichiarata: str) -> bytes:
    """The message in one encoding, declared as another."""
    testo = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="{dichiarata}"?>{testo}'.encode(codifica, "xmlcharrefreplace")


def in_base64(xml: bytes) -> str:
    return base64.b64encode(xml).decode()
