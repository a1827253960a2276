"""Who enters with the identity of a company is in the company's home, and in no other."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.base.codice_fiscale import controlla_impresa
from portal.enti.models import Ente
from portal.identita import operations
from portal.identita.models import Persona, Rappresentanza
from portal.identita.saml.models import Company
from portal.registro.models import AccessoDati, Evento
from tests.conftest import entra
from tests.makers import una_delega, una_pratica, una_rappresentanza
from tests.people import crea_cittadino
from tests.portal.identita.conftest import Viaggio, chi_e_dentro
from tests.portal.identita.idp import GIULIA

pytestmark = pytest.mark.django_db

GALLO = {
    "companyName": "Gallo Costruzioni S.r.l.",
    "companyFiscalNumber": "TINIT-09876540106",
    "ivaCode": "VATIT-09876540106",
}
ALTRA = {"companyName": "Edil Nord S.p.A.", "companyFiscalNumber": "TINIT-01234567897"}
AREA, IMPRESA = "/area-personale/", "/area-personale/impresa/"


def entra_per_lavoro(viaggio: Viaggio, **attributi: str) -> Any:
    return viaggio.torna(viaggio.parti(AREA, veste="professionale"), attributi=GIULIA | attributi)


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, (indirizzo, risposta.status_code)
    return risposta.content.decode()


# --- the subject ----------------------------------------------------------------------------------------------------------


def test_il_primo_accesso_fa_conoscere_l_impresa_e_apre_la_sua_casa(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    impresa, mandato = Persona.objects.get(natura="giuridica"), Rappresentanza.objects.get()
    assert (impresa.codice_fiscale, impresa.nome_completo, impresa.partita_iva) == (
        "09876540106",
        "Gallo Costruzioni S.r.l.",
        "09876540106",
    )
    assert (mandato.rappresentato, mandato.specie, mandato.stato) == (impresa, "impresa", "attiva")
    assert (mandato.verifica, mandato.in_vigore) == ("identita", True)
    pagina = viaggio.client.get(AREA)
    assert pagina.wsgi_request.titolare == impresa  # type: ignore[attr-defined]
    testo = pagina.content.decode()
    assert "stai agendo per <strong>Gallo Costruzioni S.r.l.</strong>" in testo
    assert "/accedi/?veste=cittadino" in testo
    assert "Torna a te" not in testo
    assert Evento.objects.get(azione="rappresentanza.riconosciuta").attore == mandato.rappresentante.codice


def test_gli_accessi_seguenti_rinnovano_lo_stesso_mandato_e_il_nome(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    Rappresentanza.objects.update(al="2026-11-30")
    entra_per_lavoro(viaggio, **GALLO | {"companyName": "Gallo S.p.A.", "ivaCode": ""})
    mandato = Rappresentanza.objects.con_persone().get()
    assert str(mandato.al) > "2026-11-30"
    assert (mandato.rappresentato.denominazione, mandato.rappresentato.partita_iva) == ("Gallo S.p.A.", "09876540106")


def test_due_persone_della_stessa_impresa_trovano_la_stessa_casa(viaggio: Viaggio, altro_browser: Client) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    altro = Viaggio(altro_browser, viaggio.idp)
    entra_per_lavoro(altro, **GALLO, fiscalNumber="TINIT-VRDMRC78A10H501A", name="Marco", familyName="Verdi")
    assert Persona.objects.filter(natura="giuridica").count() == 1
    assert Rappresentanza.objects.count() == 2


def test_una_ditta_individuale_si_riconosce_dalla_partita_iva(viaggio: Viaggio) -> None:
    """Its codice fiscale is that of the owner, who has a home of their own."""
    entra_per_lavoro(viaggio, companyName="Bianchi Giulia", companyFiscalNumber=GIULIA["fiscalNumber"], ivaCode=GALLO["ivaCode"])  # fmt: skip
    impresa = Persona.objects.get(natura="giuridica")
    assert impresa.codice_fiscale == "09876540106"
    assert viaggio.client.get(AREA).wsgi_request.titolare == impresa  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "attributi",
    [
        {"companyFiscalNumber": "TINIT-09876540107"},
        {"companyFiscalNumber": "TINIT-00000000000"},
        {"companyFiscalNumber": "TINIT-٠٩٨٧٦٥٤٠١٠٦"},
        {"ivaCode": "VATIT-09876540107"},
        {"ivaCode": "VATIT-BNCGLI85D52H501T"},
        {"companyFiscalNumber": "", "ivaCode": ""},
        {"companyFiscalNumber": "TINIT-BNCGLI85D52H501T", "ivaCode": ""},
    ],
)
def test_un_codice_contraffatto_o_assente_ha_la_sua_pagina(viaggio: Viaggio, attributi: dict[str, str]) -> None:
    risposta = entra_per_lavoro(viaggio, **GALLO | attributi)
    assert risposta.status_code == 403
    assert "Non sappiamo per quale impresa agisci" in risposta.content.decode()
    assert chi_e_dentro(viaggio.client) is None
    assert not Persona.objects.filter(natura="giuridica").exists()


def test_le_undici_cifre() -> None:
    assert controlla_impresa(" 0987 6540106 ") == "09876540106"
    for sbagliato in ("0987654010", "09876540105", "00000000000", "0987654010A", "²9876540106"):
        with pytest.raises(ValueError, match="non valido"):
            controlla_impresa(sbagliato)


def test_la_banca_dati_tiene_separate_persone_e_imprese(giulia: Persona) -> None:
    impresa = operations.conosci_impresa("09876540106", denominazione="Gallo")
    sbagli: list[tuple[Persona, dict[str, Any]]] = [
        (impresa, {"denominazione": ""}),
        (impresa, {"is_staff": True, "codice_fiscale": None}),
        (impresa, {"is_superuser": True}),
        (impresa, {"codice_fiscale": "RSSMRA80A01H501U"}),
        (impresa, {"codice_fiscale": None, "codice_eidas": "X"}),
        (impresa, {"password": "md5$a$b"}),
        (impresa, {"nome": "Mario"}),
        (giulia, {"codice_fiscale": "01234567897"}),
        (giulia, {"denominazione": "Bianchi"}),
        (giulia, {"partita_iva": "01234567897"}),
        (giulia, {"natura": "giuridica"}),
    ]
    for chi, campi in sbagli:
        with pytest.raises(IntegrityError), transaction.atomic():
            Persona.objects.filter(pk=chi.pk).update(**campi)


def test_un_impresa_non_entra_mai(client: Client, giulia: Persona) -> None:
    impresa = una_rappresentanza(giulia).rappresentato
    assert not impresa.has_usable_password()
    assert not client.login(username=impresa.username, password="")
    assert not impresa.e_cittadino
    assert impresa.eta is None
    entra(client, impresa)  # even with a session, which nothing gives
    assert client.get(AREA)["Location"].startswith("/accedi/")
    assert client.get("/operatori/").status_code == 302


# --- one session, one home ------------------------------------------------------------------------------------------------


def test_la_casa_dell_impresa_e_quella_della_persona_non_si_vedono(viaggio: Viaggio) -> None:
    viaggio.entra()
    giulia = chi_e_dentro(viaggio.client)
    assert giulia
    sua = una_pratica(di=giulia)
    entra_per_lavoro(viaggio, **GALLO)
    assert viaggio.client.get(sua.get_absolute_url()).status_code == 404
    assert sua.sigla not in leggi(viaggio.client, "/area-personale/pratiche/")
    assert viaggio.client.get("/area-personale/profilo/").status_code == 403
    dell_impresa = Persona.objects.get(natura="giuridica")
    viaggio.entra()
    leggi(viaggio.client, sua.get_absolute_url())
    assert viaggio.client.get(IMPRESA).status_code == 404
    assert viaggio.client.get(AREA).wsgi_request.titolare != dell_impresa  # type: ignore[attr-defined]


def test_il_mandato_del_login_non_serve_in_un_accesso_da_cittadino(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    mandato = Rappresentanza.objects.get()
    viaggio.entra(AREA)
    agisci = "/area-personale/agisci-per/"
    assert "Gallo" not in leggi(viaggio.client, AREA)
    assert "Gallo" not in leggi(viaggio.client, agisci)
    assert viaggio.client.post(agisci, {"per": str(mandato.codice)})["Location"] == agisci
    sessione = viaggio.client.session
    sessione["rappresentanza"] = str(mandato.codice)
    sessione.save()
    assert viaggio.client.get(AREA).status_code == 403


def test_ne_in_un_accesso_per_un_altra_impresa(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    di_gallo = Rappresentanza.objects.get()
    entra_per_lavoro(viaggio, **ALTRA)
    assert "Edil Nord S.p.A." in leggi(viaggio.client, AREA)
    viaggio.client.post("/area-personale/agisci-per/", {"per": str(di_gallo.codice)})
    sessione = viaggio.client.session
    sessione["rappresentanza"] = str(di_gallo.codice)
    sessione.save()
    assert viaggio.client.get(AREA).status_code == 403


def test_con_l_identita_dell_impresa_non_si_usano_le_deleghe_della_persona(viaggio: Viaggio) -> None:
    viaggio.entra()
    giulia = chi_e_dentro(viaggio.client)
    assert giulia
    marco = crea_cittadino("Marco", "Verdi", "VRDMRC78A10H501A")
    mandato = una_delega(da=marco, a=giulia)
    viaggio.client.post("/area-personale/agisci-per/", {"per": str(mandato.codice)})
    entra_per_lavoro(viaggio, **GALLO)
    assert "Agisci per" not in leggi(viaggio.client, AREA)
    viaggio.client.post("/area-personale/agisci-per/", {"per": str(mandato.codice)})
    assert "Gallo Costruzioni" in leggi(viaggio.client, AREA)
    assert viaggio.client.get("/area-personale/agisci-per/?next=/area-personale/pratiche/")["Location"] == (
        "/area-personale/pratiche/"
    )


def test_una_delega_in_uso_sopravvive_a_un_accesso_piu_sicuro(viaggio: Viaggio) -> None:
    viaggio.entra()
    giulia = chi_e_dentro(viaggio.client)
    assert giulia
    mandato = una_delega(da=crea_cittadino("Marco", "Verdi", "VRDMRC78A10H501A"), a=giulia)
    viaggio.client.post("/area-personale/agisci-per/", {"per": str(mandato.codice)})
    viaggio.entra()
    assert "stai agendo per <strong>Marco Verdi</strong>" in leggi(viaggio.client, AREA)


def test_tornare_a_se_chiede_un_altro_accesso(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    risposta = viaggio.client.post("/area-personale/torna-a-te/")
    assert risposta["Location"] == "/accedi/?veste=cittadino"
    assert "Gallo Costruzioni" in leggi(viaggio.client, AREA)


def test_senza_il_mandato_non_si_ricade_nella_casa_della_persona(viaggio: Viaggio) -> None:
    """The sweep, or a hand in the database, closed it: the session opens nothing."""
    entra_per_lavoro(viaggio, **GALLO)
    Rappresentanza.objects.update(stato="scaduta")
    for indirizzo in (AREA, "/area-personale/pratiche/", "/area-personale/profilo/", IMPRESA):
        risposta = viaggio.client.get(indirizzo)
        assert risposta.status_code == 403
        assert "Torna alla pagina di accesso" in risposta.content.decode()
    assert viaggio.client.post("/area-personale/agisci-per/").status_code == 404


def test_un_modulo_scritto_per_se_non_parte_a_nome_dell_impresa(viaggio: Viaggio) -> None:
    viaggio.entra()
    Session.objects.update(expire_date=timezone.now())
    risposta = viaggio.client.post("/area-personale/profilo/", {"email": "x@esempio.invalid"})
    ripresa = risposta["Location"].partition("next=")[2].replace("%2F", "/")
    viaggio.torna(viaggio.parti(AREA, veste="professionale"), attributi=GIULIA | GALLO)
    assert viaggio.client.post(ripresa)["Location"] == AREA


# --- what the session costs and leaves --------------------------------------------------------------------------------------


def test_per_un_impresa_due_letture_in_piu(viaggio: Viaggio) -> None:
    """The mandate, and the line of the look that is already there; for a citizen nothing."""
    viaggio.entra()
    per_se = _letture(viaggio.client)
    entra_per_lavoro(viaggio, **GALLO)
    assert _letture(viaggio.client) == per_se + 2


def _letture(client: Client) -> int:
    leggi(client, "/area-personale/pagamenti/")
    with CaptureQueriesContext(connection) as fatte:
        leggi(client, "/area-personale/pagamenti/")
    return len(fatte)


def test_l_impresa_legge_chi_ha_guardato_i_suoi_dati(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    leggi(viaggio.client, "/area-personale/pratiche/")
    impresa = Persona.objects.get(natura="giuridica")
    assert AccessoDati.objects.filter(soggetto=impresa.codice, sezione="pratiche").count() == 1
    assert "Giulia Bianchi, che agisce per te" in leggi(viaggio.client, "/area-personale/fascicolo/accessi/")


def test_la_pagina_dell_impresa_e_i_suoi_recapiti(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    assert "Aggiungi i recapiti dell&#x27;impresa" in leggi(viaggio.client, AREA).replace("'", "&#x27;")
    pagina = leggi(viaggio.client, IMPRESA)
    assert "09876540106" in pagina
    assert viaggio.client.post(IMPRESA, {"cellulare": "gallo", "lingua": "it"}).status_code == 200
    dati = {"email": "gallo@pec.esempio.invalid", "cellulare": "06 1234567", "lingua": "it"}
    assert viaggio.client.post(IMPRESA, dati)["Location"] == IMPRESA
    impresa = Persona.objects.get(natura="giuridica")
    assert (impresa.email, impresa.cellulare) == ("", "061234567")  # the e-mail has a page of its own, and a code
    giulia = Persona.objects.get(natura="fisica")
    assert giulia.cellulare != impresa.cellulare
    assert Evento.objects.get(azione="impresa.recapiti_cambiati").attore == giulia.codice


def test_i_recapiti_non_si_cambiano_senza_rappresentare_l_impresa(ente: Ente, giulia: Persona, luca: Persona) -> None:
    impresa = una_rappresentanza(giulia).rappresentato
    una_delega(da=impresa, a=luca, attore=giulia, facolta=("leggi", "fai", "paga"))
    with pytest.raises(operations.SenzaTitolo):
        operations.salva_recapiti(impresa, attore=luca, ente=ente)


def test_la_famiglia_e_delle_persone(viaggio: Viaggio) -> None:
    entra_per_lavoro(viaggio, **GALLO)
    assert viaggio.client.get("/area-personale/fascicolo/anagrafe/").status_code == 404
    assert viaggio.client.post("/area-personale/fascicolo/anagrafe/").status_code == 404
    pagina = leggi(viaggio.client, "/area-personale/fascicolo/")
    assert "Famiglia e residenza" not in pagina
    assert "Persone dell" in pagina


def test_due_accessi_insieme_fanno_un_mandato_solo(ente: Ente, giulia: Persona) -> None:
    certificata = Company("Gallo", "09876540106")
    primo = operations.entra_per_impresa(giulia, certificata, ente=ente)
    assert operations.entra_per_impresa(giulia, certificata, ente=ente) == primo


def test_chi_non_e_entrato_non_ha_veste(client: Client, ente: Ente) -> None:
    richiesta = client.get("/").wsgi_request
    assert isinstance(richiesta.user, AnonymousUser)
    assert richiesta.veste == ""  # type: ignore[attr-defined]
