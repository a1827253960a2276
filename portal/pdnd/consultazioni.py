"""Asking ANPR and INAD: each question leaves its proof before it starts and its outcome after. Never inside a transaction."""

from portal.base.errors import GatewayError
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.pdnd import inad
from portal.pdnd.anpr import C020, C021, C030, EService, Risposta, Traccia, interroga
from portal.pdnd.models import Consultazione
from portal.pdnd.schede import Famiglia, Residenza, id_unico

TROVATO, NON_TROVATO = "trovato", "non_trovato"


def chiedi_id(soggetto: Persona, *, ente: Ente, utente: Persona, motivo: str) -> str:
    """The person's national identifier (C030), empty when ANPR does not know the person. Raises GatewayError."""
    if not soggetto.codice_fiscale or soggetto.e_impresa:  # known by an eIDAS code only, or not a person
        return ""
    criteri = {"codiceFiscale": soggetto.codice_fiscale}
    return id_unico(_chiedi(C030, criteri, soggetto, ente=ente, utente=utente, motivo=motivo).soggetti)


def chiedi_famiglia(soggetto: Persona, id_anpr: str, *, ente: Ente, utente: Persona, motivo: str) -> Famiglia:
    """The members of the person's family (C021). Raises GatewayError."""
    risposta = _chiedi(C021, {"idANPR": id_anpr}, soggetto, ente=ente, utente=utente, motivo=motivo)
    return Famiglia.da_anpr(risposta.soggetti)


def chiedi_residenza(soggetto: Persona, id_anpr: str, *, ente: Ente, utente: Persona, motivo: str) -> Residenza | None:
    """Where the person lives (C020). Raises GatewayError."""
    risposta = _chiedi(C020, {"idANPR": id_anpr}, soggetto, ente=ente, utente=utente, motivo=motivo)
    return Residenza.da_anpr(risposta.soggetti)


def chiedi_domicilio(soggetto: Persona, *, ente: Ente, utente: Persona, motivo: str) -> inad.Domicilio | None:
    """The digital domicile the person elected, None when there is none. Raises GatewayError."""
    consultazione = Consultazione.objects.create(
        ente=ente, servizio="INAD", motivo=motivo, utente=utente, soggetto=soggetto
    )
    try:
        trovato = inad.domicilio(str(soggetto.codice_fiscale), riferimento=f"{motivo}-{consultazione.pk}")
    except GatewayError as errore:
        consultazione.concludi(errore.evento)
        raise
    consultazione.concludi(TROVATO if trovato else NON_TROVATO)
    return trovato


def _chiedi(
    servizio: EService, criteri: dict[str, str], soggetto: Persona, *, ente: Ente, utente: Persona, motivo: str
) -> Risposta:
    consultazione = Consultazione.objects.create(
        ente=ente, servizio=servizio.caso_uso, motivo=motivo, utente=utente, soggetto=soggetto
    )
    try:
        risposta = interroga(servizio, criteri, _traccia(consultazione))
    except GatewayError as errore:
        consultazione.concludi(errore.evento)
        raise
    consultazione.concludi(
        TROVATO if risposta.soggetti else NON_TROVATO,
        operazione_anpr=risposta.operazione_anpr,
        transazione=risposta.transazione,
    )
    return risposta


def _traccia(consultazione: Consultazione) -> Traccia:
    return Traccia(
        operazione=str(consultazione.pk),
        motivo=consultazione.motivo,
        utente=str(consultazione.utente.codice),
        postazione=f"portale-{consultazione.ente.codice_ipa}",
        jti_evidenza=str(consultazione.jti_evidenza),
        jti_firma=str(consultazione.jti_firma),
    )
