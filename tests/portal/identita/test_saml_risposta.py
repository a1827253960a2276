"""No bad response opens the door: each refusal of the SPID rules, and the attacks known against SAML."""

import base64
import zlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import xmlsec
from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml import second_opinion
from portal.identita.saml.errors import LoginRefused, MessageRefused
from portal.identita.saml.models import Expected
from portal.identita.saml.profiles import CONTATTI, SPID
from portal.identita.saml.response import validate
from portal.identita.saml.xml import MAX_MESSAGE_BYTES, instant
from tests.portal.identita import xsw
from tests.portal.identita.idp import GIULIA, Domanda, IdpDiProva, codifica, credenziale, firma, trova

ADESSO = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DOMANDA = Domanda("_domanda", "http://localhost:8000/spid/acs", "http://localhost:8000/spid/metadata")
IDP = IdpDiProva()
ATTESA = Expected(
    idp=IDP.descrizione(), profile=SPID, request_id=DOMANDA.request_id, issued=ADESSO, sp_entity_id=DOMANDA.audience,
    acs_url=DOMANDA.acs, level=2, attribute_set=CONTATTI,
)  # fmt: skip

Modifica = Callable[[etree._Element], object]

pytestmark = pytest.mark.usefixtures("_orologio")


@pytest.fixture
def _orologio(time_machine: object) -> None:
    time_machine.move_to(ADESSO + timedelta(seconds=5), tick=False)  # type: ignore[attr-defined]


def prova(risposta: str, attesa: Expected = ATTESA) -> object:
    return validate(risposta, attesa, ADESSO + timedelta(seconds=5))


def motivo(risposta: str, attesa: Expected = ATTESA) -> str:
    """Why the response is refused."""
    with pytest.raises(MessageRefused) as errore:
        prova(risposta, attesa)
    return errore.value.code


def risposta(**modifiche: object) -> str:
    return IDP.risposta(DOMANDA, adesso=ADESSO, **modifiche)  # type: ignore[arg-type]


def attributo(nome: str, chiave: str, valore: str | None) -> Modifica:
    """Write (or with None remove) an XML attribute of the first element called ``nome``."""

    def modifica(root: etree._Element) -> None:
        element = trova(root, nome)
        if valore is None:
            element.attrib.pop(chiave, None)
        else:
            element.set(chiave, valore)

    return modifica


def scrive(nome: str, valore: str) -> Modifica:
    return lambda root: setattr(trova(root, nome), "text", valore)


def toglie(nome: str) -> Modifica:
    return lambda root: trova(root, nome).getparent().remove(trova(root, nome))


def vuota(nome: str) -> Modifica:
    return lambda root: trova(root, nome).clear()


def emittente_dell_asserzione(modifica: Callable[[etree._Element], object]) -> Modifica:
    return lambda root: modifica(trova(trova(root, "Assertion"), "Issuer"))


# --- what passes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("firme", [("Assertion", "Response"), ("Assertion",)])
def test_una_risposta_regolare_entra(firme: tuple[str, ...]) -> None:
    asserzione = prova(risposta(firme=firme))
    assert asserzione.attributes == GIULIA
    assert (asserzione.level, asserzione.issuer, asserzione.session_index) == (2, IDP.entity_id, "_sessione-1")


@pytest.mark.parametrize(
    "modifica",
    [
        pytest.param(lambda root: trova(root, "Issuer").attrib.clear(), id="Issuer della Response senza Format"),
        pytest.param(attributo("AuthnStatement", "SessionIndex", None), id="senza SessionIndex"),
        pytest.param(scrive("AuthnContextClassRef", "https://www.spid.gov.it/SpidL3"), id="livello più alto"),
        pytest.param(attributo("Response", "IssueInstant", "2026-11-22T10:00:01.123Z"), id="frazioni di secondo"),
    ],
)
def test_le_varianti_ammesse_entrano(modifica: Modifica) -> None:
    assert prova(risposta(prima=modifica))


def test_i_dati_personali_non_compaiono_stampando_l_asserzione() -> None:
    assert "BNCGLI85D52H501T" not in repr(prova(risposta()))


@pytest.mark.parametrize("digest", [xmlsec.Transform.SHA256, xmlsec.Transform.SHA384, xmlsec.Transform.SHA512])
@pytest.mark.parametrize("metodo", [xmlsec.Transform.RSA_SHA384, xmlsec.Transform.RSA_SHA512])
def test_gli_algoritmi_forti_sono_ammessi(metodo: object, digest: object) -> None:
    assert prova(
        risposta(
            firme=(), dopo=lambda root: firma(trova(root, "Assertion"), IDP.credential, metodo=metodo, digest=digest)
        )
    )


# --- signatures ---------------------------------------------------------------------------------------------------------


def test_senza_alcuna_firma() -> None:
    assert motivo(risposta(firme=())) == "signature_absent"


def test_la_firma_della_sola_response_non_basta() -> None:
    assert motivo(risposta(firme=("Response",))) == "signature_absent"


def test_firma_di_una_chiave_sconosciuta_anche_se_sta_nel_messaggio() -> None:
    ladro = IdpDiProva(credential=credenziale("ladro"))
    assert motivo(ladro.risposta(DOMANDA, adesso=ADESSO)) == "signature_invalid"


def test_response_firmata_da_altri_con_asserzione_buona() -> None:
    altra = risposta(firme=("Assertion",), dopo=lambda root: firma(root, credenziale("ladro")))
    assert motivo(altra) == "signature_invalid"


def test_hmac_con_la_chiave_pubblica_come_segreto() -> None:
    def con_hmac(root: etree._Element) -> None:
        segreto = xmlsec.Key.from_binary_data(xmlsec.KeyData.HMAC, IDP.credential.certificate)
        firma(trova(root, "Assertion"), IDP.credential, metodo=xmlsec.Transform.HMAC_SHA256, chiave=segreto)

    assert motivo(risposta(firme=(), dopo=con_hmac)) == "signature_algorithm"


@pytest.mark.parametrize(
    ("metodo", "digest"),
    [(xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA256), (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA1)],
)
def test_sha1(metodo: object, digest: object) -> None:
    vecchia = risposta(
        firme=(), dopo=lambda root: firma(trova(root, "Assertion"), IDP.credential, metodo=metodo, digest=digest)
    )
    assert motivo(vecchia) == "signature_algorithm"


def _xpath(reference: etree._Element) -> None:
    transform = xmlsec.template.add_transform(reference, xmlsec.Transform.XPATH)
    espressione = etree.SubElement(transform, f"{{{c.NS_DS}}}XPath")
    espressione.text = "not(ancestor-or-self::*[local-name()='AttributeStatement'])"


def test_una_firma_vera_che_salta_gli_attributi_con_un_xpath() -> None:
    def trucco(root: etree._Element) -> None:
        firma(trova(root, "Assertion"), IDP.credential, trasformazione=_xpath)
        trova(root, "AttributeValue").text = "Marco"

    manomessa = risposta(firme=(), dopo=trucco)
    second_opinion.check(manomessa, ATTESA)  # python3-saml lets it in
    assert motivo(manomessa) == "signature_transform"


def test_un_solo_riferimento() -> None:
    due = risposta(firme=(), dopo=lambda root: firma(trova(root, "Assertion"), IDP.credential, riferimenti=2))
    assert motivo(due) == "signature_form"


def test_riferimento_vuoto_al_documento_intero() -> None:
    vuoto = risposta(firme=(), dopo=lambda root: firma(trova(root, "Assertion"), IDP.credential, uri=""))
    assert motivo(vuoto) == "signature_reference"


@pytest.mark.parametrize("nome", ["name", "fiscalNumber", "dateOfBirth"])
def test_un_valore_cambiato_dopo_la_firma(nome: str) -> None:
    def cambia(root: etree._Element) -> None:
        root.xpath(f"//*[@Name='{nome}']")[0][0].text = "altro"

    assert motivo(risposta(firme=("Assertion",), dopo=cambia)) == "signature_digest"


WRAPPING = [
    pytest.param(attacco, firme, id=f"{attacco.__name__} {'+'.join(firme)}")
    for attacco in xsw.TUTTI
    for firme in (("Assertion", "Response"), ("Assertion",), ("Response",))
    if ("Response" if attacco in (xsw.xsw1, xsw.xsw2) else "Assertion") in firme
]


@pytest.mark.parametrize(("attacco", "firme"), WRAPPING)
def test_signature_wrapping(attacco: Modifica, firme: tuple[str, ...]) -> None:
    assert motivo(risposta(firme=firme, dopo=attacco))


def test_un_elemento_estraneo_firmato_accanto() -> None:
    def estraneo(root: etree._Element) -> None:
        altra = deepcopy(trova(root, "Assertion"))
        altra.tag = f"{{{c.NS_SAML}}}Advice"
        trova(root, "Status").append(altra)

    assert motivo(risposta(firme=("Assertion",), dopo=estraneo)) == "signature_place"


def test_due_volte_lo_stesso_id() -> None:
    assert (
        motivo(
            risposta(
                firme=("Assertion",),
                dopo=lambda root: trova(root, "Status").set("ID", trova(root, "Assertion").get("ID")),
            )
        )
        == "id_twice"
    )


def test_due_asserzioni_firmate() -> None:
    def doppia(root: etree._Element) -> None:
        altra = deepcopy(trova(root, "Assertion"))
        altra.set("ID", "_altra")
        altra.remove(altra.find("ds:Signature", c.NS))
        root.append(altra)
        firma(altra, IDP.credential)

    assert motivo(risposta(firme=("Assertion",), dopo=doppia)) == "assertion_count"


def test_la_firma_con_spazi_attorno_regge() -> None:
    """Pretty-printed providers leave white space around the signature."""

    def spazi(root: etree._Element) -> None:
        trova(trova(root, "Assertion"), "Issuer").tail = "\n      \n"

    assert prova(risposta(prima=spazi))


# --- the header of the response -----------------------------------------------------------------------------------------

INTESTAZIONE = [
    ("Version", attributo("Response", "Version", "1.1"), "response_version"),
    ("ID vuoto", attributo("Response", "ID", ""), "response_id"),
    ("ID assente", attributo("Response", "ID", None), "response_id"),
    ("IssueInstant assente", attributo("Response", "IssueInstant", None), "instant"),
    ("IssueInstant vuoto", attributo("Response", "IssueInstant", ""), "instant"),
    ("IssueInstant malformato", attributo("Response", "IssueInstant", "22/11/2026"), "instant"),
    ("IssueInstant impossibile", attributo("Response", "IssueInstant", "2026-13-45T10:00:00Z"), "instant"),
    ("IssueInstant non UTC", attributo("Response", "IssueInstant", "2026-11-22T11:00:00+01:00"), "instant"),
    (
        "prima della domanda",
        attributo("Response", "IssueInstant", instant(ADESSO - timedelta(minutes=1))),
        "response_instant",
    ),
    ("nel futuro", attributo("Response", "IssueInstant", instant(ADESSO + timedelta(minutes=1))), "response_instant"),
    ("InResponseTo assente", attributo("Response", "InResponseTo", None), "response_in_response_to"),
    ("InResponseTo vuoto", attributo("Response", "InResponseTo", ""), "response_in_response_to"),
    ("InResponseTo altrui", attributo("Response", "InResponseTo", "_altra"), "response_in_response_to"),
    ("Destination assente", attributo("Response", "Destination", None), "response_destination"),
    ("Destination vuota", attributo("Response", "Destination", ""), "response_destination"),
    (
        "Destination che comincia come la nostra",
        attributo("Response", "Destination", DOMANDA.acs + "/altro"),
        "response_destination",
    ),
    ("Issuer vuoto", scrive("Issuer", ""), "response_issuer"),
    ("Issuer assente", toglie("Issuer"), "response_issuer"),
    ("Issuer altrui", scrive("Issuer", "https://altro.invalid"), "response_issuer"),
    ("Format dell'Issuer", attributo("Issuer", "Format", c.FORMAT_TRANSIENT), "response_issuer_format"),
    ("Status assente", toglie("Status"), "status"),
    ("Status vuoto", vuota("Status"), "status"),
    ("StatusCode vuoto", attributo("StatusCode", "Value", ""), "status"),
    ("StatusCode assente", attributo("StatusCode", "Value", None), "status"),
    ("StatusCode sconosciuto", attributo("StatusCode", "Value", "va-bene"), "status"),
]


@pytest.mark.parametrize(("modifica", "atteso"), [pytest.param(m, a, id=i) for i, m, a in INTESTAZIONE])
def test_intestazione_della_response(modifica: Modifica, atteso: str) -> None:
    assert motivo(risposta(firme=("Assertion",), dopo=modifica)) == atteso


def test_un_errore_dentro_un_successo() -> None:
    def annidato(root: etree._Element) -> None:
        etree.SubElement(
            trova(root, "StatusCode"),
            f"{{{c.NS_SAMLP}}}StatusCode",
            Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed",
        )

    assert motivo(risposta(prima=annidato)) == "status_nested"


def test_un_successo_dentro_un_errore_resta_un_errore() -> None:
    def annidato(root: etree._Element) -> None:
        codice = trova(root, "StatusCode")
        codice.set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")
        etree.SubElement(codice, f"{{{c.NS_SAMLP}}}StatusCode", Value=c.STATUS_SUCCESS)

    with pytest.raises(LoginRefused):
        prova(risposta(prima=annidato))


def test_successo_senza_asserzione() -> None:
    assert motivo(risposta(firme=("Response",), prima=toglie("Assertion"))) == "assertion_count"


# --- the assertion ------------------------------------------------------------------------------------------------------

ASSERZIONE = [
    ("Version", attributo("Assertion", "Version", "1.1"), "assertion_version"),
    ("IssueInstant assente", attributo("Assertion", "IssueInstant", None), "instant"),
    ("IssueInstant malformato", attributo("Assertion", "IssueInstant", "ieri"), "instant"),
    ("IssueInstant prima", attributo("Assertion", "IssueInstant", instant(ADESSO - timedelta(minutes=1))), "assertion_instant"),
    ("IssueInstant futuro", attributo("Assertion", "IssueInstant", instant(ADESSO + timedelta(minutes=1))), "assertion_instant"),
    ("Issuer altrui", emittente_dell_asserzione(lambda i: setattr(i, "text", "https://altro.invalid")), "assertion_issuer"),
    ("Issuer vuoto", emittente_dell_asserzione(lambda i: setattr(i, "text", "")), "assertion_issuer"),
    ("Issuer senza Format", emittente_dell_asserzione(lambda i: i.attrib.clear()), "assertion_issuer_format"),
    ("Issuer con Format altrui", emittente_dell_asserzione(lambda i: i.set("Format", c.FORMAT_TRANSIENT)), "assertion_issuer_format"),
    ("Subject assente", toglie("Subject"), "subject"),
    ("Subject vuoto", vuota("Subject"), "name_id"),
    ("NameID assente", toglie("NameID"), "name_id"),
    ("NameID vuoto", scrive("NameID", " "), "name_id"),
    ("NameID senza Format", attributo("NameID", "Format", None), "name_id_format"),
    ("NameID con Format vuoto", attributo("NameID", "Format", ""), "name_id_format"),
    ("NameID non transient", attributo("NameID", "Format", c.FORMAT_ENTITY), "name_id_format"),
    ("NameQualifier assente", attributo("NameID", "NameQualifier", None), "name_id_qualifier"),
    ("NameQualifier vuoto", attributo("NameID", "NameQualifier", ""), "name_id_qualifier"),
    ("SubjectConfirmation assente", toglie("SubjectConfirmation"), "confirmation"),
    ("SubjectConfirmation vuoto", vuota("SubjectConfirmation"), "confirmation_method"),
    ("Method assente", attributo("SubjectConfirmation", "Method", None), "confirmation_method"),
    ("Method altro", attributo("SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"), "confirmation_method"),
    ("Data assente", toglie("SubjectConfirmationData"), "confirmation_data"),
    ("Recipient assente", attributo("SubjectConfirmationData", "Recipient", None), "confirmation_recipient"),
    ("Recipient vuoto", attributo("SubjectConfirmationData", "Recipient", ""), "confirmation_recipient"),
    ("Recipient che contiene il nostro", attributo("SubjectConfirmationData", "Recipient", "https://altro.invalid/?" + DOMANDA.acs), "confirmation_recipient"),
    ("InResponseTo assente", attributo("SubjectConfirmationData", "InResponseTo", None), "confirmation_in_response_to"),
    ("InResponseTo altrui", attributo("SubjectConfirmationData", "InResponseTo", "_altra"), "confirmation_in_response_to"),
    ("NotOnOrAfter assente", attributo("SubjectConfirmationData", "NotOnOrAfter", None), "instant"),
    ("NotOnOrAfter malformato", attributo("SubjectConfirmationData", "NotOnOrAfter", "domani"), "instant"),
    ("NotOnOrAfter passato", attributo("SubjectConfirmationData", "NotOnOrAfter", instant(ADESSO)), "confirmation_expired"),
    ("Conditions assente", toglie("Conditions"), "conditions"),
    ("Conditions vuoto", vuota("Conditions"), "instant"),
    ("NotBefore assente", attributo("Conditions", "NotBefore", None), "instant"),
    ("NotBefore futuro", attributo("Conditions", "NotBefore", instant(ADESSO + timedelta(minutes=1))), "conditions_early"),
    ("Conditions scadute", attributo("Conditions", "NotOnOrAfter", instant(ADESSO)), "conditions_expired"),
    ("Conditions senza fine", attributo("Conditions", "NotOnOrAfter", None), "instant"),
    ("condizione sconosciuta", lambda root: etree.SubElement(trova(root, "Conditions"), f"{{{c.NS_SAML}}}Condition"), "conditions_unknown"),
    ("AudienceRestriction assente", toglie("AudienceRestriction"), "audience"),
    ("Audience assente", toglie("Audience"), "audience"),
    ("Audience vuota", scrive("Audience", ""), "audience"),
    ("Audience di un altro servizio", scrive("Audience", "https://altro.invalid/metadata"), "audience"),
    ("AuthnStatement assente", toglie("AuthnStatement"), "authn_statement"),
    ("AuthnContext assente", toglie("AuthnContext"), "authn_context"),
    ("ClassRef assente", toglie("AuthnContextClassRef"), "class_ref"),
    ("ClassRef vuoto", scrive("AuthnContextClassRef", ""), "class_ref"),
    ("ClassRef vecchio", scrive("AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL2"), "class_ref"),
    ("livello più basso", scrive("AuthnContextClassRef", "https://www.spid.gov.it/SpidL1"), "level"),
    ("AttributeStatement assente", toglie("AttributeStatement"), "attributes"),
    ("AttributeStatement vuoto", vuota("AttributeStatement"), "attribute_missing"),
    ("Attribute senza valore", vuota("Attribute"), "attribute"),
    ("AttributeValue assente", toglie("AttributeValue"), "attribute_value"),
    ("nome con markup", lambda root: etree.SubElement(trova(root, "AttributeValue"), "b"), "attribute_value"),
]  # fmt: skip


@pytest.mark.parametrize(("modifica", "atteso"), [pytest.param(m, a, id=i) for i, m, a in ASSERZIONE])
def test_asserzione(modifica: Modifica, atteso: str) -> None:
    assert motivo(risposta(prima=modifica, firme=("Assertion",))) == atteso


def test_asserzione_senza_id() -> None:
    assert motivo(risposta(firme=("Assertion",), dopo=attributo("Assertion", "ID", None))) == "signature_reference"


@pytest.mark.parametrize("nome", ["fiscalNumber", "name", "familyName", "dateOfBirth"])
@pytest.mark.parametrize("valore", [None, " "])
def test_manca_un_attributo_necessario(nome: str, valore: str | None) -> None:
    attributi = {k: v for k, v in GIULIA.items() if k != nome} | ({nome: valore} if valore is not None else {})
    assert motivo(risposta(attributi=attributi)) == "attribute_missing"


def test_un_recapito_vuoto_non_impedisce_l_accesso() -> None:
    assert prova(risposta(attributi=GIULIA | {"email": ""}))


def test_un_attributo_ripetuto() -> None:
    def doppio(root: etree._Element) -> None:
        statement = trova(root, "AttributeStatement")
        statement.append(deepcopy(statement[-1]))

    assert motivo(risposta(prima=doppio)) == "attribute"


def test_un_commento_non_tronca_il_valore() -> None:
    def commento(root: etree._Element) -> None:
        valore = root.xpath("//*[@Name='fiscalNumber']")[0][0]
        valore.text = "TINIT-VRDMRC78A10H501A"
        valore.append(etree.Comment("taglia qui"))
        valore[0].tail = "XX"

    assert (
        prova(risposta(firme=("Assertion",), prima=commento)).attributes["fiscalNumber"] == "TINIT-VRDMRC78A10H501AXX"
    )


# --- the wrong message altogether ---------------------------------------------------------------------------------------


def _xml(contenuto: bytes) -> str:
    return base64.b64encode(contenuto).decode()


INGRESSI = [
    ("vuoto", "", "xml"),
    ("non base64", "<samlp:Response/>", "base64"),
    ("non xml", _xml(b"ciao"), "xml"),
    ("compresso", _xml(zlib.compress(b"<a/>")), "xml"),
    ("enorme", "A" * (MAX_MESSAGE_BYTES * 2), "too_big"),
    ("altra radice", _xml(b"<a/>"), "not_a_response"),
    ("altro namespace", _xml(b'<Response xmlns="urn:altro"/>'), "not_a_response"),
    ("doctype", _xml(b"<!DOCTYPE a><a/>"), "doctype"),
    ("entità esterna", _xml(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "doctype"),
    ("entità http", _xml(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>'), "doctype"),
    ("miliardo di risate", _xml(b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'), "doctype"),
    ("doctype in UTF-16", _xml('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")), "doctype"),
]  # fmt: skip


@pytest.mark.parametrize(("ingresso", "atteso"), [pytest.param(i, a, id=n) for n, i, a in INGRESSI])
def test_messaggi_che_non_sono_risposte(ingresso: str, atteso: str) -> None:
    assert motivo(ingresso) == atteso


def test_asserzione_cifrata_non_e_configurata() -> None:
    def cifrata(root: etree._Element) -> None:
        root.remove(trova(root, "Assertion"))
        etree.SubElement(root, f"{{{c.NS_SAML}}}EncryptedAssertion")

    assert motivo(risposta(firme=(), prima=cifrata)) == "assertion_count"


def test_risposta_di_un_altro_gestore_con_la_sua_chiave() -> None:
    altro = IdpDiProva("https://altro.idp.invalid", credenziale("altro"))
    assert motivo(altro.risposta(DOMANDA, adesso=ADESSO)) == "signature_invalid"


def test_una_risposta_buona_per_un_altra_domanda() -> None:
    assert motivo(risposta(), replace(ATTESA, request_id="_altra")) == "response_in_response_to"


def test_il_secondo_parere_vale() -> None:
    """Something our reading does not look at: the provider's own session is over."""
    finita = risposta(prima=attributo("AuthnStatement", "SessionNotOnOrAfter", instant(ADESSO - timedelta(hours=1))))
    assert motivo(finita) == "python3_saml"


# --- the person did not log in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numero", [*range(8, 26), 30])
def test_anomalie(numero: int) -> None:
    with pytest.raises(LoginRefused) as errore:
        prova(IDP.rifiuto(DOMANDA, numero))
    assert errore.value.number == numero


@pytest.mark.parametrize(
    ("messaggio", "numero"), [("ErrorCode nr 25", 25), ("errorcode nr025: annullato", 25), ("boh", 0), ("", 0)]
)
def test_anomalie_scritte_in_altro_modo(messaggio: str, numero: int) -> None:
    with pytest.raises(LoginRefused) as errore:
        prova(IDP.rifiuto(DOMANDA, 25, messaggio=messaggio))
    assert errore.value.number == numero


def test_un_rifiuto_con_firma_guasta_non_vale() -> None:
    rotta = etree.fromstring(base64.b64decode(IDP.rifiuto(DOMANDA, 25)))
    trova(rotta, "StatusMessage").text = "ErrorCode nr19"
    assert motivo(codifica(rotta)) == "signature_digest"
