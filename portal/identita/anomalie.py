"""What a person reads when a login did not succeed: what happened, and what to do now."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.identita.saml.errors import LoginRefused, MessageRefused, SamlError


@dataclass(frozen=True)
class Anomalia:
    """Words for the person. `allarme`: the fault is ours, somebody of the portal must look."""

    titolo: Any
    testo: Any
    allarme: bool = False
    status: int = 403


_TECNICA = Anomalia(
    _("Accesso non riuscito"),
    _(
        "C'è un problema tecnico del portale. Riprova più tardi; se si ripete, contatta l'assistenza e indica il "
        "codice qui sotto."
    ),
    allarme=True,
)
_NON_VALIDA = Anomalia(
    _("Accesso non riuscito"),
    _("La risposta del gestore di identità non è valida e per prudenza non l'abbiamo accettata. Riprova ad accedere."),
)

# Numbers of the table of anomalies of the SPID rules; 8-18 say that our request was wrong.
DEL_GESTORE = dict.fromkeys(range(8, 19), _TECNICA) | {
    19: Anomalia(
        _("Credenziali non corrette"),
        _(
            "Hai superato il numero di tentativi consentito. Attendi qualche minuto e riprova, oppure recupera le "
            "credenziali sul sito del tuo gestore."
        ),
    ),
    20: Anomalia(
        _("Serve un livello superiore"),
        _("Per questo servizio ti serve una credenziale di livello superiore: chiedila al tuo gestore di identità."),
    ),
    21: Anomalia(_("Tempo scaduto"), _("Il tempo per completare l'accesso è finito. Riprova.")),
    22: Anomalia(
        _("Consenso non dato"),
        _(
            "Non hai autorizzato l'invio dei tuoi dati: senza il consenso non puoi accedere. Se vuoi entrare, riprova "
            "e dai il consenso."
        ),
    ),
    23: Anomalia(
        _("Identità sospesa o revocata"),
        _("La tua identità digitale risulta sospesa o revocata: rivolgiti al tuo gestore di identità."),
    ),
    25: Anomalia(_("Hai annullato l'accesso"), _("Puoi riprovare quando vuoi.")),
    30: Anomalia(
        _("Serve un'identità di tipo diverso"),
        _("Per questo servizio ti serve un'identità digitale di tipo diverso (per uso professionale o per l'impresa)."),
    ),
}
_RIFIUTATO = Anomalia(
    _("Accesso non riuscito"),
    _("Il gestore di identità non ha completato l'accesso. Riprova, oppure rivolgiti al tuo gestore."),
)

NOSTRE = {
    "gestore_sconosciuto": Anomalia(
        _("Gestore di identità non riconosciuto"),
        _("Torna alla pagina di accesso e scegli il tuo gestore dall'elenco."),
        status=400,
    ),
    "richiesta_sconosciuta": Anomalia(
        _("Accesso non riconosciuto"),
        _("Non troviamo la richiesta di accesso a cui si riferisce questa pagina. Ricomincia dalla pagina di accesso."),
        status=400,
    ),
    "troppo_grande": Anomalia(
        _("Accesso non riuscito"), _("La risposta del gestore di identità è troppo grande. Riprova."), status=413
    ),
    "scaduta": Anomalia(
        _("Tempo scaduto"), _("È passato troppo tempo da quando hai iniziato ad accedere. Riprova."), status=400
    ),
    "gia_usata": Anomalia(
        _("Questo accesso è già concluso"),
        _("La stessa risposta è arrivata due volte. Se sei già dentro puoi continuare; altrimenti accedi di nuovo."),
        status=409,
    ),
    "altro_browser": Anomalia(
        _("Accesso iniziato altrove"),
        _(
            "L'accesso è stato iniziato da un altro browser o dispositivo, oppure il tuo browser non accetta i cookie. "
            "Per sicurezza ricomincia da qui, con i cookie attivi."
        ),
    ),
    "disattivata": Anomalia(
        _("Accesso sospeso"),
        _("Il tuo accesso a questo portale è stato sospeso. Contatta l'assistenza del comune."),
    ),
    "uscita": Anomalia(
        _("Uscita non riconosciuta"),
        _("La richiesta di uscita del gestore non è valida. Per uscire usa il pulsante Esci del portale."),
        status=400,
    ),
}


def per_errore(errore: SamlError) -> Anomalia:
    """The words for what the SAML core refused."""
    if isinstance(errore, LoginRefused):
        return DEL_GESTORE.get(errore.number, _RIFIUTATO)
    return _NON_VALIDA if isinstance(errore, MessageRefused) else _TECNICA
