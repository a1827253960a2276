"""The builder of responses that the tests of the SAML validator use: right, wrong and tampered."""

import base64
import subprocess
import sys

import pytest
from lxml import etree

from portal.sandbox.chiavi import genera
from portal.sandbox.spid.firma import verifica
from portal.sandbox.spid.risposta import ASSERZIONE, DatiRisposta, costruisci_risposta, metti, svuota, togli
from portal.sandbox.spid.xml import NS
from tests.contratti import cartella_contratti
from tests.sandbox_processo import RADICE

CHIAVI = genera()
DATI = DatiRisposta(
    idp="http://idp/", sp="http://sp/metadata", acs="http://sp/acs", richiesta="_r", attributi={"name": "Giulia"}
)


def _albero(**opzioni):
    return etree.fromstring(base64.b64decode(costruisci_risposta(DATI, CHIAVI, **opzioni)))


def _firme(radice):
    buone = [CHIAVI.certificato]
    return verifica(radice, buone), verifica(radice.find("saml:Assertion", NS), buone)


def test_quella_buona_e_firmata_due_volte():
    assert _firme(_albero()) == (True, True)


def test_si_puo_firmare_solo_l_asserzione_o_niente():
    assert _firme(_albero(parti=[ASSERZIONE])) == (False, True)
    assert _firme(_albero(parti=[])) == (False, False)


@pytest.mark.parametrize(
    ("variante", "percorso"),
    [
        (togli("@InResponseTo"), "@InResponseTo"),
        (togli("saml:Assertion/saml:Subject"), "saml:Assertion/saml:Subject"),
        (togli("saml:Assertion/saml:Conditions/@NotBefore"), "saml:Assertion/saml:Conditions/@NotBefore"),
    ],
)
def test_una_variante_prima_della_firma_lascia_le_firme_buone(variante, percorso):
    assert _albero().xpath(percorso, namespaces=NS)
    radice = _albero(varianti=[variante])
    assert not radice.xpath(percorso, namespaces=NS)
    assert _firme(radice) == (True, True)


def test_svuota_e_metti_cambiano_testi_e_attributi():
    radice = _albero(varianti=[
        svuota("saml:Assertion/saml:Conditions"),
        svuota("@Destination"),
        metti("saml:Assertion/saml:Issuer", "http://altro/"),
        metti("samlp:Status/samlp:StatusCode/@Value", "boh"),
    ])  # fmt: skip
    assert len(radice.find("saml:Assertion/saml:Conditions", NS)) == 0
    assert radice.get("Destination") == ""
    assert radice.findtext("saml:Assertion/saml:Issuer", None, NS) == "http://altro/"
    assert radice.find("samlp:Status/samlp:StatusCode", NS).get("Value") == "boh"


def test_una_variante_dopo_la_firma_la_rompe():
    attributo = "saml:Assertion/saml:AttributeStatement/saml:Attribute/saml:AttributeValue"
    assert _firme(_albero(dopo_firma=[metti(attributo, "Marco")])) == (False, False)


def test_un_percorso_che_non_c_e_e_un_errore_del_test():
    with pytest.raises(LookupError):
        _albero(varianti=[togli("saml:Assertion/saml:Advice")])


def test_anche_senza_id_si_firma():
    assert _albero(varianti=[svuota("saml:Assertion/@ID")]).find("saml:Assertion", NS).get("ID") == ""


@pytest.mark.parametrize("dati", [DATI, DatiRisposta(idp="i", sp="s", acs="http://a/", richiesta="_r", anomalia=12)])
def test_la_risposta_rispetta_lo_schema_saml(dati):
    schema = etree.XMLSchema(file=str(cartella_contratti() / "spid/xsd/saml-schema-protocol-2.0.xsd"))
    schema.assertValid(etree.fromstring(base64.b64decode(costruisci_risposta(dati, CHIAVI))))


def test_chi_costruisce_risposte_non_si_porta_dietro_la_sandbox():
    """Its models must not enter the portal's registry of models: the other tests run there."""
    codice = (
        "import sys, portal.sandbox.spid.risposta, portal.sandbox.spid.metadata, portal.sandbox.persone;"
        "sys.exit('portal.sandbox.models' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", codice], cwd=RADICE).returncode == 0
