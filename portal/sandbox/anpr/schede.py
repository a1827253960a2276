"""What ANPR knows of the sample people, in the shapes of the e-services."""

from collections.abc import Callable
from datetime import date
from typing import Any

from portal.sandbox.persone import Luogo, Persona, famiglia

Scheda = dict[str, Any]


def id_unico(una: Persona) -> list[Scheda]:
    """C030: the national identifier."""
    return [{"identificativi": {"idANPR": una.id_anpr}}]


def residenza(una: Persona) -> list[Scheda]:
    """C020: who the person is and where they live."""
    casa = una.residenza
    indirizzo = {
        "cap": casa.cap,
        "comune": _comune(casa.comune),
        "numeroCivico": {"numero": casa.civico},
        "toponimo": {"denominazioneToponimo": casa.via, "specie": casa.specie, "specieFonte": "1"},
    }
    return [_chi(una) | {"residenza": [{"indirizzo": indirizzo, "tipoIndirizzo": "1"}]}]


def stato_famiglia(una: Persona) -> list[Scheda]:
    """C021: every member of the family, each with their tie to the holder of the sheet."""
    return [_componente(membro, numero) for numero, membro in enumerate(famiglia(una), start=1)]


SERVIZI: dict[str, Callable[[Persona], list[Scheda]]] = {
    "C020-servizioAccertamentoResidenza": residenza,
    "C021-servizioAccertamentoStatoFamiglia": stato_famiglia,
    "C030-servizioAccertamentoIdUnicoNazionale": id_unico,
}


def _componente(una: Persona, numero: int) -> Scheda:
    dal = max(una.data_nascita, date(2010, 5, 1))
    legame = {
        "tipoLegame": "1",
        "codiceLegame": una.legame,
        "progressivoComponente": str(numero),
        "dataDecorrenza": dal.isoformat(),
    }
    return _chi(una) | {"legameSoggetto": legame}


def _chi(una: Persona) -> Scheda:
    return {
        "generalita": {
            "codiceFiscale": {"codFiscale": una.codice_fiscale, "validitaCF": "1"},
            "cognome": una.cognome.upper(),
            "nome": una.nome.upper(),
            "sesso": una.sesso,
            "dataNascita": una.data_nascita.isoformat(),
            "luogoNascita": _luogo(una.luogo_nascita),
        },
        "identificativi": {"idANPR": una.id_anpr},
    }


def _luogo(luogo: Luogo) -> Scheda:
    if luogo.istat:
        return {"comune": _comune(luogo)}
    return {"localita": {"descrizioneStato": luogo.nome.upper(), "codiceStato": luogo.belfiore}}


def _comune(luogo: Luogo) -> Scheda:
    return {"nomeComune": luogo.nome.upper(), "codiceIstat": luogo.istat, "siglaProvinciaIstat": luogo.provincia}
