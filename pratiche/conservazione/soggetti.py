"""Who appears in the metadata, as allegato 5 names them."""

from typing import Any

from portal.documenti.models import Documento
from portal.identita.models import Persona
from portal.protocollo.models import RegistroProtocollo
from pratiche.models import Parte, Pratica


def amministrazione(pratica: Pratica) -> dict[str, Any]:
    """The ente and its AOO (the code is known where the portal keeps the protocol; else the ente stands for it)."""
    ente = pratica.ente
    aoo = RegistroProtocollo.objects.filter(ente=ente).values_list("codice_aoo", flat=True).first()
    return {
        "IPAAmm": {"Denominazione": ente.nome, "CodiceIPA": ente.codice_ipa},
        "IPAAOO": {"Denominazione": ente.nome, "CodiceIPA": aoo or ente.codice_ipa},
    }


def titolare(pratica: Pratica) -> dict[str, Any]:
    return {**amministrazione(pratica), "IndirizziDigitaliDiRiferimento": pratica.ente.pec}


def assegnatario(pratica: Pratica) -> dict[str, Any]:
    """The office of the case, and the officer who has it."""
    chi, ufficio = pratica.assegnatario, pratica.ufficio
    return {
        "Cognome": chi.cognome if chi else None,
        "Nome": chi.nome if chi else None,
        **amministrazione(pratica),
        "IPAUOR": {"Denominazione": ufficio.nome, "CodiceIPA": ufficio.slug},
        "IndirizziDigitaliDiRiferimento": ufficio.pec or ufficio.email,
    }


def responsabile(pratica: Pratica) -> dict[str, Any] | None:
    """The person who answers for the case (RUP in allegato 5)."""
    chi: Persona | None = pratica.responsabile
    if chi is None:
        return None
    suoi = {"Cognome": chi.cognome, "Nome": chi.nome, **amministrazione(pratica)}
    return {**suoi, "IndirizziDigitaliDiRiferimento": pratica.ufficio.pec or pratica.ufficio.email}


def richiedente(pratica: Pratica) -> dict[str, Any]:
    """As it was the day the case was presented."""
    chi = pratica.identita
    if chi.get("denominazione"):
        codice = chi.get("codice_fiscale") or chi.get("partita_iva")
        return {"PG": {"DenominazioneOrganizzazione": chi["denominazione"], "CodiceFiscale_PartitaIva": codice}}
    codice = chi.get("codice_fiscale") or chi.get("codice_eidas")
    return {"PF": {"Cognome": chi["cognome"], "Nome": chi["nome"], "CodiceFiscale": codice}}


def _di_una_parte(documento: Documento) -> dict[str, Any] | None:
    """Who sent or received a document that is not of the person who asked."""
    parte = Parte.objects.del_documento(documento)
    if parte is None:
        return None
    persona = parte.persona
    if persona is None or persona.e_impresa:
        return {"PG": {"DenominazioneOrganizzazione": parte.nome, "CodiceFiscale_PartitaIva": parte.codice_fiscale}}
    return {"PF": {"Cognome": persona.cognome, "Nome": persona.nome, "CodiceFiscale": parte.codice_fiscale}}


def del_documento(pratica: Pratica, documento: Documento) -> list[dict[str, Any]]:
    """The roles of a document: who registers it, who sends, who receives, who works it, who answers for it."""
    ente = {"PAI": titolare(pratica)}
    entrata = documento.flusso == Documento.Flusso.ENTRATA
    altro = _di_una_parte(documento) or richiedente(pratica)
    mittente, destinatario = (altro, ente) if entrata else (ente, altro)
    ruoli = {
        "AmministrazioneCheEffettuaLaRegistrazione": ("Amministrazione Che Effettua La Registrazione", ente),
        "Mittente": ("Mittente", mittente),
        "Destinatario": ("Destinatario", destinatario),
        "Assegnatario": ("Assegnatario", {"AS": assegnatario(pratica)}),
        "RUP": ("RUP", {"RUP": responsabile(pratica)}),
    }
    if pratica.responsabile is None:
        del ruoli["RUP"]
    return [{nome: {"TipoRuolo": tipo, **chi}} for nome, (tipo, chi) in ruoli.items()]
