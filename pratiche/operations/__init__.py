"""The acts of the room. Each is one transaction: lock, check, change, register, tell."""

from pratiche.operations.abbandono import scadono_le_bozze
from pratiche.operations.accessi import (
    acquisisci_opposizione,
    applica_silenzi_accessi,
    chiedi_accesso,
    controlla_opposizione_attesa,
    decidi_accesso,
    leggi_atto,
    nega_per_silenzio,
    opponi,
)
from pratiche.operations.acquisizioni import (
    acquisisci_osservazioni,
    acquisisci_risposta,
    controlla_attesa,
    tieni_copia,
    togli_dalla_copia,
)
from pratiche.operations.assegnazione import assegna, segna_assenza, togli_assenza
from pratiche.operations.avvio import adotta_provvedimento, avvia_d_ufficio
from pratiche.operations.bozza import (
    CambiataAltrove,
    aggiorna_bozza,
    aggiungi_allegato,
    apri_bozza,
    elimina_bozza,
    salva_passo,
    togli_allegato,
)
from pratiche.operations.calendario import riconta_termini
from pratiche.operations.cifre import calcola_cifre
from pratiche.operations.collegamenti import collega, scollega
from pratiche.operations.comune import RichiestaIncompleta
from pratiche.operations.conservazione import (
    annota_versamento,
    controlla_pronta,
    da_esportare,
    esporta,
    scrivi_pacchetto,
)
from pratiche.operations.dialogo import leggi_dialogo, rispondi_al_cittadino, scrivi_all_ufficio, togli_da_leggere
from pratiche.operations.diritti import chiedi_anticipo, segna_restituita
from pratiche.operations.esito import accogli, archivia, con_memorie_da_valutare, memorie_da_valutare, respingi
from pratiche.operations.firme import firma_richiesta, rifiuta_firma, ritira_firme, scadono_le_firme
from pratiche.operations.graduatorie import (
    assegna_punti,
    correggi_valore,
    osserva_graduatoria,
    rispondi_osservazioni,
    segna_verificata,
)
from pratiche.operations.integrazione import (
    annulla_integrazione,
    proroga_integrazione,
    proroga_possibile,
    richiedi_integrazione,
    rispondi_integrazione,
    salva_risposta,
)
from pratiche.operations.istruttoria import prendi_in_carico
from pratiche.operations.lavori import deposita, registra_numero, segna_pagamento
from pratiche.operations.lavori_graduatorie import lavora as lavora_graduatoria
from pratiche.operations.memorie import (
    acquisisci_memoria,
    acquisisci_memoria_propria,
    controlla_presente,
    presenta_memoria,
    presenta_memoria_propria,
)
from pratiche.operations.note import annota
from pratiche.operations.pareri import chiedi_parere, dai_parere, ritira_parere
from pratiche.operations.parti import (
    aggiungi_parte,
    apri_documenti,
    chiedi_intervento,
    decidi_intervento,
    leggi_documento,
    togli_parte,
)
from pratiche.operations.posti import conferma_posto, rinuncia_posto
from pratiche.operations.preavviso import (
    annulla_preavviso,
    preavvisa_rigetto,
    presenta_osservazioni,
    salva_osservazioni,
)
from pratiche.operations.presentazione import presenta, ritira
from pratiche.operations.pubblicazione import pubblica_definitiva, pubblica_provvisoria
from pratiche.operations.responsabile import cambia_responsabile
from pratiche.operations.riapertura import riapri
from pratiche.operations.ricezione import GiornoSbagliato, NonPiuAttesa, controlla_non_chiusa
from pratiche.operations.rimedi import chiedi_attestazione, rilascia_attestazione, sollecita
from pratiche.operations.rinnovo import rinnova
from pratiche.operations.risegnalazione import riprendi, risegnala
from pratiche.operations.riserve import riserva, togli_riserva
from pratiche.operations.scorrimento import chiedi_scorrimento, scorri
from pratiche.operations.segnalazioni import pubblica_segnalazione
from pratiche.operations.servizi import PubblicataIntanto, installa_servizio
from pratiche.operations.silenzio import applica_silenzi, applica_silenzio, preallarma
from pratiche.operations.sostegni import non_avvisare, racconta_novita, sostieni, togli_sostegno
from pratiche.operations.sportello import apri_allo_sportello, presenta_allo_sportello
from pratiche.operations.sul_permesso import (
    avvia_riesame,
    chiudi_riesame,
    rinuncia_permesso,
    sospendi_permesso,
    togli_permesso,
    togli_sospensione,
)
from pratiche.operations.tempi import calcola_tempi
from pratiche.operations.tornate import apri_tornata, cambia_tornata, non_ora
from pratiche.operations.trasferimento import trasferisci
from pratiche.operations.unione import unisci

__all__ = [
    "CambiataAltrove",
    "GiornoSbagliato",
    "NonPiuAttesa",
    "PubblicataIntanto",
    "RichiestaIncompleta",
    "accogli",
    "acquisisci_memoria",
    "acquisisci_memoria_propria",
    "acquisisci_opposizione",
    "acquisisci_osservazioni",
    "acquisisci_risposta",
    "adotta_provvedimento",
    "aggiorna_bozza",
    "aggiungi_allegato",
    "aggiungi_parte",
    "applica_silenzi_accessi",
    "chiedi_accesso",
    "chiudi_riesame",
    "decidi_accesso",
    "leggi_atto",
    "nega_per_silenzio",
    "opponi",
    "apri_documenti",
    "chiedi_intervento",
    "decidi_intervento",
    "leggi_documento",
    "memorie_da_valutare",
    "presenta_memoria",
    "presenta_memoria_propria",
    "togli_parte",
    "annota",
    "annota_versamento",
    "annulla_integrazione",
    "annulla_preavviso",
    "applica_silenzi",
    "applica_silenzio",
    "apri_allo_sportello",
    "apri_bozza",
    "apri_tornata",
    "archivia",
    "assegna",
    "assegna_punti",
    "avvia_d_ufficio",
    "avvia_riesame",
    "calcola_cifre",
    "calcola_tempi",
    "cambia_responsabile",
    "chiedi_anticipo",
    "collega",
    "scollega",
    "cambia_tornata",
    "chiedi_attestazione",
    "chiedi_scorrimento",
    "lavora_graduatoria",
    "con_memorie_da_valutare",
    "conferma_posto",
    "correggi_valore",
    "controlla_attesa",
    "controlla_non_chiusa",
    "controlla_opposizione_attesa",
    "controlla_presente",
    "controlla_pronta",
    "da_esportare",
    "chiedi_parere",
    "dai_parere",
    "ritira_parere",
    "deposita",
    "elimina_bozza",
    "esporta",
    "firma_richiesta",
    "installa_servizio",
    "leggi_dialogo",
    "non_avvisare",
    "non_ora",
    "osserva_graduatoria",
    "preallarma",
    "preavvisa_rigetto",
    "prendi_in_carico",
    "presenta",
    "presenta_allo_sportello",
    "presenta_osservazioni",
    "proroga_integrazione",
    "proroga_possibile",
    "pubblica_definitiva",
    "pubblica_provvisoria",
    "pubblica_segnalazione",
    "racconta_novita",
    "registra_numero",
    "respingi",
    "riapri",
    "richiedi_integrazione",
    "riconta_termini",
    "rifiuta_firma",
    "rilascia_attestazione",
    "riprendi",
    "risegnala",
    "riserva",
    "togli_riserva",
    "rispondi_al_cittadino",
    "rinnova",
    "rinuncia_permesso",
    "rinuncia_posto",
    "rispondi_integrazione",
    "rispondi_osservazioni",
    "ritira",
    "ritira_firme",
    "salva_osservazioni",
    "salva_passo",
    "salva_risposta",
    "scadono_le_bozze",
    "scadono_le_firme",
    "scrivi_all_ufficio",
    "scorri",
    "scrivi_pacchetto",
    "segna_assenza",
    "segna_pagamento",
    "segna_restituita",
    "segna_verificata",
    "sollecita",
    "sospendi_permesso",
    "sostieni",
    "tieni_copia",
    "togli_allegato",
    "togli_assenza",
    "togli_da_leggere",
    "togli_dalla_copia",
    "togli_permesso",
    "togli_sospensione",
    "togli_sostegno",
    "trasferisci",
    "unisci",
]
