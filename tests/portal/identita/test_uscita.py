"""Going out, and being put out by the provider."""

import base64
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import etree, html

from portal.enti.models import Ente
from portal.identita import chiavi, operations
from portal.identita.models import Accesso
from portal.identita.saml import constants as c
from portal.identita.saml.models import Endpoint
from portal.identita.saml.signature import signed_query, verified
from portal.identita.saml.xml import instant
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import IdpDiProva, credenziale, firma, trova

pytestmark = pytest.mark.django_db


def test_si_esce_con_un_pulsante(viaggio: Viaggio) -> None:
    viaggio.entra()
    assert "<form" in viaggio.client.get("/esci/").content.decode()
    assert chi_e_dentro(viaggio.client) is not None
    assert "Sei uscito" in viaggio.client.post("/esci/").content.decode()
    assert chi_e_dentro(viaggio.client) is None
    assert Accesso.objects.get().uscita_il is not None


# --- our request to the provider ----------------------------------------------------------------------------------------


def modulo_di_uscita(risposta: HttpResponse) -> tuple[str, etree._Element]:
    modulo = html.fromstring(risposta.content).get_element_by_id("passaggio")
    return modulo.action, etree.fromstring(base64.b64decode(dict(modulo.form_values())["SAMLRequest"]))


def test_uscendo_si_chiede_al_gestore_di_chiudere_la_sua_sessione(viaggio: Viaggio, ente: Ente) -> None:
    viaggio.entra()
    risposta = viaggio.client.post("/esci/")
    assert chi_e_dentro(viaggio.client) is None
    indirizzo, messaggio = modulo_di_uscita(risposta)
    assert indirizzo == messaggio.get("Destination") == f"{viaggio.idp.entity_id}/slo"
    assert "form-action 'self' https://idp.esempio.invalid;" in risposta["Content-Security-Policy"] + ";"
    letto = verified(messaggio, [chiavi.credenziale(ente, "spid").certificate_base64])
    nome = trova(letto, "NameID")
    assert (nome.text, nome.get("NameQualifier")) == ("_nome-di-un-giorno", viaggio.idp.entity_id)
    assert trova(letto, "SessionIndex").text == "_sessione-1"
    assert trova(letto, "Issuer").get("NameQualifier") == "http://localhost:8000/spid/metadata"


@pytest.mark.parametrize("slo", [(), (Endpoint(c.BINDING_REDIRECT, "https://idp.esempio.invalid/slo"),)])
def test_si_esce_anche_se_il_gestore_non_ascolta(viaggio: Viaggio, slo: tuple[Endpoint, ...]) -> None:
    operations.carica_gestori([replace(viaggio.idp.descrizione(), slo=slo)], solo_questi=False)
    viaggio.entra()
    dove = viaggio.client.post("/esci/")["Location"]
    assert dove.startswith("https://idp.esempio.invalid/slo?SAMLRequest=") if slo else dove == "/"
    assert chi_e_dentro(viaggio.client) is None


def test_con_la_cie_la_pagina_non_parte_da_sola(client: Client, ente: Ente) -> None:
    """Its server takes the request and sends nobody back."""
    idp = IdpDiProva("https://cie.invalid")
    operations.carica_gestori([idp.descrizione()], solo_questi=False, schema="cie")
    Viaggio(client, idp, "cie").entra()
    pagina = client.post("/esci/").content.decode()
    assert "Esci anche da Gestore di prova" in pagina
    assert "passaggio.js" not in pagina


def risposta_di_uscita(idp: IdpDiProva, **cambi: str) -> etree._Element:
    campi = {"Version": "2.0", "Destination": "http://localhost:8000/spid/sls"} | cambi
    attributi = " ".join(f'{nome}="{valore}"' for nome, valore in campi.items())
    return etree.fromstring(
        f"""<samlp:LogoutResponse xmlns:samlp="{c.NS_SAMLP}" xmlns:saml="{c.NS_SAML}" ID="_fatto" InResponseTo="_x"
        IssueInstant="{instant(datetime.now(UTC))}" {attributi}><saml:Issuer>{idp.entity_id}</saml:Issuer>
        <samlp:Status><samlp:StatusCode Value="{c.STATUS_SUCCESS}"/></samlp:Status></samlp:LogoutResponse>"""
    )


def test_la_risposta_del_gestore_riporta_alla_pagina_iniziale(viaggio: Viaggio) -> None:
    risposta = risposta_di_uscita(viaggio.idp)
    firma(risposta, viaggio.idp.credential)
    dati = {"SAMLResponse": base64.b64encode(etree.tostring(risposta)).decode()}
    assert viaggio.client.post("/spid/sls", dati)["Location"] == "/"
    compressa = zlib.compress(etree.tostring(risposta_di_uscita(viaggio.idp)), wbits=-15)
    query = signed_query({"SAMLResponse": base64.b64encode(compressa).decode()}, viaggio.idp.credential)
    assert viaggio.client.get(f"/spid/sls?{query}")["Location"] == "/"


def test_una_risposta_falsa_e_una_pagina_chiara(viaggio: Viaggio) -> None:
    falsa = risposta_di_uscita(viaggio.idp)
    firma(falsa, credenziale("ladro"))
    dati = {"SAMLResponse": base64.b64encode(etree.tostring(falsa)).decode()}
    assert viaggio.client.post("/spid/sls", dati).status_code == 400


def test_se_il_gestore_risponde_tardi_si_legge_che_si_e_usciti(viaggio: Viaggio, time_machine: Any) -> None:
    viaggio.entra()
    viaggio.client.post("/esci/")
    risposta = risposta_di_uscita(viaggio.idp)
    firma(risposta, viaggio.idp.credential)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=10))
    dati = {"SAMLResponse": base64.b64encode(etree.tostring(risposta)).decode()}
    tardi = viaggio.client.post("/spid/sls", dati)
    assert tardi.status_code == 400
    assert "Sei uscito dal portale" in tardi.content.decode()
    viaggio.entra()  # meanwhile somebody came in: they are told the truth, and stay
    assert "Esci" in viaggio.client.post("/spid/sls", dati).content.decode()
    assert chi_e_dentro(viaggio.client)


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


def busta(root: etree._Element) -> bytes:
    corpo = etree.tostring(root).decode()
    return f'<s:Envelope xmlns:s="{c.NS_SOAP}"><s:Body>{corpo}</s:Body></s:Envelope>'.encode()


def test_il_gestore_chiude_la_sessione_per_soap(viaggio: Viaggio, altro_browser: Client, ente: Ente) -> None:
    viaggio.entra()
    risposta = altro_browser.post("/spid/sls", busta(richiesta(viaggio.idp)), content_type="text/xml")
    assert (risposta.status_code, risposta["Content-Type"]) == (200, "text/xml")
    messaggio = trova(etree.fromstring(risposta.content), "LogoutResponse")
    letto = verified(messaggio, [chiavi.credenziale(ente, "spid").certificate_base64])
    assert letto.get("InResponseTo") == "_uscita"
    assert chi_e_dentro(viaggio.client) is None


@pytest.mark.parametrize(
    "corpo",
    [b"", b"<a/>", busta(etree.fromstring("<a/>")), b"A" * 200_000],
    ids=["vuoto", "altro", "altro messaggio", "enorme"],
)
def test_una_busta_sbagliata(client: Client, ente: Ente, corpo: bytes) -> None:
    assert client.post("/spid/sls", corpo, content_type="text/xml").status_code == 400


def test_una_busta_con_la_firma_di_un_altro(viaggio: Viaggio) -> None:
    viaggio.entra()
    falsa = busta(richiesta(IdpDiProva(credential=credenziale("ladro"))))
    assert viaggio.client.post("/spid/sls", falsa, content_type="text/xml").status_code == 400
    assert chi_e_dentro(viaggio.client) is not None


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
