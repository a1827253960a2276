"""The corpus of attacks on a SAML login: each builds what a thief would post, with real signatures.

`voce` is the entry of the list that the corpus covers, `motivo` why our validator must refuse (so that a response refused
for something else does not count). What needs more than one message is in test_corpus.py.
"""

import base64
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import xmlsec
from lxml import etree

from portal.identita.saml import constants as c
from tests.portal.identita import xsw
from tests.portal.identita.firma_a_mano import firma_a_mano
from tests.portal.identita.idp import GIULIA, Domanda, IdpDiProva, Modifica, credenziale, firma, trova

Costruisce = Callable[[IdpDiProva, Domanda], str]
VITTIMA = "TINIT-VRDMRC78A10H501A"
SOLO_ASSERZIONE, TUTTE = ("Assertion",), ("Assertion", "Response")
# the list that must be covered: by an entry of the corpus, or by a test of test_corpus.py where more messages are needed
VOCI = (
    "xsw1", "xsw2", "xsw3", "xsw4", "xsw5", "xsw6", "xsw7", "xsw8", "unsigned", "response-only signed", "foreign key",
    "KeyInfo key", "HMAC-with-public-key", "SHA-1", "transform", "two references", "empty URI", "duplicate ID",
    "two assertions", "assertion elsewhere", "foreign signed element", "comment", "PI", "CDATA", "entity", "DOCTYPE", "XXE",
    "billion laughs", "UTF-16 DOCTYPE", "UTF-7 DOCTYPE", "huge body", "test_huge_body", "deflated body",
    "test_replay_nello_stesso_browser", "test_replay_in_un_altro_browser", "test_unsolicited", "other SP's audience",
    "other IdP's issuer", "prefix Destination", "prefix Recipient", "windows", "level downgrade", "fiscalNumber",
    "status nesting", "test_relay_state_swap", "test_relay_state_open_redirect", "test_next_open_redirect",
    "markup in names", "test_markup_in_names", "test_acs_by_get", "test_metadata_swap", "validator 25", "validator 67",
    "validator 84", "validator 91", "test_validator_1_ns_senza_session_index",
)  # fmt: skip


@dataclass(frozen=True)
class Attacco:
    voce: str
    nome: str
    costruisce: Costruisce
    motivo: str

    def __str__(self) -> str:
        return f"{self.voce}: {self.nome}"


# --- how a response goes wrong ------------------------------------------------------------------------------------------


def firmata(modifica: Modifica, firme: tuple[str, ...] = TUTTE, **altro: object) -> Costruisce:
    """Wrong before the provider signs: the signatures are good."""
    return lambda idp, domanda: idp.risposta(domanda, prima=modifica, firme=firme, **altro)  # type: ignore[arg-type]


def manomessa(modifica: Modifica, firme: tuple[str, ...] = SOLO_ASSERZIONE) -> Costruisce:
    """Changed after the provider signed."""
    return lambda idp, domanda: idp.risposta(domanda, dopo=modifica, firme=firme)


def con_attributi(**attributi: str | None) -> Costruisce:
    """The provider says these attributes; None: not this one."""
    tutti = {nome: valore for nome, valore in (GIULIA | attributi).items() if valore is not None}
    return lambda idp, domanda: idp.risposta(domanda, attributi=tutti)


def nuda(contenuto: bytes) -> Costruisce:
    """These bytes and nothing else."""
    return lambda idp, domanda: base64.b64encode(contenuto).decode()


def riscritta(scrive: Callable[[bytes], bytes]) -> Costruisce:
    """The bytes of a genuine response, rewritten."""
    return lambda idp, domanda: base64.b64encode(scrive(base64.b64decode(idp.risposta(domanda)))).decode()


def attributo(nome: str, chiave: str, valore: str | None) -> Modifica:
    def modifica(root: etree._Element) -> None:
        element = trova(root, nome)
        if valore is None:
            del element.attrib[chiave]
        else:
            element.set(chiave, valore)

    return modifica


def toglie(nome: str) -> Modifica:
    return lambda root: trova(root, nome).getparent().remove(trova(root, nome))


def scrive(nome: str, testo: str) -> Modifica:
    return lambda root: setattr(trova(root, nome), "text", testo)


def codice_fiscale(root: etree._Element) -> etree._Element:
    """The AttributeValue with the tax code."""
    return root.xpath("//*[@Name='fiscalNumber']")[0][0]


def _cambia_persona(root: etree._Element) -> None:
    codice_fiscale(root).text = VITTIMA


# --- who signs, and with what -------------------------------------------------------------------------------------------


def _con_chiave_nel_messaggio(idp: IdpDiProva, domanda: Domanda) -> str:
    """The thief's key, with its certificate in KeyInfo."""
    return IdpDiProva(idp.entity_id, credenziale("ladro")).risposta(domanda)


def _con_indirizzo_della_chiave(idp: IdpDiProva, domanda: Domanda) -> str:
    """KeyInfo points to the thief's site."""

    def rimanda(root: etree._Element) -> None:
        info = trova(trova(root, "Assertion"), "KeyInfo")
        info.clear()
        etree.SubElement(info, f"{{{c.NS_DS}}}RetrievalMethod", URI="http://127.0.0.1:9/chiave.pem")

    ladro = IdpDiProva(idp.entity_id, credenziale("ladro"))
    return ladro.risposta(domanda, firme=SOLO_ASSERZIONE, dopo=rimanda)


def _hmac(idp: IdpDiProva, domanda: Domanda) -> str:
    segreto = xmlsec.Key.from_binary_data(xmlsec.KeyData.HMAC, idp.credential.certificate)

    def con_hmac(root: etree._Element) -> None:
        firma(trova(root, "Assertion"), idp.credential, metodo=xmlsec.Transform.HMAC_SHA256, chiave=segreto)

    return idp.risposta(domanda, firme=(), dopo=con_hmac)


def con_firma(**opzioni: object) -> Costruisce:
    """The provider's own key in a signature of another kind."""

    def costruisce(idp: IdpDiProva, domanda: Domanda) -> str:
        return idp.risposta(
            domanda,
            firme=(),
            dopo=lambda root: firma(trova(root, "Assertion"), idp.credential, **opzioni),  # type: ignore[arg-type]
        )

    return costruisce


def con_trasformazioni(*trasformazioni: str, canonicalizzazione: str = c.EXC_C14N) -> Costruisce:
    """A signature by the provider's key whose SignedInfo names these transforms; afterwards the person is changed."""

    def costruisce(idp: IdpDiProva, domanda: Domanda) -> str:
        def trucco(root: etree._Element) -> None:
            firma_a_mano(trova(root, "Assertion"), idp.credential, trasformazioni, canonicalizzazione)
            _cambia_persona(root)

        return idp.risposta(domanda, firme=(), dopo=trucco)

    return costruisce


FIRME = [
    Attacco("unsigned", "nessuna firma", firmata(_cambia_persona, ()), "signature_absent"),
    Attacco("response-only signed", "firmata solo la Response", firmata(_cambia_persona, ("Response",)), "signature_absent"),
    Attacco("foreign key", "chiave sconosciuta, senza KeyInfo", lambda idp, d: IdpDiProva(idp.entity_id, credenziale("ladro")).risposta(d, dopo=lambda r: [n.getparent().remove(n) for n in r.xpath("//*[local-name()='KeyInfo']")]), "signature_invalid"),
    Attacco("KeyInfo key", "chiave del ladro nel KeyInfo", _con_chiave_nel_messaggio, "signature_invalid"),
    Attacco("KeyInfo key", "indirizzo della chiave nel KeyInfo", _con_indirizzo_della_chiave, "signature_invalid"),
    Attacco("HMAC-with-public-key", "il certificato come segreto", _hmac, "signature_algorithm"),
    Attacco("SHA-1", "firma RSA-SHA1", con_firma(metodo=xmlsec.Transform.RSA_SHA1), "signature_algorithm"),
    Attacco("SHA-1", "impronta SHA1", con_firma(digest=xmlsec.Transform.SHA1), "signature_algorithm"),
    Attacco("transform", "XPath", con_trasformazioni(c.ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116", c.EXC_C14N), "signature_transform"),
    Attacco("transform", "XPath filter 2", con_trasformazioni(c.ENVELOPED, "http://www.w3.org/2002/06/xmldsig-filter2", c.EXC_C14N), "signature_transform"),
    Attacco("transform", "XSLT", con_trasformazioni(c.ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116", c.EXC_C14N), "signature_transform"),
    Attacco("transform", "base64", con_trasformazioni("http://www.w3.org/2000/09/xmldsig#base64"), "signature_transform"),
    Attacco("transform", "c14n con commenti", con_trasformazioni(c.ENVELOPED, c.EXC_C14N + "WithComments"), "signature_transform"),
    Attacco("transform", "c14n inclusiva", con_trasformazioni(c.ENVELOPED, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"), "signature_transform"),
    Attacco("transform", "in ordine rovesciato", con_trasformazioni(c.EXC_C14N, c.ENVELOPED), "signature_transform"),
    Attacco("transform", "nessuna", con_trasformazioni(), "signature_transform"),
    Attacco("transform", "SignedInfo in c14n inclusiva", con_trasformazioni(c.ENVELOPED, c.EXC_C14N, canonicalizzazione="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"), "signature_algorithm"),
    Attacco("two references", "due Reference", con_firma(riferimenti=2), "signature_form"),
    Attacco("empty URI", "Reference all'intero documento", con_firma(uri=""), "signature_reference"),
    Attacco("modified value", "codice fiscale cambiato", manomessa(_cambia_persona), "signature_digest"),
]  # fmt: skip


# --- wrapping -----------------------------------------------------------------------------------------------------------

XSW = [
    Attacco(attacco.__name__, f"firmate {' e '.join(firme)}", manomessa(attacco, firme), "")
    for attacco in xsw.TUTTI
    for firme in (TUTTE, SOLO_ASSERZIONE, ("Response",))
    if ("Response" if attacco in (xsw.xsw1, xsw.xsw2) else "Assertion") in firme
]


def _falsa(root: etree._Element) -> etree._Element:
    """A copy of the assertion that speaks of the victim and has no signature."""
    falsa = deepcopy(trova(root, "Assertion"))
    falsa.set("ID", "_falsa")
    codice_fiscale(falsa).text = VITTIMA
    falsa.remove(falsa.find("ds:Signature", c.NS))
    return falsa


def nascosta(percorso: str, dove: Callable[[etree._Element], etree._Element]) -> Modifica:
    """The forged assertion inside a new element `percorso` of the element `dove`."""

    def modifica(root: etree._Element) -> None:
        prefisso, nome = percorso.split(":")
        etree.SubElement(dove(root), f"{{{c.NS[prefisso]}}}{nome}").append(_falsa(root))

    return modifica


def _due_firmate(idp: IdpDiProva, domanda: Domanda) -> str:
    def doppia(root: etree._Element) -> None:
        altra = _falsa(root)
        root.append(altra)
        firma(altra, idp.credential)

    return idp.risposta(domanda, firme=SOLO_ASSERZIONE, dopo=doppia)


def _elemento_firmato_accanto(idp: IdpDiProva, domanda: Domanda) -> str:
    """Something else that the provider signed (another message), beside an assertion that it did not sign."""

    def modifica(root: etree._Element) -> None:
        altro = deepcopy(root)
        altro.tag = f"{{{c.NS_SAMLP}}}LogoutRequest"
        altro.set("ID", "_altro")
        altro.remove(trova(altro, "Assertion"))
        firma(altro, idp.credential)
        trova(root, "Status").append(altro)
        _cambia_persona(root)

    return idp.risposta(domanda, firme=(), dopo=modifica)


def _firma_di_un_altro_elemento(idp: IdpDiProva, domanda: Domanda) -> str:
    """The signature stands in the forged assertion, but its Reference names a genuine element put elsewhere."""

    def modifica(root: etree._Element) -> None:
        falsa = trova(root, "Assertion")
        vera = deepcopy(falsa)
        vera.tag = f"{{{c.NS_SAML}}}Advice"
        vera.remove(vera.find("ds:Signature", c.NS))
        falsa.set("ID", "_falsa")
        codice_fiscale(falsa).text = VITTIMA
        trova(root, "Status").append(vera)

    return idp.risposta(domanda, firme=SOLO_ASSERZIONE, dopo=modifica)


def _id_ripetuto(nome: str) -> Modifica:
    return lambda root: trova(root, "Status").set(nome, trova(root, "Assertion").get("ID", ""))


POSTI = [
    Attacco("duplicate ID", "lo stesso ID su un altro elemento", manomessa(_id_ripetuto("ID")), "id_twice"),
    Attacco("duplicate ID", "lo stesso valore in Id", manomessa(_id_ripetuto("Id")), "id_twice"),
    Attacco("duplicate ID", "lo stesso valore in xml:id", manomessa(_id_ripetuto(f"{{{c.NS_XML}}}id")), "id_twice"),
    Attacco("two assertions", "la seconda non firmata", manomessa(lambda r: r.append(_falsa(r))), "assertion_count"),
    Attacco("two assertions", "tutte e due firmate", _due_firmate, "assertion_count"),
    Attacco("assertion elsewhere", "in Extensions", manomessa(nascosta("samlp:Extensions", lambda r: r)), "assertion_count"),
    Attacco("assertion elsewhere", "in Object", manomessa(nascosta("ds:Object", lambda r: trova(r, "Signature"))), "assertion_count"),
    Attacco("assertion elsewhere", "in Advice", manomessa(nascosta("saml:Advice", lambda r: trova(r, "Assertion"))), "assertion_count"),
    Attacco("assertion elsewhere", "cifrata", manomessa(lambda r: etree.SubElement(r, f"{{{c.NS_SAML}}}EncryptedAssertion")), "assertion_count"),
    Attacco("foreign signed element", "112: firmato un altro elemento", _elemento_firmato_accanto, "signature_place"),
    Attacco("foreign signed element", "113: la firma indica un altro elemento", _firma_di_un_altro_elemento, "signature_reference"),
]  # fmt: skip
