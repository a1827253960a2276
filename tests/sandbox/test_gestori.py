"""SPID, CIE and eIDAS on the wire: what makes each different, the levels, and the logout that begins there."""

import base64

import pytest
import requests
from lxml import etree, html

from portal.sandbox.persone import EUROPEE, con_cie
from portal.sandbox.spid.firma import firma, query_firmata, verifica_query
from portal.sandbox.spid.logout import albero_risposta
from portal.sandbox.spid.xml import LIVELLI, NS, POST, REDIRECT, figlio
from portal.sandbox.spid.xml import testo as letto
from tests.sandbox.spid_richieste import (
    attributi_in,
    authn_request,
    campi,
    logout_request,
    manda_post,
    messaggio_di_stato,
    risposta_saml,
    scegli,
)

GIULIA, MARCO, ANDREA = "BNCGLI85D52H501T", "VRDMRC78A10H501A", "RMNNDR82P03H501Y"
JURGEN = EUROPEE[0].identificativo
INSIEME = {"spid": 1, "cie": 1, "eidas": 99}


def _chiedi(portale, sandbox, gestore, rompi=None, **altro):
    richiesta = authn_request(portale, sandbox, gestore=gestore, **{"insieme": INSIEME[gestore]} | altro)
    if rompi:
        rompi(richiesta)
    return manda_post(portale, sandbox, richiesta, f"{gestore}/idp/sso")


def _entra(portale, sandbox, gestore, persona, **altro):
    return risposta_saml(scegli(_chiedi(portale, sandbox, gestore, **altro), persona=persona))


def _con_finalita(valore):
    def aggiunge(richiesta):
        estensioni = figlio(richiesta, "samlp:Extensions")
        figlio(estensioni, "spid:Purpose", valore)
        richiesta.insert(1, estensioni)

    return aggiunge


@pytest.mark.parametrize("gestore", INSIEME)
def test_ogni_gestore_ha_i_suoi_metadata(sandbox, gestore):
    radice = etree.fromstring(requests.get(f"{sandbox.url}/{gestore}/idp/metadata").content)
    assert radice.get("entityID") == f"{sandbox.url}/{gestore}/idp"
    for servizio, finale in (("SingleSignOnService", "sso"), ("SingleLogoutService", "slo")):
        luoghi = {nodo.get("Binding"): nodo.get("Location") for nodo in radice.iterfind(f".//md:{servizio}", NS)}
        assert luoghi == dict.fromkeys((POST, REDIRECT), f"{sandbox.url}/{gestore}/idp/{finale}")


def test_i_tre_gestori_si_distinguono_dal_nome(sandbox):
    nomi = {
        letto(etree.fromstring(requests.get(f"{sandbox.url}/{gestore}/idp/metadata").content), ".//md:OrganizationDisplayName")
        for gestore in INSIEME
    }  # fmt: skip
    assert nomi == {"Identità di prova", "CIE di prova", "Nodo eIDAS di prova"}


# --- CIE ----------------------------------------------------------------------------------------------------------------


def test_la_cie_da_quattro_attributi_e_un_emittente_senza_formato(portale, sandbox):
    radice = _entra(portale, sandbox, "cie", GIULIA)
    assert set(attributi_in(radice)) == {"name", "familyName", "dateOfBirth", "fiscalNumber"}
    emittenti = [radice.find("saml:Issuer", NS), radice.find("saml:Assertion/saml:Issuer", NS)]
    assert [(uno.text, dict(uno.attrib)) for uno in emittenti] == [(f"{sandbox.url}/cie/idp", {})] * 2


def test_con_la_cie_entra_chi_non_ha_spid(portale, sandbox):
    assert attributi_in(_entra(portale, sandbox, "cie", ANDREA))["fiscalNumber"] == f"TINIT-{ANDREA}"
    scelta = _chiedi(portale, sandbox, "cie")
    for una in con_cie():
        assert f'value="{una.codice_fiscale}"' in scelta.text
    assert "Pietro Romano" not in scelta.text


@pytest.mark.parametrize(
    ("nr", "rompi"),
    [
        (12, lambda r: r.find("samlp:RequestedAuthnContext", NS).set("Comparison", "better")),
        (12, lambda r: r.attrib.pop("ForceAuthn")),
        (14, lambda r: r.set("Destination", r.get("Destination").removesuffix("/sso"))),
        (8, _con_finalita("PF")),
    ],
    ids=["Comparison", "ForceAuthn anche al livello 1", "Destination uguale all'entityID", "spid:Purpose"],
)
def test_la_cie_e_piu_severa_di_spid(portale, sandbox, nr, rompi):
    pagina = _chiedi(portale, sandbox, "cie", rompi, livello=1)
    assert messaggio_di_stato(risposta_saml(pagina)) == f"ErrorCode nr{nr:02}"


def test_la_cie_chiude_la_sessione_ma_non_risponde(portale, sandbox):
    name_id = _entra(portale, sandbox, "cie", GIULIA).findtext(".//saml:NameID", None, NS)
    pagina = manda_post(portale, sandbox, logout_request(portale, sandbox, name_id, "cie"), "cie/idp/slo")
    assert "Hai chiuso la sessione" in pagina.text
    assert "SAMLResponse" not in pagina.text
    assert "Giulia Bianchi" not in requests.get(f"{sandbox.url}/cie/idp/").text


# --- eIDAS --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("insieme", "quanti"), [(99, 4), (100, 7)])
def test_il_nodo_eidas_non_da_il_codice_fiscale(portale, sandbox, insieme, quanti):
    valori = attributi_in(_entra(portale, sandbox, "eidas", JURGEN, insieme=insieme))
    assert (len(valori), valori["spidCode"], valori["familyName"]) == (quanti, JURGEN, "Weiß")
    assert "fiscalNumber" not in valori


def test_il_nodo_eidas_serve_soltanto_i_suoi_insiemi(portale, sandbox):
    assert messaggio_di_stato(risposta_saml(_chiedi(portale, sandbox, "eidas", insieme=1))) == "ErrorCode nr18"
    senza = _chiedi(portale, sandbox, "eidas", lambda r: r.attrib.pop("AttributeConsumingServiceIndex"))
    assert messaggio_di_stato(risposta_saml(senza)) == "ErrorCode nr18"


def test_una_persona_di_un_gestore_non_entra_da_un_altro(portale, sandbox):
    for gestore, estranea in (("spid", JURGEN), ("eidas", GIULIA), ("spid", ANDREA)):
        assert scegli(_chiedi(portale, sandbox, gestore), persona=estranea).status_code == 400


def test_la_richiesta_a_un_gestore_non_si_apre_presso_un_altro(portale, sandbox):
    scelta = _chiedi(portale, sandbox, "spid")
    assert requests.get(scelta.url.replace("/spid/idp/", "/cie/idp/")).status_code == 404


# --- levels and kinds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scelto", [1, 2, 3])
def test_si_sceglie_il_livello_con_cui_si_entra(portale, sandbox, scelto):
    pagina = scegli(_chiedi(portale, sandbox, "spid"), persona=GIULIA, livello=str(scelto))
    assert letto(risposta_saml(pagina), ".//saml:AuthnContextClassRef") == LIVELLI[scelto]


@pytest.mark.parametrize(("gestore", "persona"), [("spid", "RMNSFO11S60H501V"), ("eidas", EUROPEE[2].identificativo)])
def test_nessuno_entra_con_un_livello_che_non_ha(portale, sandbox, gestore, persona):
    pagina = scegli(_chiedi(portale, sandbox, gestore), persona=persona, livello="3")
    assert messaggio_di_stato(risposta_saml(pagina)) == "ErrorCode nr20"


@pytest.mark.parametrize("livello", ["0", "4", "due", ""])
def test_un_livello_che_non_c_e(portale, sandbox, livello):
    assert scegli(_chiedi(portale, sandbox, "spid"), persona=GIULIA, livello=livello).status_code == 400


@pytest.mark.parametrize(
    ("finalita", "persona", "entra"),
    [
        ("PF", "FNTLNE76H70A944B", True),
        ("PF", "GLLRRT68B15F839D", False),
        ("PG", "GLLRRT68B15F839D", True),
        ("LP", "FNTLNE76H70A944B", False),
        ("P", GIULIA, False),
        ("PX", "FNTLNE76H70A944B", True),
    ],
)
def test_la_finalita_chiede_il_tipo_di_identita(portale, sandbox, finalita, persona, entra):
    radice = risposta_saml(scegli(_chiedi(portale, sandbox, "spid", _con_finalita(finalita)), persona=persona))
    assert messaggio_di_stato(radice) == ("" if entra else "ErrorCode nr30")


@pytest.mark.parametrize(
    "rompi",
    [
        _con_finalita("XX"),
        lambda r: figlio(r, "samlp:Extensions"),
        lambda r: r.append(r[0]),
        lambda r: figlio(r, "samlp:Scoping"),
        lambda r: figlio(r, "saml:Issuer", "un altro"),
    ],
    ids=["finalità sconosciuta", "Extensions fuori posto", "Issuer in fondo", "elemento non previsto", "due Issuer"],
)
def test_la_forma_della_richiesta(portale, sandbox, rompi):
    assert messaggio_di_stato(risposta_saml(_chiedi(portale, sandbox, "spid", rompi))) == "ErrorCode nr08"


# --- the logout that begins at the provider -----------------------------------------------------------------------------


def _esci(sandbox, gestore="spid", persona=GIULIA):
    return requests.post(f"{sandbox.url}/{gestore}/idp/esci", data={"persona": persona}, allow_redirects=False)


def _rispondi(portale, sandbox, richiesta, *, riuscito=True, binding=POST):
    """What the service answers to our LogoutRequest."""
    indirizzo = f"{sandbox.url}/spid/idp/slo"
    risposta = albero_risposta(richiesta, idp=portale.entity_id, destinazione=indirizzo, riuscito=riuscito)
    if binding == REDIRECT:
        query = query_firmata("SAMLResponse", etree.tostring(risposta), "uscita", portale.chiavi)
        return requests.get(f"{indirizzo}?{query}")
    firma(risposta, portale.chiavi)
    return requests.post(indirizzo, data={"SAMLResponse": _base64(risposta), "RelayState": "uscita"})


def _base64(radice):
    return base64.b64encode(etree.tostring(radice)).decode()


def _domanda_di_uscita(pagina):
    return etree.fromstring(base64.b64decode(campi(pagina)["SAMLRequest"]))


def test_si_esce_da_tutti_i_servizi(portale, sandbox):
    entrata = _entra(portale, sandbox, "spid", "PNICRL58T45D612C", livello=1)
    _entra(portale, sandbox, "spid", MARCO)
    assert "Carla Pini" in requests.get(f"{sandbox.url}/spid/idp/").text
    richiesta = _domanda_di_uscita(_esci(sandbox, persona="PNICRL58T45D612C"))
    assert letto(richiesta, "saml:NameID") == letto(entrata, ".//saml:NameID")
    assert letto(richiesta, "samlp:SessionIndex") == entrata.find(".//saml:AuthnStatement", NS).get("SessionIndex")
    assert richiesta.get("Destination") == f"{portale.url}/spid/sls"
    assert "Hai chiuso la sessione" in _rispondi(portale, sandbox, richiesta).text
    pagina = requests.get(f"{sandbox.url}/spid/idp/").text
    assert ("Carla Pini" in pagina, "Marco Verdi" in pagina) == (False, True)


def test_un_servizio_dopo_l_altro(portale, sandbox):
    _entra(portale, sandbox, "spid", GIULIA)
    _entra(portale, sandbox, "spid", GIULIA)
    seconda = _rispondi(portale, sandbox, _domanda_di_uscita(_esci(sandbox)))
    assert "Hai chiuso" in _rispondi(portale, sandbox, _domanda_di_uscita(seconda), binding=REDIRECT).text
    assert "Giulia Bianchi" not in requests.get(f"{sandbox.url}/spid/idp/").text


def test_un_servizio_che_non_chiude_resta_aperto(portale, sandbox):
    _entra(portale, sandbox, "spid", GIULIA)
    pagina = _rispondi(portale, sandbox, _domanda_di_uscita(_esci(sandbox)), riuscito=False)
    assert (pagina.status_code, "non ha chiuso" in pagina.text) == (403, True)
    assert "Giulia Bianchi" in requests.get(f"{sandbox.url}/spid/idp/").text


def test_una_risposta_che_nessuno_aspetta(portale, sandbox):
    _entra(portale, sandbox, "spid", GIULIA)
    mai_mandata = logout_request(portale, sandbox, "_nessuno")
    for identificativo in (mai_mandata.get("ID"), ""):
        mai_mandata.set("ID", identificativo)
        assert _rispondi(portale, sandbox, mai_mandata).status_code == 403
    assert "Giulia Bianchi" in requests.get(f"{sandbox.url}/spid/idp/").text


def test_verso_un_servizio_che_ascolta_solo_redirect(portale, sandbox, monkeypatch):
    originali = portale.metadata

    def solo_redirect():
        radice = etree.fromstring(originali())
        for nodo in (
            *radice.iterfind("ds:Signature", NS),
            *radice.iterfind(f".//md:SingleLogoutService[@Binding='{POST}']", NS),
        ):
            nodo.getparent().remove(nodo)
        firma(radice, portale.chiavi)
        return etree.tostring(radice)

    monkeypatch.setattr(portale, "metadata", solo_redirect)
    _entra(portale, sandbox, "spid", GIULIA)
    indirizzo, _, query = _esci(sandbox).headers["Location"].partition("?")
    assert indirizzo == f"{portale.url}/spid/sls"
    certificato = etree.fromstring(requests.get(f"{sandbox.url}/spid/idp/metadata").content).findtext(
        ".//md:IDPSSODescriptor//ds:X509Certificate", "", NS
    )
    pem = f"-----BEGIN CERTIFICATE-----\n{certificato}\n-----END CERTIFICATE-----\n".encode()
    assert verifica_query(query, [pem])


def test_chi_non_e_dentro_esce_subito(sandbox):
    assert "Hai chiuso la sessione" in _esci(sandbox).text


@pytest.mark.parametrize("gestore", INSIEME)
def test_la_pagina_di_chi_e_dentro(portale, sandbox, gestore):
    assert "Nessuno è entrato" in requests.get(f"{sandbox.url}/{gestore}/idp/").text
    persona = JURGEN if gestore == "eidas" else GIULIA
    _entra(portale, sandbox, gestore, persona)
    pagina = html.fromstring(requests.get(f"{sandbox.url}/{gestore}/idp/").text)
    assert pagina.xpath("//button[contains(., 'Esci da tutti i servizi')]/@value") == [persona]
    assert "Comune di prova" in pagina.text_content()


def test_ogni_gestore_si_rompe_da_solo(sandbox):
    sandbox.modo("cie", "giu")
    stati = {gestore: requests.get(f"{sandbox.url}/{gestore}/idp/metadata").status_code for gestore in INSIEME}
    assert stati == {"spid": 200, "cie": 503, "eidas": 200}
