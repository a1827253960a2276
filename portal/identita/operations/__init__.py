"""What happens at the door: a login is asked for, answered, concluded once; a person comes in, and goes out."""

from portal.identita.operations.gestori import carica_gestori
from portal.identita.operations.metadati import (
    metadati_di_oggi,
    metadati_in_vigore,
    metti_in_vigore,
    prepara_metadati,
)
from portal.identita.operations.persona import riconosci
from portal.identita.operations.registro_saml import (
    Consultazione,
    annota_consultazione,
    conserva_scambio,
    purga_registro,
)
from portal.identita.operations.richiesta import (
    Intento,
    apri_richiesta,
    consuma,
    dello_stesso_browser,
    impronta,
    pulisci,
    ricevi_risposta,
    ritira_risposta,
)
from portal.identita.operations.ripresa import (
    Modulo,
    conserva_modulo,
    dimentica_di_altri,
    dimentica_modulo,
    dimentica_scaduti,
    leggi_modulo,
)
from portal.identita.operations.sessioni import (
    chiudi_sessione,
    chiudi_sessioni,
    registra_accesso,
    registra_uscita,
    segna_uso,
)

__all__ = [
    "Consultazione",
    "Intento",
    "Modulo",
    "annota_consultazione",
    "apri_richiesta",
    "carica_gestori",
    "chiudi_sessione",
    "chiudi_sessioni",
    "conserva_modulo",
    "conserva_scambio",
    "consuma",
    "dello_stesso_browser",
    "dimentica_di_altri",
    "dimentica_modulo",
    "dimentica_scaduti",
    "impronta",
    "leggi_modulo",
    "metadati_di_oggi",
    "metadati_in_vigore",
    "metti_in_vigore",
    "prepara_metadati",
    "pulisci",
    "purga_registro",
    "registra_accesso",
    "registra_uscita",
    "ricevi_risposta",
    "riconosci",
    "ritira_risposta",
    "segna_uso",
]
