"""Closed cases leave for the preservation: whole, always the same, with their metadata and index."""

import base64
import datetime as dt
import hashlib
import io
import tracemalloc
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from lxml import etree

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.protocollo.models import Registrazione
from portal.protocollo.operations import annulla, apri_registro
from portal.registro.models import AccessoDati, Evento
from pratiche import operations
from pratiche.conservazione import pacchetto
from pratiche.conservazione.indice import SPAZIO
from pratiche.models import Pratica, Versamento
from pratiche.stati import Stato
from pratiche.tasks import protocolla, stampa
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.people import crea_operatore

METADATI = "DocumentoAmministrativoInformatico"


@pytest.fixture
def conclusa(giulia: Persona, anna: Persona, ztl: Servizio, ente: Ente) -> Pratica:
    """Granted, with its numbers from the register that the portal keeps."""
    apri_registro(ente, ufficio=ztl.ufficio, codice="PROT", codice_aoo="AX901PR")
    con_regole(ztl, diritti=None, conservazione={"anni": 5, "indice": "VI.7", "voce": "Polizia locale"})
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    for lavoro in (stampa, protocolla, stampa, protocolla):
        lavoro()
    return pratica


def esportata(pratica: Pratica, attore: Persona | None = None) -> bytes:
    file = io.BytesIO()
    operations.esporta(pratica.pk, dove=file, attore=attore)
    return file.getvalue()


def aperto(contenuto: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        return {nome: archivio.read(nome) for nome in archivio.namelist()}


def del_documento(file: dict[str, bytes], nome: str) -> Any:
    documento = Documento.objects.get(nome__startswith=nome)
    return etree.fromstring(file[f"metadati/{documento.codice}.xml"])


def esegui(*opzioni: str) -> tuple[int, str]:
    fuori = io.StringIO()
    try:
        call_command("conservazione", *opzioni, stdout=fuori, stderr=fuori)
    except SystemExit as uscita:
        return int(uscita.code or 0), fuori.getvalue()
    return 0, fuori.getvalue()


def test_il_pacchetto_ha_ogni_documento_e_l_indice_lo_dice(conclusa: Pratica) -> None:
    file = aperto(esportata(conclusa))
    documenti = Documento.objects.filter(aggregazione=str(conclusa.codice))
    assert documenti.count() == 4  # application, attachment, receipt, outcome
    impronte = {
        hashlib.sha256(contenuto).hexdigest() for nome, contenuto in file.items() if nome.startswith("documenti/")
    }
    assert impronte == set(documenti.values_list("impronta", flat=True))
    indice = etree.fromstring(file["indice.xml"])
    detti = {
        voce.findtext(f"{{{SPAZIO}}}Path"): voce.findtext(f"{{{SPAZIO}}}Hash")
        for voce in indice.iter(f"{{{SPAZIO}}}File")
    }
    assert detti == {nome: hashlib.sha256(dati).hexdigest() for nome, dati in file.items() if nome != "indice.xml"}
    assert len(detti) == 2 * 4 + 1
    nomi = " ".join([pacchetto.nome_file(conclusa), *file])
    for parola in ("Giulia", "Bianchi", "giulia", "istanza", conclusa.richiedente.codice_fiscale):
        assert parola not in nomi


def test_i_metadati_sono_quelli_dell_allegato_5(conclusa: Pratica) -> None:
    """The elements that allegato 5 wants for every administrative document, in its order, and their values."""
    file = aperto(esportata(conclusa))
    istanza = del_documento(file, "istanza")
    obbligatori = [
        "IdDoc", "ModalitaDiFormazione", "TipologiaDocumentale", "DatiDiRegistrazione", "Soggetti", "ChiaveDescrittiva",
        "Allegati", "Classificazione", "Riservato", "IdentificativoDelFormato", "Verificazioni", "Agg", "NomeDelDocumento",
        "VersioneDelDocumento", "TempoDiConservazione",
    ]  # fmt: skip
    assert istanza.tag == METADATI
    assert [figlio.tag for figlio in istanza] == obbligatori
    documento, numero = Documento.objects.get(nome__startswith="istanza"), Registrazione.objects.get(numero=1)
    valori = {
        "IdDoc/ImprontaCrittograficaDelDocumento/Impronta": base64.b64encode(
            bytes.fromhex(documento.impronta)
        ).decode(),
        "IdDoc/Identificativo": str(documento.codice),
        "IdDoc/Segnatura": f"c_x901 PROT {numero.segnatura}",
        "TipologiaDocumentale": "Istanza",
        "DatiDiRegistrazione/TipologiaDiFlusso": "E",
        "DatiDiRegistrazione/TipoRegistro/ProtocolloOrdinario_ProtocolloEmergenza/NumeroProtocolloDocumento": "0000001",
        "Soggetti/Ruolo/Mittente/PF/Cognome": "Bianchi",
        "Soggetti/Ruolo/Destinatario/PAI/IPAAmm/CodiceIPA": "c_x901",
        "Soggetti/Ruolo/AmministrazioneCheEffettuaLaRegistrazione/PAI/IPAAOO/CodiceIPA": "AX901PR",
        "Soggetti/Ruolo/RUP/RUP/Cognome": "Neri",
        "Allegati/NumeroAllegati": "1",
        "Classificazione/IndiceDiClassificazione": "VI.7",
        "Classificazione/Descrizione": "Polizia locale",
        "Riservato": "true",
        "IdentificativoDelFormato/Formato": "application/pdf",
        "Agg/TipoAgg/IdAggregazione": str(conclusa.codice),
        "VersioneDelDocumento": "1",
        "TempoDiConservazione": "5",
    }
    assert {nome: istanza.findtext(nome) for nome in valori} == valori
    allegato = etree.fromstring(file[f"metadati/{documento.allegati.get().codice}.xml"])
    assert allegato.findtext("IdIdentificativoDocumentoPrimario/Identificativo") == str(documento.codice)
    ricevuta = del_documento(file, "ricevuta")
    assert ricevuta.findtext("DatiDiRegistrazione/TipoRegistro/Repertorio_Registro/CodiceRegistro") == "PORTALE"
    assert ricevuta.findtext("Soggetti/Ruolo/Destinatario/PF/Nome") == "Giulia"
    fascicolo = etree.fromstring(file["metadati/fascicolo.xml"])
    oggi = str(timezone.localdate())
    valori = {
        "TipologiaFascicolo": "Procedimento Amministrativo",
        "DataApertura": oggi,
        "DataChiusura": oggi,
        "Progressivo": conclusa.sigla,
        "ProcedimentoAmministrativo/Procedimento": "Permesso di accesso alla ZTL",
        "Soggetti/Ruolo/SoggettoIntestatarioPersonaFisica/PF/Cognome": "Bianchi",
        "TempoDiConservazione": "5",
    }
    assert {nome: fascicolo.findtext(nome) for nome in valori} == valori
    assert [fase.text for fase in fascicolo.iter("TipoFase")] == [
        "Preparatoria",
        "Istruttoria",
        "Decisoria o deliberativa",
    ]
    assert len(fascicolo.findall("IndiceDocumenti/TipoDocumento")) == 4


def test_le_carte_di_chi_non_partecipa_sono_nel_pacchetto_a_suo_nome(
    giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio, ente: Ente
) -> None:
    apri_registro(ente, ufficio=ztl.ufficio, codice="PROT", codice_aoo="AX901PR")
    con_regole(ztl, diritti=None)
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    parte = operations.chiedi_intervento(pratica.pk, attore=marco, per=marco, motivo="x", chiave=uuid.uuid4())
    operations.decidi_intervento(parte.pk, attore=anna, ammessa=False, motivo="Non ti tocca.", giorni=10)
    operations.accogli(pratica.pk, attore=anna)
    for lavoro in (stampa, protocolla, stampa, protocolla):
        lavoro()
    file = aperto(esportata(pratica))
    for nome, flusso, tipologia, ruolo in (
        ("intervento", "E", "Richiesta di intervenire", "Mittente"),
        ("chi-non-partecipa", "U", "Comunicazione a chi non partecipa", "Destinatario"),
    ):
        carta = del_documento(file, nome)
        assert carta.findtext("TipologiaDocumentale") == tipologia
        assert carta.findtext("DatiDiRegistrazione/TipologiaDiFlusso") == flusso
        assert carta.findtext(f"Soggetti/Ruolo/{ruolo}/PF/Cognome") == "Verdi"
        assert carta.findtext("IdDoc/Segnatura").startswith("c_x901 PROT")


def test_la_stessa_pratica_da_gli_stessi_byte_in_ogni_lingua(conclusa: Pratica, anna: Persona) -> None:
    primo = esportata(conclusa)
    with translation.override("de"):
        assert esportata(conclusa, anna) == primo
    uno = Versamento.objects.get()  # noted once
    assert (uno.impronta, uno.documenti, uno.dimensione) == (hashlib.sha256(primo).hexdigest(), 4, len(primo))
    esportazioni = Evento.objects.filter(azione="pratica.esportata").order_by("pk")
    assert [evento.attore for evento in esportazioni] == [None, anna.codice]


def test_un_annullamento_del_protocollo_si_legge_nei_metadati(conclusa: Pratica, anna: Persona) -> None:
    annulla(Registrazione.objects.get(numero=1).pk, attore=anna, motivo="Doppia", provvedimento="Determinazione 1")
    traccia = del_documento(aperto(esportata(conclusa)), "istanza").find("TracciatureModificheDocumento")
    assert traccia.findtext("TipoModifica") == "Annullamento"
    assert traccia.findtext("SoggettoAutoreDellaModifica/Cognome") == "Neri"


def test_cio_che_non_e_finito_non_si_esporta(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    aperta = una_pratica(di=giulia)
    with pytest.raises(DomainError, match="non è conclusa"):
        esportata(aperta)
    ritirata = operations.ritira(aperta.pk, attore=giulia)
    with pytest.raises(DomainError, match="in preparazione"):
        esportata(ritirata)
    assert not Versamento.objects.exists()


@pytest.mark.parametrize("guasto", ["cambiato", "perso"])
def test_un_documento_guasto_ferma_il_pacchetto(conclusa: Pratica, guasto: str) -> None:
    documento = Documento.objects.get(nome__startswith="esito")
    deposito, nome = documento.file.storage, documento.file.name
    deposito.delete(nome)
    if guasto == "cambiato":
        deposito.save(nome, ContentFile(b"altro"))
    with pytest.raises(DomainError, match="manca o non è quello registrato"):
        esportata(conclusa)
    assert not Versamento.objects.exists()


def test_la_memoria_non_cresce_con_i_documenti(conclusa: Pratica, tmp_path: Path) -> None:
    """Twenty megabytes of attachments, a couple of memory."""
    grosso = b"x" * 20_000_000
    documento = Documento.objects.get(nome__startswith="esito")
    documento.file.storage.delete(documento.file.name)
    documento.file.save("grosso.pdf", ContentFile(grosso), save=False)
    documento.impronta, documento.dimensione = hashlib.sha256(grosso).hexdigest(), len(grosso)
    documento.save()
    del grosso
    with (tmp_path / "p.zip").open("w+b") as file:
        tracemalloc.start()
        operations.esporta(conclusa.pk, dove=file, attore=None)
        _, picco = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert not pacchetto.difetti(file)
    assert picco < 4_000_000


def test_l_ufficio_scarica_il_pacchetto_e_resta_scritto(
    conclusa: Pratica, anna: Persona, giulia: Persona, marco: Persona, client: Client
) -> None:
    indirizzo = f"/operatori/pratiche/{conclusa.codice}/conservazione/"
    assert entra(client, giulia).get(indirizzo).status_code in (302, 404)
    assert indirizzo in entra(client, anna).get(f"/operatori/pratiche/{conclusa.codice}/").content.decode()
    assert "non è ancora stata esportata" in client.get(indirizzo).content.decode()
    risposta = client.post(indirizzo)
    contenuto = b"".join(risposta.streaming_content)
    assert risposta["Content-Disposition"] == f'attachment; filename="PdV-{conclusa.codice}.zip"'
    assert pacchetto.difetti(io.BytesIO(contenuto)) == []
    pagina = client.get(indirizzo).content.decode()
    assert hashlib.sha256(contenuto).hexdigest() in pagina
    assert "Anna Neri" in pagina
    assert AccessoDati.objects.filter(soggetto=giulia.codice, operatore=anna.codice).exists()


def test_chi_puo_solo_leggere_non_la_porta_via(conclusa: Pratica, client: Client) -> None:
    lettore = crea_operatore("Bruno", conclusa.ufficio, ruolo=Incarico.Ruolo.CONSULTAZIONE)
    indirizzo = f"/operatori/pratiche/{conclusa.codice}/conservazione/"
    assert "permette solo di leggere" in entra(client, lettore).get(indirizzo).content.decode()
    assert client.post(indirizzo).status_code == 403
    assert not Versamento.objects.exists()


def test_una_pratica_aperta_non_ha_il_pulsante(giulia: Persona, anna: Persona, ztl: Servizio, client: Client) -> None:
    aperta = una_pratica(di=giulia)
    indirizzo = f"/operatori/pratiche/{aperta.codice}/conservazione/"
    assert indirizzo not in entra(client, anna).get(f"/operatori/pratiche/{aperta.codice}/").content.decode()
    assert "non è conclusa" in client.get(indirizzo).content.decode()
    assert "non è conclusa" in client.post(indirizzo, follow=True).content.decode()


def test_il_comando_esporta_riprende_e_rilegge(conclusa: Pratica, ente: Ente, altro_ente: Ente, tmp_path: Path) -> None:
    oggi = timezone.localdate()
    assert f"c_x901 {conclusa.sigla}" in esegui("elenco")[1]
    assert esegui("elenco", "--dal", str(oggi + dt.timedelta(days=1)))[1] == "Da esportare: 0.\n"
    assert esegui("elenco", "--al", str(oggi), "--ente", "c_x901")[1].endswith("Da esportare: 1.\n")
    assert esegui("elenco", "--ente", "c_x902")[1] == "Da esportare: 0.\n"
    assert "Esporterei 1 pratiche" in esegui("esporta", str(tmp_path), "--dry-run")[1]
    assert not list(tmp_path.iterdir())
    (tmp_path / f"PdV-{conclusa.codice}.parziale").write_bytes(b"half")  # left by who was killed
    assert esegui("esporta", str(tmp_path)) == (0, "Esportate: 1. Non esportate: 0.\n")
    assert [file.name for file in tmp_path.iterdir()] == [pacchetto.nome_file(conclusa)]
    assert esegui("esporta", str(tmp_path)) == (0, "Esportate: 0. Non esportate: 0.\n")
    assert esegui("verifica", str(tmp_path)) == (0, "Pacchetti letti: 1. Con difetti: 0.\n")
    file = tmp_path / pacchetto.nome_file(conclusa)
    with zipfile.ZipFile(file, "a") as archivio:
        archivio.writestr("documenti/altro.pdf", b"altro")
    codice, testo = esegui("verifica", str(tmp_path))
    assert codice == 1
    assert "documenti/altro.pdf non è nell'indice" in testo
    assert "non è il pacchetto registrato" in testo
    file.write_bytes(b"altro")
    assert "non è un pacchetto leggibile" in esegui("verifica", str(tmp_path))[1]


def test_il_comando_non_si_ferma_alla_prima_che_non_va(conclusa: Pratica, marco: Persona, tmp_path: Path) -> None:
    ritirata = una_pratica(di=marco, stato=Stato.RITIRATA)  # its documents are still to be made
    codice, testo = esegui("esporta", str(tmp_path))
    assert (codice, testo.splitlines()[-1]) == (1, "Esportate: 1. Non esportate: 1.")
    assert f"c_x901 {ritirata.sigla}: Ci sono documenti in preparazione" in testo
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(CommandError, match="non c'è"):
        esegui("esporta", str(tmp_path / "altrove"))


def test_il_comando_non_si_ferma_a_quella_che_si_rompe(
    conclusa: Pratica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = pacchetto.scrivi
    monkeypatch.setattr(pacchetto, "scrivi", lambda *_tutto: 1 / 0)
    codice, testo = esegui("esporta", str(tmp_path))
    assert (codice, testo.splitlines()) == (
        1,
        [f"c_x901 {conclusa.sigla}: si è rotta, il motivo è nel log", "Esportate: 0. Non esportate: 1."],
    )
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(pacchetto, "scrivi", vera)
    assert esegui("esporta", str(tmp_path)) == (0, "Esportate: 1. Non esportate: 0.\n")


def test_un_nome_con_un_segno_che_non_si_vede_si_conserva(conclusa: Pratica) -> None:
    conclusa.identita["cognome"] = "Bian\x0bchi"
    conclusa.save()
    assert del_documento(aperto(esportata(conclusa)), "istanza").findtext("Soggetti/Ruolo/Mittente/PF/Cognome") == (
        "Bian\ufffdchi"
    )


def test_una_pratica_riaperta_e_richiusa_si_esporta_di_nuovo(conclusa: Pratica) -> None:
    esportata(conclusa)
    assert not operations.da_esportare().exists()
    Pratica.objects.filter(pk=conclusa.pk).update(conclusa_il=timezone.now())
    assert list(operations.da_esportare()) == [conclusa]
    esportata(conclusa)
    assert Versamento.objects.filter(pratica=conclusa).count() == 2
