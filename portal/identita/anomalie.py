"""What a person reads when a login did not succeed: what happened, and what to do now."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.identita.models import Schema
from portal.identita.saml.errors import LoginRefused, SamlError


@dataclass(frozen=True)
class Anomalia:
    """Words for the person. `allarme`: the fault is ours, somebody of the portal must look."""

    titolo: Any
    testo: Any
    allarme: bool = False
    status: int = 403


def _tecnica(testo: Any) -> Anomalia:
    """Our request was not what the provider wants: the person cannot mend it, but may have another way in."""
    return Anomalia(_("Accesso non riuscito per un problema tecnico del portale"), testo, allarme=True)


# Numbers of the table of anomalies of the SPID rules; 8-18 say that our request was wrong.
DEL_GESTORE = {
    8: _tecnica(
        _(
            "Il gestore di identità non ha capito la nostra richiesta. Abbiamo già avvisato chi cura il portale: riprova "
            "più tardi, oppure entra in un altro modo."
        )
    ),
    9: _tecnica(
        _(
            "Il gestore di identità parla una versione del sistema diversa dalla nostra. Abbiamo già avvisato chi cura il "
            "portale: intanto entra in un altro modo."
        )
    ),
    10: _tecnica(
        _(
            "Il gestore di identità non riconosce ancora questo portale. Abbiamo già avvisato chi lo cura: intanto prova "
            "con un altro gestore, o entra in un altro modo."
        )
    ),
    11: _tecnica(
        _(
            "La richiesta di accesso risulta già usata: succede quando si torna indietro con il pulsante del browser. "
            "Ricomincia dalla pagina di accesso."
        )
    ),
    12: _tecnica(
        _(
            "Il gestore di identità non offre il livello di sicurezza che abbiamo chiesto. Prova con un altro gestore, o "
            "entra in un altro modo."
        )
    ),
    13: _tecnica(
        _(
            "L'orologio del portale e quello del gestore di identità non vanno d'accordo. Abbiamo già avvisato chi cura il "
            "portale: riprova fra qualche minuto."
        )
    ),
    14: _tecnica(
        _(
            "La richiesta è arrivata a un indirizzo del gestore di identità che non è quello giusto. Abbiamo già avvisato "
            "chi cura il portale: riprova più tardi, oppure entra in un altro modo."
        )
    ),
    15: _tecnica(
        _(
            "Il gestore di identità non ha potuto chiederti le credenziali. Abbiamo già avvisato chi cura il portale: "
            "riprova dalla pagina di accesso."
        )
    ),
    16: _tecnica(
        _(
            "Il gestore di identità non conosce l'indirizzo a cui doveva rimandarti. Abbiamo già avvisato chi cura il "
            "portale: prova con un altro gestore, o entra in un altro modo."
        )
    ),
    17: _tecnica(
        _(
            "Il gestore di identità non ha accettato il modo in cui chiediamo di riconoscerti. Abbiamo già avvisato chi "
            "cura il portale: riprova più tardi, oppure entra in un altro modo."
        )
    ),
    18: _tecnica(
        _(
            "Il gestore di identità non conosce i dati che gli abbiamo chiesto di te. Abbiamo già avvisato chi cura il "
            "portale: prova con un altro gestore, o entra in un altro modo."
        )
    ),
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
    24: Anomalia(
        _("Accesso non completato"),
        _("Il gestore di identità non ha completato l'accesso. Riprova, oppure rivolgiti al tuo gestore."),
    ),
    25: Anomalia(_("Hai annullato l'accesso"), _("Puoi riprovare quando vuoi.")),
    30: Anomalia(
        _("Serve un'identità di tipo diverso"),
        _(
            "Hai chiesto di entrare per lavoro, ma l'identità che hai usato è quella personale. Usa un'identità SPID per uso "
            "professionale, oppure torna indietro ed entra come cittadino."
        ),
    ),
}
# Where the card says it otherwise than SPID: there is no provider to turn to, there is a card.
DELLA_CIE = {
    19: Anomalia(
        _("Credenziali non corrette"),
        _(
            "Hai superato il numero di tentativi consentito. Attendi e riprova, oppure recupera le credenziali CIE o il "
            "codice PUK nell'app CieID."
        ),
    ),
    20: Anomalia(
        _("Serve un livello superiore"),
        _("Per questo servizio ti serve la carta d'identità elettronica con il suo PIN: accedi con l'app CieID o con un lettore."),
    ),
    23: Anomalia(
        _("Carta scaduta o revocata"),
        _(
            "La tua carta d'identità elettronica risulta scaduta o revocata. Prenota in comune il rilascio di una carta "
            "nuova, oppure entra in un altro modo."
        ),
    ),
    24: Anomalia(
        _("Accesso non completato"),
        _("Il sistema della carta d'identità elettronica non ha completato l'accesso. Riprova, oppure entra in un altro modo."),
    ),
}  # fmt: skip
_PER_SCHEMA = {Schema.CIE: DEL_GESTORE | DELLA_CIE}
_SENZA_NUMERO = 24  # reserved by the rules: what we say also when the provider gives no number of the table

NON_VALIDA = Anomalia(
    _("Accesso non riuscito"),
    _("La risposta del gestore di identità non è valida e per prudenza non l'abbiamo accettata. Riprova ad accedere."),
)

IMPRESA_SENZA_CODICE = Anomalia(
    _("Non sappiamo per quale impresa agisci"),
    _(
        "La tua identità digitale dice che agisci per un'impresa, ma il codice dell'impresa manca o non è scritto bene. "
        "Chiedi al tuo gestore di correggerlo; intanto puoi entrare come cittadino."
    ),
)

NOSTRE = {
    "gestore_sconosciuto": Anomalia(
        _("Gestore di identità non riconosciuto"),
        _("Torna alla pagina di accesso e scegli il tuo gestore dall'elenco."),
        status=400,
    ),
    "gestore_scaduto": Anomalia(
        _("Gestore di identità non disponibile"),
        _("Le informazioni che abbiamo su questo gestore sono scadute. Prova con un altro, o entra in un altro modo."),
        allarme=True,
        status=400,
    ),
    "non_pronto": Anomalia(
        _("Questo modo di accesso non è ancora pronto"),
        _("Il comune non ha ancora finito di attivarlo. Abbiamo già avvisato chi cura il portale: intanto entra in un altro modo."),
        allarme=True,
        status=503,
    ),
    "troppi": Anomalia(
        _("Troppi tentativi di accesso"),
        _("Da questo dispositivo o da questa rete sono partiti molti accessi in poco tempo. Attendi un minuto e riprova."),
        status=429,
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
    "uscita_gestore": Anomalia(
        _("Sei uscito dal portale"),
        _(
            "Non sappiamo però se hai chiuso anche la sessione del tuo gestore di identità: la sua conferma è arrivata tardi o "
            "non è valida. Se il computer non è solo tuo, chiudi il browser."
        ),
        status=400,
    ),
    "uscita": Anomalia(
        _("Uscita non riconosciuta"),
        _("La richiesta di uscita del gestore non è valida. Per uscire usa il pulsante Esci del portale."),
        status=400,
    ),
}  # fmt: skip


def per_errore(errore: SamlError, schema: str) -> Anomalia:
    """The words for what the SAML core refused."""
    if isinstance(errore, LoginRefused):
        tabella = _PER_SCHEMA.get(Schema(schema), DEL_GESTORE)
        return tabella.get(errore.number, tabella[_SENZA_NUMERO])
    return IMPRESA_SENZA_CODICE if errore.code == "company_code" else NON_VALIDA
