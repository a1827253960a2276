"""The accounts of the office: who makes them, who gives a role and takes it away, and that somebody is always left to do it."""

from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from portal.base.errors import DomainError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita import operations
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche.models import Pratica
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica
from tests.parallelo import tutti_insieme
from tests.portal.identita.conftest import chi_e_dentro
from tests.portal.identita.test_operatori import PASSWORD, prova

pytestmark = pytest.mark.django_db
MOTIVO = "Ordine di servizio 12/2026"
NUOVA = "una-password-lunga-1"
ACCOUNT = "/operatori/identita/operatore/"
AMMINISTRATORE = Incarico.Ruolo.AMMINISTRATORE


@pytest.fixture
def carla(ufficio: Ufficio) -> Persona:
    return people.crea_operatore("Carla", ufficio, AMMINISTRATORE)


@pytest.fixture
def tributi(ente: Ente) -> Ufficio:
    return people.crea_ufficio("Tributi", ente)


def comando(*argomenti: str) -> str:
    uscita = StringIO()
    call_command("operatore", *argomenti, "--motivo", MOTIVO, stdout=uscita)
    return uscita.getvalue()


def crea(*altro: str, ruolo: str = AMMINISTRATORE, username: str = "anna.neri") -> str:
    chi = ("--nome", "Anna", "--cognome", "Neri", "--email", "anna@ufficio.invalid")
    return comando(
        "crea", username, *chi, "--ente", "roccachiara", "--ufficio", "polizia-locale", "--ruolo", ruolo, *altro
    )


def dove(detto: str) -> str:
    """The path of the address that was printed."""
    return "/" + detto.strip().splitlines()[-1].split("/", 3)[3]


def atti(operatore: Persona) -> list[tuple[str, Any]]:
    righe = Evento.objects.filter(oggetto=operatore.codice).order_by("pk")
    return [(riga.azione, riga.attore) for riga in righe]


def scegli(client: Client, indirizzo: str) -> Any:
    modulo = client.get(indirizzo, follow=True)
    campi = {"new_password1": NUOVA, "new_password2": NUOVA}
    return client.post(modulo.request["PATH_INFO"], campi, follow=True)


# --- from the terminal --------------------------------------------------------------------------------------------------


def test_il_primo_amministratore_sceglie_la_password_ed_entra(client: Client, ufficio: Ufficio) -> None:
    detto = crea()
    anna = Persona.objects.get(username="anna.neri")
    assert not anna.has_usable_password()
    assert atti(anna) == [("identita.account_creato", None), ("enti.incarico_dato", None)]
    dato = Evento.objects.get(azione="enti.incarico_dato").dati
    assert dato == {"ufficio": str(ufficio.codice), "ruolo": "amministratore", "motivo": MOTIVO}
    indirizzo = dove(detto)
    assert "anna" not in indirizzo, "nessun nome negli indirizzi"
    assert "nome utente" in scegli(client, indirizzo).content.decode()
    assert atti(anna)[-1] == ("identita.password_scelta", anna.codice)
    prova(client, nome="anna.neri", password=NUOVA)
    assert chi_e_dentro(client) == anna
    assert "non vale più" in Client(HTTP_HOST="localhost").get(indirizzo, follow=True).content.decode(), (
        "una volta sola"
    )


def test_una_password_corta_e_spiegata(client: Client, ufficio: Ufficio) -> None:
    modulo = client.get(dove(crea()), follow=True)
    risposta = client.post(modulo.request["PATH_INFO"], {"new_password1": "corta", "new_password2": "corta"})
    assert "troppo corta: servono almeno 12 caratteri" in risposta.content.decode()
    assert not Persona.objects.get(username="anna.neri").has_usable_password()


def test_a_vuoto_non_si_scrive_nulla(ufficio: Ufficio) -> None:
    assert "non ho scritto nulla" in crea("--dry-run")
    assert not Persona.objects.exists()
    assert not Evento.objects.exists()


@pytest.mark.parametrize(
    ("argomenti", "frase"),
    [
        (("--ente", "nessuno"), "Nessun ente"),
        (("--ufficio", "nessuno"), "non ha un ufficio"),
        (("--email", "boh"), "e-?mail"),
        (("--nome", " "), "vuoto"),
    ],
)
def test_cio_che_non_va_e_detto(ufficio: Ufficio, argomenti: tuple[str, str], frase: str) -> None:
    with pytest.raises(CommandError, match=frase):
        crea(*argomenti)
    assert not Persona.objects.exists()


def test_due_account_non_hanno_lo_stesso_nome(ufficio: Ufficio) -> None:
    crea()
    with pytest.raises(CommandError, match="C'è già"):
        crea()
    with pytest.raises(CommandError, match="lettere minuscole"):
        crea(username="Anna Neri")


def test_un_ruolo_si_da_e_si_toglie(client: Client, anna: Persona, carla: Persona, tributi: Ufficio) -> None:
    dove_e_che = ("anna", "--ente", "roccachiara", "--ufficio", "tributi", "--ruolo", "operatore")
    comando("dai", *dove_e_che, "--dry-run")
    assert not anna.incarichi.filter(ufficio=tributi).exists()
    comando("dai", *dove_e_che)
    with pytest.raises(CommandError, match="Ha già questo ruolo"):
        comando("dai", *dove_e_che)
    comando("togli", *dove_e_che)
    assert not anna.incarichi.get(ufficio=tributi).attivo, "resta scritto che l'ha avuto"
    with pytest.raises(CommandError, match="Non ha questo ruolo"):
        comando("togli", *dove_e_che)
    assert [azione for azione, _chi in atti(anna)] == ["enti.incarico_dato", "enti.incarico_tolto"]
    elenco = StringIO()
    call_command("operatore", "elenco", "--ente", "roccachiara", stdout=elenco)
    assert "anna: operatore, tributi (tolto)" in elenco.getvalue()


def test_un_account_disattivato_non_si_apre_piu(client: Client, anna: Persona, carla: Persona) -> None:
    prova(client)
    assert chi_e_dentro(client) == anna
    comando("disattiva", "anna")
    assert client.get("/operatori/").status_code == 302, "la sessione aperta si chiude subito"
    prova(client)
    assert chi_e_dentro(client) is None
    comando("riattiva", "anna")
    prova(client)
    assert chi_e_dentro(client) == anna
    assert [azione for azione, _chi in atti(anna)] == ["identita.account_disattivato", "identita.account_riattivato"]


def test_chi_ha_dimenticato_la_password_ne_sceglie_un_altra(client: Client, anna: Persona) -> None:
    primo = dove(comando("password", "anna"))
    secondo = dove(comando("password", "anna"))
    prova(client)
    assert chi_e_dentro(client) is None, "quella di prima non vale più"
    assert "non vale più" in scegli_invalido(client, primo), "e nemmeno l'indirizzo di prima"
    scegli(client, secondo)
    prova(client, password=NUOVA)
    assert chi_e_dentro(client) == anna


def scegli_invalido(client: Client, indirizzo: str) -> str:
    return client.get(indirizzo, follow=True).content.decode()


# --- somebody is always left --------------------------------------------------------------------------------------------


def test_l_ultimo_amministratore_resta(carla: Persona, anna: Persona) -> None:
    togli = ("togli", "carla", "--ente", "roccachiara", "--ufficio", "polizia-locale", "--ruolo", "amministratore")
    for argomenti in (togli, ("disattiva", "carla")):
        with pytest.raises(CommandError, match="ultimo amministratore di Comune di Roccachiara"):
            comando(*argomenti)
    comando("dai", "anna", *togli[2:])
    comando(*togli)
    with pytest.raises(CommandError, match="ultimo amministratore"):
        comando("disattiva", "anna")


def test_chi_amministra_due_enti_e_l_ultimo_di_uno_resta(ente: Ente, altro_ente: Ente, carla: Persona) -> None:
    condiviso = people.crea_ufficio("Ufficio associato", ente, altro_ente)
    marta = people.crea_operatore("Marta", condiviso, AMMINISTRATORE)
    with pytest.raises(DomainError, match="Valdolce"):
        operations.disattiva_account(marta, attore=None, ente=ente, motivo=MOTIVO)


def test_un_amministratore_disattivato_non_conta(carla: Persona, ufficio: Ufficio, ente: Ente) -> None:
    marta = people.crea_operatore("Marta", ufficio, AMMINISTRATORE)
    operations.disattiva_account(marta, attore=carla, ente=ente, motivo=MOTIVO)
    with pytest.raises(DomainError, match="ultimo"):
        operations.disattiva_account(carla, attore=None, ente=ente, motivo=MOTIVO)


@pytest.mark.django_db(transaction=True)
def test_due_amministratori_non_si_tolgono_a_vicenda(
    carla: Persona, ufficio: Ufficio, ente: Ente, tmp_path: Path
) -> None:
    marta = people.crea_operatore("Marta", ufficio, AMMINISTRATORE)

    def disattiva(chi: Persona, attore: Persona) -> None:
        operations.disattiva_account(chi, attore=attore, ente=ente, motivo=MOTIVO)

    esiti = tutti_insieme([partial(disattiva, carla, marta), partial(disattiva, marta, carla)], tmp_path)
    assert sorted(type(esito).__name__ for esito in esiti) == ["DomainError", "NoneType"]
    assert Persona.objects.filter(is_active=True).count() == 1


# --- in the back-office -------------------------------------------------------------------------------------------------


def leggi(client: Client, indirizzo: str) -> str:
    return client.get(indirizzo).content.decode()


def test_nuovo_account(client: Client, carla: Persona, tributi: Ufficio, altro_ente: Ente) -> None:
    altrui = people.crea_ufficio("Anagrafe di Valdolce", altro_ente)
    entra(client, carla)
    assert f'href="{ACCOUNT}add/"' in leggi(client, ACCOUNT)
    modulo = leggi(client, f"{ACCOUNT}add/")
    assert "Tributi" in modulo
    assert "Anagrafe di Valdolce" not in modulo
    campi = {"nome": "Dario", "cognome": "Fo", "username": "dario.fo", "email": "d@ufficio.invalid",
             "ufficio": tributi.pk, "ruolo": "operatore", "motivo": MOTIVO}  # fmt: skip
    assert client.post(f"{ACCOUNT}add/", campi | {"ufficio": altrui.pk}).status_code == 200
    assert "lettere minuscole" in client.post(f"{ACCOUNT}add/", campi | {"username": "Dario Fo"}).content.decode()
    assert not Persona.objects.filter(nome="Dario").exists()
    pagina = client.post(f"{ACCOUNT}add/", campi)
    dario = Persona.objects.get(username="dario.fo")
    assert atti(dario) == [("identita.account_creato", carla.codice), ("enti.incarico_dato", carla.codice)]
    indirizzo = html.fromstring(pagina.content).findtext(".//code")
    nuovo = Client(HTTP_HOST="localhost")
    scegli(nuovo, dove(indirizzo or ""))
    prova(nuovo, nome="dario.fo", password=NUOVA)
    assert chi_e_dentro(nuovo) == dario


def test_i_ruoli_dalla_pagina_dell_account(client: Client, carla: Persona, anna: Persona, tributi: Ufficio) -> None:
    entra(client, carla)
    pagina = f"{ACCOUNT}{anna.pk}/"
    client.post(f"{pagina}ruolo/", {"ufficio": tributi.pk, "ruolo": "responsabile", "motivo": MOTIVO})
    incarico = anna.incarichi.get(ufficio=tributi)
    togli = f"{pagina}ruolo/{incarico.pk}/togli/"
    assert togli in leggi(client, f"{pagina}change/")
    assert client.post(togli, {"motivo": "boh"}).status_code == 200, "il motivo va scritto per esteso"
    client.post(togli, {"motivo": MOTIVO})
    assert not anna.incarichi.get(ufficio=tributi).attivo
    assert client.get(togli).status_code == 404
    assert "(tolto)" in leggi(client, f"{pagina}change/")
    assert [azione for azione, _chi in atti(anna)] == ["enti.incarico_dato", "enti.incarico_tolto"]


def test_chi_non_ha_piu_ruoli_si_ritrova_e_si_riprende(
    client: Client, carla: Persona, anna: Persona, ufficio: Ufficio
) -> None:
    entra(client, carla)
    pagina = f"{ACCOUNT}{anna.pk}/"
    client.post(f"{pagina}ruolo/{anna.incarichi.get().pk}/togli/", {"motivo": MOTIVO})
    assert "Anna" in leggi(client, ACCOUNT)
    assert client.get(f"{pagina}concedi-spid/").status_code == 404, "la porta di chi non lavora più qui non è nostra"
    client.post(f"{pagina}ruolo/", {"ufficio": ufficio.pk, "ruolo": "responsabile", "motivo": MOTIVO})
    assert anna.incarichi.get().attivo


def test_disattivare_e_riattivare(client: Client, carla: Persona, anna: Persona) -> None:
    di_anna = Client(HTTP_HOST="localhost")
    prova(di_anna)
    entra(client, carla)
    pagina = f"{ACCOUNT}{anna.pk}/"
    client.post(f"{pagina}disattiva/", {"motivo": MOTIVO})
    assert di_anna.get("/operatori/").status_code == 302
    assert "Riattiva" in leggi(client, f"{pagina}change/")
    client.post(f"{pagina}riattiva/", {"motivo": MOTIVO})
    prova(di_anna)
    assert chi_e_dentro(di_anna) == anna
    assert atti(anna) == [("identita.account_disattivato", carla.codice), ("identita.account_riattivato", carla.codice)]


def test_nessuno_si_toglie_da_solo(client: Client, carla: Persona, ufficio: Ufficio) -> None:
    people.crea_operatore("Marta", ufficio, AMMINISTRATORE)
    entra(client, carla)
    pagina = f"{ACCOUNT}{carla.pk}/"
    suo = carla.incarichi.get()
    for atto, frase in (
        (f"ruolo/{suo.pk}/togli/", "solo un altro"),
        ("disattiva/", "solo un altro"),
        ("password/", "solo un altro"),
    ):
        assert frase in client.post(pagina + atto, {"motivo": MOTIVO}).content.decode(), atto
    carla.refresh_from_db()
    assert carla.is_active
    assert carla.check_password(PASSWORD)
    assert carla.incarichi.get().attivo


def test_l_account_di_chi_lavora_anche_altrove_e_del_sistemista(
    client: Client, carla: Persona, anna: Persona, altro_ente: Ente
) -> None:
    Incarico.objects.create(persona=anna, ufficio=people.crea_ufficio("Anagrafe", altro_ente), ruolo=AMMINISTRATORE)
    entra(client, carla)
    for atto in ("disattiva", "password"):
        assert "altro ente" in client.post(f"{ACCOUNT}{anna.pk}/{atto}/", {"motivo": MOTIVO}).content.decode()
    anna.refresh_from_db()
    assert anna.is_active
    assert anna.check_password(PASSWORD)
    assert "Anagrafe" not in leggi(client, f"{ACCOUNT}{anna.pk}/change/"), "dei ruoli altrove qui non si parla"


@pytest.mark.parametrize("atto", ["ruolo", "disattiva", "riattiva", "password"])
def test_chi_lavora_per_un_altro_comune_non_esiste_qui(
    client: Client, carla: Persona, altro_ente: Ente, atto: str
) -> None:
    altrove = people.crea_operatore("Elisa", people.crea_ufficio("Anagrafe", altro_ente))
    entra(client, carla)
    assert client.post(f"{ACCOUNT}{altrove.pk}/{atto}/", {"motivo": MOTIVO}).status_code == 404
    togli = f"{ACCOUNT}{altrove.pk}/ruolo/{altrove.incarichi.get().pk}/togli/"
    assert client.post(togli, {"motivo": MOTIVO}).status_code == 404
    assert not Evento.objects.filter(oggetto=altrove.codice).exists()


def test_chi_non_amministra_non_tocca_nulla(client: Client, carla: Persona, anna: Persona) -> None:
    entra(client, anna)
    assert client.get(f"{ACCOUNT}add/").status_code == 302
    client.post(f"{ACCOUNT}{carla.pk}/disattiva/", {"motivo": MOTIVO})
    carla.refresh_from_db()
    assert carla.is_active


def test_si_vede_che_cosa_ha_ancora_in_mano(
    client: Client, carla: Persona, anna: Persona, giulia: Persona, tributi: Ufficio
) -> None:
    sua = una_pratica(di=giulia, stato="in_lavorazione")
    Pratica.objects.filter(pk=sua.pk).update(assegnatario=anna, responsabile=anna)
    entra(client, carla)
    pagina = f"{ACCOUNT}{anna.pk}/"
    voce = html.fromstring(leggi(client, f"{pagina}change/")).xpath("//a[contains(@href, 'chi=')]")[0]
    assert "in carico 1" in voce.text_content()
    assert sua.sigla in leggi(client, voce.get("href"))
    client.post(f"{pagina}disattiva/", {"motivo": MOTIVO})
    voce = html.fromstring(leggi(client, f"{pagina}change/")).xpath("//a[contains(@href, 'chi=')]")[0]
    assert "chi=nessuno" in voce.get("href"), "di chi non lavora più"
    assert sua.sigla in leggi(client, voce.get("href"))
    di_un_altro_ufficio = people.crea_operatore("Tina", tributi, AMMINISTRATORE)
    entra(client, di_un_altro_ufficio)
    cieca = leggi(client, f"{pagina}change/")
    assert "in carico 1" in cieca
    assert "chi=" not in cieca, "l'elenco di lavoro di quell'ufficio non è suo"


def test_la_pagina_non_costa_di_piu_a_chi_ha_molti_ruoli(
    client: Client, carla: Persona, anna: Persona, ente: Ente
) -> None:
    entra(client, carla)
    pagine = [ACCOUNT, f"{ACCOUNT}{anna.pk}/change/"]

    def letture() -> list[int]:
        conti = []
        for pagina in pagine:
            with CaptureQueriesContext(connection) as lette:
                assert client.get(pagina).status_code == 200
            conti.append(len(lette))
        return conti

    letture()
    prima = letture()
    for numero in range(5):
        altro = people.crea_ufficio(f"Ufficio {numero}", ente)
        dai_a(anna, altro)
        dai_a(people.crea_operatore(f"Altro{numero}", altro), altro)
    assert letture() == prima


def dai_a(chi: Persona, ufficio: Ufficio) -> None:
    Incarico.objects.create(persona=chi, ufficio=ufficio, ruolo=Incarico.Ruolo.OPERATORE)


# --- the offices --------------------------------------------------------------------------------------------------------


def test_l_amministratore_aggiunge_un_ufficio_e_non_lo_cancella(client: Client, carla: Persona, ente: Ente) -> None:
    entra(client, carla)
    campi = {"nome": "Ufficio cultura", "indirizzo": "Via Verdi 1", "cap": "00100", "localita": "Roccachiara",
             "email": "cultura@esempio.invalid"}  # fmt: skip
    assert client.post("/operatori/enti/ufficio/add/", campi).status_code == 302
    cultura = Ufficio.objects.dell_ente(ente).get(slug="ufficio-cultura")
    assert Evento.objects.get(azione="enti.ufficio_creato").oggetto == cultura.codice
    doppio = client.post("/operatori/enti/ufficio/add/", campi)
    assert "è già un ufficio" in str(doppio.context["errors"])
    assert client.get(f"/operatori/enti/ufficio/{cultura.pk}/delete/").status_code == 403
    client.post(f"/operatori/enti/ufficio/{cultura.pk}/change/", campi | {"telefono": "06 1"})
    assert Evento.objects.get(azione="enti.ufficio_cambiato").dati == {"campi": ["telefono"]}


def test_chi_non_amministra_non_aggiunge_uffici(client: Client, anna: Persona) -> None:
    assert entra(client, anna).get("/operatori/enti/ufficio/add/").status_code == 403
