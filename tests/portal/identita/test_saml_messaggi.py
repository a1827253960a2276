"""What we say: metadata, login requests, logout answers; and what providers say of themselves."""

import base64
import os
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from cryptography import x509
from lxml import etree

from portal.identita.saml import constants as c
from portal.identita.saml import logout, metadata, request
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.identity import identity_of
from portal.identita.saml.keys import Credential, make_credential
from portal.identita.saml.models import Assertion, ServiceProvider
from portal.identita.saml.profiles import CONTATTI, SPID
from portal.identita.saml.registry import read_idps
from portal.identita.saml.signature import check_query, signed_query, verified
from tests.portal.identita.idp import GIULIA, IdpDiProva, credenziale, trova

ADESSO = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
SP = ServiceProvider(
    entity_id="https://casa.esempio.invalid/spid/metadata",
    acs_url="https://casa.esempio.invalid/spid/acs",
    sls_url="https://casa.esempio.invalid/spid/sls",
    organization_name="Comune di Roccachiara",
    organization_url="https://casa.esempio.invalid/",
    ipa_code="c_x901",
    email="urp@esempio.invalid",
    phone="+39060000000",
)
IDP = IdpDiProva()


@pytest.fixture(scope="module")
def nostra() -> Credential:
    return make_credential(
        organization="Comune di Roccachiara",
        ipa_code="c_x901",
        locality="Roccachiara",
        entity_id=SP.entity_id,
        now=ADESSO,
        bits=2048,
    )


@pytest.fixture(scope="module")
def contratti() -> Path:
    cartella = Path(os.environ.get("CASA_CONTRATTI", Path(__file__).parents[4] / "shared" / "contracts")) / "spid"
    if not cartella.exists():
        pytest.skip("servono i contratti ufficiali: imposta CASA_CONTRATTI")
    return cartella


# --- certificate (Avviso 29) --------------------------------------------------------------------------------------------


def test_il_certificato_ha_quanto_chiede_l_avviso_29(nostra: Credential) -> None:
    certificato = x509.load_pem_x509_certificate(nostra.certificate)
    soggetto = {attributo.oid.dotted_string: attributo.value for attributo in certificato.subject}
    assert soggetto["2.5.4.97"] == "PA:IT-c_x901"
    assert soggetto["2.5.4.83"] == SP.entity_id
    assert soggetto["2.5.4.10"] == "Comune di Roccachiara"
    uso = certificato.extensions.get_extension_for_class(x509.KeyUsage)
    assert uso.critical
    assert uso.value.digital_signature
    assert uso.value.content_commitment
    assert not uso.value.key_encipherment
    politiche = certificato.extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert {p.policy_identifier.dotted_string for p in politiche} == {"1.3.76.16.6", "1.3.76.16.4.2.1"}
    assert not certificato.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_chiave_e_certificato_si_rileggono_insieme(nostra: Credential) -> None:
    assert Credential.from_pem(nostra.to_pem()) == nostra


def test_chiave_e_certificato_di_due_momenti_sono_rifiutati(nostra: Credential) -> None:
    with pytest.raises(ValueError):
        Credential.from_pem(nostra.key + credenziale("idp").certificate)


# --- metadata -----------------------------------------------------------------------------------------------------------


def test_i_metadati_sono_validi_per_lo_schema_di_spid(nostra: Credential, contratti: Path) -> None:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_SchemaXml(contratti))
    schema = etree.XMLSchema(etree.parse(contratti / "xsd" / "saml-schema-metadata-sp-spid-av29.xsd", parser))
    schema.assertValid(etree.fromstring(metadata.build(SP, SPID, nostra)))


class _SchemaXml(etree.Resolver):
    """The official schemas import xml.xsd from the web: here it stands beside them."""

    def __init__(self, contratti: Path) -> None:
        self.contratti = contratti

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        if system_url.startswith("http"):
            return self.resolve_filename(str(self.contratti / "xsd" / Path(system_url).name), context)
        return None


def test_i_metadati_sono_firmati_e_dicono_chi_siamo(nostra: Credential) -> None:
    root = etree.fromstring(metadata.build(SP, SPID, nostra))
    assert root[0].tag == f"{{{c.NS_DS}}}Signature"
    letti = verified(root, [nostra.certificate_base64])
    assert letti.get("entityID") == SP.entity_id
    assert trova(letti, "AssertionConsumerService").get("Location") == SP.acs_url
    assert trova(letti, "IPACode").text == "c_x901"
    assert "validUntil" not in root.attrib
    indici = [s.get("index") for s in letti.iter(f"{{{c.NS_MD}}}AttributeConsumingService")]
    assert indici == ["0", "1", "2", "99", "100"]


# --- login request ------------------------------------------------------------------------------------------------------


def domanda(nostra: Credential, binding: str, *, livello: int = 2, finalita: str = "") -> request.LoginRequest:
    return request.build(
        SP, SPID, nostra, destination="https://idp.esempio.invalid/sso", level=livello, attribute_set=CONTATTI,
        now=ADESSO, binding=binding, purpose=finalita,
    )  # fmt: skip


def test_la_domanda_per_post_e_firmata_dentro(nostra: Credential) -> None:
    fatta = domanda(nostra, c.BINDING_POST)
    root = etree.fromstring(fatta.xml)
    letta = verified(root, [nostra.certificate_base64])
    assert [figlio.tag.partition("}")[2] for figlio in root] == [
        "Issuer",
        "Signature",
        "NameIDPolicy",
        "RequestedAuthnContext",
    ]
    assert letta.get("ID") == fatta.id
    assert letta.get("IssueInstant") == "2026-11-22T10:00:00Z"
    assert fatta.issued.microsecond == 0
    assert (letta.get("ForceAuthn"), letta.get("AttributeConsumingServiceIndex")) == ("true", "1")
    emittente = trova(letta, "Issuer")
    assert (emittente.text, emittente.get("NameQualifier"), emittente.get("Format")) == (
        SP.entity_id,
        SP.entity_id,
        c.FORMAT_ENTITY,
    )
    assert trova(letta, "AuthnContextClassRef").text == "https://www.spid.gov.it/SpidL2"
    assert "AllowCreate" not in trova(letta, "NameIDPolicy").attrib
    assert "IsPassive" not in root.attrib


def test_al_livello_1_il_gestore_puo_usare_la_sua_sessione(nostra: Credential) -> None:
    assert "ForceAuthn" not in etree.fromstring(domanda(nostra, c.BINDING_POST, livello=1).xml).attrib


@pytest.mark.parametrize("finalita", ["", "P"])
def test_la_domanda_e_valida_per_lo_schema_saml(nostra: Credential, contratti: Path, finalita: str) -> None:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_SchemaXml(contratti))
    schema = etree.XMLSchema(etree.parse(contratti / "xsd" / "saml-schema-protocol-2.0.xsd", parser))
    schema.assertValid(etree.fromstring(domanda(nostra, c.BINDING_POST, finalita=finalita).xml))


def test_la_domanda_per_redirect_e_firmata_nell_indirizzo(nostra: Credential) -> None:
    fatta = domanda(nostra, c.BINDING_REDIRECT)
    indirizzo = request.redirect_url("SAMLRequest", fatta.xml, "gettone", "https://idp.esempio.invalid/sso", nostra)
    query = urlsplit(indirizzo).query
    campi = parse_qs(query)
    assert zlib.decompress(base64.b64decode(campi["SAMLRequest"][0]), -15) == fatta.xml
    assert b"Signature" not in fatta.xml
    firmato = query.partition("&Signature=")[0]
    check_query(firmato, campi["SigAlg"][0], campi["Signature"][0], [nostra.certificate_base64])
    with pytest.raises(MessageRefused):
        check_query(firmato + "x", campi["SigAlg"][0], campi["Signature"][0], [nostra.certificate_base64])


# --- providers ----------------------------------------------------------------------------------------------------------


def test_si_leggono_i_metadati_di_un_gestore_vero(contratti: Path) -> None:
    (idp,) = read_idps((contratti / "idp" / "validator-spid-saml-check.xml").read_bytes(), now=ADESSO)
    assert idp.entity_id == "https://localhost:8080"
    assert idp.sso_location(c.BINDING_POST) == "https://localhost:8080/samlsso"
    assert len(idp.certificates) == 1


def metadati_idp(certificato: str, *, quanti: int = 1, altro: str = "") -> bytes:
    entita = "".join(
        f"""<md:EntityDescriptor entityID="https://idp{n}.invalid"><md:IDPSSODescriptor protocolSupportEnumeration="{c.NS_SAMLP}">
        <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificato}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>non si legge</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:SingleLogoutService Binding="{c.BINDING_POST}" Location="https://idp{n}.invalid/slo" ResponseLocation="https://idp{n}.invalid/slo2"/>
        <md:SingleSignOnService Binding="{c.BINDING_POST}" Location="https://idp{n}.invalid/sso"/></md:IDPSSODescriptor>
        <md:Organization><md:OrganizationDisplayName xml:lang="en">IdP {n}</md:OrganizationDisplayName><md:OrganizationDisplayName xml:lang="it">Gestore {n}</md:OrganizationDisplayName></md:Organization>
        </md:EntityDescriptor>"""
        for n in range(quanti)
    )
    return f'<md:EntitiesDescriptor xmlns:md="{c.NS_MD}" xmlns:ds="{c.NS_DS}">{entita}{altro}</md:EntitiesDescriptor>'.encode()


def test_si_legge_un_elenco_di_gestori() -> None:
    letti = read_idps(metadati_idp(IDP.credential.certificate_base64, quanti=3), now=ADESSO)
    assert [idp.name for idp in letti] == ["Gestore 0", "Gestore 1", "Gestore 2"]
    assert letti[0].slo_response_location(c.BINDING_POST) == "https://idp0.invalid/slo2"


@pytest.mark.parametrize(
    "contenuto",
    [b"", b"<a/>", metadati_idp("AAAA"), metadati_idp("", quanti=0), metadati_idp("")],
    ids=["vuoto", "altro xml", "certificato rotto", "nessun gestore", "nessun certificato"],
)
def test_metadati_inservibili(contenuto: bytes) -> None:
    with pytest.raises(MessageRefused):
        read_idps(contenuto, now=ADESSO)


# --- logout -------------------------------------------------------------------------------------------------------------


def richiesta_di_uscita(**cambi: str) -> etree._Element:
    campi = {"Version": "2.0", "IssueInstant": "2026-11-22T10:00:00Z", "Destination": SP.sls_url} | cambi
    attributi = " ".join(f'{nome}="{valore}"' for nome, valore in campi.items())
    return etree.fromstring(
        f"""<samlp:LogoutRequest xmlns:samlp="{c.NS_SAMLP}" xmlns:saml="{c.NS_SAML}" ID="_uscita" {attributi}>
        <saml:Issuer>{IDP.entity_id}</saml:Issuer><saml:NameID NameQualifier="{IDP.entity_id}">_nome</saml:NameID></samlp:LogoutRequest>"""
    )


def leggi(root: etree._Element, *, adesso: datetime = ADESSO) -> object:
    return logout.read(root, IDP.descrizione(), sls_url=SP.sls_url, now=adesso, binding=c.BINDING_REDIRECT)


def test_si_capisce_una_richiesta_di_uscita_nell_indirizzo() -> None:
    compressa = zlib.compress(etree.tostring(richiesta_di_uscita()), wbits=-15)
    campo = base64.b64encode(compressa).decode()
    query = signed_query({"SAMLRequest": campo, "RelayState": "r"}, IDP.credential)
    logout.check_signed_query(query, IDP.descrizione())
    assert leggi(logout.parse_redirect(campo)) == logout.LogoutRequest("_uscita", "_nome", IDP.entity_id)
    with pytest.raises(MessageRefused):
        logout.check_signed_query(query.replace("RelayState=r", "RelayState=s"), IDP.descrizione())
    with pytest.raises(MessageRefused):
        logout.check_signed_query(urlencode({"SAMLRequest": campo}), IDP.descrizione())
    with pytest.raises(MessageRefused):
        logout.check_signed_query(f"{query}&SAMLRequest={quote(campo)}", IDP.descrizione())


@pytest.mark.parametrize(
    ("root", "adesso"),
    [
        (richiesta_di_uscita(Destination="https://altro.invalid"), ADESSO),
        (richiesta_di_uscita(Version="1.1"), ADESSO),
        (richiesta_di_uscita(), ADESSO + timedelta(hours=1)),
        (etree.fromstring("<a/>"), ADESSO),
    ],
    ids=["destinazione", "versione", "vecchia", "altro messaggio"],
)
def test_richieste_di_uscita_rifiutate(root: etree._Element, adesso: datetime) -> None:
    with pytest.raises(MessageRefused):
        leggi(root, adesso=adesso)


def test_una_bomba_compressa_non_si_apre() -> None:
    bomba = base64.b64encode(zlib.compress(b"<a>" + b" " * 10_000_000, wbits=-15)).decode()
    with pytest.raises(MessageRefused) as errore:
        logout.parse_redirect(bomba)
    assert errore.value.code == "too_big"


def test_la_risposta_di_uscita_e_firmata(nostra: Credential) -> None:
    xml = logout.build_response(
        SP, nostra, in_response_to="_uscita", destination="https://idp.invalid/slo", now=ADESSO, binding=c.BINDING_POST
    )
    letta = verified(etree.fromstring(xml), [nostra.certificate_base64])
    assert (letta.get("InResponseTo"), trova(letta, "StatusCode").get("Value")) == ("_uscita", c.STATUS_SUCCESS)


# --- the person ---------------------------------------------------------------------------------------------------------


def persona(**cambi: str) -> object:
    return identity_of(Assertion("_a", "_r", IDP.entity_id, ADESSO, "_n", "_q", "", 2, ADESSO, GIULIA | cambi))


def test_dagli_attributi_alla_persona() -> None:
    giulia = persona()
    assert (giulia.codice_fiscale, giulia.data_nascita, giulia.luogo_nascita) == (
        "BNCGLI85D52H501T",
        date(1985, 4, 12),
        "H501",
    )
    assert giulia.tipo == "cittadino"
    assert "Bianchi" not in repr(giulia)


def test_un_codice_del_gestore_troppo_lungo_non_tiene_fuori_chi_ha_il_codice_fiscale() -> None:
    assert persona(spidCode="x" * 101).codice_eidas == ""
    with pytest.raises(MessageRefused, match="spid_code"):
        persona(spidCode="x" * 101, fiscalNumber="")


def test_omocodia_e_minuscole() -> None:
    assert persona(fiscalNumber="TINIT-bncgli85d52h501t").codice_fiscale == "BNCGLI85D52H501T"
    assert persona(fiscalNumber="TINIT-BNCGLI85D52H50ML").codice_fiscale == "BNCGLI85D52H50ML"


@pytest.mark.parametrize(
    ("cambi", "tipo"),
    [
        ({"ivaCode": "VATIT-01234567897"}, "professionista"),
        ({"companyFiscalNumber": "TINIT-01234567897"}, "impresa"),
        ({"companyName": "Rossi srl", "ivaCode": "VATIT-01234567897"}, "impresa"),
    ],
)
def test_per_chi_agisce(cambi: dict[str, str], tipo: str) -> None:
    assert persona(**cambi).tipo == tipo


@pytest.mark.parametrize(
    "cambi",
    [
        {"fiscalNumber": "BNCGLI85D52H501T"},
        {"fiscalNumber": "TINIT-BNCGLI85D52H501X"},
        {"fiscalNumber": "TINIT-"},
        {"dateOfBirth": "12/04/1985"},
        {"dateOfBirth": "1985-02-31"},
        {"name": "G" * 201},
    ],
)
def test_persone_impossibili(cambi: dict[str, str]) -> None:
    with pytest.raises(MessageRefused):
        persona(**cambi)
