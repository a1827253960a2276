"""Fuzzing: whatever happens to a signed response, it is refused in good order or it says what was signed."""

import base64
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from portal.identita.models import Persona, RichiestaAccesso
from portal.identita.saml.errors import LoginRefused, MessageRefused
from portal.identita.saml.models import Assertion
from portal.identita.saml.response import validate
from portal.sandbox.spid.logout import albero_richiesta
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import GIULIA, firma
from tests.portal.identita.mutazioni import CODIFICHE, Colpo, byte_guasti, colpi, colpisci, in_base64, trascrivi
from tests.portal.identita.test_saml_risposta import ADESSO, ATTESA, DOMANDA, IDP

ORA = ADESSO + timedelta(seconds=5)
VERE = {firme: base64.b64decode(IDP.risposta(DOMANDA, adesso=ADESSO, firme=firme)) for firme in (("Assertion",), ("Assertion", "Response"))}  # fmt: skip

# the same blows at every run: what is found once stays found
stessi_colpi = settings(
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],  # each example enters anew
)
vere = st.sampled_from(sorted(VERE.values()))


def giudica(messaggio: str) -> Assertion | None:
    """What the core makes of a message: the assertion, or None when it is refused. Any other error is a fault."""
    try:
        return validate(messaggio, ATTESA, ORA)
    except (MessageRefused, LoginRefused):
        return None


@pytest.fixture(scope="module")
def originale() -> dict[bytes, Assertion]:
    """What each genuine response says."""
    with time_machine.travel(ORA, tick=False):
        esiti = {xml: giudica(in_base64(xml)) for xml in VERE.values()}
    assert all(esiti.values())
    return esiti  # type: ignore[return-value]


def _dice_il_vero(messaggio: str, vera: Assertion) -> None:
    with time_machine.travel(ORA, tick=False):
        letta = giudica(messaggio)
    if letta is not None:
        # the identifier of an unsigned Response is nobody's word
        assert (letta.attributes, letta.id, letta.level, letta.name_id, letta.expires) == (
            vera.attributes, vera.id, vera.level, vera.name_id, vera.expires,
        )  # fmt: skip


@settings(stessi_colpi, max_examples=600)
@given(xml=vere, serie=st.lists(colpi, min_size=1, max_size=4))
def test_albero(originale: dict[bytes, Assertion], xml: bytes, serie: list[Colpo]) -> None:
    _dice_il_vero(in_base64(trascrivi(colpisci(xml, serie), "utf-8", "utf-8")), originale[xml])


@settings(stessi_colpi, max_examples=400)
@given(data=st.data(), xml=vere)
def test_byte(originale: dict[bytes, Assertion], data: st.DataObject, xml: bytes) -> None:
    _dice_il_vero(in_base64(data.draw(byte_guasti(xml))), originale[xml])


@settings(stessi_colpi, max_examples=150)
@given(
    xml=vere, serie=st.lists(colpi, max_size=1), come=st.sampled_from(CODIFICHE), dichiarata=st.sampled_from(CODIFICHE)
)
def test_codifica(
    originale: dict[bytes, Assertion], xml: bytes, serie: list[Colpo], come: str, dichiarata: str
) -> None:
    _dice_il_vero(in_base64(trascrivi(colpisci(xml, serie), come, dichiarata)), originale[xml])


@settings(stessi_colpi, max_examples=150)
@given(xml=vere, taglio=st.integers(0, 4000), rumore=st.text(max_size=6))
def test_base64(originale: dict[bytes, Assertion], xml: bytes, taglio: int, rumore: str) -> None:
    messaggio = in_base64(xml)
    _dice_il_vero(messaggio[:taglio] + rumore + messaggio[taglio:], originale[xml])


@pytest.mark.django_db
@settings(stessi_colpi, max_examples=80)
@given(data=st.data(), serie=st.lists(colpi, min_size=1, max_size=3), rovina=st.booleans())
def test_http(viaggio: Viaggio, data: st.DataObject, serie: list[Colpo], rovina: bool) -> None:
    """The same through the door: a page that explains, or Giulia; never a 500, never somebody else."""
    viaggio.client.logout()
    partenza = viaggio.parti()
    xml = base64.b64decode(viaggio.idp.risposta(partenza.domanda))
    xml = trascrivi(colpisci(xml, serie), "utf-8", "utf-8")
    risposta = viaggio.consegna(partenza.relay_state, in_base64(data.draw(byte_guasti(xml)) if rovina else xml))
    persona = chi_e_dentro(viaggio.client)
    if persona is None:
        assert 400 <= risposta.status_code < 500  # type: ignore[attr-defined]
    else:
        assert f"TINIT-{persona.codice_fiscale}" == GIULIA["fiscalNumber"]
        assert persona.nome == GIULIA["name"]
    assert Persona.objects.count() <= 1


@pytest.mark.django_db
@settings(stessi_colpi, max_examples=80)
@given(relay_state=st.text(max_size=100), risposta=st.text(max_size=200))
def test_moduli_qualsiasi(viaggio: Viaggio, relay_state: str, risposta: str) -> None:
    """Any two fields at the ACS, with any characters that a form can carry."""
    dati = {"SAMLResponse": risposta.encode("utf-8", "replace"), "RelayState": relay_state.encode("utf-8", "replace")}
    assert 400 <= viaggio.client.post("/spid/acs", dati).status_code < 500
    assert not RichiestaAccesso.objects.exists()


@pytest.mark.django_db
@settings(stessi_colpi, max_examples=60)
@given(data=st.data(), serie=st.lists(colpi, max_size=2))
def test_uscita(viaggio: Viaggio, data: st.DataObject, serie: list[Colpo]) -> None:
    """A damaged request to leave, to the address that answers providers: a page, never a fault."""
    domanda = albero_richiesta(
        idp=viaggio.idp.entity_id,
        destinazione="http://localhost:8000/spid/sls",
        name_id="_di-nessuno",
        session_index="",
    )
    firma(domanda, viaggio.idp.credential)
    xml = trascrivi(colpisci(etree.tostring(domanda), serie), "utf-8", "utf-8")
    messaggio = in_base64(data.draw(byte_guasti(xml)) if serie else xml)
    risposta = viaggio.client.post("/spid/sls", {"SAMLRequest": messaggio, "RelayState": "x"})
    assert risposta.status_code == 200 if not serie else risposta.status_code < 500
