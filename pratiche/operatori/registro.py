"""The register of a case in plain words: what was done, by whom, when."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche.models import Pratica

AZIONI = {
    "pratica.bozza_aperta": gettext_lazy("Bozza aperta"),
    "pratica.bozza_aggiornata": gettext_lazy("Bozza passata al modulo nuovo"),
    "pratica.bozza_eliminata": gettext_lazy("Bozza eliminata"),
    "pratica.bozza_scaduta": gettext_lazy("Bozza abbandonata, cancellata"),
    "pratica.anticipo_chiesto": gettext_lazy("Chiesto il pagamento prima dell'invio"),
    "pratica.firma_chiesta": gettext_lazy("Chiesta la firma di un'altra persona"),
    "pratica.firmata": gettext_lazy("Firmata dall'altra persona"),
    "pratica.firma_rifiutata": gettext_lazy("Firma rifiutata"),
    "pratica.firma_scaduta": gettext_lazy("Tempo per firmare finito"),
    "pratica.firme_ritirate": gettext_lazy("Invito a firmare ritirato"),
    "pratica.bozza_allo_sportello": gettext_lazy("Bozza aperta allo sportello"),
    "pratica.presentata_allo_sportello": gettext_lazy("Compilata e presentata allo sportello"),
    "pratica.presentata": gettext_lazy("Richiesta presentata"),
    "pratica.protocollata": gettext_lazy("Numero di protocollo assegnato"),
    "pratica.pagamento_annotato": gettext_lazy("Pagamento annotato"),
    "pratica.presa_in_carico": gettext_lazy("Presa in carico"),
    "pratica.integrazione_richiesta": gettext_lazy("Integrazione chiesta"),
    "pratica.integrazione_ricevuta": gettext_lazy("Integrazione ricevuta"),
    "pratica.integrazione_acquisita": gettext_lazy("Risposta arrivata fuori dal portale, registrata"),
    "pratica.integrazione_prorogata": gettext_lazy("Più tempo per rispondere, chiesto dal cittadino"),
    "pratica.integrazione_annullata": gettext_lazy("Richiesta di integrazione annullata"),
    "pratica.preavviso_inviato": gettext_lazy("Preavviso di rigetto inviato"),
    "pratica.osservazioni_ricevute": gettext_lazy("Osservazioni ricevute"),
    "pratica.osservazioni_acquisite": gettext_lazy("Osservazioni arrivate fuori dal portale, registrate"),
    "pratica.preavviso_annullato": gettext_lazy("Preavviso di rigetto annullato"),
    "pratica.preallarme": gettext_lazy("Ufficio avvisato: il silenzio sta per decidere"),
    "pratica.accolta_per_silenzio": gettext_lazy("Accolta per silenzio"),
    "pratica.respinta_per_silenzio": gettext_lazy("Respinta per silenzio"),
    "pratica.attestazione_chiesta": gettext_lazy("Attestazione chiesta"),
    "pratica.attestazione_rilasciata": gettext_lazy("Attestazione rilasciata"),
    "pratica.sollecitata": gettext_lazy("Chiesto l'intervento di chi ha il potere sostitutivo"),
    "pratica.archiviata": gettext_lazy("Archiviata"),
    "pratica.riaperta": gettext_lazy("Riaperta"),
    "pratica.risegnalata": gettext_lazy("Riaperta da chi ha segnalato: il problema c'è ancora"),
    "pratica.unita": gettext_lazy("Unita a un'altra segnalazione"),
    "pratica.accolta": gettext_lazy("Accolta"),
    "pratica.respinta": gettext_lazy("Respinta"),
    "pratica.ritirata": gettext_lazy("Ritirata"),
    "pratica.parere_chiesto": gettext_lazy("Parere chiesto a un altro ufficio"),
    "pratica.parere_dato": gettext_lazy("Parere dato"),
    "pratica.parere_ritirato": gettext_lazy("Richiesta di parere ritirata"),
    "pratica.trasferita": gettext_lazy("Passata a un altro ufficio"),
    "pratica.responsabile_cambiato": gettext_lazy("Cambiato il responsabile del procedimento"),
    "pratica.avviata_d_ufficio": gettext_lazy("Avviata dall'ufficio"),
    "pratica.provvedimento": gettext_lazy("Conclusa con un provvedimento"),
    "pratica.messaggio_ricevuto": gettext_lazy("Messaggio del cittadino"),
    "pratica.messaggio_inviato": gettext_lazy("Messaggio dell'ufficio"),
    "pratica.messaggi_visti": gettext_lazy("Messaggi letti: non serviva rispondere"),
    "pratica.collegata": gettext_lazy("Collegata a un'altra pratica"),
    "pratica.scollegata": gettext_lazy("Collegamento a un'altra pratica tolto"),
    "pratica.parte_aggiunta": gettext_lazy("Parte aggiunta dall'ufficio"),
    "pratica.parte_tolta": gettext_lazy("Parte tolta"),
    "pratica.intervento_chiesto": gettext_lazy("Chiesto di intervenire (articolo 9)"),
    "pratica.intervento_ammesso": gettext_lazy("Intervento ammesso"),
    "pratica.intervento_non_ammesso": gettext_lazy("Intervento non ammesso"),
    "pratica.documenti_aperti": gettext_lazy("Documenti aperti a una parte"),
    "pratica.documento_letto": gettext_lazy("Documento letto da una parte"),
    "pratica.memoria_ricevuta": gettext_lazy("Memoria ricevuta"),
    "pratica.memoria_acquisita": gettext_lazy("Memoria arrivata fuori dal portale, registrata"),
    "pratica.riservata": gettext_lazy("Riservata ad alcune persone dell'ufficio"),
    "pratica.riserva_tolta": gettext_lazy("Non più riservata"),
    "pratica.ammesso": gettext_lazy("Un'altra persona può vedere la pratica riservata"),
    "pratica.accesso_chiesto": gettext_lazy("Chiesti gli atti della pratica"),
    "pratica.accesso_deciso": gettext_lazy("Risposta a chi ha chiesto gli atti"),
    "pratica.accesso_negato_per_silenzio": gettext_lazy("Atti negati per silenzio"),
    "pratica.opposizione_ricevuta": gettext_lazy("Opposizione di un controinteressato ricevuta"),
    "pratica.opposizione_acquisita": gettext_lazy(
        "Opposizione di un controinteressato arrivata fuori dal portale, registrata"
    ),
    "pratica.annotata": gettext_lazy("Nota interna aggiunta"),
    "pratica.assegnata": gettext_lazy("Assegnata a un collega"),
    "pratica.esportata": gettext_lazy("Esportata per la conservazione"),
    "pratica.segnalazione_pubblicata": gettext_lazy("Voce pubblica della segnalazione cambiata"),
    "graduatoria.valore_corretto": gettext_lazy("Dato corretto dopo una verifica"),
    "graduatoria.verificata": gettext_lazy("Dati verificati"),
    "graduatoria.osservata": gettext_lazy("Osservazioni alla graduatoria ricevute"),
    "graduatoria.osservazioni_valutate": gettext_lazy("Osservazioni alla graduatoria valutate"),
    "graduatoria.posto_offerto": gettext_lazy("Posto offerto"),
    "graduatoria.posto_confermato": gettext_lazy("Posto confermato"),
    "graduatoria.posto_rinunciato": gettext_lazy("Rinuncia al posto"),
    "permesso.riesame_avviato": gettext_lazy("Comunicato che il permesso può essere tolto"),
    "permesso.riesame_chiuso": gettext_lazy("Deciso di non togliere il permesso"),
    "permesso.sospeso": gettext_lazy("Permesso sospeso"),
    "permesso.sospensione_tolta": gettext_lazy("Sospensione del permesso tolta prima del tempo"),
    "permesso.tolto": gettext_lazy("Permesso revocato o annullato"),
    "permesso.rinunciato": gettext_lazy("Rinuncia al permesso"),
    "pratica.varco_aperto": gettext_lazy("Aperta con un motivo, da chi non la lavora"),
}


@dataclass(frozen=True)
class Voce:
    """One line of the register, ready to be read."""

    quando: Any
    azione: str
    chi: str
    impronta: str


def voci(pratica: Pratica) -> list[Voce]:
    """The lines of this case, oldest first, in two queries."""
    eventi = list(Evento.objects.filter(oggetto_tipo=Pratica._meta.label_lower, oggetto=pratica.codice).order_by("pk"))
    nomi = _nomi({evento.attore for evento in eventi if evento.attore})
    return [
        Voce(evento.quando, str(AZIONI.get(evento.azione, evento.azione)), _chi(evento, nomi), evento.impronta)
        for evento in eventi
    ]


def _nomi(codici: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {persona.codice: persona.nome_completo for persona in Persona.objects.filter(codice__in=codici)}


def _chi(evento: Evento, nomi: dict[uuid.UUID, str]) -> str:
    return nomi.get(evento.attore, "") if evento.attore else _("Il sistema")
