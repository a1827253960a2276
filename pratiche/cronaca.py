"""What happened to a report, for everybody: facts and days, never the words of who was there."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.casa import data
from pratiche.models import Passaggio, Segnalazione
from pratiche.tappe import Tappa

Genere = Passaggio.Genere
FATTI: dict[str, str | Promise] = {
    Genere.PRESENTATA: _("Segnalata"),
    Genere.PRESA_IN_CARICO: _("Presa in carico dall'ufficio"),
    Genere.TRASFERITA: _("Passata a un altro ufficio"),
    Genere.INTEGRAZIONE_RICHIESTA: _("L'ufficio ha chiesto notizie a chi l'ha fatta"),
    Genere.INTEGRAZIONE_RICEVUTA: _("Notizie arrivate"),
    Genere.ACCOLTA: _("Risolta"),
    Genere.RESPINTA: _("Chiusa senza intervento"),
    Genere.ARCHIVIATA: _("Chiusa senza intervento"),
    Genere.RIAPERTA: _("Riaperta dall'ufficio"),
    Genere.RISEGNALATA: _("Riaperta: il problema c'è ancora"),
    Genere.RITIRATA: _("Ritirata da chi l'ha fatta"),
    Genere.UNITA: _("Unita a un'altra segnalazione"),
}


def cronaca(segnalazione: Segnalazione) -> list[Tappa]:
    """The public milestones, as `componenti/linea_tempo.html` wants them."""
    passaggi: Iterable[Passaggio] = segnalazione.pratica.passaggi.filter(genere__in=FATTI)
    return [
        {"quando": data(uno.quando), "titolo": str(FATTI[uno.genere]), "testo": "", "stato": "fatto"}
        for uno in passaggi
    ]
