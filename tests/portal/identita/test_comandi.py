"""The commands with which a sysadmin presents an ente to the providers, and keeps the providers up to date."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import xmlsec
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import etree

from portal.enti.models import Ente
from portal.identita import chiavi
from portal.identita.models import IdentityProvider, MetadatiSp
from portal.identita.saml import constants as c
from portal.identita.saml.signature import sign, verified
from tests.contratti import cartella_contratti
from tests.portal.identita.idp import credenziale
from tests.portal.identita.test_saml_messaggi import metadati_idp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chiavi_a_parte(settings: Any, tmp_path: Path) -> None:
    settings.SPID_CHIAVI = str(tmp_path / "chiavi")
    settings.CASA_CONTRATTI = ""


def esegui(comando: str, *argomenti: str, **opzioni: Any) -> str:
    scritto = StringIO()
    call_command(comando, *argomenti, stdout=scritto, **opzioni)
    return scritto.getvalue()


def certificati(xml: bytes) -> list[str]:
    """The keys declared in the metadata, without the one of the signature."""
    root = etree.fromstring(xml)
    nodi = root.findall("md:SPSSODescriptor/md:KeyDescriptor/ds:KeyInfo/ds:X509Data/ds:X509Certificate", c.NS)
    return [nodo.text or "" for nodo in nodi]


# --- identita_metadata and identita_certificato --------------------------------------------------------------------------


@pytest.mark.parametrize("schema", ["spid", "cie"])
def test_i_metadati_si_mostrano_come_si_servono(client: Client, ente: Ente, schema: str) -> None:
    racconto = esegui("identita_metadata", "c_x901", schema=schema)
    assert f"http://localhost:8000/{schema}/metadata" in racconto
    assert "versione 1" in racconto
    assert "in vigore" in racconto
    assert "diversi" not in racconto
    mostrati = esegui("identita_metadata", "c_x901", "--mostra", "--schema", schema)
    assert mostrati.strip().encode() == client.get(f"/{schema}/metadata").content


@pytest.mark.parametrize("schema", ["spid", "cie"])
def test_i_metadati_rispettano_lo_schema_ufficiale(ente: Ente, settings: Any, schema: str) -> None:
    assert "non controllato" in esegui("identita_metadata", "c_x901", schema=schema)
    settings.CASA_CONTRATTI = str(cartella_contratti())
    assert "Schema ufficiale: rispettato." in esegui("identita_metadata", "c_x901", schema=schema)


def test_se_l_ente_cambia_il_comando_lo_dice_e_il_portale_aspetta(client: Client, ente: Ente) -> None:
    primi = client.get("/spid/metadata").content
    ente.telefono = "+39 06 999"
    ente.save()
    assert "Oggi verrebbero diversi" in esegui("identita_metadata", "c_x901")
    assert "versione 2" in esegui("identita_metadata", "c_x901", "--nuovi")
    assert client.get("/spid/metadata").content == primi
    esegui("identita_metadata", "c_x901", "--in-vigore", "2")
    assert b"+3906999" in client.get("/spid/metadata").content
    assert MetadatiSp.objects.filter(in_vigore=True).count() == 1
    assert "Oggi verrebbero diversi" not in esegui("identita_metadata", "c_x901")
    with pytest.raises(CommandError, match="non c'è"):
        esegui("identita_metadata", "c_x901", "--in-vigore", "9")


def test_si_cambia_chiave_senza_lasciare_fuori_nessuno(client: Client, ente: Ente) -> None:
    client.get("/spid/metadata")
    vecchia = chiavi.credenziale(ente, "spid").certificate_base64
    with pytest.raises(CommandError, match="--nuova"):
        esegui("identita_certificato", "c_x901", "--scambia")
    esegui("identita_certificato", "c_x901", "--nuova")
    esegui("identita_metadata", "c_x901", "--nuovi")
    esegui("identita_metadata", "c_x901", "--in-vigore", "2")
    due = client.get("/spid/metadata").content
    assert len(set(certificati(due))) == 2
    assert verified(etree.fromstring(due), [vecchia]).get("entityID") == "http://localhost:8000/spid/metadata"
    assert chiavi.credenziale(ente, "spid").certificate_base64 == vecchia
    esegui("identita_certificato", "c_x901", "--scambia")
    nuova = chiavi.credenziale(ente, "spid").certificate_base64
    assert nuova != vecchia
    assert nuova in certificati(due)
    esegui("identita_metadata", "c_x901", "--nuovi")
    ultima = MetadatiSp.objects.get(versione=3).xml.encode()
    assert certificati(ultima) == [nuova]


def test_spid_e_cie_hanno_file_propri(ente: Ente, settings: Any) -> None:
    for schema in ("spid", "cie"):
        esegui("identita_certificato", "c_x901", schema=schema)
    assert sorted(file.name for file in Path(settings.SPID_CHIAVI).iterdir()) == ["cie-c_x901.pem", "spid-c_x901.pem"]


def test_in_produzione_senza_chiave_il_comando_dice_che_fare(ente: Ente, settings: Any) -> None:
    settings.PRODUZIONE = True
    with pytest.raises(CommandError, match="identita_certificato"):
        esegui("identita_metadata", "c_x901")


# --- identita_idp -------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificato() -> str:
    return credenziale("idp").certificate_base64


def voce_del_registro(certificato: str, **cambi: Any) -> dict[str, Any]:
    indirizzo = {"Binding": c.BINDING_POST, "Location": "https://idp.registro.invalid/sso"}
    return {
        "entity_id": "https://idp.registro.invalid",
        "organization_name": "Gestore S.p.A.",
        "organization_display_name": "Gestore del registro",
        "signing_certificate_x509": [certificato],
        "single_sign_on_service": [indirizzo],
        "single_logout_service": [indirizzo],
        **cambi,
    }


def test_l_elenco_del_registro_spid(tmp_path: Path, certificato: str) -> None:
    file = tmp_path / "registro.json"
    file.write_text(
        json.dumps([voce_del_registro(certificato), voce_del_registro(certificato, _deleted="Y", entity_id="x")])
    )
    scritto = esegui("identita_idp", da_file=file)
    assert "+ Gestore del registro  https://idp.registro.invalid" in scritto
    assert "certificato fino al" in scritto
    assert (
        IdentityProvider.objects.get().descrizione().sso_location(c.BINDING_POST) == "https://idp.registro.invalid/sso"
    )


@pytest.mark.parametrize(
    "contenuto",
    ["[]", "[1]", "{}", "[{}]", '[{"entity_id": "x"'],
    ids=["nessuno", "numeri", "oggetto", "incompleta", "troncato"],
)
def test_un_registro_rotto_non_cambia_l_elenco(tmp_path: Path, contenuto: str) -> None:
    file = tmp_path / "registro.json"
    file.write_text(contenuto)
    with pytest.raises(CommandError, match="rimasto com'era"):
        esegui("identita_idp", da_file=file, solo_questi=True)


def test_la_prova_mostra_e_non_cambia(tmp_path: Path, certificato: str) -> None:
    file = tmp_path / "gestori.xml"
    file.write_bytes(metadati_idp(certificato, quanti=2))
    esegui("identita_idp", da_file=file)
    file.write_bytes(metadati_idp(certificato))
    scritto = esegui("identita_idp", da_file=file, solo_questi=True, dry_run=True)
    assert "= Gestore 0" in scritto
    assert "- Gestore 1" in scritto
    assert IdentityProvider.objects.filter(attivo=True).count() == 2


@pytest.mark.parametrize("uri", ["", "#_elenco"])
def test_l_aggregato_deve_essere_firmato_da_chi_diciamo(
    tmp_path: Path, certificato: str, uri: str, settings: Any
) -> None:
    file, pem, altro = tmp_path / "gestori.xml", tmp_path / "agid.pem", tmp_path / "altro.pem"
    pem.write_bytes(credenziale("agid").certificate)
    altro.write_bytes(credenziale("ladro").certificate)
    root = etree.fromstring(metadati_idp(certificato, quanti=2))
    root.set("ID", "_elenco")
    file.write_bytes(etree.tostring(root))
    with pytest.raises(CommandError, match="signature"):
        esegui("identita_idp", da_file=file, certificato=pem)
    sign(root, credenziale("agid"), position=0)
    if not uri:
        riferimento = root.find(".//ds:Reference", c.NS)
        riferimento.set("URI", "")
        firma_di_nuovo(root)
    file.write_bytes(etree.tostring(root))
    with pytest.raises(CommandError, match="signature"):
        esegui("identita_idp", da_file=file, certificato=altro)
    assert not IdentityProvider.objects.exists()
    settings.SPID_CERTIFICATO_REGISTRO = str(pem)
    assert "Gestore 1" in esegui("identita_idp", da_file=file)
    root.find(".//md:SingleSignOnService", c.NS).set("Location", "https://ladro.invalid/sso")
    file.write_bytes(etree.tostring(root))
    with pytest.raises(CommandError, match="signature"):
        esegui("identita_idp", da_file=file)


def firma_di_nuovo(root: etree._Element) -> None:
    """With the whole document as reference, as the registry signs."""
    contesto = xmlsec.SignatureContext()
    contesto.key = xmlsec.Key.from_memory(credenziale("agid").key, xmlsec.KeyFormat.PEM)
    contesto.sign(root.find("ds:Signature", c.NS))


def test_metadati_gia_scaduti_non_si_caricano(tmp_path: Path, certificato: str) -> None:
    file = tmp_path / "gestori.xml"
    root = etree.fromstring(metadati_idp(certificato))
    root.set("validUntil", (datetime.now(UTC) - timedelta(days=1)).isoformat())
    file.write_bytes(etree.tostring(root))
    with pytest.raises(CommandError, match="metadata_expired"):
        esegui("identita_idp", da_file=file)
    root.set("validUntil", "2099-01-01T00:00:00Z")
    file.write_bytes(etree.tostring(root))
    assert "metadati fino al 01/01/2099" in esegui("identita_idp", da_file=file)


def test_ogni_schema_ha_i_suoi_gestori(tmp_path: Path, certificato: str) -> None:
    file = tmp_path / "gestori.xml"
    file.write_bytes(metadati_idp(certificato))
    for schema in ("spid", "cie", "eidas"):
        esegui("identita_idp", da_file=file, schema=schema, solo_questi=True)
    assert sorted(IdentityProvider.objects.filter(attivo=True).values_list("schema", flat=True)) == [
        "cie",
        "eidas",
        "spid",
    ]


@pytest.mark.parametrize("comando", ["identita_idp", "identita_metadata", "identita_certificato"])
def test_l_aiuto_insegna_con_esempi(comando: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command(comando, "--help")
    assert f"manage.py {comando}" in capsys.readouterr().out
