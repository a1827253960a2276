"""The corpus, second part: what the message says, and how it is written. See corpus.py."""

import zlib
from datetime import UTC, datetime, timedelta

from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.xml import MAX_MESSAGE_BYTES, instant
from tests.portal.identita.corpus import (
    VITTIMA,
    Attacco,
    Costruisce,
    codice_fiscale,
    con_attributi,
    firmata,
    nuda,
    riscritta,
    scrive,
    toglie,
)
from tests.portal.identita.idp import GIULIA, Domanda, IdpDiProva, Modifica, credenziale, trova

ENTITA = "<!DOCTYPE r [<!ENTITY e {}>]>"
RISATE = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))


def _spezzato(mezzo: etree._Element) -> Modifica:
    """The victim's code, then something that a careless reader stops at, then the thief's own end."""

    def modifica(root: etree._Element) -> None:
        valore = codice_fiscale(root)
        valore.text = VITTIMA
        mezzo.tail = "XX"
        valore.append(mezzo)

    return modifica


def _con_doctype(doctype: str, codifica: str = "utf-8") -> Costruisce:
    """A genuine response with this DOCTYPE in front, its tax code replaced by the entity that it declares."""

    def scrive_prima(xml: bytes) -> bytes:
        testo = xml.decode().replace(GIULIA["fiscalNumber"], "&e;" if "ENTITY" in doctype else GIULIA["fiscalNumber"])
        return f'<?xml version="1.0" encoding="{codifica}"?>{doctype}{testo}'.encode(codifica)

    return riscritta(scrive_prima)


def _di_un_altro_gestore(idp: IdpDiProva, domanda: Domanda) -> str:
    """Another provider that the portal knows, with its own name and its own key."""
    return altro_gestore().risposta(domanda)


def _a_nome_del_gestore(idp: IdpDiProva, domanda: Domanda) -> str:
    """Another provider that the portal knows, with the name of the one that was asked."""
    altro = altro_gestore()
    return IdpDiProva(idp.entity_id, altro.credential).risposta(domanda)


def altro_gestore() -> IdpDiProva:
    return IdpDiProva("https://altro.idp.invalid", credenziale("altro"))


def fra(**durata: float) -> str:
    return instant(datetime.now(UTC) + timedelta(**durata))


def quando(nome: str, chiave: str, **durata: float) -> Modifica:
    """Move an instant of the message."""
    return lambda root: trova(root, nome).set(chiave, fra(**durata))


def _allunga(nome: str, chiave: str) -> Modifica:
    return lambda root: trova(root, nome).set(chiave, trova(root, nome).get(chiave, "") + ".ladro.invalid")


def _contiene(nome: str, chiave: str) -> Modifica:
    return lambda root: trova(root, nome).set(chiave, "https://ladro.invalid/?" + trova(root, nome).get(chiave, ""))


def _accorcia(nome: str, chiave: str) -> Modifica:
    return lambda root: trova(root, nome).set(chiave, trova(root, nome).get(chiave, "")[:-1])


def _stato(primo: str, *dentro: str) -> Modifica:
    def modifica(root: etree._Element) -> None:
        codice = trova(root, "StatusCode")
        codice.set("Value", primo)
        for valore in dentro:
            codice = etree.SubElement(codice, f"{{{c.NS_SAMLP}}}StatusCode", Value=valore)

    return modifica


def _attributo_doppio(root: etree._Element) -> None:
    """The tax code twice: first ours, then the victim's."""
    statement = trova(root, "AttributeStatement")
    secondo = etree.SubElement(statement, f"{{{c.NS_SAML}}}Attribute", Name="fiscalNumber")
    etree.SubElement(secondo, f"{{{c.NS_SAML}}}AttributeValue").text = VITTIMA


def _due_valori(root: etree._Element) -> None:
    etree.SubElement(codice_fiscale(root).getparent(), f"{{{c.NS_SAML}}}AttributeValue").text = VITTIMA


FALLITO = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
RESPONDER = "urn:oasis:names:tc:SAML:2.0:status:Responder"

SCRITTURA = [
    Attacco("comment", "in mezzo al valore", firmata(_spezzato(etree.Comment("x"))), "fiscal_number"),
    Attacco("PI", "in mezzo al valore", firmata(_spezzato(etree.PI("x", "y"))), "signature_digest"),
    Attacco("CDATA", "valore spezzato", con_attributi(fiscalNumber=VITTIMA + "]]>XX"), "fiscal_number"),
    Attacco("entity", "valore in un'entità interna", _con_doctype(ENTITA.format(f'"{VITTIMA}"')), "doctype"),
    Attacco("DOCTYPE", "vuoto", _con_doctype("<!DOCTYPE r>"), "doctype"),
    Attacco("DOCTYPE", "con attributi predefiniti", _con_doctype('<!DOCTYPE r [<!ATTLIST r ID ID #IMPLIED>]>'), "doctype"),
    Attacco("XXE", "da un file", _con_doctype(ENTITA.format('SYSTEM "file:///etc/passwd"')), "doctype"),
    Attacco("XXE", "da http", _con_doctype(ENTITA.format('SYSTEM "http://127.0.0.1:9/x"')), "doctype"),
    Attacco("XXE", "entità di parametro", _con_doctype('<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'), "doctype"),
    Attacco("billion laughs", "entità annidate", _con_doctype(f'<!DOCTYPE r [<!ENTITY e0 "ha">{RISATE}<!ENTITY e "&e9;">]>'), "xml"),
    Attacco("UTF-16 DOCTYPE", "tutta la risposta", _con_doctype("<!DOCTYPE r>", "utf-16"), "doctype"),
    Attacco("UTF-7 DOCTYPE", "tutta la risposta", _con_doctype("<!DOCTYPE r>", "utf-7"), "doctype"),
    Attacco("huge body", "un milione di nodi", nuda(b"<a>" * 40_000), "xml"),
    Attacco("huge body", "oltre il massimo", nuda(b" " * (MAX_MESSAGE_BYTES + 1)), "too_big"),
    Attacco("deflated body", "DEFLATE", riscritta(lambda xml: zlib.compress(xml)[2:-4]), "xml"),
    Attacco("deflated body", "gzip", riscritta(lambda xml: zlib.compress(xml, wbits=31)), "xml"),
    Attacco("malformed", "non base64", lambda idp, d: "<samlp:Response/>", "base64"),
    Attacco("malformed", "due radici", riscritta(lambda xml: xml + xml), "xml"),
    Attacco("malformed", "un'altra radice", nuda(b"<a/>"), "not_a_response"),
    Attacco("malformed", "la Response in un altro messaggio", riscritta(lambda xml: b"<a>" + xml + b"</a>"), "not_a_response"),
    Attacco("malformed", "uno spazio dei nomi relativo", riscritta(lambda xml: xml.replace(b'xmlns:xsi="http:', b'xmlns:xsi="http')), "canonical"),
    Attacco("malformed", "byte nulli", riscritta(lambda xml: xml.replace(b"Giulia", b"Giu\0lia")), "xml"),
]  # fmt: skip

CONTENUTO = [
    Attacco("other SP's audience", "un altro servizio", firmata(scrive("Audience", "https://altro.invalid/metadata")), "audience"),
    Attacco("other SP's audience", "il nostro con una coda", firmata(lambda r: setattr(trova(r, "Audience"), "text", f"{trova(r, 'Audience').text}/x")), "audience"),
    Attacco("other IdP's issuer", "con il suo nome e la sua chiave", _di_un_altro_gestore, "signature_invalid"),
    Attacco("other IdP's issuer", "con il nome di quello chiesto", _a_nome_del_gestore, "signature_invalid"),
    Attacco("other IdP's issuer", "nella Response", firmata(scrive("Issuer", "https://altro.idp.invalid")), "response_issuer"),
    Attacco("other IdP's issuer", "nell'Assertion", firmata(lambda r: setattr(trova(trova(r, "Assertion"), "Issuer"), "text", "https://altro.idp.invalid")), "assertion_issuer"),
    Attacco("prefix Destination", "comincia come la nostra", firmata(_allunga("Response", "Destination")), "response_destination"),
    Attacco("prefix Destination", "contiene la nostra", firmata(_contiene("Response", "Destination")), "response_destination"),
    Attacco("prefix Destination", "la nostra comincia così", firmata(_accorcia("Response", "Destination")), "response_destination"),
    Attacco("prefix Recipient", "comincia come il nostro", firmata(_allunga("SubjectConfirmationData", "Recipient")), "confirmation_recipient"),
    Attacco("prefix Recipient", "contiene il nostro", firmata(_contiene("SubjectConfirmationData", "Recipient")), "confirmation_recipient"),
    Attacco("prefix Recipient", "il nostro comincia così", firmata(_accorcia("SubjectConfirmationData", "Recipient")), "confirmation_recipient"),
    Attacco("windows", "NotBefore fra un minuto", firmata(quando("Conditions", "NotBefore", minutes=1)), "conditions_early"),
    Attacco("windows", "Conditions finite", firmata(quando("Conditions", "NotOnOrAfter", seconds=-5)), "conditions_expired"),
    Attacco("windows", "conferma finita", firmata(quando("SubjectConfirmationData", "NotOnOrAfter", seconds=-5)), "confirmation_expired"),
    Attacco("windows", "Response di prima", firmata(quando("Response", "IssueInstant", seconds=-30)), "response_instant"),
    Attacco("windows", "Response di domani", firmata(quando("Response", "IssueInstant", days=1)), "response_instant"),
    Attacco("windows", "Assertion di prima", firmata(quando("Assertion", "IssueInstant", seconds=-30)), "assertion_instant"),
    Attacco("windows", "Assertion di domani", firmata(quando("Assertion", "IssueInstant", days=1)), "assertion_instant"),
    Attacco("level downgrade", "livello 1", firmata(lambda r: None, livello=1), "level"),
    Attacco("level downgrade", "senza livello", firmata(scrive("AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password")), "class_ref"),
    Attacco("fiscalNumber", "due volte", firmata(_attributo_doppio), "attribute"),
    Attacco("fiscalNumber", "due valori", firmata(_due_valori), "attribute_value"),
    Attacco("fiscalNumber", "manca", con_attributi(fiscalNumber=None), "attribute_missing"),
    Attacco("fiscalNumber", "vuoto", con_attributi(fiscalNumber=""), "attribute_missing"),
    *(
        Attacco("fiscalNumber", f"malformato {n}", con_attributi(fiscalNumber=valore), "fiscal_number")
        for n, valore in enumerate(
            (
                "BNCGLI85D52H501T", "TINDE-BNCGLI85D52H501T", "TINIT-BNCGLI85D52H501A", "TINIT-BNCGLI85D52H501",
                "TINIT-BNCGLI85D52H501TT", "TINIT-BNCGLI85D52H501\u0422", "TINIT-80009010580", "TINIT-' OR 1=1 --",
                "TINIT-TINIT-BNCGLI85D52H501T", "TINIT-BNCGLI85D52H501T\nTINIT-VRDMRC78A10H501A",
            ),
            start=1,
        )
    ),
    Attacco("status nesting", "un errore dentro un successo", firmata(_stato(c.STATUS_SUCCESS, FALLITO)), "status_nested"),
    Attacco("status nesting", "un successo dentro un errore", firmata(_stato(RESPONDER, c.STATUS_SUCCESS)), "anomaly_0"),
    Attacco("status nesting", "un successo in fondo", firmata(_stato(RESPONDER, FALLITO, c.STATUS_SUCCESS)), "anomaly_0"),
    Attacco("markup in names", "elementi nel nome", firmata(lambda r: etree.SubElement(trova(r, "AttributeValue"), "b")), "attribute_value"),
    Attacco("markup in names", "nome lunghissimo", con_attributi(name="G" * 10_000), "name_too_long"),
    Attacco("malformed date", "mese 13", con_attributi(dateOfBirth="1985-13-12"), "birth_date"),
    Attacco("malformed date", "con l'ora", con_attributi(dateOfBirth="1985-04-12T00:00:00"), "birth_date"),
]  # fmt: skip

# what the on-line validator tries and the version of spid-sp-test in use does not
VALIDATOR = [
    Attacco("validator 25", "StatusCode assente", firmata(toglie("StatusCode")), "status"),
    Attacco("validator 67", "Issuer dell'Assertion vuoto", firmata(lambda r: setattr(trova(trova(r, "Assertion"), "Issuer"), "text", "")), "assertion_issuer"),
    Attacco("validator 84", "AudienceRestriction assente", firmata(toglie("AudienceRestriction")), "audience"),
    Attacco("validator 91", "AuthnContext assente", firmata(toglie("AuthnContext")), "authn_context"),
]  # fmt: skip
