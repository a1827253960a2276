"""CIE and eIDAS: the same views as SPID, with what is different in each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from lxml import etree, html
from pytest_django import DjangoAssertNumQueries

from portal.enti.models import Ente
from portal.identita import operations
from portal.identita.models import Accesso, IdentityProvider, Persona, RichiestaAccesso
from portal.identita.saml import constants as c
from portal.identita.saml.schema import faults
from tests.contratti import cartella_contratti
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import GIULIA, IdpDiProva, trova

pytestmark = pytest.mark.django_db

DELLA_CARTA = {nome: GIULIA[nome] for nome in ("name", "familyName", "dateOfBirth", "fiscalNumber")}
ANNELIESE = {"spidCode": "EIDA000000001A", "name": "Anneliese", "familyName": "Müller", "dateOfBirth": "1970-05-06"}
Viaggi = Callable[..., Viaggio]


@pytest.fixture
def viaggi(client: Client) -> Viaggi:
    """The journey to the only provider of a scheme."""

    def prepara(schema: str) -> Viaggio:
        idp = IdpDiProva(f"https://{schema}.invalid")
        operations.carica_gestori([idp.descrizione()], solo_questi=False, schema=schema)
        return Viaggio(client, idp, schema)

    return prepara


def senza_formato(root: etree._Element) -> None:
    """As the CIE server writes its Issuer, in both places."""
    for issuer in root.iter(f"{{{c.NS_SAML}}}Issuer"):
        del issuer.attrib["Format"]


# --- the login page -----------------------------------------------------------------------------------------------------


def test_la_pagina_offre_ogni_via_senza_domande_al_database(
    viaggi: Viaggi, client: Client, settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.CNS_INGRESSO_URL = "https://cns.esempio.invalid/cns/ingresso"
    for schema in ("spid", "cie", "eidas"):
        viaggi(schema)
    client.get("/accedi/")
    with django_assert_num_queries(0):
        pagina = html.fromstring(client.get("/accedi/?next=/pratiche/").content)
    vie = {indirizzo.partition("?")[0] for indirizzo in pagina.xpath("//main//a/@href")}
    assert {"/spid/login", "/cie/login", "/eidas/login", "/cns/login"} <= vie
    assert all(
        "next=/pratiche/" in indirizzo for indirizzo in pagina.xpath("//main//a[contains(@href, 'login?')]/@href")
    )


def test_una_via_che_manca_non_si_vede(viaggi: Viaggi, client: Client) -> None:
    viaggi("cie")
    pagina = client.get("/accedi/").content.decode()
    assert "/cie/login" in pagina
    for altra in ("/spid/login", "/eidas/login", "/cns/login"):
        assert altra not in pagina


# --- CIE ----------------------------------------------------------------------------------------------------------------


def test_si_entra_con_la_cie(viaggi: Viaggi, giulia: Persona) -> None:
    viaggio = viaggi("cie")
    partenza = viaggio.parti("/pratiche/", idp="")
    assert partenza.xml.get("ForceAuthn") == "true"
    assert partenza.xml.get("Destination") == f"{viaggio.idp.entity_id}/sso"
    assert trova(partenza.xml, "Issuer").text == "http://localhost:8000/cie/metadata"
    esito = viaggio.torna(partenza, attributi=DELLA_CARTA, livello=3, prima=senza_formato)
    assert esito["Location"] == "/pratiche/"  # type: ignore[index]
    assert chi_e_dentro(viaggio.client) == giulia
    accesso = Accesso.objects.get()
    assert (accesso.metodo, accesso.livello, accesso.name_qualifier) == ("cie", 3, viaggio.idp.entity_id)


def test_il_cookie_della_cie_resta_fra_le_sue_pagine(viaggi: Viaggi, client: Client) -> None:
    viaggi("cie")
    assert client.get("/cie/login").cookies["casa_accesso"]["path"] == "/cie/"


def test_la_risposta_di_uno_schema_non_vale_per_un_altro(viaggi: Viaggi, client: Client) -> None:
    cie = viaggi("cie")
    partenza = cie.parti()
    risposta = cie.idp.risposta(partenza.domanda, attributi=DELLA_CARTA)
    dati = {"SAMLResponse": risposta, "RelayState": partenza.relay_state}
    assert client.post("/spid/acs", dati).status_code == 400
    assert RichiestaAccesso.objects.get().risposta == ""
    spid = viaggi("spid")
    partenza = spid.parti()
    esito = spid.torna(partenza, prima=senza_formato)
    assert esito.status_code == 403  # type: ignore[attr-defined]


def test_i_metadati_della_cie_rispettano_il_suo_schema(client: Client, ente: Ente) -> None:
    metadati = client.get("/cie/metadata").content
    root = etree.fromstring(metadati)
    assert root.get("entityID") == "http://localhost:8000/cie/metadata"
    contatto = trova(root, "ContactPerson")
    assert contatto.get("contactType") == "administrative"
    assert [figlio.tag.partition("}")[2] for figlio in contatto] == [
        "Extensions",
        "Company",
        "EmailAddress",
        "TelephoneNumber",
    ]
    assert trova(contatto, "Municipality").text == ente.codice_belfiore
    schema = cartella_contratti() / "spid" / "xsd" / "cie" / "saml-schema-metadata-sp-cie.xsd"
    assert faults(metadati, Path(schema)) == []


def test_cie_e_spid_hanno_chiavi_e_metadati_propri(client: Client, ente: Ente) -> None:
    metadati = [etree.fromstring(client.get(f"/{schema}/metadata").content) for schema in ("spid", "cie")]
    assert trova(metadati[0], "X509Certificate").text != trova(metadati[1], "X509Certificate").text
    assert client.get("/eidas/metadata").status_code == 404


# --- eIDAS --------------------------------------------------------------------------------------------------------------


def test_si_entra_dal_nodo_eidas_con_la_nostra_identita_di_spid(viaggi: Viaggi) -> None:
    viaggio = viaggi("eidas")
    partenza = viaggio.parti("/area-personale/profilo/")
    assert trova(partenza.xml, "Issuer").text == "http://localhost:8000/spid/metadata"
    assert partenza.xml.get("AttributeConsumingServiceIndex") == "99"
    esito = viaggio.torna(partenza, attributi=ANNELIESE)
    assert esito["Location"] == "/area-personale/profilo/"  # type: ignore[index]
    persona = Persona.objects.get()
    assert (persona.codice_fiscale, persona.codice_eidas, persona.cognome) == (None, "EIDA000000001A", "Müller")
    assert persona.e_cittadino
    assert Accesso.objects.get().metodo == "eidas"


def test_la_seconda_volta_e_la_stessa_persona(viaggi: Viaggi) -> None:
    viaggio = viaggi("eidas")
    for _ in range(2):
        viaggio.torna(viaggio.parti(), attributi=ANNELIESE)
        viaggio.client.post("/esci/")
    assert Persona.objects.count() == 1


def test_chi_ha_un_codice_fiscale_e_sempre_la_stessa_persona(viaggi: Viaggi, giulia: Persona) -> None:
    viaggio = viaggi("eidas")
    viaggio.torna(viaggio.parti(), attributi=ANNELIESE | {"fiscalNumber": GIULIA["fiscalNumber"]})
    assert chi_e_dentro(viaggio.client) == giulia


def test_chi_prende_il_codice_fiscale_resta_la_stessa_persona(viaggi: Viaggi) -> None:
    """And stays it at the next login, when the node does not say the codice fiscale again; then also with CIE or SPID."""
    viaggio = viaggi("eidas")
    for detti in (ANNELIESE, ANNELIESE | {"fiscalNumber": GIULIA["fiscalNumber"]}, ANNELIESE):
        viaggio.torna(viaggio.parti(), attributi=detti)
        assert chi_e_dentro(viaggio.client) == Persona.objects.get()
        viaggio.client.post("/esci/")
    persona = Persona.objects.get()
    assert (persona.codice_fiscale, persona.codice_eidas) == (GIULIA["fiscalNumber"].removeprefix("TINIT-"), None)


def test_due_case_gia_distinte_non_si_uniscono_da_sole(viaggi: Viaggi, giulia: Persona) -> None:
    viaggio = viaggi("eidas")
    for detti, dentro in (
        (ANNELIESE, "EIDA000000001A"),
        (ANNELIESE | {"fiscalNumber": GIULIA["fiscalNumber"]}, None),
        (ANNELIESE, "EIDA000000001A"),
    ):
        viaggio.torna(viaggio.parti(), attributi=detti)
        assert chi_e_dentro(viaggio.client).codice_eidas == dentro  # type: ignore[union-attr]
        viaggio.client.post("/esci/")
    assert Persona.objects.count() == 2


def test_il_codice_di_un_gestore_spid_non_e_quello_del_nodo(viaggi: Viaggi) -> None:
    viaggio = viaggi("eidas")
    viaggio.torna(viaggio.parti(), attributi=ANNELIESE)
    spid = viaggi("spid")
    spid.torna(spid.parti(), attributi=GIULIA | {"spidCode": ANNELIESE["spidCode"]})
    assert chi_e_dentro(spid.client).codice_eidas is None  # type: ignore[union-attr]
    assert Persona.objects.count() == 2


def test_senza_il_codice_del_nodo_non_si_entra(viaggi: Viaggi) -> None:
    viaggio = viaggi("eidas")
    attributi = {nome: valore for nome, valore in ANNELIESE.items() if nome != "spidCode"}
    assert viaggio.torna(viaggio.parti(), attributi=attributi).status_code == 403  # type: ignore[attr-defined]
    assert not Persona.objects.exists()


@pytest.mark.parametrize(
    "chiavi",
    [
        {},
        {"codice_fiscale": "BNCGLI85D52H501T", "codice_eidas": "EIDA000000001A"},
        {"is_staff": True, "codice_eidas": "EIDA000000001A"},
        {"is_staff": True, "codice_fiscale": "BNCGLI85D52H501T"},
    ],
    ids=["nessuna", "due", "operatore con codice eIDAS", "operatore con codice fiscale"],
)
def test_ogni_persona_ha_una_sola_chiave(chiavi: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Persona.objects.create(nome="Prova", cognome="Prova", **chiavi)


# --- providers whose metadata are over ----------------------------------------------------------------------------------


def test_un_gestore_con_metadati_scaduti_non_si_offre(viaggi: Viaggi, client: Client, time_machine: Any) -> None:
    viaggio = viaggi("spid")
    riga = IdentityProvider.objects.get()
    riga.valido_fino = riga.aggiornato_il
    riga.save()
    assert "/spid/login" not in client.get("/accedi/").content.decode()
    risposta = client.get("/spid/login", {"idp": viaggio.idp.entity_id})
    assert risposta.status_code == 400
    assert "scadute" in risposta.content.decode()
