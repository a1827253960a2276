"""Renewing a permit: a draft that begins with the answers of the old request, and nothing of it is taken for granted."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.identita.sessione import Sessione
from portal.registro.atti import atto
from pratiche.compilazione import risposte_correnti
from pratiche.models import AllegatoPratica, Pratica, Titolo
from pratiche.moduli.campi.composti import FONTE
from pratiche.moduli.definizione import Campo, Definizione
from pratiche.moduli.regole import Rinnovo
from pratiche.operations.bozza import crea_bozza, versione_di
from pratiche.operations.validita import rinnovabile_dal
from pratiche.termini import UN_GIORNO

# each is answered anew: a statement is of its day, a file has its own way, a result follows from the rest
MAI_COPIATI = frozenset({"dichiarazione", "file", "calcolato", "testo_fisso"})


class GiaChiesto(DomainError):
    """The renewal was already asked: `pratica` is where."""

    def __init__(self, pratica: Pratica) -> None:
        super().__init__(_("Il rinnovo di questo permesso è già stato chiesto con la pratica %s.") % pratica.sigla)
        self.pratica = pratica


@atto
def rinnova(titolo_id: int, *, attore: Persona, sessione: Sessione) -> Pratica:
    """The draft of the renewal; called again, the same draft. Its old permit stays as it is until the new one is granted.

    Raises DomainError when it is too early, too late or of no use, GiaChiesto when the renewal was already sent.
    """
    titolo = Titolo.objects.blocca(titolo_id)
    vecchia, in_corso = titolo.pratica, titolo.rinnovo
    versione = versione_di(vecchia.servizio_id)
    regole = controlla_rinnovo(titolo, versione.definizione.rinnovo)
    if in_corso and in_corso.bozza:
        return in_corso
    dati = risposte_di_prima(vecchia, versione.definizione, regole)
    pratica, nuova = crea_bozza(
        versione, richiedente=vecchia.richiedente, attore=attore, sessione=sessione,
        rinnova=titolo, dati=dati | _primo_giorno(titolo, versione.definizione),
    )  # fmt: skip
    if not nuova:
        raise DomainError(_("Hai già una bozza di questo servizio: inviala o eliminala, poi potrai rinnovare il permesso."))  # fmt: skip
    _riusa_i_file(vecchia, pratica, regole)
    return pratica


def controlla_rinnovo(titolo: Titolo, regole: Rinnovo | None) -> Rinnovo:
    """What the rules of today say of this permit. Raises DomainError, with the day from which it can be asked if too early."""
    in_corso = titolo.rinnovo
    if in_corso and not in_corso.bozza:
        raise GiaChiesto(in_corso)
    if regole is None:
        raise DomainError(_("Questo permesso non si rinnova: puoi presentare una nuova richiesta."))
    if titolo.tolto:
        raise DomainError(_("Questo permesso non è più valido: puoi presentare una nuova richiesta."))
    oggi, dal = timezone.localdate(), rinnovabile_dal(titolo, regole)
    if oggi < dal:
        raise DomainError(_("È presto per rinnovare: potrai farlo da %s.") % giorno(dal))
    if oggi > titolo.fino:
        raise DomainError(
            _("Il permesso è scaduto %s: non si rinnova più, puoi presentare una nuova richiesta.")
            % giorno(titolo.fino)
        )
    return regole


def risposte_di_prima(vecchia: Pratica, nuova: Definizione, regole: Rinnovo) -> dict[str, Any]:
    """The answers that still have their question. Those hidden are not there; what came from an archive is offered again from it."""
    prima, domande = risposte_correnti(vecchia), vecchia.definizione.per_nome
    return {
        campo.nome: senza_fonte(prima[campo.nome])
        for campo in nuova.campi
        if campo.nome in prima
        and _si_copia(campo, domande.get(campo.nome), nuova, regole)
        and not _da_un_archivio(prima[campo.nome])
    }


def _si_copia(campo: Campo, di_prima: Campo | None, nuova: Definizione, regole: Rinnovo) -> bool:
    esclusi = {nuova.campo_inizio, nuova.campo_validita, *regole.chiedi_di_nuovo}
    stessa = di_prima is not None and di_prima.tipo == campo.tipo
    return stessa and campo.tipo not in MAI_COPIATI and campo.nome not in esclusi


def _da_un_archivio(valore: Any) -> bool:
    """Taken from what the ente had that day: a year later it is to be taken again."""
    return isinstance(valore, dict) and bool(valore.get(FONTE))


def senza_fonte(valore: Any) -> Any:
    """In the rows of a group the words stay, and where they came from does not."""
    if isinstance(valore, list):
        return [senza_fonte(uno) for uno in valore]
    if isinstance(valore, dict):
        return {chiave: senza_fonte(uno) for chiave, uno in valore.items() if chiave != FONTE}
    return valore


def _primo_giorno(titolo: Titolo, definizione: Definizione) -> dict[str, str]:
    """The new permit is asked from the day after the old one."""
    dal: dt.date = titolo.fino + UN_GIORNO
    return {definizione.campo_inizio: dal.isoformat()} if definizione.campo_inizio else {}


def _riusa_i_file(vecchia: Pratica, nuova: Pratica, regole: Rinnovo) -> None:
    """What the ente already has is not asked again (art. 18 c. 2 L. 241/1990): the last file of each question."""
    definizione = nuova.definizione
    for campo, allegati in _ultimi(vecchia.allegati.select_related("documento", "integrazione")).items():
        domanda = definizione.per_nome.get(campo)
        if domanda and domanda.tipo == "file" and campo not in regole.chiedi_di_nuovo:
            for allegato in allegati:
                _copia_file(allegato, nuova)


def _ultimi(allegati: Iterable[AllegatoPratica]) -> dict[str, list[AllegatoPratica]]:
    """By question; those sent to complete the request take the place of the first."""
    ultimi: dict[str, list[AllegatoPratica]] = {}
    for allegato in allegati:
        if allegato.documento is None or allegato.preavviso_id:
            continue
        stessi = ultimi.setdefault(allegato.campo, [])
        if stessi and stessi[0].integrazione_id != allegato.integrazione_id:
            stessi.clear()
        stessi.append(allegato)
    return ultimi


def _copia_file(allegato: AllegatoPratica, nuova: Pratica) -> None:
    copia = AllegatoPratica(
        pratica=nuova, campo=allegato.campo, nome=allegato.nome, mime=allegato.mime, dimensione=allegato.dimensione
    )
    with allegato.documento.file.open("rb") as file:  # type: ignore[union-attr]  # checked above
        copia.file.save(copia.nome, ContentFile(file.read()), save=False)
    copia.save()
