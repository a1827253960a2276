"""When the office keeps silent: what the law makes of it, who is warned, what the citizen can do; and a case opened again."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from notifiche.models import Messaggio
from notifiche.riepilogo import voci
from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations, tasks
from pratiche.models import AvvisoSostituto, Pratica, Preallarme, Riapertura, Stampa, TempiServizio
from pratiche.operations import silenzio, tempi
from pratiche.stati import ACCOLTE, Atto, Stato
from tests import people
from tests.conftest import entra
from tests.makers import (
    accolta_per_silenzio,
    con_regole,
    paga_diritti,
    presenta_bozza,
    respinta_dopo_il_preavviso,
    una_bozza,
    una_pratica,
)

ASSENSO = {"effetto": "assenso", "norma": "Articolo 20 della legge 241/1990"}


def il(giorno: int, mese: int = 3, anno: int = 2026) -> time_machine.travel:
    return time_machine.travel(dt.datetime(anno, mese, giorno, 9, tzinfo=dt.UTC), tick=False)


def presentata(giulia: Persona, ztl: Servizio, **regole: object) -> Pratica:
    """Presented on 2 March 2026: the term ends on 1 April."""
    con_regole(ztl, **{"diritti": None, **regole})
    with il(2):
        return presenta_bozza(una_bozza(giulia, ztl))


def rileggi(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def azioni(pratica: Pratica) -> list[str]:
    return list(Evento.objects.filter(oggetto=pratica.codice).order_by("pk").values_list("azione", flat=True))


def passaggi(pratica: Pratica) -> list[str]:
    return list(pratica.passaggi.values_list("genere", flat=True))


# --- silence decides


def test_il_silenzio_accoglie_il_giorno_dopo_il_termine_una_volta(
    giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    with il(1, 4):
        tasks.silenzi()
        assert rileggi(pratica).stato == Stato.PRESENTATA
    with il(5, 4):  # the job was down for three nights: the law did not wait
        tasks.silenzi()
        tasks.silenzi()
    pratica = rileggi(pratica)
    assert (pratica.stato, pratica.per_silenzio) == (Stato.ACCOLTA_PER_SILENZIO, True)
    assert timezone.localtime(pratica.conclusa_il).isoformat() == "2026-04-02T00:00:00+02:00"
    assert passaggi(pratica).count("accolta_per_silenzio") == 1
    assert azioni(pratica).count("pratica.accolta_per_silenzio") == 1
    assert Messaggio.objects.filter(tipo="pratiche.accolta_per_silenzio").count() == 1
    assert not Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.ESITO).exists()


def test_il_silenzio_respinge_dove_la_norma_lo_dice(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    con_regole(ztl, silenzio={"effetto": "rifiuto"})
    with il(2):
        pratica = presenta_bozza(una_bozza(giulia, ztl))
    with il(2, 4):
        tasks.silenzi()
    pratica = rileggi(pratica)
    assert (pratica.stato, pratica.per_silenzio, pratica.avviso.annullato) == (Stato.RESPINTA, True, True)
    assert azioni(pratica)[-1] == "pratica.respinta_per_silenzio"


def test_dopo_il_termine_l_ufficio_non_decide_piu_anche_se_la_notte_non_e_passata(
    giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    with il(3):
        operations.prendi_in_carico(pratica.pk, attore=anna)
    with il(2, 4):
        for atto in (
            lambda: operations.accogli(pratica.pk, attore=anna),
            lambda: operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="x"),
            lambda: operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="x"),
            lambda: operations.ritira(pratica.pk, attore=giulia),
        ):
            with pytest.raises(DomainError, match="il silenzio ha già deciso"):
                atto()
        assert operations.applica_silenzio(pratica.pk) is Atto.SILENZIO_ASSENSO
        assert operations.applica_silenzio(pratica.pk) is None


def test_chi_non_ha_pagato_aspetta_per_il_silenzio_il_pagamento(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    con_regole(ztl, silenzio=ASSENSO)
    with il(2):
        pratica = presenta_bozza(una_bozza(giulia, ztl))
    with il(3, 4):
        assert operations.applica_silenzio(pratica.pk) is None
    with il(6, 4):
        paga_diritti(pratica)
        assert operations.applica_silenzio(pratica.pk) is Atto.SILENZIO_ASSENSO
    assert timezone.localdate(rileggi(pratica).conclusa_il) == dt.date(2026, 4, 6)


def test_un_termine_fermo_sposta_il_silenzio(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    with il(12):
        operations.prendi_in_carico(pratica.pk, attore=anna)
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    with il(20, 4):
        assert operations.applica_silenzio(pratica.pk) is None
    with il(3, 5):
        assert operations.applica_silenzio(pratica.pk) is Atto.SILENZIO_ASSENSO
    assert rileggi(pratica).integrazione_aperta is None


def test_l_ufficio_e_avvisato_a_quindici_cinque_e_un_giorno(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    for giorno in (10, 17, 18, 20, 27, 28, 31):
        with il(giorno):
            tasks.silenzi()
    assert list(Preallarme.objects.order_by("pk").values_list("soglia", flat=True)) == [15, 5, 1]
    assert azioni(pratica).count("pratica.preallarme") == 3
    with il(31):
        entra(client, anna)
        assert client.get("/operatori/", {"quali": "silenzio"}).context["elenco"].righe == [pratica]
        assert "poi il silenzio accoglie" in client.get("/operatori/").content.decode()
        operations.prendi_in_carico(pratica.pk, attore=anna)
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        assert client.get("/operatori/", {"quali": "silenzio"}).context["elenco"].righe == []  # the term moved


def test_il_mattino_dice_agli_uffici_che_il_silenzio_sta_per_decidere(
    ente: Ente, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    presentata(giulia, ztl, silenzio=ASSENSO)
    with il(16):
        assert voci(ente) == []
    with il(17):
        assert [(voce.testo, voce.quante) for voce in voci(ente)] == [
            ("Polizia locale: pratiche su cui sta per decidere il silenzio, la prima da decidere entro mercoledì 1 aprile 2026", 1)
        ]  # fmt: skip
    with il(2, 4):
        tasks.silenzi()
        assert voci(ente) == []


def test_un_patrono_scritto_dopo_sposta_anche_il_silenzio(
    ente: Ente, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    ente.patrono_mese, ente.patrono_giorno = 4, 1
    ente.save()
    with il(2, 4):
        assert operations.applica_silenzi(prova=True).accolte == operations.applica_silenzi().accolte == 0
        assert rileggi(pratica).entro_il == dt.date(2026, 4, 2)
    with il(3, 4):
        assert operations.applica_silenzi().accolte == 1
    assert timezone.localdate(rileggi(pratica).conclusa_il) == dt.date(2026, 4, 3)


def test_ogni_ora_si_guardano_solo_quelle_che_hanno_qualcosa_di_nuovo(
    giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio, monkeypatch: pytest.MonkeyPatch
) -> None:
    con_regole(ztl, silenzio=ASSENSO)
    with il(2):
        da_pagare = presenta_bozza(una_bozza(giulia, ztl))
    with il(20):
        vicina = presenta_bozza(una_bozza(marco, ztl))
    guardate: list[int] = []
    vera = silenzio._blocca_se_libera
    monkeypatch.setattr(silenzio, "_blocca_se_libera", lambda chiave: guardate.append(chiave) or vera(chiave))
    with il(8, 4):  # one is over but waits for its fee, the other is near its end
        for _ora in range(3):
            tasks.silenzi()
    assert guardate == [vicina.pk]
    with il(9, 4):
        paga_diritti(da_pagare)
        assert operations.applica_silenzi().accolte == 1


def test_il_comando_dice_che_cosa_farebbe_e_poi_lo_fa(
    giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio, capsys: pytest.CaptureFixture[str]
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    with il(20):
        vicina = presenta_bozza(una_bozza(marco, ztl))
    with il(8, 4):
        call_command("silenzi", dry_run=True)
        assert "Da fare: 1 accolte per silenzio, 0 respinte per silenzio, 1 avvisi" in capsys.readouterr().out
        assert (rileggi(pratica).stato, Preallarme.objects.count()) == (Stato.PRESENTATA, 0)
        call_command("silenzi")
        assert "Fatto: 1 accolte" in capsys.readouterr().out
        call_command("silenzi")
        fatto = capsys.readouterr().out
        assert "Fatto: 0 accolte per silenzio, 0 respinte per silenzio, 0 avvisi agli uffici, 0 richieste di" in fatto
    assert Preallarme.objects.get().pratica == vicina


def test_tante_pratiche_si_leggono_a_pezzi(
    giulia: Persona, anna: Persona, ztl: Servizio, monkeypatch: pytest.MonkeyPatch
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    modello = Pratica.objects.get(pk=pratica.pk)
    campi = {f.attname: getattr(modello, f.attname) for f in Pratica._meta.fields if f.name not in ("id", "codice")}
    Pratica.objects.bulk_create(Pratica(**campi | {"numero": 1000 + n}) for n in range(7))
    monkeypatch.setattr("pratiche.operations.silenzio.A_BLOCCHI", 3)
    with il(5, 4):
        assert operations.applica_silenzi().accolte == 8


# --- the certificate


def test_l_attestazione_si_chiede_e_si_rilascia(client: Client, giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = accolta_per_silenzio(giulia, ztl)
    indirizzo = f"/pratiche/{pratica.codice}/attestazione/"
    entra(client, giulia)
    assert "per la legge la richiesta è accolta" in client.get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "entro 10 giorni" in client.get(indirizzo).content.decode()
    assert "Hai chiesto l&#x27;attestazione" in client.post(indirizzo, follow=True).content.decode()
    client.post(indirizzo)
    assert azioni(pratica).count("pratica.attestazione_chiesta") == 1
    entra(client, anna)
    assert "aspetta l'attestazione" in client.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    fatto = client.post(f"/operatori/pratiche/{pratica.codice}/attestazione/", follow=True).content.decode()
    assert "è stata rilasciata" in fatto
    assert rileggi(pratica).attestazione_il
    assert Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.ATTESTAZIONE).count() == 1


def test_dopo_dieci_giorni_basta_una_dichiarazione(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = accolta_per_silenzio(giulia, ztl)
    operations.chiedi_attestazione(pratica.pk, attore=giulia)
    with time_machine.travel(timezone.now() + dt.timedelta(days=14)):
        entra(client, giulia)
        testo = client.get(f"/pratiche/{pratica.codice}/attestazione/").content.decode()
    assert "Dichiarazione sostitutiva di atto di notorietà" in testo
    assert giulia.codice_fiscale in testo
    assert "Articolo 20 della legge 241/1990" in testo


def test_l_attestazione_e_solo_di_cio_che_il_silenzio_ha_accolto(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    with pytest.raises(DomainError, match="Accolta"):
        operations.chiedi_attestazione(una_pratica(di=giulia, stato=Stato.ACCOLTA).pk, attore=giulia)


# --- who decides in the place of the office


def test_dopo_il_termine_si_chiede_a_chi_ha_il_potere_sostitutivo(
    client: Client, ente: Ente, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    ente.sostituto, ente.sostituto_email = "Dott.ssa Vera Conti, segretaria generale", "segretaria@comune.invalid"
    ente.save()
    pratica = presentata(giulia, ztl)
    indirizzo = f"/pratiche/{pratica.codice}/sollecita/"
    with il(1, 4):
        entra(client, giulia)
        assert client.get(indirizzo).status_code == 302
        with pytest.raises(DomainError, match="ancora in tempo"):
            operations.sollecita(pratica.pk, attore=giulia)
    with il(2, 4):
        entra(client, giulia)
        pagina = client.get(f"/pratiche/{pratica.codice}/").content.decode()
        assert "doveva rispondere entro" in pagina
        assert indirizzo in pagina
        assert "Vera Conti" in client.get(indirizzo).content.decode()
        dopo = client.post(indirizzo, {"testo": "Mi serve per lavorare."}, follow=True).content.decode()
        assert "venerdì 17 aprile 2026" in dopo
        client.post(indirizzo, {"testo": "Ancora"})
        assert client.get("/area-personale/pratiche/").status_code == 200
    assert azioni(pratica).count("pratica.sollecitata") == 1
    assert Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.SOLLECITO).count() == 1
    with il(3, 4):
        entra(client, anna)
        assert client.get("/operatori/", {"quali": "scadute"}).context["elenco"].righe == [pratica]
        assert "potere sostitutivo" in client.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
        assert [voce.testo for voce in voci(ente)] == [
            "Polizia locale: pratiche per cui è stato chiesto il potere sostitutivo, la prima scaduta mercoledì 1 aprile 2026"
        ]


def test_chi_ha_il_potere_sostitutivo_lo_sa_subito_per_posta(
    ente: Ente, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    ente.sostituto_email = "segretaria@comune.invalid"
    ente.save()
    pratica = presentata(giulia, ztl)
    with il(2, 4):
        for _clic in range(2):
            operations.sollecita(pratica.pk, attore=giulia)
        tasks.avvisi_sostituto()
        tasks.avvisi_sostituto()
    (posta,) = mail.outbox
    assert posta.to == ["segretaria@comune.invalid"]
    assert "venerdì 17 aprile 2026" in posta.body
    assert f"/operatori/pratiche/{pratica.codice}/" in posta.body
    assert "Bianchi" not in posta.body + posta.subject


def test_decisa_nel_frattempo_al_sostituto_non_si_scrive(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = presentata(giulia, ztl)
    with il(2, 4):
        operations.sollecita(pratica.pk, attore=giulia)
        operations.ritira(pratica.pk, attore=giulia)
        tasks.avvisi_sostituto()
    assert mail.outbox == []
    assert not AvvisoSostituto.objects.dovuti().exists()


def test_senza_un_nome_la_legge_dice_chi_sostituisce(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl)
    with il(2, 4):
        testo = entra(client, giulia).get(f"/pratiche/{pratica.codice}/sollecita/").content.decode()
    assert "funzionario di livello più elevato" in testo


# --- closing without a decision, opening again


def test_archiviare_chiude_con_un_motivo(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    with pytest.raises(DomainError, match="Scrivi perché"):
        operations.archivia(pratica.pk, attore=anna, perche="rinuncia", motivazione=" ")
    pratica = operations.archivia(pratica.pk, attore=anna, perche="rinuncia", motivazione="Lettera del 3 marzo.")
    assert (pratica.stato, pratica.archiviazione) == (Stato.ARCHIVIATA, "rinuncia")
    pratica.avviso.refresh_from_db()
    assert pratica.avviso.annullato
    assert "pratiche.archiviata" in Messaggio.objects.values_list("tipo", flat=True)


def _con_documento(pratica: Pratica) -> Pratica:
    Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.ESITO).update(stato=StatoLavoro.RIUSCITO)
    return pratica


def _riapri(pratica: Pratica, attore: Persona, titolo: str = "errore") -> Pratica:
    return operations.riapri(
        pratica.pk, attore=attore, titolo=titolo, estremi="Determina n. 12", motivazione="Targa scambiata."
    )


def test_riaprire_fa_un_termine_nuovo_e_si_decide_di_nuovo(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = _con_documento(una_pratica(di=giulia, stato=Stato.RESPINTA))
    prima = pratica.esito
    with time_machine.travel(timezone.now() + dt.timedelta(days=50)):
        pratica = _riapri(pratica, anna)
        assert pratica.stato == Stato.IN_LAVORAZIONE
        assert pratica.termine().decorre == timezone.localdate()
        assert not pratica.scaduta
        assert pratica.avviso.da_pagare  # the fee cancelled with the refusal is asked again
        with pytest.raises(DomainError, match="serve il preavviso"):
            operations.respingi(pratica.pk, attore=anna, motivazione="x")
        paga_diritti(pratica)
        operations.accogli(pratica.pk, attore=anna)
    riapertura = Riapertura.objects.get()
    assert (riapertura.stato_precedente, riapertura.esito_precedente) == (Stato.RESPINTA, prima)
    assert passaggi(pratica)[-3:] == ["riaperta", "pagata", "accolta"]
    assert azioni(pratica)[-3:] == ["pratica.riaperta", "pratica.pagamento_annotato", "pratica.accolta"]
    assert Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.ESITO).count() == 2


def test_cio_che_si_riapre_il_silenzio_non_lo_decide(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = _riapri(accolta_per_silenzio(giulia, ztl), anna, "annullamento")
    with time_machine.travel(timezone.now() + dt.timedelta(days=60)):
        assert operations.applica_silenzio(pratica.pk) is None
        assert operations.sollecita(pratica.pk, attore=giulia).sollecitata_il


def test_due_volte_respinta_si_dice_due_volte(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    con_regole(ztl, diritti=None)
    pratica = _con_documento(una_pratica(di=giulia, stato=Stato.RESPINTA))
    respinta_dopo_il_preavviso(_riapri(pratica, anna, "giudice"), anna)
    assert Messaggio.objects.filter(tipo="pratiche.respinta").count() == 2


@pytest.mark.parametrize(
    ("stato", "titolo", "dopo", "ammesso"),
    [
        (Stato.ACCOLTA, "annullamento", 170, True),
        (Stato.ACCOLTA, "annullamento", 190, False),
        (Stato.ACCOLTA_PER_SILENZIO, "annullamento", 100, True),
        (Stato.ACCOLTA, "revoca", 400, True),
        (Stato.ACCOLTA, "giudice", 400, True),
        (Stato.RESPINTA, "errore", 400, True),
        (Stato.RESPINTA, "annullamento", 1, False),
        (Stato.ARCHIVIATA, "revoca", 1, False),
        (Stato.ARCHIVIATA, "errore", 1, True),
        (Stato.RITIRATA, "errore", 1, False),
        (Stato.IN_LAVORAZIONE, "errore", 1, False),
    ],
)
def test_si_riapre_solo_dove_la_legge_lo_permette(
    giulia: Persona, anna: Persona, ztl: Servizio, stato: Stato, titolo: str, dopo: int, ammesso: bool
) -> None:
    pratica = _con_documento(una_pratica(di=giulia, stato=stato))
    with time_machine.travel(timezone.now() + dt.timedelta(days=dopo)):
        if ammesso:
            assert _riapri(pratica, anna, titolo).stato == Stato.IN_LAVORAZIONE
            return
        with pytest.raises(DomainError):
            _riapri(pratica, anna, titolo)
    assert rileggi(pratica).stato == stato


def test_riapre_solo_chi_dirige_e_solo_con_il_documento_pronto(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    with pytest.raises(DomainError, match="ancora in preparazione"):
        _riapri(pratica, anna)
    _con_documento(pratica)
    bruno = people.crea_operatore("Bruno", ztl.ufficio, ruolo="operatore")
    with pytest.raises(DomainError, match="solo il responsabile"):
        _riapri(pratica, bruno)


def test_chi_non_dirige_non_vede_il_pulsante(client: Client, giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = _con_documento(una_pratica(di=giulia, stato=Stato.ACCOLTA))
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    assert f"{indirizzo}riapri/" in entra(client, anna).get(indirizzo).content.decode()
    bruno = people.crea_operatore("Bruno", ztl.ufficio, ruolo="operatore")
    assert f"{indirizzo}riapri/" not in entra(client, bruno).get(indirizzo).content.decode()
    dati = {"titolo": "errore", "estremi": "Nota 1", "motivazione": "x"}
    assert "solo il responsabile" in client.post(f"{indirizzo}riapri/", dati).content.decode()


# --- honest times


def test_i_tempi_veri_escludono_il_cittadino_e_tacciono_se_i_casi_sono_pochi(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio, monkeypatch: pytest.MonkeyPatch
) -> None:
    con_regole(ztl, diritti=None)
    monkeypatch.setattr(tempi, "MINIMO", 3)
    for giorno, attesa in ((4, 0), (8, 0), (12, 6)):  # decided after 4, 8 and 12 days, 6 of which of the citizen
        with il(1):
            pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
            if attesa:
                richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        if attesa:
            with il(1 + attesa):
                operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Ecco.")
                operations.rispondi_integrazione(richiesta.pk, attore=giulia)
        with il(1 + giorno):
            operations.accogli(pratica.pk, attore=anna)
    with il(20):
        tasks.tempi()
        veri = TempiServizio.objects.get()
        assert (veri.casi, veri.mediana, veri.lenti) == (3, 6, 8)
        aperta = una_pratica(di=giulia)
        testo = entra(client, giulia).get(f"/pratiche/{aperta.codice}/").content.decode()
        assert "entro 6 giorni, nove su dieci entro 8" in testo
        monkeypatch.setattr(tempi, "MINIMO", 4)
        tasks.tempi()
        assert "nove su dieci" not in client.get(f"/pratiche/{aperta.codice}/").content.decode()


def test_chi_aspetta_chi_non_risponde_piu_fa_aspettare_lui(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    """Asked on the second day to answer within twenty: what comes after those is time of the office."""
    con_regole(ztl, diritti=None, integrazione_giorni=20)
    with il(2):
        pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with il(3):
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    with il(2, 5):
        operations.accogli(pratica.pk, attore=anna)
    assert tempi.giorni_dell_ufficio(rileggi(pratica)) == 61 - 20


# --- the clock explains itself


def test_il_comando_spiega_ogni_giorno(
    giulia: Persona, anna: Persona, ztl: Servizio, capsys: pytest.CaptureFixture[str]
) -> None:
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    with il(12):
        operations.prendi_in_carico(pratica.pk, attore=anna)
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    call_command("termine", pratica.sigla)
    uscita = capsys.readouterr().out
    for riga in (
        "lunedì 2 marzo 2026: il primo giorno non si conta",
        "martedì 3 marzo 2026: giorno 1",
        "venerdì 13 marzo 2026: non si conta, si aspetta la risposta del cittadino (art. 2 c. 7)",
        "venerdì 1 maggio 2026: giorno 30 (Festa del Lavoro: la scadenza passa al primo giorno non festivo)",
        "sabato 2 maggio 2026: i giorni sono finiti, ultimo giorno utile",
        "Termine originario: mercoledì 1 aprile 2026",
        "Silenzio (assenso): da domenica 3 maggio 2026",
    ):
        assert riga in uscita
    call_command("termine", str(pratica.codice))
    assert pratica.sigla in capsys.readouterr().out


@pytest.mark.parametrize(("giorno", "avverte"), [(30, False), (31, False), (1, True)])
def test_chi_preavvisa_l_ultimo_giorno_sa_che_non_potra_piu_decidere(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio, giorno: int, *, avverte: bool
) -> None:
    """The term ends with the ten days of the citizen, and in those nobody may decide."""
    pratica = presentata(giulia, ztl, silenzio=ASSENSO)
    with il(3):
        operations.prendi_in_carico(pratica.pk, attore=anna)
    with il(giorno, 3 if giorno > 1 else 4):
        pagina = entra(client, anna).get(f"/operatori/pratiche/{pratica.codice}/preavviso/").content.decode()
        assert ("non ti resta un giorno per decidere" in pagina) == avverte
        assert ("il silenzio ha già deciso" in pagina) == avverte


def test_chi_chiede_di_nuovo_a_ridosso_del_termine_lo_sa(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl)
    with il(3):
        operations.prendi_in_carico(pratica.pk, attore=anna)
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        operations.annulla_integrazione(pratica.pk, attore=anna, motivo="Trovata.")
    with il(4):
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        salvata = pratica.integrazioni.last()
    with il(6):
        operations.salva_risposta(salvata.pk, attore=giulia, risposte={}, messaggio="Ecco.")
        operations.rispondi_integrazione(salvata.pk, attore=giulia)
    with il(2, 4):  # the second request of the term does not stop it
        pagina = entra(client, anna).get(f"/operatori/pratiche/{pratica.codice}/integrazione/").content.decode()
    assert "una volta sola" in pagina
    assert "non ti resta un giorno per decidere" in pagina


def test_il_comando_rifiuta_cio_che_non_conosce(giulia: Persona, ztl: Servizio) -> None:
    for cercata, parole in (("99/1999", "Nessuna pratica"), ("boh", "non è un numero"), ("²/2026", "non è un numero")):
        with pytest.raises(CommandError, match=parole):
            call_command("termine", cercata)
    with pytest.raises(CommandError, match="bozza"):
        call_command("termine", str(una_pratica(di=giulia, stato=Stato.BOZZA).codice))


def test_l_ufficio_legge_prima_di_premere_dove_va_il_termine(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = presentata(giulia, ztl)
    with il(12):
        operations.prendi_in_carico(pratica.pk, attore=anna)
        indirizzo = f"/operatori/pratiche/{pratica.codice}/"
        pagina = entra(client, anna).get(indirizzo).content.decode()
        assert "Il termine si sposta da mercoledì 1 aprile 2026 a sabato 2 maggio 2026." in pagina
        assert "Il termine si sposta da mercoledì 1 aprile 2026 a lunedì 13 aprile 2026." in pagina
        assert "Il termine si chiude: scadeva mercoledì 1 aprile 2026." in pagina
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    with il(15):
        pagina = entra(client, anna).get(f"{indirizzo}annulla-integrazione/").content.decode()
        assert "Il termine si sposta da sabato 2 maggio 2026 a sabato 4 aprile 2026." in pagina


@pytest.mark.parametrize("stato", Stato.values)
def test_la_pagina_si_legge_in_ogni_stato(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio, stato: str
) -> None:
    pratica = una_pratica(di=giulia, stato=stato)
    entra(client, giulia)
    assert client.get(f"/pratiche/{pratica.codice}/", follow=True).status_code == 200
    assert client.get("/area-personale/pratiche/").status_code == 200
    assert client.get("/area-personale/").status_code == 200
    if stato != Stato.BOZZA:
        ufficio = entra(Client(HTTP_HOST="localhost"), anna)
        pagina = ufficio.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
        assert ("Riapri" in pagina) == (stato in (*ACCOLTE, Stato.RESPINTA, Stato.ARCHIVIATA))
