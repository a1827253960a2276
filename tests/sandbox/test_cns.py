"""The sample cards, what their authority publishes, and the reader that plays the reverse proxy."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from portal.base.codice_fiscale import controlla
from portal.sandbox.cns.archivio import Archivio
from portal.sandbox.cns.carte import BUONE, CARTE, POLITICA_CIE, POLITICA_CNS, carta
from tests.sandbox.test_persone import README
from tests.sandbox_processo import SandboxProcesso


@pytest.fixture
def archivio(sandbox) -> Archivio:
    """The folder that the running sandbox wrote."""
    return Archivio(sandbox.cartella / "sandbox" / "cns", f"{sandbox.url}/cns")


@pytest.fixture
def ca(archivio) -> x509.Certificate:
    return x509.load_pem_x509_certificate((archivio.cartella / "ca.pem").read_bytes())


def _valori(certificato, oid):
    return [voce.value for voce in certificato.subject.get_attributes_for_oid(oid)]


def _estensione(certificato, oid):
    return certificato.extensions.get_extension_for_oid(oid).value


def _emesso_da(certificato, ca) -> bool:
    try:
        certificato.verify_directly_issued_by(ca)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("una", BUONE, ids=lambda una: una.chiave)
def test_le_carte_buone_hanno_la_forma_di_una_cns(archivio, ca, una):
    certificato = archivio.certificato(una)
    assert _emesso_da(certificato, ca)
    assert certificato.not_valid_before_utc < datetime.now(UTC) < certificato.not_valid_after_utc
    politiche = {p.policy_identifier for p in _estensione(certificato, ExtensionOID.CERTIFICATE_POLICIES)}
    assert politiche == {POLITICA_CIE if una.chiave == "luca" else POLITICA_CNS}
    assert list(_estensione(certificato, ExtensionOID.EXTENDED_KEY_USAGE)) == [ExtendedKeyUsageOID.CLIENT_AUTH]


@pytest.mark.parametrize("una", BUONE, ids=lambda una: una.chiave)
def test_il_codice_fiscale_sta_nel_cn_o_nel_numero(archivio, una):
    certificato = archivio.certificato(una)
    (cn,) = _valori(certificato, NameOID.COMMON_NAME)
    scritti = [valore.removeprefix("TINIT-") for valore in _valori(certificato, NameOID.SERIAL_NUMBER)]
    if "/" in cn:
        codice, _, resto = cn.partition("/")
        numero, _, impronta = resto.partition(".")
        assert (len(numero), numero.isdigit(), len(impronta)) == (16, True, 28)
        scritti.append(codice)
    assert {controlla(codice) for codice in scritti} == {una.titolare.codice_fiscale}
    assert bool(_valori(certificato, NameOID.SURNAME)) == una.con_nome


def test_le_altre_hanno_ciascuna_il_suo_difetto(archivio, ca):
    assert archivio.certificato(carta("scaduta")).not_valid_after_utc < datetime.now(UTC)
    assert not _emesso_da(archivio.certificato(carta("altra-autorita")), ca)
    politiche = _estensione(archivio.certificato(carta("firma")), ExtensionOID.CERTIFICATE_POLICIES)
    assert POLITICA_CNS not in {p.policy_identifier for p in politiche}
    usi = _estensione(archivio.certificato(carta("posta")), ExtensionOID.EXTENDED_KEY_USAGE)
    assert ExtendedKeyUsageOID.CLIENT_AUTH not in usi
    (cn,) = _valori(archivio.certificato(carta("errata")), NameOID.COMMON_NAME)
    with pytest.raises(ValueError):
        controlla(cn.partition("/")[0])
    assert len(CARTE) - len(BUONE) == 7


def test_la_lista_di_revoca(sandbox, archivio, ca):
    lista = x509.load_der_x509_crl(requests.get(f"{sandbox.url}/cns/ca.crl").content)
    assert lista.is_signature_valid(ca.public_key())
    assert lista.next_update_utc > datetime.now(UTC)
    assert [riga.serial_number for riga in lista] == [archivio.certificato(carta("revocata")).serial_number]
    punti = _estensione(archivio.certificato(carta("giulia")), ExtensionOID.CRL_DISTRIBUTION_POINTS)
    assert punti[0].full_name[0].value == f"{sandbox.url}/cns/ca.crl"


def _chiedi_ocsp(sandbox, certificato, ca):
    domanda = ocsp.OCSPRequestBuilder().add_certificate(certificato, ca, hashes.SHA1())
    domanda = domanda.add_extension(x509.OCSPNonce(b"sedici-byte-qui!"), critical=False)
    corpo = domanda.build().public_bytes(serialization.Encoding.DER)
    risposta = requests.post(
        f"{sandbox.url}/cns/ocsp", data=corpo, headers={"Content-Type": "application/ocsp-request"}
    )
    assert risposta.headers["Content-Type"] == "application/ocsp-response"
    return ocsp.load_der_ocsp_response(risposta.content)


@pytest.mark.parametrize(
    ("quale", "stato"), [("giulia", ocsp.OCSPCertStatus.GOOD), ("revocata", ocsp.OCSPCertStatus.REVOKED)]
)
def test_ocsp(sandbox, archivio, ca, quale, stato):
    risposta = _chiedi_ocsp(sandbox, archivio.certificato(carta(quale)), ca)
    assert risposta.certificate_status == stato
    assert risposta.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"sedici-byte-qui!"
    ca.public_key().verify(
        risposta.signature, risposta.tbs_response_bytes, padding.PKCS1v15(), risposta.signature_hash_algorithm
    )


def test_ocsp_di_una_carta_di_altri_e_di_nessuno(sandbox, archivio, ca):
    risposta = _chiedi_ocsp(sandbox, archivio.certificato(carta("altra-autorita")), ca)
    assert risposta.response_status == ocsp.OCSPResponseStatus.UNAUTHORIZED
    assert requests.post(f"{sandbox.url}/cns/ocsp", data=b"ciao").status_code == 400


def test_chi_pubblica_le_revoche_puo_essere_giu(sandbox):
    sandbox.modo("cns", "giu")
    assert requests.get(f"{sandbox.url}/cns/ca.crl").status_code == 503
    assert requests.get(f"{sandbox.url}/cns/").status_code == 200


def _inserisci(sandbox, **campi):
    return requests.post(f"{sandbox.url}/cns/ingresso?n=nonce-1", data=campi, allow_redirects=False)


@pytest.mark.parametrize("quale", ["giulia", "maria", "scaduta", "altra-autorita"])
def test_il_lettore_fa_la_parte_del_proxy(sandbox, portale, archivio, quale):
    risposta = _inserisci(sandbox, carta=quale, verifica="SUCCESS")
    assert (risposta.status_code, risposta.headers["Location"]) == (302, f"{portale.url}/cns/fine?gettone=uno")
    (arrivato,) = portale.certificati
    assert arrivato["indirizzo"] == "/cns/ingresso?n=nonce-1"
    assert (arrivato["X-Casa-Proxy"], arrivato["X-SSL-Client-Verify"]) == ("segreto-di-prova", "SUCCESS")
    pem = unquote(arrivato["X-SSL-Client-Cert"]).encode()
    assert x509.load_pem_x509_certificate(pem) == archivio.certificato(carta(quale))


def test_il_modulo_puo_finire_sul_portale_di_qualunque_ente(sandbox, portale):
    """Browsers apply form-action to redirects too."""
    porta = portale.url.rpartition(":")[2]
    politica = requests.get(f"{sandbox.url}/cns/ingresso?n=1").headers["Content-Security-Policy"]
    assert politica.endswith(f"form-action 'self' http://*:{porta}")


def test_quello_che_dice_il_portale_torna_al_browser(sandbox, portale):
    for campi in ({"carta": "giulia", "verifica": "FAILED:certificate has expired"}, {"verifica": "NONE"}):
        risposta = _inserisci(sandbox, **campi)
        assert (risposta.status_code, risposta.content.decode()) == (403, "La carta non è valida")
    assert portale.certificati[1]["X-SSL-Client-Cert"] == ""


@pytest.mark.parametrize(
    "campi", [{}, {"carta": "giulia"}, {"carta": "../ca", "verifica": "SUCCESS"}, {"verifica": "SUCCESS"}]
)
def test_una_scelta_che_non_c_e(sandbox, campi):
    assert _inserisci(sandbox, **campi).status_code == 400


def test_il_portale_spento_non_e_un_errore_della_sandbox(tmp_path):
    with SandboxProcesso(tmp_path, portale_url="http://localhost:9") as sola:
        assert _inserisci(sola, carta="giulia", verifica="SUCCESS").status_code == 502


def test_le_pagine_mostrano_tutte_le_carte(sandbox):
    for pagina in ("/cns/", "/cns/ingresso?n=1"):
        testo = requests.get(sandbox.url + pagina).text
        assert all(una.chiave in testo for una in CARTE)


def test_la_tabella_del_readme_e_quella_vera():
    righe = re.findall(r"^\| `([a-z-]+)` \|.*\| (lets in|refuses) \|$", README.read_text(), re.MULTILINE)
    assert righe == [(una.chiave, "lets in" if una in BUONE else "refuses") for una in CARTE]


def test_dopo_il_riavvio_l_autorita_e_la_stessa_e_le_chiavi_sono_nostre(tmp_path):
    archivio = Archivio(tmp_path, "http://localhost:1/cns")
    archivio.prepara()
    prima = (tmp_path / "ca.pem").read_bytes()
    altrove = Archivio(tmp_path, "http://localhost:2/cns")
    altrove.prepara()
    assert (tmp_path / "ca.pem").read_bytes() == prima
    accesso = _estensione(altrove.certificato(carta("giulia")), ExtensionOID.AUTHORITY_INFORMATION_ACCESS)
    assert accesso[0].access_location.value == "http://localhost:2/cns/ocsp"
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.rglob("*.key"))


def test_le_carte_durano_sei_anni(archivio):
    certificato = archivio.certificato(carta("giulia"))
    assert certificato.not_valid_after_utc - certificato.not_valid_before_utc == timedelta(days=6 * 365 + 1)
