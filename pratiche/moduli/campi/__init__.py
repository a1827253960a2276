"""The kinds of question, by the name that packages use. For each: its keys, its form field, its value as JSON and in words."""

from django import forms

from pratiche.moduli.campi.base import MANCA, Esempi, Tipo
from pratiche.moduli.campi.calcolati import Calcolato, TestoFisso
from pratiche.moduli.campi.codici import CodiceFiscale, Iban, PartitaIva, Targa
from pratiche.moduli.campi.composti import Composto, Immobile, Indirizzo, Luogo, PersonaFamiglia, Veicolo
from pratiche.moduli.campi.file import CampoFile, File
from pratiche.moduli.campi.gruppi import Gruppo
from pratiche.moduli.campi.numeri import Importo, Numero
from pratiche.moduli.campi.scelte import Dichiarazione, Scelta, Scelte, SiNo
from pratiche.moduli.campi.tempo import Data, Ora
from pratiche.moduli.campi.testi import Area, Email, Telefono, Testo
from pratiche.moduli.domande import Campo

__all__ = ["TIPI", "CampoFile", "Composto", "Esempi", "Gruppo", "Tipo", "campo_di_modulo"]

TIPI: dict[str, Tipo] = {
    "testo": Testo(),
    "area": Area(),
    "numero": Numero(),
    "importo": Importo(),
    "data": Data(),
    "ora": Ora(),
    "scelta": Scelta(),
    "scelte": Scelte(),
    "si_no": SiNo(),
    "email": Email(),
    "telefono": Telefono(),
    "codice_fiscale": CodiceFiscale(),
    "partita_iva": PartitaIva(),
    "iban": Iban(),
    "targa": Targa(),
    "indirizzo": Indirizzo(),
    "luogo": Luogo(),
    "file": File(),
    "dichiarazione": Dichiarazione(),
    "gruppo": Gruppo(),
    "persona": PersonaFamiglia(),
    "veicolo": Veicolo(),
    "immobile": Immobile(),
    "calcolato": Calcolato(),
    "testo_fisso": TestoFisso(),
}


def campo_di_modulo(campo: Campo) -> forms.Field:
    """The Django field of a simple question, with its words. Whether it must be answered is for the form to say."""
    modulo = TIPI[campo.tipo].modulo(campo)
    modulo.label, modulo.required = campo.etichetta, campo.obbligatorio
    modulo.help_text = campo.aiuto or modulo.help_text
    modulo.error_messages.update(MANCA)
    return modulo
