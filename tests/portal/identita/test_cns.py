"""Entering with a card: the sandbox issues the cards and answers about revocation, on the wire."""

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as risposte
from cryptography.x509.oid import NameOID
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita import checks, operations
from portal.identita.cns import certificato, crl, fiducia, ocsp
from portal.identita.cns.errori import CartaRifiutata
from portal.identita.models import Accesso, PassaggioCns, Persona
from portal.sandbox.cns.archivio import Archivio
from portal.sandbox.cns.autorita import Autorita, nuova_chiave
from portal.sandbox.cns.carte import BUONE, Carta, carta
from tests import people
from tests.portal.identita.conftest import chi_e_dentro
from tests.sandbox_processo import SandboxProcesso

pytestmark = pytest.mark.django_db
SEGRETO = "un-segreto-di-prova-lungo-abbastanza"
MUTA = "http://127.0.0.1:9"  # nobody listens


@pytest.fixture
def archivio(sandbox: SandboxProcesso, settings: Any) -> Archivio:
    """The cards of the running sandbox, whose authority the portal trusts."""
    dove = Archivio(sandbox.cartella / "sandbox" / "cns", f"{sandbox.url}/cns")
    settings.CNS_INGRESSO_URL = "https://cns.esempio.invalid/cns/ingresso"
    settings.CNS_SEGRETO_PROXY = SEGRETO
    settings.CNS_CA_FILE = str(dove.cartella / "ca.pem")
    return dove


@pytest.fixture
def casa_nostra(tmp_path: Path, settings: Any) -> Autorita:
    """An authority that the portal trusts and that nobody can ask about revocation."""
    nostra = Autorita.nuova("Autorità senza rete", MUTA)
    file = tmp_path / "ca.pem"
    file.write_bytes(nostra.certificato.public_bytes(Encoding.PEM))
    settings.CNS_CA_FILE, settings.CNS_SEGRETO_PROXY = str(file), SEGRETO
    settings.CNS_INGRESSO_URL = "https://cns.esempio.invalid/cns/ingresso"
    return nostra


def parti(client: Client, ritorno: str = "/area-personale/profilo/") -> str:
    """Begin; return the code of the passage, as the host of the cards receives it."""
    risposta = client.get("/cns/login", {"next": ritorno})
    assert risposta["Location"].startswith("https://cns.esempio.invalid/cns/ingresso?n=")
    return parse_qs(urlsplit(risposta["Location"]).query)["n"][0]


def leggi(numero: str, pem: bytes, *, verifica: str = "SUCCESS", segreto: str = SEGRETO) -> Any:
    """What the proxy does with the card in the reader."""
    intestazioni = {
        "X-Casa-Proxy": segreto,
        "X-SSL-Client-Verify": verifica,
        "X-SSL-Client-Cert": quote(pem.decode(), safe=""),
    }
    return Client(HTTP_HOST="localhost").get("/cns/ingresso", {"n": numero}, headers=intestazioni)


def fine(client: Client, risposta: Any) -> Any:
    assert risposta["Location"].startswith("http://localhost:8000/cns/fine?gettone=")
    return client.get(risposta["Location"].removeprefix("http://localhost:8000"))


def pem_di(certificato: x509.Certificate) -> bytes:
    return certificato.public_bytes(Encoding.PEM)


def entra_con(client: Client, certificato: x509.Certificate, **come: str) -> Any:
    """The whole way."""
    return fine(client, leggi(parti(client), pem_di(certificato), **come))


# --- in -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quale", [una for una in BUONE if una.con_nome], ids=lambda una: una.chiave)
def test_ogni_carta_buona_apre(client: Client, archivio: Archivio, quale: Carta) -> None:
    risposta = entra_con(client, archivio.certificato(quale))
    assert (risposta.status_code, risposta["Location"]) == (302, "/area-personale/profilo/")
    persona = chi_e_dentro(client)
    assert persona is not None
    assert persona.codice_fiscale == quale.titolare.codice_fiscale
    assert persona.cognome.casefold() == quale.titolare.cognome.casefold()
    assert persona.data_nascita == quale.titolare.data_nascita
    accesso = Accesso.objects.get()
    assert (accesso.metodo, accesso.livello, accesso.gestore) == ("cns", 3, "Autorità di prova delle carte")


def test_chi_era_entrato_con_spid_e_la_stessa_persona(client: Client, archivio: Archivio, giulia: Persona) -> None:
    entra_con(client, archivio.certificato(carta("giulia")))
    assert chi_e_dentro(client) == giulia
    assert client.get("/area-personale/profilo/").status_code == 200


def test_una_carta_senza_nome_basta_a_chi_conosciamo(client: Client, archivio: Archivio) -> None:
    teresa = carta("teresa")
    rifiuto = entra_con(client, archivio.certificato(teresa))
    assert rifiuto.status_code == 403
    assert "entra con SPID o CIE" in rifiuto.content.decode()
    nata = dt.date(1849, 8, 11)
    Persona.objects.create(
        codice_fiscale=teresa.titolare.codice_fiscale, nome="Teresa", cognome="Longo", data_nascita=nata
    )
    entra_con(client, archivio.certificato(teresa))
    persona = chi_e_dentro(client)
    assert persona is not None
    assert (persona.nome, persona.data_nascita) == ("Teresa", nata), "ciò che è noto resta"


def test_la_pagina_di_accesso_porta_alla_carta(client: Client, archivio: Archivio) -> None:
    assert "/cns/login?" in client.get("/accedi/").content.decode()


def test_senza_host_delle_carte_non_c_e_nulla(client: Client, settings: Any) -> None:
    settings.CNS_INGRESSO_URL = ""
    assert "/cns/" not in client.get("/accedi/").content.decode()
    assert client.get("/cns/login").status_code == 404


def test_il_lettore_della_sandbox_fa_tutto_il_giro(
    transactional_db: None, live_server: Any, tmp_path: Path, settings: Any
) -> None:
    """The real proxy's place is taken by the sandbox: its form, its forwarding, our redirect."""
    porta = urlsplit(live_server.url).port
    people.crea_ente("Roccachiara", host="localhost", numero=901)
    Ente.objects.update(origine=f"http://localhost:{porta}")
    with SandboxProcesso(tmp_path, portale_url=f"http://localhost:{porta}") as lettore:
        settings.CNS_INGRESSO_URL = f"{lettore.url}/cns/ingresso"
        settings.CNS_SEGRETO_PROXY = "segreto-di-prova"
        settings.CNS_CA_FILE = str(tmp_path / "sandbox" / "cns" / "ca.pem")
        browser = requests.Session()
        pagina = browser.get(f"http://localhost:{porta}/cns/login?next=/servizi/")
        assert "Quale carta metti nel lettore?" in pagina.text
        arrivo = browser.post(pagina.url, {"carta": "giulia", "verifica": "SUCCESS"})
        assert arrivo.url == f"http://localhost:{porta}/servizi/"
    assert Accesso.objects.get().metodo == "cns"


# --- cards that do not open ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chiave", "parole"),
    [
        ("scaduta", "è scaduta"),
        ("revocata", "è stata revocata"),
        ("altra-autorita", "non conosciamo"),
        ("firma", "non serve per entrare"),
        ("posta", "non serve per entrare"),
        ("discorde", "non dice chi sei"),
        ("errata", "non dice chi sei"),
    ],
)
def test_ogni_carta_da_rifiutare_ha_la_sua_pagina(client: Client, archivio: Archivio, chiave: str, parole: str) -> None:
    risposta = entra_con(client, archivio.certificato(carta(chiave)))
    assert risposta.status_code == 403
    assert parole in risposta.content.decode()
    assert "Torna alla pagina di accesso" in risposta.content.decode()
    assert chi_e_dentro(client) is None
    assert not Persona.objects.exists()


def test_nessuna_carta_nel_lettore(client: Client, archivio: Archivio) -> None:
    risposta = fine(client, leggi(parti(client), b"", verifica="NONE"))
    assert "lettore sia collegato" in risposta.content.decode()


@pytest.mark.parametrize(
    "pem", [b"spazzatura", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"A" * 30_000]
)
def test_un_certificato_illeggibile(client: Client, archivio: Archivio, pem: bytes) -> None:
    risposta = fine(client, leggi(parti(client), pem))
    assert "non si legge" in risposta.content.decode()


def test_se_il_proxy_dubita_la_carta_non_apre(client: Client, archivio: Archivio) -> None:
    risposta = entra_con(client, archivio.certificato(carta("giulia")), verifica="FAILED:certificate has expired")
    assert risposta.status_code == 403
    assert chi_e_dentro(client) is None


def test_una_carta_fatta_in_casa_con_lo_stesso_nome_dell_autorita(client: Client, archivio: Archivio) -> None:
    vera = archivio.autorita()
    ladra = Autorita(nuova_chiave(), vera.certificato, vera.base)
    falsa = ladra.emetti(carta("giulia"), nuova_chiave().public_key())
    assert "non conosciamo" in entra_con(client, falsa).content.decode()


def test_una_carta_buona_non_emette_altre_carte(client: Client, archivio: Archivio, settings: Any) -> None:
    """Even if somebody put a card among the authorities."""
    chiave = nuova_chiave()
    vera = archivio.autorita()
    buona = vera.emetti(carta("giulia"), chiave.public_key())
    Path(settings.CNS_CA_FILE).write_bytes(pem_di(vera.certificato) + pem_di(buona))
    try:
        figlia = Autorita(chiave, buona, vera.base).emetti(carta("marco"), nuova_chiave().public_key())
        assert "non conosciamo" in entra_con(client, figlia).content.decode()
    finally:
        Path(settings.CNS_CA_FILE).write_bytes(pem_di(vera.certificato))


@pytest.mark.parametrize(
    ("cn", "numero", "atteso"),
    [
        ("BNCGLI85D52H501T/1234567890123456.abc=", "", "BNCGLI85D52H501T"),
        ("bncgli85d52h501t/1234567890123456.abc=", "tinit-BNCGLI85D52H501T", "BNCGLI85D52H501T"),
        ("BIANCHI GIULIA", "TINIT-BNCGLI85D52H501T", "BNCGLI85D52H501T"),
        ("BNCGLI85D52H501T", "", ""),
        ("BIANCHI GIULIA", "BNCGLI85D52H501T", ""),
        ("/123.abc", "", ""),
        ("VRDMRC78A10H501A/1234567890123456.abc=", "TINIT-BNCGLI85D52H501T", ""),
    ],
)
def test_il_codice_fiscale_del_soggetto(cn: str, numero: str, atteso: str) -> None:
    voci = [x509.NameAttribute(NameOID.COMMON_NAME, cn)]
    voci += [x509.NameAttribute(NameOID.SERIAL_NUMBER, numero)] if numero else []
    soggetto = x509.Name(voci)
    if atteso:
        assert certificato._codice_fiscale(soggetto) == atteso
    else:
        with pytest.raises(CartaRifiutata):
            certificato._codice_fiscale(soggetto)


# --- revocation ---------------------------------------------------------------------------------------------------------


def test_se_nessuno_risponde_sulla_revoca_non_si_entra(client: Client, casa_nostra: Autorita) -> None:
    risposta = entra_con(client, casa_nostra.emetti(carta("giulia"), nuova_chiave().public_key()))
    assert risposta.status_code == 503
    assert "non risponde" in risposta.content.decode()
    assert chi_e_dentro(client) is None


def test_chi_accetta_il_rischio_lo_dice_in_una_impostazione(
    client: Client, casa_nostra: Autorita, settings: Any
) -> None:
    settings.CNS_REVOCA_OBBLIGATORIA = False
    assert entra_con(client, casa_nostra.emetti(carta("giulia"), nuova_chiave().public_key())).status_code == 302


def test_se_l_ocsp_tace_parla_la_lista(client: Client, archivio: Archivio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocsp, "_indirizzi", lambda carta: [f"{MUTA}/ocsp"])
    assert "è stata revocata" in entra_con(client, archivio.certificato(carta("revocata"))).content.decode()
    assert entra_con(client, archivio.certificato(carta("giulia"))).status_code == 302


def test_la_risposta_vale_qualche_minuto_e_poi_si_richiede(
    client: Client, archivio: Archivio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert entra_con(client, archivio.certificato(carta("giulia"))).status_code == 302
    client.post("/esci/")
    monkeypatch.setattr(ocsp, "_indirizzi", lambda carta: [])
    monkeypatch.setattr(crl, "_indirizzi", lambda carta: [])
    assert entra_con(client, archivio.certificato(carta("giulia"))).status_code == 302, "ancora in memoria"
    client.post("/esci/")
    cache.clear()
    assert entra_con(client, archivio.certificato(carta("giulia"))).status_code == 503


def _risposta(autorita: Autorita, uno: x509.Certificate, ore: int = 0) -> risposte.OCSPResponse:
    quando = timezone.now() - dt.timedelta(hours=ore)
    fatta = risposte.OCSPResponseBuilder().add_response(
        cert=uno,
        issuer=autorita.certificato,
        algorithm=hashes.SHA1(),
        cert_status=risposte.OCSPCertStatus.GOOD,
        this_update=quando,
        next_update=quando + dt.timedelta(hours=1),
        revocation_time=None,
        revocation_reason=None,
    )
    fatta = fatta.responder_id(risposte.OCSPResponderEncoding.NAME, autorita.certificato)
    return fatta.sign(autorita.chiave, hashes.SHA256())


@pytest.mark.parametrize(
    ("caso", "credibile"), [("buona", True), ("vecchia", False), ("altra carta", False), ("altra chiave", False)]
)
def test_una_risposta_ocsp_si_crede_solo_se_e_dell_autorita(casa_nostra: Autorita, caso: str, credibile: bool) -> None:
    mia, altra = (casa_nostra.emetti(carta(nome), nuova_chiave().public_key()) for nome in ("giulia", "marco"))
    finta = Autorita.nuova("Autorità senza rete", MUTA) if caso == "altra chiave" else casa_nostra
    risposta = _risposta(finta, altra if caso == "altra carta" else mia, ore=9 if caso == "vecchia" else 0)
    assert ocsp._credibile(risposta, mia, casa_nostra.certificato, timezone.now()) is credibile


def test_una_lista_scaduta_o_di_altri_non_conta(casa_nostra: Autorita) -> None:
    lista = x509.load_der_x509_crl(casa_nostra.lista_di_revoca([]))
    altra = Autorita.nuova("Autorità senza rete", MUTA)
    adesso = timezone.now()
    assert crl._credibile(lista, casa_nostra.certificato, adesso)
    assert not crl._credibile(lista, altra.certificato, adesso)
    assert not crl._credibile(lista, casa_nostra.certificato, adesso + dt.timedelta(days=2))


@pytest.mark.parametrize(
    ("limiti", "credibile"),
    [
        ({"only_contains_user_certs": True}, True),
        ({"only_contains_ca_certs": True}, False),
        ({"only_contains_attribute_certs": True}, False),
        ({"indirect_crl": True}, False),
        ({"only_some_reasons": frozenset([x509.ReasonFlags.key_compromise])}, False),
    ],
)
def test_una_lista_che_tace_di_qualcosa_non_conta(
    casa_nostra: Autorita, limiti: dict[str, Any], credibile: bool
) -> None:
    nessuno = dict.fromkeys(
        ("only_contains_user_certs", "only_contains_ca_certs", "only_contains_attribute_certs", "indirect_crl"), False
    )
    campi = {"full_name": None, "relative_name": None, "only_some_reasons": None, **nessuno, **limiti}
    adesso = timezone.now()
    lista = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(casa_nostra.certificato.subject)
        .last_update(adesso - dt.timedelta(minutes=1))
        .next_update(adesso + dt.timedelta(days=1))
        .add_extension(x509.IssuingDistributionPoint(**campi), critical=True)
        .sign(casa_nostra.chiave, hashes.SHA256())
    )
    assert crl._credibile(lista, casa_nostra.certificato, adesso) is credibile


# --- the proxy, the token, the browser ----------------------------------------------------------------------------------


@pytest.mark.parametrize("segreto", ["", "sbagliato", SEGRETO + "x"])
def test_solo_il_proxy_puo_dire_che_carta_e(client: Client, archivio: Archivio, segreto: str) -> None:
    numero = parti(client)
    assert leggi(numero, pem_di(archivio.certificato(carta("giulia"))), segreto=segreto).status_code == 403
    assert PassaggioCns.objects.get().letta_il is None


def test_senza_segreto_configurato_nessuno_passa(client: Client, archivio: Archivio, settings: Any) -> None:
    numero = parti(client)
    settings.CNS_SEGRETO_PROXY = ""
    assert leggi(numero, pem_di(archivio.certificato(carta("giulia"))), segreto="").status_code == 403


@pytest.mark.parametrize("numero", ["", "abc", "00000000-0000-4000-8000-000000000000"])
def test_un_passaggio_inventato(archivio: Archivio, ente: Ente, numero: str) -> None:
    assert leggi(numero, pem_di(archivio.certificato(carta("giulia")))).status_code == 400


def test_il_gettone_non_apre_in_un_altro_browser(client: Client, archivio: Archivio, altro_browser: Client) -> None:
    """Login CSRF: the victim would work in the thief's name."""
    letta = leggi(parti(client), pem_di(archivio.certificato(carta("giulia"))))
    parti(altro_browser)
    assert fine(altro_browser, letta).status_code == 400
    assert chi_e_dentro(altro_browser) is None
    assert fine(client, letta).status_code == 302, "al suo browser serve ancora"


def test_il_gettone_apre_una_volta_sola(client: Client, archivio: Archivio) -> None:
    letta = leggi(parti(client), pem_di(archivio.certificato(carta("giulia"))))
    assert fine(client, letta).status_code == 302
    client.post("/esci/")
    assert fine(client, letta).status_code == 400
    assert chi_e_dentro(client) is None


def test_il_gettone_dura_un_minuto(client: Client, archivio: Archivio, time_machine: Any) -> None:
    letta = leggi(parti(client), pem_di(archivio.certificato(carta("giulia"))))
    time_machine.move_to(timezone.now() + dt.timedelta(seconds=61))
    risposta = fine(client, letta)
    assert risposta.status_code == 400
    assert "Ricomincia" in risposta.content.decode()


def test_un_passaggio_si_legge_una_volta_sola(client: Client, archivio: Archivio) -> None:
    numero = parti(client)
    leggi(numero, pem_di(archivio.certificato(carta("giulia"))))
    assert fine(client, leggi(numero, pem_di(archivio.certificato(carta("marco"))))).status_code == 400


def test_un_passaggio_vecchio_non_si_legge(client: Client, archivio: Archivio, time_machine: Any) -> None:
    numero = parti(client)
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=16))
    assert fine(client, leggi(numero, pem_di(archivio.certificato(carta("giulia"))))).status_code == 400
    operations.dimentica_passaggi()
    assert not PassaggioCns.objects.exists()


def test_nel_database_e_nei_log_non_c_e_chi_e(
    client: Client, archivio: Archivio, caplog: pytest.LogCaptureFixture
) -> None:
    leggi(parti(client), pem_di(archivio.certificato(carta("giulia"))))
    assert b"BNCGLI" not in bytes(PassaggioCns.objects.get().contenuto)
    entra_con(client, archivio.certificato(carta("revocata")))
    scritto = " ".join(str(riga.__dict__) for riga in caplog.records)
    assert "revocata" in scritto
    assert carta("revocata").titolare.codice_fiscale not in scritto


def test_non_si_torna_su_un_altro_sito(client: Client, archivio: Archivio) -> None:
    letta = leggi(parti(client, "https://ladro.invalid/"), pem_di(archivio.certificato(carta("giulia"))))
    assert fine(client, letta)["Location"] == "/area-personale/"


# --- settings -----------------------------------------------------------------------------------------------------------


def test_l_elenco_delle_autorita_si_rilegge_quando_cambia(casa_nostra: Autorita, settings: Any) -> None:
    assert len(fiducia.autorita_fidate()) == 1
    altra = Autorita.nuova("Un'altra", MUTA)
    file = Path(settings.CNS_CA_FILE)
    file.write_bytes(pem_di(casa_nostra.certificato) + pem_di(altra.certificato))
    assert len(fiducia.autorita_fidate()) == 2


@pytest.mark.parametrize(
    ("cambi", "codici"),
    [
        ({}, []),
        ({"CNS_INGRESSO_URL": ""}, []),
        ({"CNS_SEGRETO_PROXY": "corto"}, ["casa.identita.E010"]),
        ({"CNS_INGRESSO_URL": "http://cns.esempio.invalid/cns/ingresso"}, ["casa.identita.E011"]),
        ({"CNS_CA_FILE": "/non/esiste"}, ["casa.identita.E012"]),
        ({"CNS_REVOCA_OBBLIGATORIA": False}, ["casa.identita.W011"]),
    ],
)
def test_in_produzione_le_carte_sono_custodite(
    casa_nostra: Autorita, settings: Any, cambi: dict[str, Any], codici: list[str]
) -> None:
    settings.PRODUZIONE = True
    for nome, valore in cambi.items():
        setattr(settings, nome, valore)
    problemi = [*checks.carte_custodite(None), *checks.revoca_controllata(None)]
    assert [problema.id for problema in problemi] == codici


def test_nginx_chiede_la_carta_su_un_host_solo_e_non_lascia_passare_le_sue_intestazioni(settings: Any) -> None:
    cartella = Path(settings.BASE_DIR) / "deploy"
    comune, carte = ((cartella / nome).read_text(encoding="utf-8") for nome in ("nginx.conf", "nginx-cns.conf"))
    assert "ssl_verify_client" not in comune
    assert "ssl_verify_client optional;" in carte
    for nome in ("X-Casa-Proxy", "X-SSL-Client-Verify", "X-SSL-Client-Cert"):
        assert f'proxy_set_header {nome} "";' in comune, "sugli altri host si cancellano"
    assert "proxy_set_header X-SSL-Client-Verify $ssl_client_verify;" in carte
    assert "proxy_set_header X-SSL-Client-Cert $ssl_client_escaped_cert;" in carte
