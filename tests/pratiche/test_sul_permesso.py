"""A permit may be suspended, revoked, annulled or given up: with its notice, its reasons, its document, and the truth for who checks it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client

from notifiche.models import Messaggio, Promemoria
from notifiche.tasks import promemoria
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import Evento
from pratiche import operations, stampe
from pratiche.models import Pratica, Provvedimento, RegistrazioneProtocollo, Stampa, StatoTitolo, Titolo
from pratiche.operations.sul_permesso import RIPRESA
from pratiche.operations.validita import VALIDITA
from pratiche.operatori.registro import AZIONI
from pratiche.stati import Stato
from pratiche.tasks import protocolla, stampa
from tests.conftest import entra
from tests.makers import una_pratica
from tests.parallelo import tutti_insieme
from tests.pratiche.test_collegamenti import letture

ROMA = ZoneInfo("Europe/Rome")
OGGI = dt.date(2026, 11, 3)
UN_GIORNO = dt.timedelta(days=1)


def alle_dieci(giorno: dt.date) -> dt.datetime:
    return dt.datetime.combine(giorno, dt.time(10), ROMA)


@pytest.fixture(autouse=True)
def orologio() -> Any:
    with time_machine.travel(alle_dieci(OGGI - UN_GIORNO), tick=False) as orologio:
        yield orologio


@pytest.fixture
def pratica(ente: Ente, giulia: Persona, esegui_lavori: Callable[[], None], orologio: Any) -> Pratica:
    """A permit good from today."""
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    Incarico.objects.filter(persona=pratica.assegnatario).update(ruolo=Incarico.Ruolo.RESPONSABILE)
    esegui_lavori()
    orologio.move_to(alle_dieci(OGGI))
    return pratica


def com_e(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def stato(pratica: Pratica) -> StatoTitolo:
    titolo: StatoTitolo = com_e(pratica).permesso.stato
    return titolo


def sospendi(pratica: Pratica, fino: dt.date) -> Any:
    return operations.sospendi_permesso(
        pratica.pk, attore=pratica.assegnatario, fino=fino, motivazione="La targa risulta di un altro."
    )


def togli(pratica: Pratica, come: str = "revoca", urgenza: str = "") -> Any:
    return operations.togli_permesso(
        pratica.pk, attore=pratica.assegnatario, come=come, motivazione="La zona chiude.", urgenza=urgenza
    )


def test_la_sospensione_finisce_da_sola(
    pratica: Pratica, client: Client, orologio: Any, esegui_lavori: Callable[[], None]
) -> None:
    fino = OGGI + dt.timedelta(days=9)
    sospendi(pratica, fino)
    pagina = f"/verifica/{pratica.codice}/"
    testo = client.get(pagina).content.decode()
    assert "Oggi non è valido" in testo
    assert "È sospeso fino a giovedì 12 novembre 2026" in testo
    with pytest.raises(DomainError, match="già sospeso"):
        sospendi(pratica, fino)
    esegui_lavori()
    atto = Provvedimento.objects.get(genere="sospensione")
    messaggio = Messaggio.objects.get(tipo="pratiche.sul_permesso")
    assert "sospeso" in messaggio.oggetto
    assert list(messaggio.allegati.all()) == [Documento.objects.get(tipologia="Atto sul permesso")]
    carta = render_to_string(*stampe.prepara(atto.stampa))
    assert f"n. {atto.sigla} del" in carta
    assert "La targa risulta di un altro." in carta
    orologio.move_to(alle_dieci(fino + UN_GIORNO))
    assert "Oggi è valido" in client.get(pagina).content.decode()
    promemoria()
    assert "vale di nuovo" in Messaggio.objects.filter(tipo="pratiche.sul_permesso").latest("pk").oggetto


def test_la_sospensione_si_toglie_prima_e_il_permesso_vale_di_nuovo(
    pratica: Pratica, client: Client, orologio: Any, esegui_lavori: Callable[[], None]
) -> None:
    azione, pagina = f"/operatori/pratiche/{pratica.codice}/togli-sospensione/", f"/verifica/{pratica.codice}/"
    entra(client, pratica.assegnatario)
    assert client.post(azione, {"motivazione": "Chiarito."}).status_code == 302  # nothing to lift
    sospendi(pratica, pratica.permesso.fino if pratica.permesso.fino < dt.date(2027, 5, 2) else dt.date(2027, 5, 2))
    assert "Oggi non è valido" in client.get(pagina).content.decode()
    assert "Togli la sospensione" in client.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    assert "obbligatorio" in client.post(azione, {"motivazione": ""}).content.decode()
    orologio.move_to(alle_dieci(OGGI + UN_GIORNO))
    entra(client, pratica.assegnatario)
    for _volta in range(2):  # two clicks
        assert client.post(azione, {"motivazione": "La targa è giusta."}).status_code == 302
    assert "Oggi è valido" in client.get(pagina).content.decode()
    assert stato(pratica) == StatoTitolo.IN_CORSO
    with pytest.raises(DomainError, match="non è sospeso"):
        operations.togli_sospensione(pratica.pk, attore=pratica.assegnatario, motivazione="Ancora.")
    esegui_lavori()
    sospensione, fine = Provvedimento.objects.filter(genere__contains="sospensione").order_by("numero")
    assert (fine.genere, fine.numero) == ("fine_sospensione", sospensione.numero + 1)
    assert "La targa è giusta." in render_to_string(*stampe.prepara(fine.stampa))
    messaggio = Messaggio.objects.filter(tipo="pratiche.sul_permesso").latest("pk")
    assert "vale di nuovo" in messaggio.oggetto
    assert messaggio.allegati.count() == 1
    assert Evento.objects.filter(oggetto=pratica.codice, azione="permesso.sospensione_tolta").count() == 1
    assert not Promemoria.objects.filter(tipo=RIPRESA).in_programma().exists()


def test_tolta_la_sospensione_fino_alla_fine_si_ricorda_di_nuovo_la_scadenza(pratica: Pratica) -> None:
    Titolo.objects.filter(pratica=pratica).update(fino=OGGI + dt.timedelta(days=60))
    sospendi(pratica, OGGI + dt.timedelta(days=60))
    assert not Promemoria.objects.filter(tipo=VALIDITA).in_programma().exists()
    operations.togli_sospensione(pratica.pk, attore=pratica.assegnatario, motivazione="La targa è giusta.")
    assert Promemoria.objects.filter(tipo=VALIDITA).in_programma().count() == 2


def test_la_pagina_dice_che_il_permesso_puo_essere_tolto_e_poi_che_resta(
    pratica: Pratica, client: Client, giulia: Persona, orologio: Any
) -> None:
    pagina, ufficio = f"/pratiche/{pratica.codice}/", f"/operatori/pratiche/{pratica.codice}/"
    valuta = "L'ufficio valuta se togliere questo permesso"
    assert valuta not in entra(client, giulia).get(pagina).content.decode()
    operations.avvia_riesame(pratica.pk, attore=pratica.assegnatario, come="revoca", motivazione="La zona chiude.")
    testo = entra(client, giulia).get(pagina).content.decode()
    for parola in (valuta, "Puoi rispondere entro venerdì 13 novembre 2026", f'href="{pagina}scrivi/"', "resta valido"):
        assert parola in testo
    assert "Leggi e rispondi" in client.get("/area-personale/permessi/").content.decode()
    orologio.move_to(alle_dieci(dt.date(2026, 11, 14)))
    assert "Il tempo per rispondere è finito venerdì 13" in entra(client, giulia).get(pagina).content.decode()
    testo = entra(client, pratica.assegnatario).get(ufficio).content.decode()
    assert "Avvisa che il permesso" not in testo
    for _volta in range(2):
        assert client.post(f"{ufficio}chiudi-riesame/", {"motivazione": "Ha ragione."}).status_code == 302
    testo = entra(client, giulia).get(pagina).content.decode()
    assert valuta not in testo
    assert "il permesso resta com&#x27;è" in testo
    azioni = set(Evento.objects.filter(oggetto=pratica.codice).values_list("azione", flat=True))
    assert "permesso.riesame_chiuso" in azioni <= AZIONI.keys()
    with pytest.raises(DomainError, match="comunicazione di avvio"):
        togli(pratica)


def test_la_chiusura_del_procedimento_va_al_protocollo_con_i_motivi(pratica: Pratica, orologio: Any) -> None:
    apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
    for giorno, motivi in ((14, "Ha ragione."), (30, "La zona resta.")):  # each notice has its own end
        operations.avvia_riesame(pratica.pk, attore=pratica.assegnatario, come="revoca", motivazione="La zona chiude.")
        stampa()
        protocolla()
        orologio.move_to(alle_dieci(dt.date(2026, 11, giorno)))
        operations.chiudi_riesame(pratica.pk, attore=pratica.assegnatario, motivazione=motivi)
        with pytest.raises(DomainError, match="Nessuna comunicazione"):
            operations.chiudi_riesame(pratica.pk, attore=pratica.assegnatario, motivazione=motivi)
        stampa()
        protocolla()
        carta = Stampa.objects.filter(genere="riesame_chiuso").latest("pk")
        assert carta.documento
        assert (carta.documento.flusso, carta.documento.intestatario) == ("U", pratica.richiedente)
        registrata = RegistrazioneProtocollo.objects.get(documento=carta.documento)
        assert registrata.numero
        assert registrata.arrivo == carta.riesame.chiuso_il
        avvio = carta.riesame.stampe.get(genere="avvio_riesame").documento
        scritto = render_to_string(*stampe.prepara(carta))
        for parola in (
            motivi,
            "il permesso resta com'è",
            f"protocollo n. {avvio.numero_registrazione}",
            "Giulia Bianchi",
        ):
            assert parola in scritto
        risposta = Messaggio.objects.filter(tipo="pratiche.dialogo").latest("pk")
        assert carta.documento in risposta.allegati.all()
        assert risposta.allegati.count() == 1
    assert Stampa.objects.filter(genere="riesame_chiuso").count() == 2


def test_le_pagine_non_leggono_di_piu_con_un_avviso_aperto(pratica: Pratica, client: Client, giulia: Persona) -> None:
    cittadina = entra(Client(HTTP_HOST="localhost"), giulia)
    entra(client, pratica.assegnatario)
    indirizzi = ((cittadina, f"/pratiche/{pratica.codice}/"), (client, f"/operatori/pratiche/{pratica.codice}/"))
    prima = [letture(*uno) for uno in indirizzi]
    operations.avvia_riesame(pratica.pk, attore=pratica.assegnatario, come="revoca", motivazione="La zona chiude.")
    assert [letture(*uno) for uno in indirizzi] == prima
    assert prima[0] <= 10
    assert prima[1] <= 16


def test_la_sospensione_non_dura_piu_di_quanto_si_puo_annullare(pratica: Pratica, orologio: Any) -> None:
    with pytest.raises(DomainError, match="può finire al massimo domenica 2 maggio 2027"):
        sospendi(pratica, dt.date(2027, 5, 3))
    with pytest.raises(DomainError, match="comincia oggi"):
        sospendi(pratica, OGGI - UN_GIORNO)
    orologio.move_to(alle_dieci(dt.date(2027, 5, 3)))
    with pytest.raises(DomainError, match="Non si può più sospendere"):
        sospendi(pratica, dt.date(2027, 5, 4))


def test_la_revoca_viene_dopo_la_comunicazione_e_il_tempo_per_rispondere(
    pratica: Pratica, client: Client, giulia: Persona, orologio: Any
) -> None:
    with pytest.raises(DomainError, match="comunicazione di avvio"):
        togli(pratica)
    operations.avvia_riesame(pratica.pk, attore=pratica.assegnatario, come="revoca", motivazione="La zona chiude.")
    testo = entra(client, giulia).get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "Comunicazione di avvio del procedimento" in testo
    assert "venerdì 13 novembre 2026" in testo
    carta = Stampa.objects.get(genere="avvio_riesame")
    for parola in ("La zona chiude.", "venerdì 13 novembre 2026", "Giulia Bianchi", "Revoca"):
        assert parola in render_to_string(*stampe.prepara(carta))
    stampa()
    carta.refresh_from_db()
    assert carta.documento
    assert carta.documento.flusso == "U"
    assert RegistrazioneProtocollo.objects.get(documento=carta.documento).arrivo == carta.riesame.creato_il
    assert carta.documento in Messaggio.objects.get(tipo="pratiche.dialogo").allegati.all()
    with pytest.raises(DomainError, match="può ancora rispondere"):
        togli(pratica)
    with pytest.raises(DomainError, match="comunicazione di avvio"):
        togli(pratica, come="annullamento")  # another act, another notice
    assert stato(pratica) == StatoTitolo.IN_CORSO
    orologio.move_to(alle_dieci(dt.date(2026, 11, 14)))
    togli(pratica)
    assert stato(pratica) == StatoTitolo.REVOCATO
    testo = client.get(f"/verifica/{pratica.codice}/").content.decode()
    assert "Il Comune lo ha revocato sabato 14 novembre 2026" in testo
    assert not Promemoria.objects.filter(tipo=VALIDITA).in_programma().exists()
    with pytest.raises(DomainError, match="non è più valido"):
        togli(pratica)
    assert Evento.objects.filter(oggetto=pratica.codice, azione="permesso.tolto").count() == 1


def test_con_urgenza_si_annulla_subito_ma_non_dopo_sei_mesi(pratica: Pratica, orologio: Any) -> None:
    orologio.move_to(alle_dieci(dt.date(2027, 5, 3)))
    with pytest.raises(DomainError, match="entro sei mesi"):
        togli(pratica, come="annullamento", urgenza="Pericolo.")
    orologio.move_to(alle_dieci(dt.date(2027, 5, 2)))
    togli(pratica, come="annullamento", urgenza="Pericolo.")
    assert stato(pratica) == StatoTitolo.ANNULLATO
    assert "Senza comunicazione di avvio, perché: Pericolo." in Provvedimento.objects.get(genere="annullamento").motivazione  # fmt: skip


def test_lo_fa_solo_il_capo_dell_ufficio_con_i_motivi(pratica: Pratica, client: Client) -> None:
    Incarico.objects.filter(persona=pratica.assegnatario).update(ruolo=Incarico.Ruolo.OPERATORE)
    with pytest.raises(DomainError, match="solo il responsabile"):
        togli(pratica, urgenza="Pericolo.")
    pagina = f"/operatori/pratiche/{pratica.codice}/"
    assert "Sospendi il permesso" not in entra(client, pratica.assegnatario).get(pagina).content.decode()
    Incarico.objects.filter(persona=pratica.assegnatario).update(ruolo=Incarico.Ruolo.RESPONSABILE)
    assert "Sospendi il permesso" in client.get(pagina).content.decode()
    with pytest.raises(DomainError, match="Scrivi i motivi"):
        operations.sospendi_permesso(pratica.pk, attore=pratica.assegnatario, fino=OGGI, motivazione=" ")
    modulo = {"fino": (OGGI + UN_GIORNO).isoformat(), "motivazione": "La targa è di un altro."}
    assert client.post(f"{pagina}sospendi/", modulo).status_code == 302
    assert stato(pratica) == StatoTitolo.SOSPESO


def test_chi_lo_ha_ci_rinuncia(pratica: Pratica, client: Client, giulia: Persona, marco: Persona) -> None:
    pagina = f"/pratiche/{pratica.codice}/rinuncia/"
    assert entra(client, marco).post(pagina).status_code == 404
    assert "non è più valido" in entra(client, giulia).get(pagina).content.decode()
    for _volta in range(2):
        client.post(pagina)
    assert stato(pratica) == StatoTitolo.RINUNCIATO
    assert "Valeva fino a lunedì 2 novembre 2026" in client.get("/area-personale/fascicolo/").content.decode()
    assert Messaggio.objects.filter(tipo="pratiche.sul_permesso").count() == 1
    assert "non si rinnova" not in client.get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "non è più valido" in client.get(f"/pratiche/{pratica.codice}/rinnova/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_due_atti_insieme_ne_fanno_uno(pratica: Pratica, giulia: Persona, tmp_path: Path) -> None:
    esiti = tutti_insieme(
        [
            lambda: togli(pratica, urgenza="Pericolo.").fine,
            lambda: operations.rinuncia_permesso(pratica.pk, attore=giulia).fine,
        ],
        tmp_path,
    )
    fatti = [esito for esito in esiti if not isinstance(esito, Exception)]
    assert len(fatti) == 1, esiti
    assert all(isinstance(esito, DomainError) for esito in esiti if isinstance(esito, Exception)), esiti
    assert str(stato(pratica)) == str(fatti[0])
