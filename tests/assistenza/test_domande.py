"""A question to the help desk without login: proved by its address, answered by the office, read behind a signed link."""

import datetime as dt
import uuid
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assistenza import operations, tasks
from assistenza.models import Domanda, Lettera
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests import people
from tests.conftest import entra
from tests.makers import un_servizio
from tests.notifiche.conftest import Posta
from tests.parallelo import tutti_insieme

PAROLE = {"nome": "", "email": "ada@esempio.invalid", "categoria": "accesso", "testo": "<script>Non entro", "pagina": "/servizi/"}  # fmt: skip


@pytest.fixture(autouse=True)
def servizio(ente: Ente, ufficio: Ufficio) -> object:
    return un_servizio(ente, ufficio, "richiesta-assistenza")


def manda(client: Client, **altro: str) -> str:
    """Open the page, wait as a person does, send."""
    with time_machine.travel(timezone.now(), tick=False) as orologio:
        pagina = client.get("/assistenza/")
        momento = pagina.context["form"]["momento"].value()
        orologio.shift(10)
        return str(client.post("/assistenza/", {**PAROLE, "momento": momento, **altro}).content.decode())


def test_dal_modulo_alla_risposta(client: Client, anna: Persona) -> None:
    assert "Abbiamo preparato una e-mail" in manda(client)
    domanda = Domanda.objects.get()
    assert Lettera.objects.get().genere == "conferma"
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    indirizzo = f"/operatori/assistenza/{domanda.codice}/"
    assert ufficio.get(indirizzo).status_code == 404  # nobody has confirmed
    assert "Conferma e invia" in client.get(domanda.get_absolute_url()).content.decode()
    for _volta in range(2):
        assert "Arrivata all" in client.post(domanda.get_absolute_url()).content.decode()
    assert domanda.numero in ufficio.get("/operatori/assistenza/").content.decode()
    pagina = ufficio.get(indirizzo)
    assert "&lt;script&gt;Non entro" in pagina.content.decode()
    dati = {"testo": "Prova con la CIE.", "chiave": str(pagina.context["form"]["chiave"].value()), "chiudi": "on"}
    for _volta in range(2):
        assert ufficio.post(indirizzo, dati).status_code == 302
    assert domanda.risposte.count() == 1
    letta = client.get(domanda.get_absolute_url())
    assert "Prova con la CIE." in letta.content.decode()
    assert letta["Referrer-Policy"] == "no-referrer"
    assert client.get(domanda.get_absolute_url()[:-2] + "x/").status_code == 404


@pytest.mark.parametrize("trucco", [{"sito": "http://spam"}, {"momento": ""}, {"momento": "falso"}, {"email": "no"}])
def test_le_macchine_restano_fuori(client: Client, trucco: dict[str, str]) -> None:
    assert "&lt;script&gt;Non entro" in manda(client, **trucco)  # a person finds what was typed
    assert not Domanda.objects.exists()


def test_troppo_presto_troppo_lungo_troppe(client: Client, ente: Ente, ufficio: Ufficio) -> None:
    momento = client.get("/assistenza/").context["form"]["momento"].value()
    client.post("/assistenza/", {**PAROLE, "momento": momento})
    manda(client, testo="x" * 2_100_000)
    assert not Domanda.objects.exists()
    for _volta in range(operations.AL_GIORNO):
        operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    with pytest.raises(DomainError, match="oggi"):
        operations.scrivi(ente, ufficio, lingua="it", **PAROLE)


def test_chi_e_entrato_va_al_servizio(client: Client, giulia: Persona) -> None:
    pagina = entra(client, giulia).get("/assistenza/").content.decode()
    assert "/servizi/richiesta-assistenza/richiedi/" in pagina
    assert "Scrivi senza entrare" not in pagina


def test_un_altro_ufficio_e_un_altro_comune_non_la_vedono(
    client: Client, ente: Ente, ufficio: Ufficio, altro_ente: Ente
) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(domanda.pk)
    elisa = people.crea_operatore("Elisa", people.crea_ufficio("Anagrafe", ente))
    assert entra(client, elisa).get(f"/operatori/assistenza/{domanda.codice}/").status_code == 404
    with pytest.raises(DomainError):
        operations.chiudi(domanda.pk, attore=elisa)
    assert Client(HTTP_HOST="127.0.0.1").get(domanda.get_absolute_url()).status_code == 404


def test_chi_consulta_legge_e_non_risponde(ente: Ente, ufficio: Ufficio) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(domanda.pk)
    rita = people.crea_operatore("Rita", ufficio, Incarico.Ruolo.CONSULTAZIONE)
    pagina = entra(Client(HTTP_HOST="localhost"), rita)
    indirizzo = f"/operatori/assistenza/{domanda.codice}/"
    letta = pagina.get(indirizzo).content.decode()
    assert "permette solo di leggere" in letta
    assert "Invia la risposta" not in letta
    assert pagina.post(indirizzo, {"senza": "1"}).status_code == 403
    with pytest.raises(DomainError):
        operations.chiudi(domanda.pk, attore=rita)


def test_si_chiude_senza_rispondere_una_volta_sola(ente: Ente, ufficio: Ufficio, anna: Persona) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(domanda.pk)
    operations.chiudi(domanda.pk, attore=anna)
    operations.chiudi(domanda.pk, attore=anna)
    scritti = Evento.objects.filter(azione__startswith="assistenza.").order_by("pk").values_list("azione", flat=True)
    assert list(scritti) == ["assistenza.ricevuta", "assistenza.chiusa"]
    with pytest.raises(DomainError, match="chiusa"):
        operations.rispondi(domanda.pk, attore=anna, testo="Tardi", chiave=uuid.uuid4(), chiudi=True)
    assert Lettera.objects.count() == 1  # that of the confirmation


def test_la_posta_dice_solo_che_c_e_qualcosa_da_aprire(ente: Ente, ufficio: Ufficio, posta: Posta) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="en", **PAROLE)
    tasks.lettere()
    (arrivata,) = posta.arrivate
    testo = arrivata.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert domanda.get_absolute_url() in testo
    assert "Non entro" not in testo
    assert "confirm" in testo
    tasks.lettere()
    assert len(posta.arrivate) == 1


def test_con_la_posta_giu_la_domanda_aspetta_e_poi_parte(ente: Ente, ufficio: Ufficio, posta: Posta) -> None:
    operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    posta.dopo_i_dati = "451 greylisted"
    tasks.lettere()
    riga = Lettera.objects.get()
    assert (riga.stato, riga.errore) == (Stato.IN_CODA, "posta_rifiutata")
    posta.dopo_i_dati = "250 OK"
    with time_machine.travel(riga.prossimo_tentativo + dt.timedelta(seconds=1)):
        tasks.spazza()
        tasks.lettere()
    assert Lettera.objects.get().stato == Stato.RIUSCITO


def test_l_ufficio_legge_che_l_indirizzo_rifiuta(
    client: Client, ente: Ente, ufficio: Ufficio, anna: Persona, posta: Posta
) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(domanda.pk)
    operations.rispondi(domanda.pk, attore=anna, testo="Ecco.", chiave=uuid.uuid4(), chiudi=True)
    posta.al_destinatario = "550 5.1.1 unknown"
    tasks.lettere()
    assert set(Lettera.objects.values_list("stato", flat=True)) == {Stato.FALLITO}
    assert "non è partita" in entra(client, anna).get(f"/operatori/assistenza/{domanda.codice}/").content.decode()


def test_le_letture_dell_elenco_non_crescono(client: Client, ente: Ente, ufficio: Ufficio, anna: Persona) -> None:
    entra(client, anna)
    lette = []
    for quante in (1, 20):
        for numero in range(quante):
            parole = {**PAROLE, "email": f"ada{quante}.{numero}@esempio.invalid"}
            operations.conferma(operations.scrivi(ente, ufficio, lingua="it", **parole).pk)
        client.get("/operatori/assistenza/")
        with CaptureQueriesContext(connection) as letture:
            client.get("/operatori/assistenza/")
        lette.append(len(letture))
    assert lette[0] == lette[1] <= 8, lette


def test_non_confermata_in_sette_giorni_e_chiusa_da_un_anno_si_cancella(
    client: Client, ente: Ente, ufficio: Ufficio, anna: Persona
) -> None:
    mai, chiusa = (operations.scrivi(ente, ufficio, lingua="it", **PAROLE) for _volta in range(2))
    operations.conferma(chiusa.pk)
    operations.chiudi(chiusa.pk, attore=anna)
    assert operations.pulisci() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert client.post(mai.get_absolute_url()).status_code == 404  # its time is over, even before the night
        assert operations.pulisci() == 1
        assert not Domanda.objects.filter(pk=mai.pk).exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=366)):
        assert operations.pulisci() == 1


def test_con_una_risposta_e_lasciata_aperta_si_chiude_da_sola_dopo_averlo_detto(
    client: Client, ente: Ente, ufficio: Ufficio, anna: Persona, posta: Posta
) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(domanda.pk)
    senza_risposta = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(senza_risposta.pk)
    operations.rispondi(domanda.pk, attore=anna, testo="Ecco.", chiave=uuid.uuid4(), chiudi=False)
    tasks.lettere()
    with fra(24) as orologio:
        for _notte in range(2):
            tasks.pulisci()
        tasks.lettere()
        assert "si chiude" in str(posta.arrivate[-1]["Subject"])
        assert "si chiude da sola" in client.get(domanda.get_absolute_url()).content.decode()
        assert (
            "si chiude da sola" in entra(client, anna).get(f"/operatori/assistenza/{domanda.codice}/").content.decode()
        )
        orologio.shift(dt.timedelta(days=3))
        operations.rispondi(domanda.pk, attore=anna, testo="Anche questo.", chiave=uuid.uuid4(), chiudi=False)
        orologio.shift(dt.timedelta(days=20))  # the days began again
        tasks.pulisci()
        assert Domanda.objects.get(pk=domanda.pk).aperta
        orologio.shift(dt.timedelta(days=4))
        tasks.pulisci()
        assert Domanda.objects.get(pk=domanda.pk).aperta
        orologio.shift(dt.timedelta(days=7))
        tasks.pulisci()
        assert Domanda.objects.get(pk=domanda.pk).chiusa_il
        assert Domanda.objects.get(pk=senza_risposta.pk).aperta  # nobody has answered: it waits
        orologio.shift(dt.timedelta(days=366))
        assert operations.pulisci() == 1
    assert Lettera.objects.filter(genere="chiusura").count() == 0  # gone with the question


def test_la_posta_della_chiusura_non_parte_se_nel_frattempo_si_e_risposto(
    ente: Ente, ufficio: Ufficio, anna: Persona, posta: Posta
) -> None:
    domanda = operations.scrivi(ente, ufficio, lingua="it", **PAROLE)
    operations.conferma(domanda.pk)
    operations.rispondi(domanda.pk, attore=anna, testo="Ecco.", chiave=uuid.uuid4(), chiudi=False)
    with fra(24):
        operations.chiudi_le_ferme()
        operations.rispondi(domanda.pk, attore=anna, testo="Ancora.", chiave=uuid.uuid4(), chiudi=True)
        tasks.lettere()
    assert Lettera.objects.get(genere="chiusura").stato == Stato.ANNULLATO


def fra(giorni: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=giorni), tick=False)


@pytest.mark.django_db(transaction=True)
def test_in_molte_finestre_il_limite_del_giorno_resta_cinque(ente: Ente, ufficio: Ufficio, tmp_path: Path) -> None:
    esiti = tutti_insieme([partial(operations.scrivi, ente, ufficio, lingua="it", **PAROLE)] * 7, tmp_path)
    assert sum(isinstance(uno, DomainError) for uno in esiti) == 2, esiti
    assert Domanda.objects.count() == operations.AL_GIORNO
