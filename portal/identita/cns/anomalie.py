"""What a person reads when a card does not open the door."""

from django.utils.translation import gettext_lazy as _

from portal.identita.anomalie import Anomalia

_CARTA_NON_ADATTA = Anomalia(
    _("Questa carta non serve per entrare"),
    _(
        "Il certificato scelto non è quello di una Carta Nazionale dei Servizi o di una carta d'identità elettronica. "
        "Chiudi il browser, riprova e scegli il certificato di autenticazione (spesso si chiama CNS), non quello di firma."
    ),
)

DELLA_CARTA = {
    "nessuna_carta": Anomalia(
        _("Non abbiamo letto nessuna carta"),
        _(
            "Controlla che il lettore sia collegato, che la carta sia inserita e che il suo programma sia installato. "
            "Poi chiudi e riapri il browser, riprova, scegli il certificato della carta e scrivi il PIN."
        ),
    ),
    "illeggibile": Anomalia(
        _("La carta non si legge"),
        _("Il certificato della carta è rovinato o incompleto. Riprova; se si ripete, rivolgiti a chi l'ha emessa."),
    ),
    "emittente_sconosciuto": Anomalia(
        _("Carta emessa da chi non conosciamo"),
        _(
            "L'ente che ha emesso la carta non è nell'elenco di quelli riconosciuti. Se è una tessera sanitaria o una "
            "carta d'identità, segnalalo al comune con il codice qui sotto; intanto puoi entrare con SPID o con CIE."
        ),
    ),
    "scaduta": Anomalia(
        _("La tua carta è scaduta"),
        _(
            "Chiedi il rinnovo a chi l'ha emessa (per la tessera sanitaria, l'azienda sanitaria). Intanto entra con SPID."
        ),
    ),
    "non_ancora_valida": Anomalia(
        _("La tua carta non è ancora valida"),
        _("Il periodo di validità non è cominciato. Riprova dalla data scritta nella lettera di consegna."),
    ),
    "revocata": Anomalia(
        _("La tua carta è stata revocata"),
        _("È stata dichiarata smarrita, rubata o sostituita e non vale più. Rivolgiti a chi l'ha emessa."),
    ),
    "revoca_ignota": Anomalia(
        _("Non riusciamo a controllare la carta"),
        _(
            "Chi ha emesso la carta non risponde, e senza sapere se è ancora valida non possiamo farti entrare. Riprova "
            "fra qualche minuto, oppure entra con SPID o con CIE."
        ),
        status=503,
    ),
    "non_e_una_cns": _CARTA_NON_ADATTA,
    "uso_diverso": _CARTA_NON_ADATTA,
    "codice_fiscale": Anomalia(
        _("La carta non dice chi sei"),
        _("Il codice fiscale nella carta manca o non è coerente. Rivolgiti a chi l'ha emessa; intanto entra con SPID."),
    ),
    "senza_nome": Anomalia(
        _("La prima volta entra con SPID o CIE"),
        _(
            "La tua carta non contiene nome e cognome, e non ti conosciamo ancora. Entra una volta con SPID o con CIE: "
            "dalla volta dopo ti basterà la carta."
        ),
    ),
    "gettone": Anomalia(
        _("Il passaggio è scaduto"),
        _("Dalla lettura della carta è passato troppo tempo, oppure il passaggio era già stato usato. Ricomincia."),
        status=400,
    ),
}
