"""What SPID says of a sample person, and whether the person may answer a given request."""

from portal.sandbox.persone import CITTADINO, IMPRESA, PROFESSIONISTA, Persona

DATE = {"dateOfBirth", "expirationDate"}
_TIPI_AMMESSI = {
    "": {CITTADINO, PROFESSIONISTA, IMPRESA},
    "P": {PROFESSIONISTA, IMPRESA},
    "PX": {PROFESSIONISTA, IMPRESA},
    "PF": {PROFESSIONISTA},
    "PG": {IMPRESA},
    "LP": {IMPRESA},
}


def attributi(persona: Persona) -> dict[str, str]:
    """Every attribute the person has; an attribute without a value is not there."""
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


def rifiuto(persona: Persona, livello: int, finalita: str) -> int | None:
    """The anomaly that this person meets whatever is pressed, or None."""
    if persona.sospesa:
        return 23
    if persona.livello < livello:
        return 20
    if persona.tipo not in _TIPI_AMMESSI[finalita]:
        return 30
    return None
