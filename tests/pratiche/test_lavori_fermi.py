"""The lists of the work that has not ended: why, in words; one more try; nothing of other offices; as many readings for many."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from portal.base.coda import Stato as StatoLavoro
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import LavoroGraduatoria, RegistrazioneProtocollo, Stampa
from pratiche.tasks import stampa
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica
from tests.pratiche.test_pubblicazione import molte_altre
from tests.pratiche.test_tornate import capo, nido, orologio, una_domanda

__all__ = ["capo", "nido", "orologio"]

STAMPE = "/operatori/pratiche/stampa/"
REGISTRAZIONI = "/operatori/pratiche/registrazioneprotocollo/"
GRADUATORIE = reverse("admin:pratiche_lavorograduatoria_changelist")


@pytest.fixture
def operatrice(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


def celle(client: Client, elenco: str, colonna: str) -> list[str]:
    """What one column says, without the spaces of the page."""
    trovate = html.fromstring(client.get(elenco).content.decode()).xpath(f"//td[contains(@class, 'field-{colonna}')]")
    return [" ".join(cella.text_content().split()) for cella in trovate]


def una_istanza(di: Persona) -> Stampa:
    """A case of this person, of which only the istanza is still to be made."""
    stampe = Stampa.objects.filter(pratica=una_pratica(di=di))
    stampe.exclude(genere=Stampa.Genere.ISTANZA).update(stato=StatoLavoro.RIUSCITO)
    return stampe.get(genere=Stampa.Genere.ISTANZA)


def ferma(riga: Stampa | RegistrazioneProtocollo, errore: str, stato: str = StatoLavoro.FALLITO) -> None:
    type(riga).objects.filter(pk=riga.pk).update(stato=stato, errore=errore, tentativi=3)


def riprova(client: Client, elenco: str, *righe: Stampa) -> str:
    dati = {"action": "riprova", "_selected_action": [riga.pk for riga in righe]}
    return str(client.post(elenco, dati, follow=True).content.decode())


def test_l_ufficio_legge_perche_e_che_cosa_fare_e_il_codice_resta(operatrice: Client, giulia: Persona) -> None:
    stampa_ferma = una_istanza(di=giulia)
    ferma(stampa_ferma, "TemplateDoesNotExist")
    (parole,) = celle(operatrice, STAMPE, "perche")
    assert parole.startswith("Il portale si è fermato per un errore suo. Il portale non riprova da sé.")
    assert parole.endswith(f"(TemplateDoesNotExist, pratiche.Stampa {stampa_ferma.pk})")
    assert celle(operatrice, STAMPE, "riprova_il") == ["-"]  # it waits for a person, whatever the row says
    scheda = operatrice.get(f"{STAMPE}{stampa_ferma.pk}/change/").content.decode()
    assert "Il portale non riprova da sé" in scheda
    assert "documento da produrre" in scheda
    assert "object (" not in scheda + operatrice.get(STAMPE).content.decode()


def test_il_protocollo_giu_riprova_da_se_e_l_elenco_non_nomina_nessuno(operatrice: Client, giulia: Persona) -> None:
    una_pratica(di=giulia)
    stampa()
    (registrazione,) = RegistrazioneProtocollo.objects.all()
    assert celle(operatrice, REGISTRAZIONI, "perche") == ["Aspetta il suo turno."]
    ferma(registrazione, "protocollo_risponde_503", StatoLavoro.IN_CODA)
    (parole,) = celle(operatrice, REGISTRAZIONI, "perche")
    assert parole.startswith("Il protocollo ha un guasto. Il portale riprova da sé, senza doppioni.")
    assert celle(operatrice, REGISTRAZIONI, "riprova_il") != ["-"]
    pagina = operatrice.get(REGISTRAZIONI).content.decode()
    assert not [dato for dato in (giulia.cognome, str(giulia.codice_fiscale)) if dato in pagina]


def test_un_elenco_vuoto_e_una_buona_notizia(operatrice: Client, giulia: Persona) -> None:
    for elenco in (STAMPE, REGISTRAZIONI, GRADUATORIE):
        pagina = operatrice.get(elenco).content.decode()
        assert "Non c'è nulla di fermo." in pagina
        assert "Riprova ora" not in pagina
    una_pratica(di=giulia)
    pagina = operatrice.get(STAMPE).content.decode()
    assert "?stato=fallito" in pagina
    assert "?stato=riuscito" not in pagina  # the list never shows it
    assert "Nulla corrisponde ai filtri." in operatrice.get(STAMPE, {"stato": "incerto"}).content.decode()


def test_riprova_dice_quanti_e_lascia_stare_cio_che_si_sta_facendo(operatrice: Client, giulia: Persona) -> None:
    prima, seconda = una_istanza(di=giulia), una_istanza(di=giulia)
    for riga in (prima, seconda):
        ferma(riga, "ValueError")
    assert "2 lavori rimessi in coda." in riprova(operatrice, STAMPE, prima, seconda)
    ferma(prima, "ValueError")
    ferma(seconda, "ValueError", StatoLavoro.IN_CORSO)
    assert "1 lavoro rimesso in coda." in riprova(operatrice, STAMPE, prima, seconda)
    assert "il portale ci sta già lavorando" in riprova(operatrice, STAMPE, seconda)
    assert set(Stampa.objects.values_list("pk", "stato")) >= {(prima.pk, "in_coda"), (seconda.pk, "in_corso")}


def test_non_riprova_chi_non_vede(
    operatrice: Client, giulia: Persona, anna: Persona, ente: Ente, ufficio: Ufficio
) -> None:
    """An officer of another office, one who only reads, one of the same office who is not named in a restricted case."""
    riga = una_istanza(di=giulia)
    ferma(riga, "ValueError")
    altrove, legge, collega = (
        entra(Client(HTTP_HOST="localhost"), people.crea_operatore(nome, dove, ruolo))
        for nome, dove, ruolo in (
            ("Elisa", people.crea_ufficio("Anagrafe", ente), Incarico.Ruolo.RESPONSABILE),
            ("Vera", ufficio, Incarico.Ruolo.CONSULTAZIONE),
            ("Bruno", ufficio, Incarico.Ruolo.OPERATORE),
        )
    )
    assert [len(celle(chi, STAMPE, "perche")) for chi in (altrove, legge, collega)] == [0, 1, 1]
    assert not [chi for chi in (altrove, legge) if "rimess" in riprova(chi, STAMPE, riga)]
    operations.riserva(riga.pratica_id, attore=anna, persone=[anna], motivo="Nucleo seguito dai servizi sociali.")
    assert celle(collega, STAMPE, "perche") == []
    assert "rimess" not in riprova(collega, STAMPE, riga)
    assert Stampa.objects.get(pk=riga.pk).stato == StatoLavoro.FALLITO
    assert "1 lavoro rimesso in coda." in riprova(operatrice, STAMPE, riga)


def test_le_letture_sono_le_stesse_con_molte_righe(operatrice: Client, giulia: Persona) -> None:
    conti = []
    for altre in (1, 4):
        for _una in range(altre):
            una_pratica(di=giulia)
        Stampa.objects.update(stato=StatoLavoro.FALLITO, errore="ValueError")
        operatrice.get(STAMPE)  # the hosts are read once per process
        with CaptureQueriesContext(connection) as letture:
            assert len(celle(operatrice, STAMPE, "perche")) == Stampa.objects.count()
        conti.append(len(letture))
    assert conti[0] == conti[1]


def test_anche_quelle_di_una_graduatoria(client: Client, nido: Servizio, giulia: Persona, capo: Persona) -> None:
    prima = una_domanda(giulia, nido)
    molte_altre(prima, 6)
    entra(client, capo)
    conti = []
    for candidature in (list(prima.tornata.candidature.all()[:1]), list(prima.tornata.candidature.all()[1:])):
        LavoroGraduatoria.objects.bulk_create(
            LavoroGraduatoria(
                tornata=prima.tornata,
                candidatura=una,
                genere="provvisoria",
                stato=StatoLavoro.FALLITO,
                errore="KeyError",
            )
            for una in candidature
        )
        client.get(GRADUATORIE)
        with CaptureQueriesContext(connection) as letture:
            righe = celle(client, GRADUATORIE, "perche")
        conti.append((len(righe), len(letture)))
    assert [quante for quante, _letture in conti] == [1, 7]
    assert conti[0][1] == conti[1][1]
