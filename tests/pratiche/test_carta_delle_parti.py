"""Memorie and objections that arrive on paper, by PEC or by e-mail: the office records them, and what counts is the day they came."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import AccessoDati, Evento
from pratiche import operations, stampe
from pratiche.models import (
    Acquisizione,
    Memoria,
    Opposizione,
    Parte,
    Passaggio,
    Pratica,
    RegistrazioneProtocollo,
    RichiestaAccesso,
    Stampa,
)
from pratiche.models.immutabile import Immutabile
from pratiche.operations.ricezione import Arrivo
from pratiche.operatori.registro import AZIONI
from pratiche.stati import Stato
from pratiche.tasks import protocolla, stampa
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_avvio import avvia
from tests.pratiche.test_collegamenti import letture
from tests.pratiche.test_parti import aggiunge, arrivati
from tests.pratiche.test_preavviso import il

FUORI = {"anagrafica": {"nome": "", "cognome": "Condominio Sole"}, "recapito": "via Verdi 3"}
COME = "Per posta, giovedì 12 marzo 2026"


@pytest.fixture
def pratica(ztl: Servizio, giulia: Persona, anna: Persona) -> Pratica:
    """Presented on 2 March 2026 and being worked."""
    con_regole(ztl, diritti=None)
    with il(2):
        return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


@pytest.fixture
def condominio(pratica: Pratica, anna: Persona) -> Parte:
    """Not in the portal: told by letter on 3 March, memorie by the 13th."""
    with il(3):
        return aggiunge(pratica, anna, **FUORI)


@pytest.fixture
def di_marco(pratica: Pratica, anna: Persona, marco: Persona) -> Parte:
    with il(3):
        return aggiunge(pratica, anna, codice_fiscale=marco.codice_fiscale)


@pytest.fixture
def opposizione(pratica: Pratica, condominio: Parte, giulia: Persona) -> Opposizione:
    """Giulia asks for the acts on 10 March: the condominio is told by letter, and may object until the 20th."""
    with il(10):
        _chiede(pratica, giulia)
    return Opposizione.objects.get(parte=condominio)


def _chiede(pratica: Pratica, chi: Persona) -> RichiestaAccesso:
    return operations.chiedi_accesso(
        pratica.pk, attore=chi, per=chi, quali="La carta.", motivo="Per difendermi.", chiave=uuid.uuid4()
    )


def pagina(di: Parte | Pratica | Opposizione) -> str:
    if isinstance(di, Opposizione):
        return f"/operatori/opposizioni/{di.codice}/arrivata/"
    return f"/operatori/{'parti' if isinstance(di, Parte) else 'pratiche'}/{di.codice}/memoria-arrivata/"


def dati(giorno: str, **altro: Any) -> dict[str, Any]:
    """What the officer sends: by post, that day, with the sheet and in short what it says."""
    prima = {"canale": "posta", "testo": "Il cancello è comune.", "chiave": str(uuid.uuid4())}
    return prima | {"giorno": giorno, "foglio": un_pdf("lettera.pdf"), **altro}


def registra(client: Client, di: Parte | Pratica | Opposizione, giorno: str, **altro: Any) -> str:
    return client.post(pagina(di), dati(giorno, **altro), follow=True).content.decode()


def acquisisce(parte: Parte, anna: Persona, giorno: dt.date, **altro: Any) -> Memoria:
    valori = {"testo": "No.", "chiave": uuid.uuid4(), "foglio": un_pdf("lettera.pdf")} | altro
    return operations.acquisisci_memoria(parte.pk, operatore=anna, arrivo=Arrivo("posta", giorno), **valori)


# --- the day of arrival


@pytest.mark.parametrize(("arrivata", "in_ritardo"), [(13, False), (14, True)])
def test_in_ritardo_lo_dice_il_giorno_di_arrivo(
    condominio: Parte, anna: Persona, arrivata: int, in_ritardo: bool
) -> None:
    """Recorded on the 25th, when the days given are over either way: what came by the 13th must be weighed."""
    with il(25):
        memoria = acquisisce(condominio, anna, dt.date(2026, 3, arrivata))
        assert Memoria.objects.get(pk=memoria.pk).in_ritardo == in_ritardo
        assert operations.memorie_da_valutare(condominio.pratica) == (not in_ritardo)
        if not in_ritardo:
            with pytest.raises(DomainError, match="come le hai valutate"):
                operations.accogli(condominio.pratica_id, attore=anna)
        operations.accogli(condominio.pratica_id, attore=anna, valutazione="" if in_ritardo else "Vista.")


def test_oggi_vale_da_adesso_e_prima_la_fine_del_giorno(condominio: Parte, anna: Persona) -> None:
    with il(12):
        oggi = acquisisce(condominio, anna, dt.date(2026, 3, 12))
        ieri = acquisisce(condominio, anna, dt.date(2026, 3, 11))
    assert oggi.ricevuta_il == oggi.creato_il
    assert timezone.localtime(ieri.ricevuta_il).isoformat() == "2026-03-11T23:59:59+01:00"


@pytest.mark.parametrize(
    ("giorno", "perche"), [("2026-03-01", "La pratica è cominciata"), ("2026-03-26", "deve ancora venire")]
)
def test_un_giorno_impossibile_si_dice_e_cio_che_e_scritto_resta(
    client: Client, condominio: Parte, anna: Persona, giorno: str, perche: str
) -> None:
    with il(25):
        testo = registra(entra(client, anna), condominio, giorno)
    assert perche in testo
    assert 'href="#id_giorno"' in testo
    for tenuto in ("Il cancello è comune.", f'value="{giorno}"', "scegli di nuovo"):
        assert tenuto in testo
    assert testo.count("scegli di nuovo") == 1  # by the sheet, not by the files that were not there
    assert not Memoria.objects.exists()


def test_senza_foglio_o_senza_parole_non_si_registra(client: Client, condominio: Parte, anna: Persona) -> None:
    with il(25):
        vuota = entra(client, anna).get(pagina(condominio)).content.decode()
        for parola in (
            "venerdì 13 marzo 2026",
            'value="2026-03-25"',
            "i messaggi lì non li legge",
            "multipart/form-data",
        ):
            assert parola in vuota
        assert "scegli di nuovo" not in vuota
        for campo, valore in (("foglio", ""), ("testo", " "), ("giorno", "")):
            assert f'href="#id_{campo}"' in registra(client, condominio, **{"giorno": "2026-03-12", campo: valore})
        assert 'href="#id_canale_0"' in registra(client, condominio, "2026-03-12", canale="")
        cattivo = registra(client, condominio, "2026-03-12", foglio=un_pdf("x.pdf", b"MZ" + b"0" * 99))
        assert "usa PDF, JPG o PNG" in cattivo
    assert not Acquisizione.objects.exists()


# --- the memoria of a party


def test_di_chi_non_e_nel_portale(client: Client, condominio: Parte, anna: Persona, giulia: Persona) -> None:
    pratica = condominio.pratica
    loro = f"/operatori/pratiche/{pratica.codice}/partecipanti/"
    with il(25):
        apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
        assert f'href="{pagina(condominio)}"' in entra(client, anna).get(loro).content.decode()
        inviati = dati("2026-03-12", file=un_pdf("pianta.pdf"))
        for _volta in range(2):  # two clicks
            inviati |= {"foglio": un_pdf("lettera.pdf"), "file": un_pdf("pianta.pdf")}
            testo = client.post(pagina(condominio), inviati, follow=True).content.decode()
            assert "La memoria è registrata." in testo
        stampa()
        protocolla()
        vista = client.get(loro).content.decode()
        registro = client.get(f"/operatori/pratiche/{pratica.codice}/registro/").content.decode()
        sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
        foglio = Documento.objects.get(nome="lettera.pdf")
        assert client.get(foglio.get_absolute_url()).status_code == 404  # asked for with the acts
        assert entra(client, anna).get(foglio.get_absolute_url()).status_code == 200
    memoria = Memoria.objects.get()
    for parola in (f"{COME}; registrata da Anna Neri", "Il cancello è comune.", "pianta.pdf", "(il foglio arrivato)", "Memoria del 12 marzo 2026<"):  # fmt: skip
        assert parola in vista
    assert vista.count("(il foglio arrivato)") == 1
    assert "in ritardo" not in vista
    assert "Memoria arrivata fuori dal portale, registrata" in registro
    assert "Memoria di chi partecipa" in sua
    for nascosto in ("lettera.pdf", "Il cancello", COME):
        assert nascosto not in sua
    assert [uno.nome for uno in memoria.documenti.order_by("pk")] == ["lettera.pdf", "pianta.pdf"]
    assert (memoria.acquisizione.foglio, foglio.flusso, foglio.intestatario) == (foglio, "E", None)
    registrata = RegistrazioneProtocollo.objects.get(genere=Stampa.Genere.MEMORIA)
    assert registrata.numero
    assert timezone.localdate(registrata.arrivo) == dt.date(2026, 3, 12)
    assert foglio.primario == registrata.documento
    assert Messaggio.objects.filter(tipo="pratiche.memoria_ricevuta").count() == 0
    evento = Evento.objects.get(azione="pratica.memoria_acquisita")
    come = {"canale": "posta", "arrivata_il": "2026-03-12"}
    assert evento.dati == {**come, "parte": str(condominio.codice), "memoria": str(memoria.codice)}
    assert {"pratica.memoria_acquisita", "pratica.opposizione_acquisita"} <= AZIONI.keys()
    carta = render_to_string(*stampe.prepara(Stampa.objects.get(genere=Stampa.Genere.MEMORIA)))
    for parola in (COME, "Anna Neri", "Fa fede il foglio allegato", "lettera.pdf", "Il cancello", "Condominio Sole"):
        assert parola in carta
    assert "Memoria del" not in carta


def test_chi_e_nel_portale_la_legge_e_viene_avvisato(
    client: Client, di_marco: Parte, anna: Persona, marco: Persona
) -> None:
    with il(25):
        registra(entra(client, anna), di_marco, "2026-03-12", canale="pec")
        registra(client, di_marco, "2026-03-14", canale="sportello")
        sua = entra(client, marco).get(di_marco.get_absolute_url()).content.decode()
        foglio = Documento.objects.filter(nome="lettera.pdf").earliest("pk")
        assert client.get(foglio.get_absolute_url()).status_code == 200
    for parola in ("Per PEC, giovedì 12 marzo 2026. L'ha registrata l'ufficio.", "Il cancello", "(il foglio arrivato)"):  # fmt: skip
        assert parola in sua
    assert arrivati(marco)[-2:] == ["memoria_ricevuta"] * 2
    per_pec, allo_sportello = Messaggio.objects.filter(tipo="pratiche.memoria_ricevuta").order_by("pk")
    assert "che è arrivata per PEC giovedì 12 marzo 2026" in per_pec.testo
    assert "che hai consegnato allo sportello sabato 14 marzo 2026" in allo_sportello.testo


def test_a_pratica_decisa_si_dice_dove_mettere_il_foglio(client: Client, condominio: Parte, anna: Persona) -> None:
    with il(20):
        operations.accogli(condominio.pratica_id, attore=anna)
    with il(25):
        entra(client, anna)
        loro = client.get(f"/operatori/pratiche/{condominio.pratica.codice}/partecipanti/").content.decode()
        assert pagina(condominio) not in loro
        assert "La pratica è già chiusa" in client.get(pagina(condominio), follow=True).content.decode()
        testo = registra(client, condominio, "2026-03-12")
        assert "Scrivi in una nota interna" in testo
        assert "Il cancello è comune." in testo
    assert not Memoria.objects.exists()


def test_di_chi_non_partecipa_piu_non_si_registra(client: Client, condominio: Parte, anna: Persona) -> None:
    with il(5):
        operations.togli_parte(condominio.pk, attore=anna, motivo="Non confina.")
    with il(6):
        assert "Non partecipa alla pratica" in entra(client, anna).get(pagina(condominio), follow=True).content.decode()
        with pytest.raises(DomainError, match="Non partecipa alla pratica"):
            acquisisce(condominio, anna, dt.date(2026, 3, 6))


# --- of the person whom what the office started concerns


def test_del_destinatario_di_un_procedimento_d_ufficio(
    client: Client, ztl: Servizio, anna: Persona, giulia: Persona
) -> None:
    with il(2):
        pratica = avvia(ztl, anna, giulia)
    with il(25):
        entra(client, anna)
        for indirizzo in (f"/operatori/pratiche/{pratica.codice}/", f"/operatori/pratiche/{pratica.codice}/partecipanti/"):  # fmt: skip
            assert f'href="{pagina(pratica)}"' in client.get(indirizzo).content.decode()
        inviati = dati("2026-03-12")
        for _volta in range(2):
            testo = client.post(pagina(pratica), inviati | {"foglio": un_pdf("lettera.pdf")}, follow=True)
        assert f"{COME}; registrata da Anna Neri" in testo.content.decode()
        stampa()
        sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
        with pytest.raises(DomainError, match="come le hai valutate"):
            operations.adotta_provvedimento(pratica.pk, attore=anna, motivazione="x")
    for parola in (f"{COME}. L'ha registrata l'ufficio.", "Il cancello", "(il foglio arrivato)"):
        assert parola in sua
    memoria = Memoria.objects.get()
    assert (memoria.procedimento, memoria.autore, memoria.per_mezzo_di) == (pratica, anna, "")
    assert memoria.acquisizione.foglio.intestatario == giulia
    assert pratica.passaggi.get(genere=Passaggio.Genere.MEMORIA_PROPRIA).testo == COME
    assert arrivati(giulia)[-1] == "memoria_ricevuta"
    assert "che è arrivata per posta giovedì 12 marzo 2026" in Messaggio.objects.latest("pk").testo


def test_chi_ha_presentato_la_richiesta_risponde_in_altro_modo(client: Client, pratica: Pratica, anna: Persona) -> None:
    entra(client, anna)
    assert client.get(pagina(pratica)).status_code == 404
    assert pagina(pratica) not in client.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    with pytest.raises(DomainError, match="non si registrano"):
        operations.acquisisci_memoria_propria(
            pratica.pk, operatore=anna, arrivo=Arrivo("posta", timezone.localdate()), testo="x", chiave=uuid.uuid4(),
            foglio=un_pdf(),
        )  # fmt: skip


# --- the objection


def _mostra(accesso: RichiestaAccesso, anna: Persona) -> RichiestaAccesso:
    documento = Documento.objects.get(aggregazione=str(accesso.pratica.codice), nome="carta.pdf")
    return operations.decidi_accesso(accesso.pk, attore=anna, esito="accolta", documenti=[documento])


def test_l_opposizione_arrivata_vale_come_quella_dal_portale(
    client: Client, opposizione: Opposizione, anna: Persona, giulia: Persona, ente: Ente, ufficio: Any
) -> None:
    """Until it comes nothing is shown, as long as it may; once recorded the office takes it into account and answers."""
    accesso = opposizione.accesso
    indirizzo = f"/operatori/accessi/{accesso.codice}/"
    with il(16):
        apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AOO")
        assert f'href="{pagina(opposizione)}"' in entra(client, anna).get(indirizzo).content.decode()
        with pytest.raises(DomainError, match="possono ancora opporsi"):
            _mostra(accesso, anna)
        for _volta in range(2):  # two clicks
            testo = registra(client, opposizione, "2026-03-12", file=un_pdf("pianta.pdf"))
            assert "L&#x27;opposizione è registrata." in testo
        stampa()
        protocolla()
        vista = client.get(indirizzo).content.decode()
        foglio = Documento.objects.get(nome="lettera.pdf")
        assert client.get(foglio.get_absolute_url()).status_code == 200
        assert entra(client, giulia).get(foglio.get_absolute_url()).status_code == 404  # who asks for the acts
        _mostra(RichiestaAccesso.objects.get(), anna)
    opposizione.refresh_from_db()
    assert timezone.localtime(opposizione.presentata_il).isoformat() == "2026-03-12T23:59:59+01:00"  # type: ignore[arg-type]
    for parola in (f"{COME}; registrata da Anna Neri", "si oppone, giovedì 12 marzo 2026", "(il foglio arrivato)", "pianta.pdf"):  # fmt: skip
        assert parola in vista
    assert pagina(opposizione) not in vista
    registrata = RegistrazioneProtocollo.objects.get(genere=Stampa.Genere.OPPOSIZIONE)
    assert registrata.arrivo == opposizione.presentata_il
    assert foglio.primario == registrata.documento
    evento = Evento.objects.get(azione="pratica.opposizione_acquisita")
    assert evento.dati == {"accesso": str(accesso.codice), "canale": "posta", "arrivata_il": "2026-03-12"}
    carta = render_to_string(*stampe.prepara(Stampa.objects.get(genere=Stampa.Genere.OPPOSIZIONE)))
    for parola in (COME, "Anna Neri", "Fa fede il foglio allegato", "lettera.pdf", "Il cancello", "Condominio Sole"):
        assert parola in carta


@pytest.mark.parametrize(
    ("giorno", "perche"), [("2026-03-09", "L&#x27;avviso a chi può opporsi è di"), ("2026-03-26", "deve ancora venire")]
)
def test_l_opposizione_non_arriva_prima_dell_avviso_ne_domani(
    client: Client, opposizione: Opposizione, anna: Persona, giorno: str, perche: str
) -> None:
    with il(25):
        testo = registra(entra(client, anna), opposizione, giorno)
        assert perche in testo
        assert "Il cancello è comune." in testo
        assert "L&#x27;opposizione è registrata." in registra(
            client, opposizione, "2026-03-10"
        )  # the day of the notice
    opposizione.refresh_from_db()
    assert opposizione.presentata_il > opposizione.creato_il  # type: ignore[operator]


def test_chi_si_oppone_dal_portale_intanto_lo_viene_a_sapere(
    client: Client, di_marco: Parte, opposizione: Opposizione, anna: Persona, marco: Persona
) -> None:
    sua = Opposizione.objects.get(persona=marco)
    with il(12):
        registra(entra(client, anna), sua, "2026-03-11", canale="email")
        entra(client, marco)
        vista = client.get(sua.get_absolute_url()).content.decode()
        for parola in ("Per e-mail, mercoledì 11 marzo 2026", "Il cancello è comune.", "(il foglio arrivato)"):
            assert parola in vista
        assert client.get(Documento.objects.get(nome="lettera.pdf").get_absolute_url()).status_code == 200
        testo = client.post(sua.get_absolute_url(), {"testo": "Da casa."}).content.decode()
    assert "quello che hai scritto qui non è partito" in testo
    assert "Da casa." in testo
    sua.refresh_from_db()
    assert (sua.testo, Acquisizione.objects.count()) == ("Il cancello è comune.", 1)


def test_quella_che_c_e_gia_o_che_nessuno_aspetta_piu(
    client: Client, di_marco: Parte, opposizione: Opposizione, anna: Persona, marco: Persona
) -> None:
    sua = Opposizione.objects.get(persona=marco)
    with il(12):
        operations.opponi(sua.pk, attore=marco, testo="C'è il mio indirizzo.")
        testo = registra(entra(client, anna), sua, "2026-03-12")
        assert "L&#x27;opposizione c&#x27;è già." in testo
        assert "Il cancello è comune." in testo
        assert "c&#x27;è già" in client.get(pagina(sua), follow=True).content.decode()
    with il(22):
        _mostra(opposizione.accesso, anna)
        assert "ha già risposto a chi" in registra(entra(client, anna), opposizione, "2026-03-12")
    assert not Acquisizione.objects.exists()


def test_anche_di_chi_ha_presentato_la_pratica_quando_gli_atti_li_chiede_una_parte(
    client: Client, pratica: Pratica, di_marco: Parte, anna: Persona, marco: Persona, giulia: Persona
) -> None:
    with il(10):
        _chiede(pratica, marco)
    with il(12):
        registra(entra(client, anna), Opposizione.objects.get(), "2026-03-11")
        foglio = Documento.objects.get(nome="lettera.pdf")
        assert foglio.intestatario == giulia
        assert entra(client, giulia).get(foglio.get_absolute_url()).status_code == 200
        assert entra(client, marco).get(foglio.get_absolute_url()).status_code == 404


# --- who


def test_solo_chi_lavora_la_pratica(
    client: Client, condominio: Parte, opposizione: Opposizione, anna: Persona, giulia: Persona, ente: Ente
) -> None:
    pratica = condominio.pratica
    legge = people.crea_operatore("Carla", pratica.ufficio, Incarico.Ruolo.CONSULTAZIONE)
    altrove = people.crea_operatore("Dario", people.crea_ufficio("Anagrafe", ente))
    for chi, stato in ((legge, 403), (altrove, 404), (giulia, 302)):
        suo = entra(Client(HTTP_HOST="localhost"), chi)
        for di in (condominio, opposizione):
            assert suo.get(pagina(di)).status_code == stato
            assert suo.post(pagina(di), dati("2026-03-12")).status_code == stato
    entra(client, legge)
    assert pagina(condominio) not in client.get(f"/operatori/pratiche/{pratica.codice}/partecipanti/").content.decode()
    assert pagina(opposizione) not in client.get(f"/operatori/accessi/{opposizione.accesso.codice}/").content.decode()
    with il(25):
        for chi in (legge, altrove):
            with pytest.raises(DomainError):
                acquisisce(condominio, chi, dt.date(2026, 3, 12))
            with pytest.raises(DomainError):
                operations.acquisisci_opposizione(
                    opposizione.pk, operatore=chi, arrivo=Arrivo("posta", dt.date(2026, 3, 12)), testo="x", foglio=un_pdf()
                )  # fmt: skip
        entra(client, anna).get(pagina(condominio))
    assert AccessoDati.objects.filter(operatore=anna.codice, soggetto=giulia.codice).exists()
    assert not Acquisizione.objects.exists()


def test_di_una_riservata_solo_chi_e_nominato(condominio: Parte, opposizione: Opposizione, anna: Persona) -> None:
    bruno = people.crea_operatore("Bruno", condominio.pratica.ufficio)
    operations.riserva(condominio.pratica_id, attore=anna, persone=[anna], motivo="Nucleo seguito.")
    suo = entra(Client(HTTP_HOST="localhost"), bruno)
    for di in (condominio, opposizione):
        assert suo.get(pagina(di)).status_code == 404
        assert suo.post(pagina(di), dati("2026-03-12")).status_code == 404
    with pytest.raises(DomainError, match="riservata ad altre persone"):
        acquisisce(condominio, bruno, dt.date(2026, 3, 12))


def test_non_si_cambia_e_non_si_toglie(condominio: Parte, anna: Persona) -> None:
    with il(25):
        memoria = acquisisce(condominio, anna, dt.date(2026, 3, 12))
    for prova in (memoria.save, memoria.acquisizione.save, memoria.acquisizione.delete):
        with pytest.raises(Immutabile):
            prova()
    for atto in ("UPDATE pratiche_acquisizione SET canale = 'pec'", "DELETE FROM pratiche_acquisizione"):
        with pytest.raises(DatabaseError, match="solo aggiunte"), transaction.atomic(), connection.cursor() as cursore:
            cursore.execute(atto)
    valori = {"canale": "pec", "arrivata_il": dt.date(2026, 3, 12), "foglio": Documento.objects.earliest("pk")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Acquisizione.objects.create(operatore=anna, **valori)  # of nothing


def test_gli_elenchi_costano_lo_stesso_con_molte(client: Client, condominio: Parte, anna: Persona) -> None:
    entra(client, anna)
    indirizzo, quante = f"/operatori/pratiche/{condominio.pratica.codice}/partecipanti/", []
    with il(25):
        for _volta in range(3):
            acquisisce(condominio, anna, dt.date(2026, 3, 12))
            quante.append(letture(client, indirizzo))
    assert quante[1] == quante[2]
