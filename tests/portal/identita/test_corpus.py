"""The corpus of attacks through the door that everybody uses: each is refused, nobody is in, nothing personal is written."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import etree, html

from portal.base.logs import FormatoRighe
from portal.identita import operations
from portal.identita.models import Accesso, IdentityProvider, Persona, RichiestaAccesso
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.corpus import FIRME, POSTI, VOCI, XSW, Attacco, codice_fiscale
from tests.portal.identita.corpus_contenuti import CONTENUTO, SCRITTURA, VALIDATOR, altro_gestore
from tests.portal.identita.idp import GIULIA, Domanda, IdpDiProva, credenziale, trova
from tests.portal.identita.ladro import LadroInAscolto, in_ascolto

pytestmark = pytest.mark.django_db

CORPUS = [*FIRME, *XSW, *POSTI, *SCRITTURA, *CONTENUTO, *VALIDATOR]
PERSONALI = ("TINIT", *(valore for nome, valore in GIULIA.items() if nome not in ("gender", "placeOfBirth")))


def _scritto(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(FormatoRighe().format(riga) for riga in caplog.records)


def _non_e_entrato(risposta: object, client: Client) -> None:
    assert 400 <= risposta.status_code < 500, risposta.status_code  # type: ignore[attr-defined]
    assert chi_e_dentro(client) is None
    assert not Persona.objects.exists()
    assert not Accesso.objects.exists()


def test_senza_attacco_si_entra(viaggio: Viaggio) -> None:
    """The corpus proves nothing if the genuine response is refused too."""
    viaggio.entra()
    assert chi_e_dentro(viaggio.client) is not None


@pytest.mark.parametrize("attacco", CORPUS, ids=str)
def test_corpus(viaggio: Viaggio, attacco: Attacco, caplog: pytest.LogCaptureFixture) -> None:
    operations.carica_gestori([altro_gestore().descrizione()], solo_questi=False)
    partenza = viaggio.parti()
    with caplog.at_level(logging.INFO):
        risposta = viaggio.consegna(partenza.relay_state, attacco.costruisce(viaggio.idp, partenza.domanda))
    _non_e_entrato(risposta, viaggio.client)
    scritto = _scritto(caplog)
    assert [parola for parola in PERSONALI if parola in scritto] == []
    motivi = [riga.anomalia for riga in caplog.records if hasattr(riga, "anomalia")]
    assert motivi == [attacco.motivo] or not attacco.motivo
    assert attacco.motivo not in html.fromstring(risposta.content).text_content() or not attacco.motivo


@pytest.fixture
def ladro_in_ascolto() -> Iterator[LadroInAscolto]:
    with in_ascolto() as ladro:
        yield ladro


@pytest.fixture
def viaggio_cie(client: Client, idp: IdpDiProva) -> Viaggio:
    """The same provider, as the one of CIE."""
    operations.carica_gestori([idp.descrizione()], solo_questi=False, schema="cie")
    return Viaggio(client, idp, "cie")


@pytest.mark.parametrize("attacco", [*FIRME, *XSW, *POSTI], ids=str)
def test_corpus_delle_firme_con_la_cie(viaggio_cie: Viaggio, attacco: Attacco) -> None:
    partenza = viaggio_cie.parti()
    risposta = viaggio_cie.consegna(partenza.relay_state, attacco.costruisce(viaggio_cie.idp, partenza.domanda))
    _non_e_entrato(risposta, viaggio_cie.client)


# --- attacks of more than one message -----------------------------------------------------------------------------------


def test_replay_nello_stesso_browser(viaggio: Viaggio) -> None:
    partenza = viaggio.parti()
    risposta = viaggio.idp.risposta(partenza.domanda)
    viaggio.consegna(partenza.relay_state, risposta)
    viaggio.client.post("/esci/")
    assert viaggio.consegna(partenza.relay_state, risposta).status_code == 409
    assert chi_e_dentro(viaggio.client) is None


def test_replay_in_un_altro_browser(viaggio: Viaggio, altro_browser: Client) -> None:
    """With the thief's own pending request, and with the victim's."""
    partenza = viaggio.parti()
    risposta = viaggio.idp.risposta(partenza.domanda)
    viaggio.consegna(partenza.relay_state, risposta)
    del_ladro = Viaggio(altro_browser, viaggio.idp).parti()
    for relay_state, stato in ((del_ladro.relay_state, 403), (partenza.relay_state, 403)):
        assert viaggio.consegna(relay_state, risposta, altro_browser).status_code == stato
        assert chi_e_dentro(altro_browser) is None


def test_unsolicited(viaggio: Viaggio) -> None:
    """A good response that nobody asked for: with an invented InResponseTo, and with none."""
    domanda = viaggio.parti().domanda
    mai_fatta = Domanda("_mai", domanda.acs, domanda.audience)
    _non_e_entrato(viaggio.consegna("", viaggio.idp.risposta(mai_fatta)), viaggio.client)

    def senza_domanda(root: object) -> None:
        for nome in ("Response", "SubjectConfirmationData"):
            del trova(root, nome).attrib["InResponseTo"]  # type: ignore[arg-type]

    _non_e_entrato(viaggio.torna(viaggio.parti(), prima=senza_domanda), viaggio.client)


def test_relay_state_swap(viaggio: Viaggio, altro_browser: Client) -> None:
    """The victim's browser brings its own answer on the thief's request, and the other way round."""
    mia, del_ladro = viaggio.parti("/mia/"), Viaggio(altro_browser, viaggio.idp).parti("/del-ladro/")
    _non_e_entrato(viaggio.consegna(del_ladro.relay_state, viaggio.idp.risposta(mia.domanda)), viaggio.client)
    _non_e_entrato(
        viaggio.consegna(mia.relay_state, viaggio.idp.risposta(del_ladro.domanda), altro_browser), altro_browser
    )


@pytest.mark.parametrize(
    "relay_state", ["https://ladro.invalid/", "//ladro.invalid", "/area-personale/", "javascript:alert(1)", "a" * 5000]
)
def test_relay_state_open_redirect(viaggio: Viaggio, relay_state: str) -> None:
    risposta = viaggio.consegna(relay_state, viaggio.idp.risposta(viaggio.parti().domanda))
    _non_e_entrato(risposta, viaggio.client)
    assert "ladro.invalid" not in risposta.content.decode()


@pytest.mark.parametrize(
    "ritorno", ["https://ladro.invalid/", "//ladro.invalid/", "/\\ladro.invalid", "javascript:alert(1)"]
)
def test_next_open_redirect(viaggio: Viaggio, ritorno: str) -> None:
    assert viaggio.entra(ritorno)["Location"] == "/area-personale/"


def test_markup_in_names(viaggio: Viaggio) -> None:
    """A name may hold any character; a page never takes it for its own."""
    viaggio.entra(name="<script>alert(1)</script>", familyName='"><img src=x onerror=alert(2)>')
    pagina = viaggio.client.get("/area-personale/profilo/").content.decode()
    assert "&lt;script&gt;alert(1)" in pagina
    assert "<script>alert" not in pagina
    assert "<img src=x" not in pagina


def test_acs_by_get(viaggio: Viaggio) -> None:
    partenza = viaggio.parti()
    dati = {"SAMLResponse": viaggio.idp.risposta(partenza.domanda), "RelayState": partenza.relay_state}
    _non_e_entrato(viaggio.client.get("/spid/acs", dati), viaggio.client)
    assert RichiestaAccesso.objects.get().risposta == ""


@pytest.mark.parametrize("campi", [{}, {"SAMLResponse": ""}, {"RelayState": "x"}, {"SAMLResponse": "x"}])
def test_acs_senza_messaggio(viaggio: Viaggio, campi: dict[str, str]) -> None:
    viaggio.parti()
    _non_e_entrato(viaggio.client.post("/spid/acs", campi), viaggio.client)


def test_acs_con_la_risposta_vuota(viaggio: Viaggio) -> None:
    _non_e_entrato(viaggio.consegna(viaggio.parti().relay_state, ""), viaggio.client)


@pytest.mark.parametrize("quanto", [300_000, 20_000_000])
def test_huge_body(viaggio: Viaggio, quanto: int) -> None:
    risposta = viaggio.consegna(viaggio.parti().relay_state, "A" * quanto)
    _non_e_entrato(risposta, viaggio.client)
    assert risposta.status_code == 413


def test_metadata_swap(viaggio: Viaggio, ladro_in_ascolto: LadroInAscolto) -> None:
    """The Issuer is an address where the thief keeps metadata with a key of his own: nobody goes and reads them."""
    ladro = IdpDiProva(ladro_in_ascolto.url, credenziale("ladro"))
    partenza = viaggio.parti()
    _non_e_entrato(viaggio.consegna(partenza.relay_state, ladro.risposta(partenza.domanda)), viaggio.client)
    assert ladro_in_ascolto.richieste == []
    assert IdentityProvider.objects.get().certificati == [viaggio.idp.credential.certificate_base64]


# --- what is strange and yet allowed ------------------------------------------------------------------------------------


def test_validator_1_ns_senza_session_index(viaggio: Viaggio) -> None:
    viaggio.torna(viaggio.parti(), prima=lambda root: trova(root, "AuthnStatement").attrib.pop("SessionIndex"))
    assert chi_e_dentro(viaggio.client) is not None


@pytest.mark.parametrize("mezzo", [etree.Comment("x"), etree.PI("x", "y")], ids=["comment", "PI"])
def test_dopo_la_firma_un_valore_non_si_tronca(viaggio: Viaggio, mezzo: etree._Element) -> None:
    """Canonical form and parser drop it: the person is the one who was signed, whole."""

    def spezza(root: etree._Element) -> None:
        valore = codice_fiscale(root)
        intero = valore.text or ""
        valore.text, mezzo.tail = intero[:10], intero[10:]
        valore.append(mezzo)

    viaggio.torna(viaggio.parti(), firme=("Assertion",), dopo=spezza)
    persona = chi_e_dentro(viaggio.client)
    assert persona is None or persona.codice_fiscale == GIULIA["fiscalNumber"].removeprefix("TINIT-")


def test_due_orologi_quasi_uguali(viaggio: Viaggio) -> None:
    """The provider's clock is two seconds ahead."""
    viaggio.torna(viaggio.parti(), adesso=datetime.now(UTC) + timedelta(seconds=2))
    assert chi_e_dentro(viaggio.client) is not None


# --- nothing is forgotten -----------------------------------------------------------------------------------------------


def test_ogni_voce_dell_elenco_ha_la_sua_prova() -> None:
    provate = {attacco.voce for attacco in CORPUS} | {nome for nome in globals() if nome.startswith("test_")}
    assert [voce for voce in VOCI if voce not in provate] == []
