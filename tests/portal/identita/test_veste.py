"""One person, three hats: citizen, professional, company."""

import pytest
from django.test import Client

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Accesso, Persona
from portal.identita.sessione import Sessione
from portal.registro.models import Evento
from tests.makers import un_servizio
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import GIULIA, trova

pytestmark = pytest.mark.django_db

IMPRESA = {
    "companyName": "Gallo Costruzioni S.r.l.",
    "companyFiscalNumber": "TINIT-09876540106",
    "ivaCode": "VATIT-09876540106",
}


def entra_per_lavoro(viaggio: Viaggio, **attributi: str) -> Sessione:
    viaggio.torna(viaggio.parti("/area-personale/", veste="professionale"), attributi=GIULIA | attributi)
    sessione: Sessione = viaggio.client.get("/area-personale/").wsgi_request.sessione  # type: ignore[attr-defined]
    return sessione


def test_per_lavoro_si_chiede_un_identita_professionale(viaggio: Viaggio) -> None:
    partenza = viaggio.parti(veste="professionale")
    assert partenza.xml.get("AttributeConsumingServiceIndex") == "2"
    assert trova(partenza.xml, "Purpose").text == "P"
    assert [figlio.tag.partition("}")[2] for figlio in partenza.xml][:4] == [
        "Issuer",
        "Signature",
        "Extensions",
        "NameIDPolicy",
    ]
    assert "Extensions" not in [figlio.tag.partition("}")[2] for figlio in viaggio.parti().xml]


def test_chi_agisce_per_un_impresa(viaggio: Viaggio) -> None:
    sessione = entra_per_lavoro(viaggio, **IMPRESA)
    assert (sessione.tipo, sessione.denominazione) == ("impresa", "Gallo Costruzioni S.r.l.")
    assert (sessione.codice_fiscale_impresa, sessione.partita_iva) == ("09876540106", "09876540106")
    assert Accesso.objects.get().tipo == "impresa"
    pagina = viaggio.client.get("/").content.decode()
    assert "Gallo Costruzioni S.r.l." in pagina
    assert "/accedi/?veste=cittadino" in pagina
    viaggio.client.post("/accedi/come-cittadino/")
    assert "Gallo Costruzioni S.r.l." in viaggio.client.get("/").content.decode()


def test_un_identita_professionale_puo_non_dire_altro(viaggio: Viaggio) -> None:
    """Of a natural person for professional use the provider need not send anything more."""
    assert entra_per_lavoro(viaggio).tipo == "professionista"


def test_dal_lavoro_si_torna_cittadini(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, ivaCode="VATIT-01234560108")
    assert viaggio.client.post("/accedi/come-cittadino/?next=/servizi/")["Location"] == "/servizi/"
    pagina = viaggio.client.get("/servizi/")
    assert pagina.wsgi_request.sessione.tipo == "cittadino"  # type: ignore[attr-defined]
    assert "veste=professionale" in pagina.content.decode()
    assert Evento.objects.filter(azione="accesso.veste_cambiata").count() == 1


def test_la_pagina_di_accesso_per_lavoro_ha_solo_spid(viaggio: Viaggio) -> None:
    viaggio.entra()
    pagina = viaggio.client.get("/accedi/?veste=professionale&next=/servizi/").content.decode()
    assert "uso professionale" in pagina
    assert "veste=professionale" in pagina
    assert "/cie/login" not in pagina


@pytest.mark.parametrize("codice", ["09876540106", "TINIT-", "TINIT-123", "TINIT-0987654010A"])
def test_un_impresa_senza_un_codice_vero_non_entra(viaggio: Viaggio, codice: str) -> None:
    partenza = viaggio.parti(veste="professionale")
    risposta = viaggio.torna(partenza, attributi=GIULIA | IMPRESA | {"companyFiscalNumber": codice})
    assert risposta.status_code == 403  # type: ignore[attr-defined]
    assert chi_e_dentro(viaggio.client) is None


def test_il_catalogo_e_la_scrivania_sanno_in_che_veste_sei(viaggio: Viaggio, ente: Ente, ufficio: Ufficio) -> None:
    un_servizio(ente, ufficio)
    Servizio.objects.update(per_imprese=False)
    segno = "Non per chi sta usando il portale come te ora"
    assert segno not in viaggio.client.get("/servizi/").content.decode()
    entra_per_lavoro(viaggio, **IMPRESA)
    assert segno in viaggio.client.get("/servizi/").content.decode()
    assert (
        "nessun servizio si può chiedere online in questa veste"
        in viaggio.client.get("/area-personale/").content.decode()
    )
    Servizio.objects.update(per_imprese=True)
    assert "Ecco i servizi" in viaggio.client.get("/area-personale/").content.decode()


def test_la_scheda_dice_chi_puo_chiedere(client: Client, ente: Ente, ufficio: Ufficio) -> None:
    servizio = un_servizio(ente, ufficio)
    servizio.refresh_from_db()
    assert (servizio.per_cittadini, servizio.per_imprese, servizio.livello_richiesto) == (True, True, 2)
    pagina = client.get(servizio.get_absolute_url()).content.decode()
    assert "per cittadini, imprese, con un accesso di livello 2" in pagina
    assert "almeno 18 anni" in pagina


def test_stessa_persona_tre_vesti(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **IMPRESA)
    entra_per_lavoro(viaggio)
    viaggio.entra()
    assert Persona.objects.filter(natura="fisica").count() == 1
    assert sorted(Accesso.objects.values_list("tipo", flat=True)) == ["cittadino", "impresa", "professionista"]
    assert Accesso.objects.get(uscita_il=None).tipo == "cittadino"
