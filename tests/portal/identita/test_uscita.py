"""Going out, and being put out by the provider."""

import base64
import zlib
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import etree, html

from portal.enti.models import Ente
from portal.identita.models import Accesso
from portal.identita.saml import constants as c
from portal.identita.saml.signature import signed_query
from portal.identita.saml.xml import instant
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import IdpDiProva, credenziale, firma, trova

pytestmark = pytest.mark.django_db


def test_si_esce_con_un_pulsante(viaggio: Viaggio) -> None:
    viaggio.entra()
    assert "<form" in viaggio.client.get("/esci/").content.decode()
    assert chi_e_dentro(viaggio.client) is not None
    assert viaggio.client.post("/esci/")["Location"] == "/"
    assert chi_e_dentro(viaggio.client) is None
    assert Accesso.objects.get().uscita_il is not None


def test_nessuno_puo_farmi_uscire_da_un_altro_sito(viaggio: Viaggio) -> None:
    severo = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    Viaggio(severo, viaggio.idp).entra()
    assert severo.get("/esci/").status_code == 200
    assert severo.post("/esci/").status_code == 403
    assert chi_e_dentro(severo) is not None


def test_una_sessione_finita_riporta_al_lavoro_dopo_l_accesso(viaggio: Viaggio) -> None:
    viaggio.entra()
    viaggio.client.session.flush()
    porta = viaggio.client.get("/area-personale/profilo/")
    assert porta["Location"] == "/accedi/?next=%2Farea-personale%2Fprofilo%2F"
    assert viaggio.entra(ritorno="/area-personale/profilo/")["Location"] == "/area-personale/profilo/"


# --- single logout ------------------------------------------------------------------------------------------------------


def richiesta(idp: IdpDiProva, *, nome: str = "_nome-di-un-giorno", firmata: bool = True) -> etree._Element:
    root = etree.fromstring(
        f"""<samlp:LogoutRequest xmlns:samlp="{c.NS_SAMLP}" xmlns:saml="{c.NS_SAML}" ID="_uscita" Version="2.0"
        IssueInstant="{instant(datetime.now(UTC))}" Destination="http://localhost:8000/spid/sls">
        <saml:Issuer>{idp.entity_id}</saml:Issuer><saml:NameID>{nome}</saml:NameID></samlp:LogoutRequest>"""
    )
    if firmata:
        firma(root, idp.credential)
    return root


def per_post(root: etree._Element) -> dict[str, str]:
    return {"SAMLRequest": base64.b64encode(etree.tostring(root)).decode(), "RelayState": "loro"}


def test_il_gestore_chiude_la_sessione_per_post(viaggio: Viaggio, altro_browser: Client) -> None:
    """The provider's POST has no cookie of ours: the session is found by the transient name."""
    viaggio.entra()
    risposta = altro_browser.post("/spid/sls", per_post(richiesta(viaggio.idp)))
    modulo = html.fromstring(risposta.content).get_element_by_id("passaggio")
    messaggio = etree.fromstring(base64.b64decode(dict(modulo.form_values())["SAMLResponse"]))
    assert modulo.action == f"{viaggio.idp.entity_id}/slo"
    assert messaggio.get("InResponseTo") == "_uscita"
    assert trova(messaggio, "StatusCode").get("Value") == c.STATUS_SUCCESS
    assert dict(modulo.form_values())["RelayState"] == "loro"
    assert chi_e_dentro(viaggio.client) is None


def test_il_gestore_chiude_la_sessione_per_redirect(viaggio: Viaggio) -> None:
    viaggio.entra()
    compressa = zlib.compress(etree.tostring(richiesta(viaggio.idp, firmata=False)), wbits=-15)
    query = signed_query({"SAMLRequest": base64.b64encode(compressa).decode()}, viaggio.idp.credential)
    risposta = viaggio.client.get(f"/spid/sls?{query}")
    assert "SAMLResponse" in parse_qs(urlsplit(risposta["Location"]).query)
    assert chi_e_dentro(viaggio.client) is None


def test_chi_non_ha_sessione_riceve_comunque_risposta(client: Client, ente: Ente, idp: IdpDiProva) -> None:
    assert client.post("/spid/sls", per_post(richiesta(idp, nome="_sconosciuto"))).status_code == 200


@pytest.mark.parametrize("come", ["senza firma", "altra chiave", "altro gestore", "vuota", "spazzatura"])
def test_una_richiesta_falsa_non_chiude_nulla(viaggio: Viaggio, come: str) -> None:
    viaggio.entra()
    dati = {
        "senza firma": per_post(richiesta(viaggio.idp, firmata=False)),
        "altra chiave": per_post(richiesta(IdpDiProva(credential=credenziale("ladro")))),
        "altro gestore": per_post(richiesta(IdpDiProva("https://mai.visto.invalid"))),
        "vuota": {},
        "spazzatura": {"SAMLRequest": "???"},
    }[come]
    assert viaggio.client.post("/spid/sls", dati).status_code == 400
    assert chi_e_dentro(viaggio.client) is not None


def test_indirizzo_di_uscita_aperto_a_mano(client: Client) -> None:
    assert client.get("/spid/sls").status_code == 400
