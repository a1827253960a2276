"""The eight classic signature-wrapping attacks (Somorovsky et al., 2012): the genuine element is kept somewhere so that
its signature still holds, and a forged one is put where a careless reader looks."""

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.xml import new_id
from tests.portal.identita.idp import trova

VITTIMA = "TINIT-VRDMRC78A10H501A"


def _falsa(element: etree._Element) -> etree._Element:
    """A copy with another ID, another person, and no signature of its own."""
    copia = deepcopy(element)
    _trucca(copia)
    _senza_firma(copia)
    return copia


def _trucca(element: etree._Element) -> None:
    element.set("ID", new_id())
    for attributo in element.iter(f"{{{c.NS_SAML}}}Attribute"):
        if attributo.get("Name") == "fiscalNumber":
            attributo[0].text = VITTIMA


def _senza_firma(element: etree._Element) -> etree._Element:
    for firma in element.findall("ds:Signature", c.NS):
        element.remove(firma)
    return element


def xsw1(root: etree._Element) -> None:
    """Forged Response as root, the genuine one inside its Signature."""
    vera = _senza_firma(deepcopy(root))
    _trucca(root)
    root.find("ds:Signature", c.NS).append(vera)


def xsw2(root: etree._Element) -> None:
    """Forged Response as root, the genuine one before its Signature."""
    vera = _senza_firma(deepcopy(root))
    _trucca(root)
    root.find("ds:Signature", c.NS).addprevious(vera)


def xsw3(root: etree._Element) -> None:
    """Forged Assertion before the genuine one."""
    vera = trova(root, "Assertion")
    vera.addprevious(_falsa(vera))


def xsw4(root: etree._Element) -> None:
    """Genuine Assertion inside the forged one."""
    vera = trova(root, "Assertion")
    falsa = _falsa(vera)
    vera.addprevious(falsa)
    falsa.append(vera)


def xsw5(root: etree._Element) -> None:
    """Forged Assertion keeps the Signature; the genuine content follows without it."""
    falsa = trova(root, "Assertion")
    vera = _senza_firma(deepcopy(falsa))
    _trucca(falsa)
    root.append(vera)


def xsw6(root: etree._Element) -> None:
    """Forged Assertion keeps the Signature, and the Signature holds the genuine content."""
    falsa = trova(root, "Assertion")
    vera = _senza_firma(deepcopy(falsa))
    _trucca(falsa)
    falsa.find("ds:Signature", c.NS).append(vera)


def xsw7(root: etree._Element) -> None:
    """Forged Assertion inside Extensions, where the schema looks away."""
    vera = trova(root, "Assertion")
    estensioni = etree.Element(f"{{{c.NS_SAMLP}}}Extensions")
    estensioni.append(_falsa(vera))
    trova(root, "Status").addprevious(estensioni)


def xsw8(root: etree._Element) -> None:
    """Forged Assertion with the Signature, the genuine content in an Object of that Signature."""
    falsa = trova(root, "Assertion")
    vera = _senza_firma(deepcopy(falsa))
    _trucca(falsa)
    oggetto = etree.SubElement(falsa.find("ds:Signature", c.NS), f"{{{c.NS_DS}}}Object")
    oggetto.append(vera)


TUTTI: list[Callable[[etree._Element], None]] = [xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8]
