"""A small identity provider for the tests: real keys, real signatures, and every way of getting them wrong."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import xmlsec
from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml.keys import Credential, make_credential
from portal.identita.saml.models import Endpoint, Idp
from portal.identita.saml.xml import instant, new_id

Modifica = Callable[[etree._Element], object]

ENTITY_ID = "https://idp.esempio.invalid"
GIULIA = {
    "spidCode": "PROV0000000001",
    "name": "Giulia",
    "familyName": "Bianchi",
    "placeOfBirth": "H501",
    "dateOfBirth": "1985-04-12",
    "gender": "F",
    "fiscalNumber": "TINIT-BNCGLI85D52H501T",
    "email": "giulia@posta.invalid",
    "mobilePhone": "+393331234567",
}

_MODELLO = """<samlp:Response xmlns:samlp="{samlp}" xmlns:saml="{saml}" ID="{response_id}" Version="2.0" IssueInstant="{now}"
 InResponseTo="{request_id}" Destination="{acs}">
  <saml:Issuer Format="{entity}">{issuer}</saml:Issuer>
  <samlp:Status><samlp:StatusCode Value="{success}"/></samlp:Status>
  <saml:Assertion xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
   ID="{assertion_id}" Version="2.0" IssueInstant="{now}">
    <saml:Issuer Format="{entity}">{issuer}</saml:Issuer>
    <saml:Subject>
      <saml:NameID Format="{transient}" NameQualifier="{issuer}">_nome-di-un-giorno</saml:NameID>
      <saml:SubjectConfirmation Method="{bearer}">
        <saml:SubjectConfirmationData Recipient="{acs}" InResponseTo="{request_id}" NotOnOrAfter="{end}"/>
      </saml:SubjectConfirmation>
    </saml:Subject>
    <saml:Conditions NotBefore="{now}" NotOnOrAfter="{end}">
      <saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>
    </saml:Conditions>
    <saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_sessione-1">
      <saml:AuthnContext>
        <saml:AuthnContextClassRef>https://www.spid.gov.it/SpidL{level}</saml:AuthnContextClassRef>
      </saml:AuthnContext>
    </saml:AuthnStatement>
    <saml:AttributeStatement/>
  </saml:Assertion>
</samlp:Response>"""


@cache
def credenziale(nome: str) -> Credential:
    """A key per name, made once for the whole run."""
    return make_credential(
        organization=nome,
        ipa_code="c_x901",
        locality="Roccachiara",
        entity_id=ENTITY_ID,
        now=datetime.now(UTC),
        bits=2048,
    )


@dataclass(frozen=True)
class Domanda:
    """What a login request said, as an identity provider reads it."""

    request_id: str
    acs: str
    audience: str


@dataclass
class IdpDiProva:
    """Answers login requests. ``prima`` changes the response before it is signed, ``dopo`` after."""

    entity_id: str = ENTITY_ID
    credential: Credential = field(default_factory=lambda: credenziale("idp"))

    def descrizione(self) -> Idp:
        """What our portal knows of this provider."""
        return Idp(
            entity_id=self.entity_id,
            name="Gestore di prova",
            certificates=(self.credential.certificate_base64,),
            sso=(
                Endpoint(c.BINDING_POST, f"{self.entity_id}/sso"),
                Endpoint(c.BINDING_REDIRECT, f"{self.entity_id}/sso"),
            ),
            slo=(
                Endpoint(c.BINDING_POST, f"{self.entity_id}/slo"),
                Endpoint(c.BINDING_REDIRECT, f"{self.entity_id}/slo"),
            ),
        )

    def risposta(
        self,
        domanda: Domanda,
        *,
        attributi: dict[str, str] | None = None,
        livello: int = 2,
        adesso: datetime | None = None,
        firme: Sequence[str] = ("Assertion", "Response"),
        prima: Modifica | None = None,
        dopo: Modifica | None = None,
    ) -> str:
        """The SAMLResponse field of the form that the person's browser will post."""
        return codifica(
            self.albero(
                domanda, attributi=attributi, livello=livello, adesso=adesso, firme=firme, prima=prima, dopo=dopo
            )
        )

    def albero(
        self,
        domanda: Domanda,
        *,
        attributi: dict[str, str] | None = None,
        livello: int = 2,
        adesso: datetime | None = None,
        firme: Sequence[str] = ("Assertion", "Response"),
        prima: Modifica | None = None,
        dopo: Modifica | None = None,
    ) -> etree._Element:
        """The response as a tree, still to be encoded."""
        adesso = adesso or datetime.now(UTC)
        root = etree.fromstring(
            _MODELLO.format(
                samlp=c.NS_SAMLP,
                saml=c.NS_SAML,
                entity=c.FORMAT_ENTITY,
                transient=c.FORMAT_TRANSIENT,
                bearer=c.METHOD_BEARER,
                success=c.STATUS_SUCCESS,
                response_id=new_id(),
                assertion_id=new_id(),
                request_id=domanda.request_id,
                acs=domanda.acs,
                audience=domanda.audience,
                issuer=self.entity_id,
                now=instant(adesso),
                end=instant(adesso + timedelta(minutes=5)),
                level=livello,
            )  # fmt: skip
        )
        _scrivi_attributi(root, GIULIA if attributi is None else attributi)
        if prima:
            prima(root)
        for nome in firme:
            firma(trova(root, nome), self.credential)
        if dopo:
            dopo(root)
        return root

    def rifiuto(self, domanda: Domanda, numero: int, *, messaggio: str | None = None) -> str:
        """The answer for a person who did not log in: no assertion, and the number of the anomaly."""

        def senza_accesso(root: etree._Element) -> None:
            root.remove(trova(root, "Assertion"))
            codice = trova(root, "StatusCode")
            codice.set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")
            etree.SubElement(
                codice, f"{{{c.NS_SAMLP}}}StatusCode", Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
            )
            testo = etree.SubElement(trova(root, "Status"), f"{{{c.NS_SAMLP}}}StatusMessage")
            testo.text = messaggio if messaggio is not None else f"ErrorCode nr{numero:02}"

        return self.risposta(domanda, firme=("Response",), prima=senza_accesso)


def trova(root: etree._Element, nome: str) -> etree._Element:
    """The first element with this local name, the root included."""
    return root.xpath(f"descendant-or-self::*[local-name()='{nome}']")[0]


def codifica(root: etree._Element) -> str:
    return base64.b64encode(etree.tostring(root)).decode()


def _scrivi_attributi(root: etree._Element, attributi: dict[str, str]) -> None:
    statement = trova(root, "AttributeStatement")
    for nome, valore in attributi.items():
        attributo = etree.SubElement(statement, f"{{{c.NS_SAML}}}Attribute", Name=nome)
        contenuto = etree.SubElement(attributo, f"{{{c.NS_SAML}}}AttributeValue")
        contenuto.set("{http://www.w3.org/2001/XMLSchema-instance}type", "xs:string")
        contenuto.text = valore


def firma(
    element: etree._Element,
    credential: Credential,
    *,
    metodo: object = xmlsec.Transform.RSA_SHA256,
    digest: object = xmlsec.Transform.SHA256,
    uri: str | None = None,
    trasformazione: Callable[[etree._Element], object] | None = None,
    riferimenti: int = 1,
    chiave: xmlsec.Key | None = None,
) -> etree._Element:
    """Sign ``element`` after its Issuer. The keywords make signatures that are genuine and yet not allowed."""
    signature = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, metodo, ns="ds")
    trova(element, "Issuer").addnext(signature)
    for _ in range(riferimenti):
        reference = xmlsec.template.add_reference(
            signature, digest, uri=f"#{element.get('ID')}" if uri is None else uri
        )
        xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
        if trasformazione:
            trasformazione(reference)
        xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = chiave or _chiave(credential)
    context.sign(signature)
    return signature


def _chiave(credential: Credential) -> xmlsec.Key:
    key = xmlsec.Key.from_memory(credential.key, xmlsec.KeyFormat.PEM)
    key.load_cert_from_memory(credential.certificate, xmlsec.KeyFormat.PEM)
    return key
