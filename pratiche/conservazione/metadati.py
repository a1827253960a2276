"""The metadata of allegato 5: those of each document (DocumentoAmministrativoInformatico) and of the case (aggregazione)."""

import datetime as dt
from typing import Any

from portal.documenti.models import Documento
from portal.identita.models import Persona
from pratiche.conservazione import soggetti, xml
from pratiche.models import Pratica

FASCICOLO = "Fascicolo"
SENZA_CLASSIFICA = "Da classificare"
REGISTRO_DEL_PORTALE = "PORTALE"  # for what has no protocol number, as the receipt
FORMAZIONE = {
    "a": "creazione tramite utilizzo di strumenti software che assicurino la produzione di documenti nei formati previsti in allegato 2",
    "b": "acquisizione di un documento informatico per via telematica o su supporto informatico, acquisizione della copia per "
    "immagine su supporto informatico di un documento analogico, acquisizione della copia informatica di un documento analogico",
    "c": "memorizzazione su supporto informatico in formato digitale delle informazioni risultanti da transazioni o processi "
    "informatici o dalla presentazione telematica di dati attraverso moduli o formulari resi disponibili ad utente",
    "d": "generazione o raggruppamento anche in via automatica di un insieme di dati o registrazioni, provenienti da una o più "
    "banche dati, anche appartenenti a più soggetti interoperanti, secondo una struttura logica predeterminata e memorizzata in "
    "forma statica",
}


def del_documento(pratica: Pratica, documento: Documento, tutti: list[Documento]) -> bytes:
    """`tutti` are the documents of the case, among which its attachments and its main document."""
    allegati = [altro for altro in tutti if altro.primario_id == documento.pk]
    principale = next((altro for altro in tutti if altro.pk == documento.primario_id), None)
    contenuto = {
        "IdDoc": _id(documento),
        "ModalitaDiFormazione": FORMAZIONE[documento.formazione],
        "TipologiaDocumentale": documento.tipologia,
        "DatiDiRegistrazione": {"TipologiaDiFlusso": documento.flusso, "TipoRegistro": _registro(documento)},
        "Soggetti": {"Ruolo": soggetti.del_documento(pratica, documento)},
        "ChiaveDescrittiva": {"Oggetto": documento.oggetto, "ParoleChiave": documento.parole_chiave},
        "Allegati": {
            "NumeroAllegati": len(allegati),
            "IndiceAllegati": [{"IdDoc": _id(altro), "Descrizione": altro.tipologia} for altro in allegati],
        },
        "Classificazione": classificazione(pratica),
        "Riservato": documento.riservato,
        "IdentificativoDelFormato": {"Formato": documento.mime, "ProdottoSoftware": _prodotto(documento)},
        "Verificazioni": {
            "FirmatoDigitalmente": documento.firmato,
            "SigillatoElettronicamente": documento.sigillato,
            "MarcaturaTemporale": documento.marcato,
            "ConformitaCopieImmagineSuSupportoInformatico": documento.copia_conforme,
        },
        "Agg": {"TipoAgg": _id_aggregazione(pratica)},
        "IdIdentificativoDocumentoPrimario": _id(principale) if principale else None,
        "NomeDelDocumento": documento.nome,
        "VersioneDelDocumento": documento.versione,
        "TracciatureModificheDocumento": [
            {**_modifica(una), "IdDocVersionePrecedente": _id(documento)} for una in documento.modifiche
        ],
        "TempoDiConservazione": documento.conservazione_anni or _anni(pratica),
        "Note": documento.note,
    }
    return xml.scrivi(xml.albero("DocumentoAmministrativoInformatico", contenuto))


def del_fascicolo(pratica: Pratica, documenti: list[Documento]) -> bytes:
    """The administrative aggregation: the case, its phases and the list of its documents."""
    assegnata = pratica.presa_in_carico_il or pratica.presentata_il
    intestatario = next(iter(soggetti.richiedente(pratica).items()))
    tipo = {"PF": "SoggettoIntestatarioPersonaFisica", "PG": "SoggettoIntestatarioPersonaGiuridica"}[intestatario[0]]
    contenuto = {
        "IdAgg": _id_aggregazione(pratica),
        "TipologiaFascicolo": "Procedimento Amministrativo",
        "Soggetti": {
            "Ruolo": [
                {
                    "AmministrazioneTitolare": {
                        "TipoRuolo": "Amministrazione Titolare",
                        "PAI": soggetti.titolare(pratica),
                    }
                },
                {tipo: dict([intestatario])},
                {"RUP": soggetti.responsabile(pratica)},
                {"Assegnatario": {"TipoRuolo": "Assegnatario", "AS": soggetti.assegnatario(pratica)}},
            ]
        },
        "Assegnazione": {
            "TipoAssegnazione": "Per competenza",
            "SoggettoAssegnatario": {"TipoRuolo": "Assegnatario", "AS": soggetti.assegnatario(pratica)},
            "DataInizioAssegnazione": xml.giorno(assegnata) if assegnata else None,
        },
        "DataApertura": xml.giorno(pratica.presentata_il) if pratica.presentata_il else None,
        "Classificazione": classificazione(pratica),
        "Progressivo": f"{pratica.numero}/{pratica.anno}",
        "ChiaveDescrittiva": {"Oggetto": f"Pratica {pratica.sigla}, {pratica.servizio.titolo}"},
        "DataChiusura": xml.giorno(pratica.conclusa_il) if pratica.conclusa_il else None,
        "ProcedimentoAmministrativo": {
            "MateriaArgomentoStrutturaProcedimentale": pratica.servizio.categoria,
            "Procedimento": pratica.servizio.titolo,
            "CatalogoProcedimenti": pratica.ente.url(pratica.servizio.get_absolute_url()),
            "Fasi": {"Fase": _fasi(pratica)},
        },
        "IndiceDocumenti": {"TipoDocumento": [{"DocumentoAmministrativoInformatico": _id(uno)} for uno in documenti]},
        "TempoDiConservazione": _anni(pratica),
    }
    return xml.scrivi(xml.albero("AggregazioneDocumentaliInformatiche", contenuto))


def classificazione(pratica: Pratica) -> dict[str, Any]:
    """From the package of the service; a package that does not say leaves it to the office."""
    regola = pratica.definizione.conservazione
    return {
        "IndiceDiClassificazione": (regola and regola.indice) or SENZA_CLASSIFICA,
        "Descrizione": (regola and regola.voce) or SENZA_CLASSIFICA,
        "PianoDiClassificazione": str(regola.norma) if regola else None,
    }


def _anni(pratica: Pratica) -> int | None:
    regola = pratica.definizione.conservazione
    return regola.anni if regola else None


def _id(documento: Documento) -> dict[str, Any]:
    impronta = {"ImprontaCrittograficaDelDocumento": xml.impronta(documento.impronta)}
    return {**impronta, "Identificativo": str(documento.codice), "Segnatura": documento.segnatura}


def _id_aggregazione(pratica: Pratica) -> dict[str, str]:
    return {"TipoAggregazione": FASCICOLO, "IdAggregazione": str(pratica.codice)}


def _registro(documento: Documento) -> dict[str, Any]:
    quando = documento.data_registrazione
    if documento.numero_registrazione and quando:
        return {
            "ProtocolloOrdinario_ProtocolloEmergenza": {
                "TipoRegistro": "ProtocolloOrdinario\\ProtocolloEmergenza",
                "DataProtocollazioneDocumento": xml.giorno(quando),
                "OraProtocollazioneDocumento": xml.ora(quando),
                "NumeroProtocolloDocumento": documento.numero_registrazione,
                "CodiceRegistro": documento.codice_registro,
            }
        }
    return {
        "Repertorio_Registro": {
            "TipoRegistro": "Repertorio\\Registro",
            "DataRegistrazioneDocumento": xml.giorno(documento.creato_il),
            "OraRegistrazioneDocumento": xml.ora(documento.creato_il),
            "NumeroRegistrazioneDocumento": str(documento.codice),
            "CodiceRegistro": REGISTRO_DEL_PORTALE,
        }
    }


def _prodotto(documento: Documento) -> dict[str, Any] | None:
    """The software that made it, when it was ours."""
    if not documento.prodotto:
        return None
    return {"NomeProdotto": documento.prodotto["nome"], "Produttore": documento.prodotto["produttore"]}


def _modifica(traccia: dict[str, str]) -> dict[str, Any]:
    """What was done to the registration after, and by whom."""
    autore, quando = Persona.objects.get(codice=traccia["autore"]), dt.datetime.fromisoformat(traccia["quando"])
    return {
        "TipoModifica": traccia["tipo"],
        "SoggettoAutoreDellaModifica": {"Cognome": autore.cognome, "Nome": autore.nome},
        "DataModifica": xml.giorno(quando),
        "OraModifica": xml.ora(quando),
    }


def _fasi(pratica: Pratica) -> list[dict[str, Any]]:
    """From the presentation to the outcome; the phases that left a date."""
    inizio, presa, fine = pratica.presentata_il, pratica.presa_in_carico_il, pratica.conclusa_il
    fasi = [
        ("Preparatoria", inizio, presa or fine),
        ("Istruttoria", presa, fine),
        ("Decisoria o deliberativa", fine, fine),
    ]
    return [
        {"TipoFase": tipo, "DataInizioFase": xml.giorno(dal), "DataFineFase": xml.giorno(al)}
        for tipo, dal, al in fasi
        if dal and al
    ]
