"""Beside the case: notes that only the office sees, ready answers, the other cases of the person."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche.models import NotaInterna, Pratica, RichiestaIntegrazione, RispostaPronta
from pratiche.models.immutabile import Immutabile
from pratiche.segnaposto import riempi, sconosciuti
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica
from tests.pratiche.test_operatori import LAVORO

PRONTE = f"{LAVORO}risposte-pronte/"


@pytest.fixture
def operatrice(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


def test_una_nota_resta_fra_colleghi(operatrice: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia)
    pagina = f"{LAVORO}pratiche/{pratica.codice}/"
    for _volta in range(2):
        letta = operatrice.post(
            f"{pagina}note/", {"testo": "Ha telefonato: manca la firma."}, follow=True
        ).content.decode()
    operatrice.post(f"{pagina}note/", {"testo": " "})
    assert letta.count("Ha telefonato") == 1
    assert NotaInterna.objects.count() == Evento.objects.filter(azione="pratica.annotata").count() == 1
    cittadina = entra(Client(HTTP_HOST="localhost"), giulia)
    assert "Ha telefonato" not in cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "telefonato" not in str(list(Evento.objects.values_list("dati", flat=True)))
    nota = NotaInterna.objects.get()
    with pytest.raises(Immutabile):
        nota.save()
    with pytest.raises(Immutabile):
        nota.delete()


def test_una_nota_lunga_quanto_si_puo_resta_intera_e_chi_torna_al_suo_indirizzo_trova_una_pagina(
    operatrice: Client, giulia: Persona
) -> None:
    indirizzo = f"{LAVORO}pratiche/{una_pratica(di=giulia).codice}/note/"
    scritta = "riga\n" * 799 + "fine!"  # 4000 characters for the browser, which sends each new line as two
    operatrice.post(indirizzo, {"testo": scritta.replace("\n", "\r\n")})
    assert NotaInterna.objects.get().testo == scritta
    tornata = operatrice.get(indirizzo, headers={"accept": "text/html,*/*"})
    assert tornata.status_code == 405
    assert tornata["Allow"]
    assert "non è stato inviato nulla" in tornata.content.decode()
    assert operatrice.get(indirizzo).content == b""  # a program keeps the bare answer


def test_un_altro_ufficio_non_legge_le_note_nemmeno_con_un_motivo(
    operatrice: Client, giulia: Persona, ente: Ente
) -> None:
    pratica = una_pratica(di=giulia)
    pagina = f"{LAVORO}pratiche/{pratica.codice}/"
    operatrice.post(f"{pagina}note/", {"testo": "Solo per noi."})
    carla = entra(Client(HTTP_HOST="localhost"), people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente)))
    carla.post(pagina, {"motivo": "Verifica della residenza chiesta dal protocollo 12"})
    letta = carla.get(pagina).content.decode()
    assert "Bianchi" in letta
    assert "Solo per noi" not in letta
    assert carla.post(f"{pagina}note/", {"testo": "x"}).status_code == 404


def test_le_altre_pratiche_della_persona_solo_dei_propri_uffici(
    operatrice: Client, giulia: Persona, marco: Persona, ente: Ente
) -> None:
    prima, questa, altrove, altrui = una_pratica(di=giulia), una_pratica(di=giulia), una_pratica(di=giulia), una_pratica(di=marco)  # fmt: skip
    altrove.scrivi(ufficio=people.crea_ufficio("Anagrafe", ente))
    contesto = operatrice.get(f"{LAVORO}pratiche/{questa.codice}/").context
    assert contesto["precedenti"] == [prima]
    assert altrui not in contesto["precedenti"]


def test_una_risposta_pronta_entra_nelle_parole_dell_atto_senza_script(
    operatrice: Client, giulia: Persona, ufficio: Ufficio, ente: Ente
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    dati = {
        "titolo": "Manca la carta",
        "ufficio": ufficio.pk,
        "testo": "Gentile {nome}, per la {numero} serve la carta.",
    }
    assert (
        "Questi segni non esistono: {cognome}"
        in operatrice.post(PRONTE, dati | {"testo": "{cognome}"}).content.decode()
    )
    assert operatrice.post(PRONTE, dati).status_code == 302
    pronta = RispostaPronta.objects.get()
    atto = f"{LAVORO}pratiche/{pratica.codice}/integrazione/"
    assert "Manca la carta" in operatrice.get(atto).content.decode()
    scelta = {"inserisci": "1", "pronta": str(pronta.codice), "testo": "Buongiorno.", "campo-targa": "errato"}
    modulo = operatrice.post(atto, scelta).context["form"]
    assert modulo["testo"].value() == f"Buongiorno.\n\nGentile Giulia Bianchi, per la {pratica.sigla} serve la carta."
    assert modulo["campo-targa"].value() == "errato"
    assert not RichiestaIntegrazione.objects.exists()
    assert operatrice.post(atto, {"inserisci": "1", "pronta": "x"}).status_code == 200
    insieme = {"atto": "integrazione", "scelte": [str(pratica.codice)]}
    anteprima = operatrice.post(f"{LAVORO}insieme/", {**insieme, "inserisci": "1", "pronta": str(pronta.codice)})
    testo = anteprima.context["form"]["testo"].value()
    assert testo == pronta.testo  # filled in for each
    operatrice.post(f"{LAVORO}insieme/", {**insieme, "conferma": "1", "testo": testo, "gettone": str(uuid.uuid4())})
    assert (
        RichiestaIntegrazione.objects.get().testo == f"Gentile Giulia Bianchi, per la {pratica.sigla} serve la carta."
    )


def test_le_risposte_pronte_le_tiene_in_ordine_il_responsabile(
    operatrice: Client, ufficio: Ufficio, ente: Ente, ztl: Servizio
) -> None:
    operatrice.post(PRONTE, {"titolo": "Una", "ufficio": ufficio.pk, "servizio": ztl.pk, "testo": "Ciao"})
    pagina = f"{PRONTE}{RispostaPronta.objects.get().codice}/"
    operatrice.post(pagina, {"titolo": "Due", "ufficio": ufficio.pk, "testo": "Ciao"})
    assert RispostaPronta.objects.get().titolo == "Due"
    altrove = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente))
    assert entra(Client(HTTP_HOST="localhost"), altrove).get(pagina).status_code == 404
    semplice = people.crea_operatore("Bea", ufficio, Incarico.Ruolo.OPERATORE)
    assert entra(Client(HTTP_HOST="localhost"), semplice).get(PRONTE).status_code == 403
    operatrice.post(pagina, {"togli": "1"})
    assert not RispostaPronta.objects.exists()


def test_i_segni_si_riempiono_e_nient_altro(giulia: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    assert (
        riempi("{numero} {pratica.identita} {} {{numero}} %s", pratica)
        == f"{pratica.sigla} {{pratica.identita}} {{}} {{{pratica.sigla}}} %s"
    )
    assert sconosciuti("{nome} {x} {y}") == ["x", "y"]


def test_la_pagina_costa_lo_stesso_con_tante_note(operatrice: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia)
    una_pratica(di=giulia)
    pagina = f"{LAVORO}pratiche/{pratica.codice}/"

    def costo() -> int:
        operatrice.get(pagina)
        with CaptureQueriesContext(connection) as letture:
            operatrice.get(pagina)
        return len(letture)

    NotaInterna.objects.create(pratica=pratica, autore=anna, testo="Prima.")
    poche = costo()
    NotaInterna.objects.bulk_create(NotaInterna(pratica=pratica, autore=anna, testo=f"{n}") for n in range(50))
    assert costo() == poche
    assert poche <= 20  # with the session, the officer and the line of the register
    assert Pratica.objects.count() == 2
