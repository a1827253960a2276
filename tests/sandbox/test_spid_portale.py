"""The portal's own SAML core against the identity provider of the sandbox: they were written apart and must agree."""

from datetime import UTC, datetime

import pytest
import requests

from portal.identita.saml import constants as c
from portal.identita.saml import metadata, request, response
from portal.identita.saml.errors import LoginRefused
from portal.identita.saml.identity import identity_of
from portal.identita.saml.keys import Credential
from portal.identita.saml.models import Expected, ServiceProvider
from portal.identita.saml.profiles import BASE, PROFESSIONALE, SPID
from portal.identita.saml.registry import read_idps
from portal.sandbox.persone import con_spid
from tests.sandbox.spid_richieste import campi, scegli

ENTRANO = [una for una in con_spid() if una.livello >= 2 and not una.sospesa]


@pytest.fixture
def sp(portale, monkeypatch):
    """The portal as service provider, with the metadata it builds."""
    sp = ServiceProvider(
        entity_id=portale.entity_id,
        acs_url=portale.acs,
        sls_url=f"{portale.url}/spid/sls",
        organization_name="Comune di prova",
        organization_url=portale.url,
        ipa_code="c_x901",
        email="protocollo@esempio.invalid",
    )
    credenziale = Credential(portale.chiavi.privata, portale.chiavi.certificato)
    monkeypatch.setattr(portale, "metadata", lambda: metadata.build(sp, SPID, credenziale))
    return sp


def _chiedi(portale, sandbox, sp, insieme, binding):
    """Ask for level 2; gives the page of choice and what the answer must match."""
    (idp,) = read_idps(requests.get(f"{sandbox.url}/spid/idp/metadata").content, now=datetime.now(UTC))
    credenziale = Credential(portale.chiavi.privata, portale.chiavi.certificato)
    destinazione, adesso = idp.sso_location(binding), datetime.now(UTC)
    richiesta = request.build(
        sp, SPID, credenziale, destination=destinazione, level=2, attribute_set=insieme, now=adesso, binding=binding
    )
    if binding == c.BINDING_POST:
        scelta = requests.post(destinazione, data=request.post_fields("SAMLRequest", richiesta.xml, "gettone"))
    else:
        scelta = requests.get(request.redirect_url("SAMLRequest", richiesta.xml, "gettone", destinazione, credenziale))
    atteso = Expected(idp, SPID, richiesta.id, richiesta.issued, sp.entity_id, sp.acs_url, 2, insieme)
    return scelta, atteso


@pytest.mark.parametrize("binding", [c.BINDING_POST, c.BINDING_REDIRECT])
@pytest.mark.parametrize("insieme", [BASE, PROFESSIONALE])
def test_il_portale_riconosce_chi_entra(portale, sandbox, sp, insieme, binding):
    scelta, atteso = _chiedi(portale, sandbox, sp, insieme, binding)
    asserzione = response.validate(
        campi(scegli(scelta, persona="BNCGLI85D52H501T"))["SAMLResponse"], atteso, datetime.now(UTC)
    )
    assert set(asserzione.attributes) <= set(SPID.attribute_sets[insieme].requested)
    identita = identity_of(asserzione)
    assert (identita.nome, identita.cognome, identita.tipo) == ("Giulia", "Bianchi", "cittadino")


@pytest.mark.parametrize("una", ENTRANO, ids=lambda una: una.codice_fiscale)
def test_ogni_persona_di_prova_entra(portale, sandbox, sp, una):
    scelta, atteso = _chiedi(portale, sandbox, sp, PROFESSIONALE, c.BINDING_POST)
    ritorno = campi(scegli(scelta, persona=una.codice_fiscale))
    identita = identity_of(response.validate(ritorno["SAMLResponse"], atteso, datetime.now(UTC)))
    assert (identita.codice_fiscale, identita.nome, identita.cognome) == (una.codice_fiscale, una.nome, una.cognome)
    assert (identita.tipo, identita.data_nascita) == (una.tipo, una.data_nascita)


def test_il_portale_capisce_un_rifiuto(portale, sandbox, sp):
    scelta, atteso = _chiedi(portale, sandbox, sp, BASE, c.BINDING_POST)
    ritorno = campi(scegli(scelta, anomalia="25"))
    with pytest.raises(LoginRefused) as rifiuto:
        response.validate(ritorno["SAMLResponse"], atteso, datetime.now(UTC))
    assert rifiuto.value.number == 25
