"""A fee that is paid before the request can be sent: in one flow, never sent unpaid, no money lost."""

import pytest
from django.test import Client

from notifiche.models import Messaggio
from pagamenti.models import Avviso
from pagamenti.operations import annulla_avviso
from pagamenti.stati import Stato as StatoAvviso
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Pratica, Restituzione
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.pacchetti.prova import prova
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import con_regole, presenta_bozza, una_bozza, una_ricevuta
from tests.pratiche.test_richiesta import passo, risposte

PRIMA = {"importo": 2000, "causale": "Permesso ZTL", "quando": "prima", "giorni": 30}


@pytest.fixture
def prima(ztl: Servizio) -> Servizio:
    con_regole(ztl, diritti=PRIMA)
    return ztl


@pytest.fixture
def bozza(giulia: Persona, prima: Servizio) -> Pratica:
    return una_bozza(giulia, prima)


def chiedi(pratica: Pratica) -> Avviso:
    segno = pratica.impronta_bozza([str(uno.codice) for uno in pratica.allegati.all()])
    return operations.chiedi_anticipo(pratica.pk, attore=pratica.richiedente, confermata=segno)


def paga(avviso: Avviso) -> None:
    una_ricevuta(avviso)
    operations.segna_pagamento(avviso.pk)


def con_importo(servizio: Servizio, importo: int, pratica: Pratica) -> Pratica:
    """As if the answers, changed, had made the amount another one."""
    con_regole(servizio, diritti=PRIMA | {"importo": importo})
    operations.aggiorna_bozza(pratica.pk, attore=pratica.richiedente)
    return Pratica.objects.get(pk=pratica.pk)


def test_si_paga_si_torna_al_riepilogo_e_si_invia(client: Client, giulia: Persona, bozza: Pratica) -> None:
    entra(client, giulia)
    riepilogo = f"/pratiche/{bozza.codice}/riepilogo/"
    pagina = client.get(riepilogo)
    assert "Prima di inviare devi pagare" in pagina.content.decode()
    assert "Invia la richiesta" not in pagina.content.decode()
    segno = {"confermata": pagina.context["confermata"]}
    senza = client.post(riepilogo, segno, follow=True)  # the button is not there: who sends it all the same is told
    assert "Prima di inviare devi pagare 20,00" in senza.content.decode()
    avvisi = {client.post(riepilogo, segno | {"paga": "1"})["Location"] for _ in range(2)}
    avviso = Avviso.objects.get()
    assert avvisi == {avviso.get_absolute_url()}  # two clicks, one notice
    assert f"/pratiche/{bozza.codice}/compila/" in client.get(avviso.get_absolute_url()).content.decode()
    paga(avviso)
    assert "Torna alla richiesta per inviarla" in client.get(avviso.get_absolute_url()).content.decode()
    assert Messaggio.objects.get(tipo="pratiche.pagata_da_inviare").url == f"/pratiche/{bozza.codice}/compila/"
    assert "Hai pagato, ma la richiesta non è ancora inviata" in client.get("/area-personale/").content.decode()
    pagina = client.get(riepilogo)
    assert "Pagamento ricevuto" in pagina.content.decode()
    assert client.post(riepilogo, {"confermata": pagina.context["confermata"]})["Location"].endswith("/inviata/")
    bozza.refresh_from_db()
    assert (bozza.stato, bozza.avviso_id) == (Stato.PRESENTATA, avviso.pk)
    assert [str(p.genere) for p in bozza.passaggi.all()] == ["pagata", "presentata"]
    assert not Restituzione.objects.exists()
    assert "Devi ancora pagare" not in Messaggio.objects.get(tipo="pratiche.presentata").testo


def test_non_si_chiede_di_pagare_una_richiesta_incompleta(giulia: Persona, bozza: Pratica) -> None:
    bozza.allegati.all().delete()
    with pytest.raises(operations.RichiestaIncompleta):
        chiedi(bozza)
    assert not Avviso.objects.exists()


def test_il_pagamento_arrivato_mentre_si_invia_non_si_annota_due_volte(giulia: Persona, bozza: Pratica) -> None:
    avviso = chiedi(bozza)
    una_ricevuta(avviso)  # the news for the case has not come yet
    presenta_bozza(Pratica.objects.get(pk=bozza.pk))
    operations.segna_pagamento(avviso.pk)
    assert bozza.passaggi.filter(genere="pagata").count() == 1
    assert Evento.objects.filter(azione="pratica.pagamento_annotato").count() == 1
    assert not Messaggio.objects.filter(tipo="pratiche.pagata_da_inviare").exists()


def test_se_l_importo_cresce_dopo_il_pagamento_si_paga_la_differenza(
    client: Client, giulia: Persona, prima: Servizio, bozza: Pratica
) -> None:
    paga(chiedi(bozza))
    bozza = con_importo(prima, 3200, bozza)
    testo = entra(client, giulia).get(f"/pratiche/{bozza.codice}/riepilogo/").content.decode()
    assert "Hai già pagato 20,00" in testo
    assert "12,00" in testo
    with pytest.raises(DomainError, match="12,00"):
        presenta_bozza(bozza)
    secondo = chiedi(bozza)
    assert secondo.importo == 1200
    paga(secondo)
    assert presenta_bozza(Pratica.objects.get(pk=bozza.pk)).stato == Stato.PRESENTATA
    assert Messaggio.objects.filter(tipo="pratiche.pagata_da_inviare").count() == 2


def test_un_avviso_non_pagato_di_un_altro_importo_si_sostituisce(
    giulia: Persona, prima: Servizio, bozza: Pratica
) -> None:
    primo = chiedi(bozza)
    secondo = chiedi(con_importo(prima, 1500, bozza))
    primo.refresh_from_db()
    assert (primo.stato, secondo.stato, secondo.importo) == (StatoAvviso.ANNULLATO, StatoAvviso.DA_PAGARE, 1500)


def test_il_primo_avviso_pagato_dopo_la_sostituzione_conta(giulia: Persona, prima: Servizio, bozza: Pratica) -> None:
    primo = chiedi(bozza)
    chiedi(con_importo(prima, 1500, bozza))
    paga(primo)  # it was open in another window: pagoPA took it all the same
    pratica = presenta_bozza(Pratica.objects.get(pk=bozza.pk))
    assert (pratica.stato, pratica.avviso) == (Stato.PRESENTATA, primo)
    assert not Avviso.objects.da_pagare().exists()
    assert Restituzione.objects.get().importo == 500


def test_se_l_importo_cala_l_ufficio_sa_che_cosa_restituire(
    client: Client, giulia: Persona, anna: Persona, prima: Servizio, bozza: Pratica
) -> None:
    paga(chiedi(bozza))
    pratica = presenta_bozza(con_importo(prima, 1500, bozza))
    riga = Restituzione.objects.get()
    assert (riga.importo, riga.pratica) == (500, pratica)
    entra(client, anna)
    assert "somme da restituire" in client.get("/operatori/").content.decode()
    testo = client.get("/operatori/restituzioni/").content.decode()
    for parola in ("5,00", "Giulia Bianchi", pratica.sigla):
        assert parola in testo
    assert "Scrivi come" in client.post("/operatori/restituzioni/", {"codice": riga.codice}, follow=True).content.decode()  # fmt: skip
    for _ in range(2):
        client.post("/operatori/restituzioni/", {"codice": riga.codice, "nota": "Mandato 12/2026"})
    assert Evento.objects.filter(azione="restituzione.fatta").count() == 1
    assert "Non c'è nulla da restituire" in client.get("/operatori/restituzioni/").content.decode()


def test_chi_e_di_un_altro_ufficio_non_le_vede(
    client: Client, giulia: Persona, bozza: Pratica, altro_ente: Ente
) -> None:
    from tests import people

    paga(chiedi(bozza))
    operations.elimina_bozza(bozza.pk, attore=giulia)
    riga = Restituzione.objects.get()
    altrove = people.crea_operatore("Bruno", people.crea_ufficio("Anagrafe", Ente.objects.get(slug="roccachiara")))
    entra(client, altrove)
    assert "Non c'è nulla da restituire" in client.get("/operatori/restituzioni/").content.decode()
    assert client.post("/operatori/restituzioni/", {"codice": riga.codice, "nota": "x"}).status_code == 404


def test_una_bozza_eliminata_non_perde_il_pagamento(client: Client, giulia: Persona, bozza: Pratica) -> None:
    avviso = chiedi(bozza)
    paga(avviso)
    entra(client, giulia)
    assert "hai già pagato <strong>20,00" in client.get(f"/pratiche/{bozza.codice}/elimina/").content.decode()
    client.post(f"/pratiche/{bozza.codice}/elimina/")
    assert not Pratica.objects.exists()
    riga = Restituzione.objects.get()
    assert (riga.importo, riga.avviso, riga.motivo) == (2000, avviso, Restituzione.Motivo.SENZA_RICHIESTA)
    assert client.get(avviso.get_absolute_url()).status_code == 200  # still among the payments


def test_un_pagamento_che_arriva_dopo_l_eliminazione_si_ritrova(giulia: Persona, bozza: Pratica) -> None:
    avviso = chiedi(bozza)
    operations.elimina_bozza(bozza.pk, attore=giulia)
    avviso.refresh_from_db()
    assert avviso.annullato
    for _ in range(2):
        una_ricevuta(avviso)
        operations.segna_pagamento(avviso.pk)
    assert Restituzione.objects.get().importo == 2000


def test_senza_importo_dovuto_si_invia_subito(giulia: Persona, prima: Servizio) -> None:
    con_regole(prima, diritti=None)
    assert presenta_bozza(una_bozza(giulia, prima)).stato == Stato.PRESENTATA


def test_l_avviso_aperto_di_una_versione_a_pagamento_anticipato_lascia_il_posto(
    giulia: Persona, prima: Servizio, bozza: Pratica
) -> None:
    primo = chiedi(bozza)
    con_regole(prima, diritti=PRIMA | {"quando": "presentazione", "importo": 1000})
    operations.aggiorna_bozza(bozza.pk, attore=giulia)
    pratica = presenta_bozza(Pratica.objects.get(pk=bozza.pk))
    primo.refresh_from_db()
    assert primo.annullato
    assert pratica.avviso is not None
    assert (pratica.avviso.importo, pratica.avviso.da_pagare) == (1000, True)


def test_un_pacchetto_che_si_paga_prima_si_prova(ente: Ente, ztl: Servizio) -> None:
    from pratiche.moduli.caricatore import Pacchetto

    esito = prova(Pacchetto.da(leggi(disponibili()[ztl.slug]).contenuto | {"diritti": PRIMA}), ente)
    assert esito.problemi == []
    assert "20,00" in esito.righe[-1]


def test_un_avviso_pagato_nel_frattempo_non_si_annulla(giulia: Persona, bozza: Pratica) -> None:
    avviso = chiedi(bozza)
    una_ricevuta(avviso)
    with pytest.raises(DomainError):
        annulla_avviso(avviso.pk, attore=giulia, motivo="prova")


def test_due_finestre_non_si_sovrascrivono_in_silenzio(client: Client, giulia: Persona, ztl: Servizio) -> None:
    bozza = una_bozza(giulia, ztl)
    entra(client, giulia)
    vecchia = client.get(passo(bozza)).context["visto"]
    senza_file = risposte() | {"carta_circolazione": ""}
    nuova = client.post(passo(bozza), senza_file | {"targa": "ZZ111ZZ", "visto": vecchia})
    assert nuova.status_code == 302
    fermata = client.post(passo(bozza), senza_file | {"targa": "QQ222QQ", "visto": vecchia})
    testo = fermata.content.decode()
    bozza.refresh_from_db()
    assert bozza.dati["targa"] == "ZZ111ZZ"  # nothing was overwritten
    for parola in ("in un&#x27;altra finestra", "ZZ111ZZ", 'value="QQ222QQ"', "Targa"):
        assert parola in testo
    assert client.post(passo(bozza), senza_file | {"targa": "QQ222QQ", "visto": fermata.context["visto"]}).status_code == 302  # fmt: skip
    bozza.refresh_from_db()
    assert bozza.dati["targa"] == "QQ222QQ"  # now it was said
    uguale = client.post(passo(bozza), senza_file | {"targa": "QQ222QQ", "visto": vecchia})
    assert uguale.status_code == 302  # the same answers are no conflict
