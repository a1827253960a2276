"""The identity provider on the wire: both bindings, people, refusals, anomalies, logout."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import requests
from lxml import etree
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from portal.sandbox.chiavi import genera
from portal.sandbox.spid.firma import firma, query_firmata, verifica, verifica_query
from portal.sandbox.spid.xml import LIVELLI, NS, POST, figlio, istante, q
from tests.sandbox.spid_richieste import (
    attributi_in,
    authn_request,
    campi,
    logout_request,
    manda_post,
    manda_redirect,
    messaggio_di_stato,
    risposta_saml,
    scegli,
)

GIULIA = "BNCGLI85D52H501T"


@pytest.fixture
def certificato(sandbox):
    """The certificate in the metadata of the identity provider, PEM."""
    radice = etree.fromstring(requests.get(f"{sandbox.url}/spid/idp/metadata").content)
    valore = radice.findtext(".//md:IDPSSODescriptor//ds:X509Certificate", None, NS)
    pem = f"-----BEGIN CERTIFICATE-----\n{valore}\n-----END CERTIFICATE-----\n".encode()
    assert verifica(radice, [pem])
    return pem


def _entra(portale, sandbox, codice_fiscale=GIULIA, livello=2):
    scelta = manda_post(portale, sandbox, authn_request(portale, sandbox, livello=livello))
    return scegli(scelta, persona=codice_fiscale)


def test_giulia_entra_e_la_risposta_e_giusta_anche_per_python3_saml(portale, sandbox, certificato):
    richiesta = authn_request(portale, sandbox)
    pagina = scegli(manda_post(portale, sandbox, richiesta), persona=GIULIA)
    ritorno = campi(pagina)
    assert (ritorno["action"], ritorno["RelayState"]) == (portale.acs, "gettone")
    impostazioni = {
        "strict": True,
        "sp": {"entityId": portale.entity_id, "assertionConsumerService": {"url": portale.acs, "binding": POST}},
        "idp": {
            "entityId": f"{sandbox.url}/spid/idp",
            "singleSignOnService": {"url": f"{sandbox.url}/spid/idp/sso"},
            "x509cert": certificato.decode(),
        },
        "security": {"wantAssertionsSigned": True, "wantMessagesSigned": True, "rejectDeprecatedAlgorithm": True},
    }
    risposta = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(impostazioni), ritorno["SAMLResponse"])
    dati = {"http_host": portale.url.removeprefix("http://"), "script_name": "/spid/acs", "https": "off"}
    assert risposta.is_valid(dati, richiesta.get("ID")), risposta.get_error()
    assert risposta.get_attributes() == {
        "name": ["Giulia"],
        "familyName": ["Bianchi"],
        "fiscalNumber": [f"TINIT-{GIULIA}"],
        "dateOfBirth": ["1985-04-12"],
        "email": ["giulia.bianchi@posta.example"],
    }


def test_la_risposta_ha_le_due_firme_e_le_forme_di_spid(portale, sandbox, certificato):
    radice = risposta_saml(_entra(portale, sandbox))
    asserzione = radice.find("saml:Assertion", NS)
    assert verifica(radice, [certificato])
    assert verifica(asserzione, [certificato])
    assert asserzione.findtext(".//saml:AuthnContextClassRef", None, NS) == LIVELLI[2]
    assert asserzione.find("saml:AuthnStatement", NS).get("SessionIndex") is None
    nome = asserzione.find("saml:Subject/saml:NameID", NS)
    assert nome.get("NameQualifier") == f"{sandbox.url}/spid/idp"


def test_al_livello_1_c_e_la_sessione(portale, sandbox):
    radice = risposta_saml(_entra(portale, sandbox, "PNICRL58T45D612C", livello=1))
    assert radice.find(".//saml:AuthnStatement", NS).get("SessionIndex")


def test_con_redirect_la_firma_sta_nella_query(portale, sandbox):
    risposta = manda_redirect(portale, sandbox, authn_request(portale, sandbox))
    assert risposta.status_code == 302
    pagina = requests.get(sandbox.url + risposta.headers["Location"])
    assert "Comune di prova</strong> chiede un accesso di livello 2" in pagina.text
    assert "Entra come Giulia Bianchi" in pagina.text


def test_chi_agisce_per_un_impresa_porta_i_suoi_dati(portale, sandbox):
    radice = risposta_saml(_entra(portale, sandbox, "GLLRRT68B15F839D"))
    valori = attributi_in(radice)
    assert valori["companyName"] == "Gallo Costruzioni S.r.l."
    assert valori["ivaCode"] == "VATIT-09876540106"


@pytest.mark.parametrize(
    ("codice_fiscale", "nr"), [("PNICRL58T45D612C", 20), ("TSTDRA95C22G273Q", 23)], ids=["livello 1", "sospesa"]
)
def test_chi_non_puo_entrare_riceve_la_sua_anomalia(portale, sandbox, certificato, codice_fiscale, nr):
    radice = risposta_saml(_entra(portale, sandbox, codice_fiscale))
    assert messaggio_di_stato(radice) == f"ErrorCode nr{nr}"
    assert radice.find("saml:Assertion", NS) is None
    assert verifica(radice, [certificato])


def test_al_cittadino_non_basta_se_serve_un_identita_professionale(portale, sandbox):
    richiesta = authn_request(portale, sandbox)
    estensioni = figlio(richiesta, "samlp:Extensions")
    figlio(estensioni, "spid:Purpose", "PG")
    richiesta.insert(1, estensioni)
    assert messaggio_di_stato(risposta_saml(scegli(manda_post(portale, sandbox, richiesta), persona=GIULIA))) == (
        "ErrorCode nr30"
    )


@pytest.mark.parametrize("nr", [19, 20, 21, 22, 23, 25, 30])
def test_ogni_rifiuto_ha_il_suo_pulsante(portale, sandbox, nr):
    scelta = manda_post(portale, sandbox, authn_request(portale, sandbox))
    assert f"(nr{nr})" in scelta.text
    assert messaggio_di_stato(risposta_saml(scegli(scelta, anomalia=str(nr)))) == f"ErrorCode nr{nr}"


def _altro_formato(radice):
    radice.tag = q("samlp:ArtifactResolve")


def _senza_livello(radice):
    radice.remove(radice.find("samlp:RequestedAuthnContext", NS))


def _livello_vecchio(radice):
    radice.find(".//saml:AuthnContextClassRef", NS).text = "urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL2"


ANOMALIE = [
    (8, _altro_formato),
    (9, lambda r: r.set("Version", "1.1")),
    (10, lambda r: r.find("saml:Issuer", NS).attrib.pop("NameQualifier")),
    (10, lambda r: r.find("saml:Issuer", NS).set("Format", "altro")),
    (11, lambda r: r.set("ID", "1-non-e-un-nome")),
    (12, _senza_livello),
    (12, _livello_vecchio),
    (12, lambda r: r.attrib.pop("ForceAuthn")),
    (13, lambda r: r.set("IssueInstant", istante(datetime.now(UTC) - timedelta(hours=1)))),
    (13, lambda r: r.set("IssueInstant", "2026-02-31T10:00:00Z")),
    (13, lambda r: r.attrib.pop("IssueInstant")),
    (14, lambda r: r.set("Destination", "http://localhost/altro")),
    (15, lambda r: r.set("IsPassive", "true")),
    (16, lambda r: r.set("AssertionConsumerServiceIndex", "7")),
    (16, lambda r: r.set("AssertionConsumerServiceURL", "http://localhost/")),
    (17, lambda r: r.find("samlp:NameIDPolicy", NS).set("AllowCreate", "true")),
    (18, lambda r: r.set("AttributeConsumingServiceIndex", "9")),
]


@pytest.mark.parametrize(("nr", "rompi"), ANOMALIE)
def test_una_richiesta_sbagliata_torna_con_la_sua_anomalia(portale, sandbox, certificato, nr, rompi):
    richiesta = authn_request(portale, sandbox)
    rompi(richiesta)
    pagina = manda_post(portale, sandbox, richiesta)
    assert campi(pagina)["action"] == portale.acs
    radice = risposta_saml(pagina)
    assert messaggio_di_stato(radice) == f"ErrorCode nr{nr:02}"
    assert verifica(radice, [certificato])
    assert sandbox.quante_volte("spid", riferimento=f"nr{nr:02}") == 1


def test_la_stessa_richiesta_due_volte_e_rifiutata(portale, sandbox):
    richiesta = authn_request(portale, sandbox)
    manda_post(portale, sandbox, richiesta)
    richiesta.remove(richiesta.find("ds:Signature", NS))
    assert messaggio_di_stato(risposta_saml(manda_post(portale, sandbox, richiesta))) == "ErrorCode nr11"


def test_senza_relay_state_la_richiesta_non_e_conforme(portale, sandbox):
    richiesta = authn_request(portale, sandbox)
    query = query_firmata("SAMLRequest", etree.tostring(richiesta), "", portale.chiavi)
    pagina = requests.get(f"{sandbox.url}/spid/idp/sso?{query}")
    assert messaggio_di_stato(risposta_saml(pagina)) == "ErrorCode nr08"


def test_firma_di_un_altro_o_assente_e_una_pagina_403(portale, sandbox):
    richiesta = authn_request(portale, sandbox)
    estranea = query_firmata("SAMLRequest", etree.tostring(richiesta), "gettone", genera())
    for pagina in (
        requests.get(f"{sandbox.url}/spid/idp/sso?{estranea}"),
        requests.post(
            f"{sandbox.url}/spid/idp/sso",
            data={"SAMLRequest": base64.b64encode(etree.tostring(richiesta)).decode(), "RelayState": "x"},
        ),
    ):
        assert pagina.status_code == 403
        assert "nr05" in pagina.text


@pytest.mark.parametrize("issuer", ["http://example.org/spid/metadata", "ftp://localhost/x", "http://localhost:9/m"])
def test_un_issuer_che_non_si_trova_qui_e_una_pagina_403(portale, sandbox, issuer):
    richiesta = authn_request(portale, sandbox)
    richiesta.find("saml:Issuer", NS).text = issuer
    pagina = manda_post(portale, sandbox, richiesta)
    assert (pagina.status_code, "nr10" in pagina.text) == (403, True)


@pytest.mark.parametrize(
    "valore", ["", "%%%", base64.b64encode(b"<a").decode(), base64.b64encode(b"<!DOCTYPE a><a/>").decode()]
)
def test_una_richiesta_illeggibile_e_una_pagina_403(sandbox, valore):
    for risposta in (
        requests.post(f"{sandbox.url}/spid/idp/sso", data={"SAMLRequest": valore}),
        requests.get(f"{sandbox.url}/spid/idp/sso", params={"SAMLRequest": valore}),
    ):
        assert risposta.status_code == 403


def test_a_una_richiesta_si_risponde_una_volta_sola(portale, sandbox):
    scelta = manda_post(portale, sandbox, authn_request(portale, sandbox))
    assert scegli(scelta, persona=GIULIA).status_code == 200
    assert scegli(scelta, persona=GIULIA).status_code == 410
    assert requests.get(scelta.url).status_code == 410


def test_la_pagina_lascia_uscire_i_moduli_solo_verso_il_servizio(portale, sandbox):
    scelta = manda_post(portale, sandbox, authn_request(portale, sandbox))
    for pagina in (scelta, scegli(scelta, persona=GIULIA)):
        assert f"form-action 'self' {portale.url}" in pagina.headers["Content-Security-Policy"]
        assert "style=" not in pagina.text
        assert "<script>" not in pagina.text


def test_si_esce_con_post_una_volta_sola(portale, sandbox, certificato):
    name_id = risposta_saml(_entra(portale, sandbox)).findtext(".//saml:NameID", None, NS)
    esiti = []
    for _ in range(2):
        richiesta = logout_request(portale, sandbox, name_id)
        radice = risposta_saml(manda_post(portale, sandbox, richiesta, "spid/idp/slo"))
        assert verifica(radice, [certificato])
        assert radice.get("InResponseTo") == richiesta.get("ID")
        esiti.append(radice.find("samlp:Status/samlp:StatusCode", NS).get("Value").rpartition(":")[2])
    assert esiti == ["Success", "Requester"]


def test_si_esce_con_redirect(portale, sandbox, certificato):
    name_id = risposta_saml(_entra(portale, sandbox)).findtext(".//saml:NameID", None, NS)
    risposta = manda_redirect(portale, sandbox, logout_request(portale, sandbox, name_id), "spid/idp/slo")
    indirizzo, _, query = risposta.headers["Location"].partition("?")
    assert indirizzo == f"{portale.url}/spid/sls"
    assert verifica_query(query, [certificato])


def test_una_firma_non_copre_un_altro_elemento(portale):
    radice = authn_request(portale, type("S", (), {"url": "http://localhost"})())
    firma(radice, portale.chiavi)
    buona = [portale.chiavi.certificato]
    assert verifica(radice, buona)
    assert not verifica(radice, [genera().certificato])
    radice.set("ID", "_altro")
    assert not verifica(radice, buona)
