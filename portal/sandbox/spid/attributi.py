"""What an identity provider says of a sample person."""

from typing import Any

from portal.sandbox.persone import CITTADINO, IMPRESA, PROFESSIONISTA, Europea, Persona

DATE = {"dateOfBirth", "expirationDate"}
_TIPI_AMMESSI = {
    "": {CITTADINO, PROFESSIONISTA, IMPRESA},
    "P": {PROFESSIONISTA, IMPRESA},
    "PX": {PROFESSIONISTA, IMPRESA},
    "PF": {PROFESSIONISTA},
    "PG": {IMPRESA},
    "LP": {IMPRESA},
}


def di_cittadino(persona: Persona) -> dict[str, str]:
    """Every attribute of a person with a codice fiscale; an attribute without a value is not there."""
    casa = persona.residenza
    valori = {
        "spidCode": f"PROV{persona.id_anpr}0",
        "name": persona.nome,
        "familyName": persona.cognome,
        "placeOfBirth": persona.luogo_nascita.belfiore,
        "countyOfBirth": persona.luogo_nascita.provincia,
        "dateOfBirth": persona.data_nascita.isoformat(),
        "gender": persona.sesso,
        "fiscalNumber": f"TINIT-{persona.codice_fiscale}",
        "idCard": f"cartaIdentita CA{persona.id_anpr[2:7]}AA comune{casa.comune.nome} 2024-01-15 2034-01-15",
        "expirationDate": "2034-01-15",
        "mobilePhone": persona.cellulare,
        "email": persona.email,
        "address": str(casa),
        "domicileStreetAddress": f"{casa.specie} {casa.via} {casa.civico}",
        "domicilePostalCode": casa.cap,
        "domicileMunicipality": casa.comune.nome,
        "domicileProvince": casa.comune.provincia,
        "domicileNation": "IT",
    } | _attivita(persona)
    return {nome: valore for nome, valore in valori.items() if valore}


def _attivita(persona: Persona) -> dict[str, str]:
    if persona.attivita is None:
        return {}
    una = persona.attivita
    return {
        "companyName": una.denominazione,
        "companyFiscalNumber": f"TINIT-{una.codice_fiscale}" if una.codice_fiscale else "",
        "registeredOffice": una.sede,
        "ivaCode": f"VATIT-{una.partita_iva}",
        "digitalAddress": f"{persona.cognome.lower()}@pec.example",
    }


def di_europea(persona: Europea) -> dict[str, str]:
    """What the eIDAS node passes on: there is no codice fiscale in it."""
    return {
        "spidCode": persona.identificativo,
        "name": persona.nome,
        "familyName": persona.cognome,
        "dateOfBirth": persona.data_nascita.isoformat(),
        "placeOfBirth": persona.luogo_nascita,
        "address": persona.indirizzo,
        "gender": persona.sesso,
    }


def tipo_ammesso(persona: Any, finalita: str) -> bool:
    """Has the person an identity of the kind asked for with spid:Purpose (Avviso 18)?"""
    return persona.tipo in _TIPI_AMMESSI[finalita]
