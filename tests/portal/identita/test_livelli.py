"""A stronger login in the middle of the work: asked for by the service, and then back to the draft."""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.enti.models import Ente, Ufficio
from portal.identita.models import Accesso
from pratiche.models import Pratica, VersioneServizio
from tests.makers import un_servizio
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import GIULIA, trova

pytestmark = pytest.mark.django_db

RICHIEDI = "/servizi/permesso-accesso-ztl/richiedi/"


@pytest.fixture
def bozza(viaggio: Viaggio, ente: Ente, ufficio: Ufficio) -> Pratica:
    """Giulia's, of a service that now asks for level 3; she is in at level 2."""
    servizio = un_servizio(ente, ufficio)
    viaggio.entra(ritorno=RICHIEDI)
    viaggio.client.post(RICHIEDI, {"letta": "on"})
    pratica = Pratica.objects.get()
    contenuto = {**pratica.versione.contenuto, "chi": {"sessioni": ["cittadino"], "livello": 3}}
    Pratica.objects.update(
        versione=VersioneServizio.objects.create(servizio=servizio, numero=2, contenuto=contenuto, impronta="2" * 64),
        dati={"targa": "AB123CD"},
    )
    return pratica


def porta_del_livello(viaggio: Viaggio, pratica: Pratica) -> dict[str, list[str]]:
    """What the login page is asked, when the draft is opened."""
    risposta = viaggio.client.get(f"/pratiche/{pratica.codice}/compila/dati-specifici/")
    assert risposta["Location"].startswith("/accedi/?")
    return parse_qs(urlsplit(risposta["Location"]).query)


def test_si_torna_nella_bozza_con_il_livello_giusto(viaggio: Viaggio, bozza: Pratica) -> None:
    chiesto = porta_del_livello(viaggio, bozza)
    assert chiesto["livello"] == ["3"]
    partenza = viaggio.parti(chiesto["next"][0], livello="3")
    assert trova(partenza.xml, "AuthnContextClassRef").text == "https://www.spid.gov.it/SpidL3"
    ritorno = viaggio.torna(partenza, attributi=GIULIA, livello=3)["Location"]  # type: ignore[index]
    assert ritorno == chiesto["next"][0]
    pagina = viaggio.client.get(ritorno)
    assert pagina.status_code == 200
    assert "AB123CD" in pagina.content.decode()
    assert pagina.wsgi_request.sessione.livello == 3  # type: ignore[attr-defined]
    bozza.refresh_from_db()
    assert bozza.dati == {"targa": "AB123CD"}
    assert list(Accesso.objects.filter(uscita_il=None).values_list("livello", flat=True)) == [3]


def test_un_gestore_che_risponde_piu_basso_non_basta_e_non_toglie_nulla(viaggio: Viaggio, bozza: Pratica) -> None:
    partenza = viaggio.parti("/pratiche/", livello="3")
    assert viaggio.torna(partenza, attributi=GIULIA, livello=2).status_code == 403  # type: ignore[attr-defined]
    assert chi_e_dentro(viaggio.client) is not None
    assert viaggio.client.get("/area-personale/").wsgi_request.sessione.livello == 2  # type: ignore[attr-defined]
    assert Pratica.objects.get().dati == {"targa": "AB123CD"}


def test_se_entra_un_altra_persona_la_bozza_non_e_sua(viaggio: Viaggio, bozza: Pratica) -> None:
    chiesto = porta_del_livello(viaggio, bozza)
    marco = GIULIA | {"fiscalNumber": "TINIT-VRDMRC78A10H501A", "name": "Marco", "familyName": "Verdi"}
    partenza = viaggio.parti(chiesto["next"][0], livello="3")
    ritorno = viaggio.torna(partenza, attributi=marco, livello=3)["Location"]  # type: ignore[index]
    assert viaggio.client.get(ritorno).status_code == 404


@pytest.mark.parametrize("livello", ["1", "0", "9", "tre", ""])
def test_nessuno_chiede_meno_del_solito_con_un_collegamento(viaggio: Viaggio, livello: str) -> None:
    partenza = viaggio.parti(livello=livello)
    assert trova(partenza.xml, "AuthnContextClassRef").text == "https://www.spid.gov.it/SpidL2"
