"""The places of a final ranking: offered, confirmed, given up, offered to the next.

Every act takes the lock of the round first, then of its cases: places are given one act at a time. That no place is of two, and
that nobody is offered twice, is also a rule of the database.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona, Rappresentanza
from portal.registro.operations import registra
from pratiche import graduatorie, messaggi, messaggi_graduatorie
from pratiche.classifica import in_gara, riga
from pratiche.graduatorie import Candidato
from pratiche.models import Candidatura, Fase, OffertaPosto, Passaggio, Posto, Pratica, Tornata
from pratiche.models.scelte import Archiviazione
from pratiche.operations.comune import controlla_richiedente, segna
from pratiche.operations.delega import a_chi_segue, racconta, registra_atto
from pratiche.operations.diritti import chiedi_diritti
from pratiche.operations.esito import concludi
from pratiche.operations.provvedimenti import prenota_numero
from pratiche.operations.tornate import controlla_ufficio
from pratiche.stati import ACCOLTE, APERTE, Atto
from pratiche.termini import risposta_entro

CONFERMA = "pratiche.posto"  # the kind of its reminders
VIVE = (OffertaPosto.Stato.PROPOSTA, OffertaPosto.Stato.ACCETTATA)


@dataclass
class Scorrimento:
    """What a run did, or would do."""

    scadute: int = 0
    offerte: int = 0
    concluse: int = 0


def prepara_posti(tornata: Tornata) -> None:
    """One row for each place, divided among the reserves."""
    Posto.objects.bulk_create(
        Posto(tornata=tornata, sede=sede, riserva=riserva, numero=numero)
        for sede, quanti in sorted(tornata.posti.items())
        for riserva, quota in tornata.regole.riservati(quanti)
        for numero in range(1, quota + 1)
    )


def offri(tornata: Tornata, graduatoria: Iterable[tuple[Candidatura, Candidato]]) -> int:
    """Offer the free places down the ranking, to who was never offered one. How many were offered."""
    in_attesa = {uno.sigla: (candidatura, uno) for candidatura, uno in graduatoria if candidatura.posto is None}
    liberi: dict[tuple[str, str], list[Posto]] = defaultdict(list)
    for posto in Posto.objects.filter(tornata=tornata).exclude(offerte__stato__in=VIVE):
        liberi[posto.sede, posto.riserva].append(posto)
    quanti = Counter({dove: len(posti) for dove, posti in liberi.items()})
    fatte = graduatorie.assegna(quanti, [candidato for _candidatura, candidato in in_attesa.values()])
    for una in fatte:
        _offri(in_attesa[una.sigla][0], tornata, liberi[una.sede, una.riserva].pop(0))
    return len(fatte)


@transaction.atomic
def conferma_posto(offerta_id: int, *, attore: Persona) -> OffertaPosto:
    """The person takes the place: the request is granted. The second of two clicks finds it done."""
    offerta, tornata, mandato = _blocca(offerta_id, attore)
    if offerta.stato == OffertaPosto.Stato.ACCETTATA:
        return offerta
    _controlla_viva(offerta)
    pratica = offerta.candidatura.pratica
    pratica.controlla_atto(Atto.ASSEGNA)
    prenota_numero(pratica.ente)
    _chiudi(offerta, OffertaPosto.Stato.ACCETTATA)
    avviso = pratica.avviso or chiedi_diritti(pratica, "accoglimento", attore=attore)
    concludi(pratica, Atto.ASSEGNA, "", attore=None, avviso=avviso)
    segna(pratica, Passaggio.Genere.POSTO_CONFERMATO, tornata.nome_sede(offerta.posto.sede), mandato=mandato)
    segna(pratica, Passaggio.Genere.ACCOLTA)
    registra_atto("graduatoria.posto_confermato", pratica, attore, mandato)
    racconta(pratica, messaggi.accolta(pratica))
    return offerta


@transaction.atomic
def rinuncia_posto(offerta_id: int, *, attore: Persona) -> OffertaPosto:
    """The person does not want the place: the request ends, the place goes to the next at once. Twice is harmless."""
    offerta, tornata, mandato = _blocca(offerta_id, attore)
    if offerta.stato == OffertaPosto.Stato.RINUNCIATA:
        return offerta
    _controlla_viva(offerta)
    pratica = offerta.candidatura.pratica
    prenota_numero(pratica.ente)
    _chiudi(offerta, OffertaPosto.Stato.RINUNCIATA)
    with override("it"):  # an act of the office
        motivazione = _("Rinuncia al posto offerto.")
    segna(pratica, Passaggio.Genere.POSTO_RINUNCIATO, mandato=mandato)
    registra_atto("graduatoria.posto_rinunciato", pratica, attore, mandato)
    _archivia(pratica, Archiviazione.RINUNCIA, motivazione)
    _offri_ai_prossimi(tornata)
    return offerta


@transaction.atomic
def scorri(tornata_id: int, *, attore: Persona | None = None) -> Scorrimento:
    """Take back the places nobody confirmed in time, or whose request ended otherwise, and offer them to the next.

    Past the life of the ranking, close the requests that got none. Run again it finds nothing to do.
    """
    tornata, fatto = Tornata.objects.blocca_con_le_pratiche(tornata_id), Scorrimento()
    if attore:
        controlla_ufficio(tornata, attore)
    if tornata.fase != Fase.DEFINITIVA:
        return fatto
    prenota_numero(tornata.ente)
    for offerta in da_riprendere(tornata):
        _riprendi(offerta)
        fatto.scadute += 1
    if tornata.valida_fino and timezone.localdate() > tornata.valida_fino:
        fatto.concluse = _concludi_tornata(tornata)
    else:
        fatto.offerte = _offri_ai_prossimi(tornata)
    if any((fatto.scadute, fatto.offerte, fatto.concluse)):
        dati = {"scadute": fatto.scadute, "offerte": fatto.offerte, "concluse": fatto.concluse}
        registra("graduatoria.scorsa", tornata, attore, ente=tornata.ente, dati=dati)
    return fatto


def da_riprendere(tornata: Tornata) -> list[OffertaPosto]:
    """The live offers that are so no more: the term passed, or the request was withdrawn, refused, filed."""
    vive = OffertaPosto.objects.filter(candidatura__tornata=tornata, stato__in=VIVE)
    return [
        offerta
        for offerta in vive.select_related("candidatura__pratica")
        if offerta.scaduta or offerta.candidatura.pratica.stato not in (*APERTE, *ACCOLTE)
    ]


def promemoria_posto(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder; none once the person answered."""
    offerta = OffertaPosto.objects.filter(codice=codice, stato=OffertaPosto.Stato.PROPOSTA).first()
    if offerta is None:
        return []
    pratica = Pratica.objects.con_il_necessario().get(pk=offerta.candidatura.pratica_id)
    return a_chi_segue(pratica, messaggi_graduatorie.promemoria_posto(pratica, offerta))


def _offri(candidatura: Candidatura, tornata: Tornata, posto: Posto) -> None:
    entro = risposta_entro(timezone.localdate(), tornata.regole.conferma_giorni, tornata.ente.calendario)
    offerta = OffertaPosto.objects.create(candidatura=candidatura, posto=posto, scadenza=entro)
    pratica = Pratica.objects.blocca(candidatura.pratica_id)
    pratica.controlla_atto(Atto.OFFRI_POSTO)
    pratica.compi(Atto.OFFRI_POSTO)
    sede = tornata.nome_sede(posto.sede)
    segna(pratica, Passaggio.Genere.POSTO_OFFERTO, sede)
    registra("graduatoria.posto_offerto", pratica, None, ente=tornata.ente, dati={"offerta": str(offerta.codice)})
    passi = {"due_giorni": giorni_prima(entro, 2), "ultimo_giorno": giorni_prima(entro, 0)}
    promemoria.pianifica(CONFERMA, offerta.codice, ente=tornata.ente, fatto=entro, passi=passi)
    racconta(pratica, messaggi_graduatorie.posto_offerto(pratica, offerta, sede))


def _offri_ai_prossimi(tornata: Tornata) -> int:
    righe = [riga(candidatura, tornata) for candidatura in in_gara(tornata) if candidatura.posizione]
    return offri(tornata, [(una.candidatura, una.candidato) for una in righe])


def _riprendi(offerta: OffertaPosto) -> None:
    pratica = Pratica.objects.blocca(offerta.candidatura.pratica_id)
    if pratica.stato not in APERTE:
        _chiudi(offerta, OffertaPosto.Stato.RINUNCIATA)
        return
    _chiudi(offerta, OffertaPosto.Stato.SCADUTA)
    segna(pratica, Passaggio.Genere.POSTO_SCADUTO)
    with override("it"):  # an act of the office
        motivazione = _("Il posto offerto non è stato confermato entro %s.") % giorno(offerta.scadenza)
    _archivia(pratica, Archiviazione.DECADENZA, motivazione)


def _concludi_tornata(tornata: Tornata) -> int:
    """The life of the ranking is over: who got no place is told, and the request ends."""
    chiavi = list(
        Candidatura.objects.filter(tornata=tornata, pratica__stato__in=APERTE).values_list("pratica_id", flat=True)
    )
    with override("it"):  # an act of the office
        motivazione = _("La graduatoria «%s» non è più valida e non si è liberato un posto.") % tornata.nome
    for chiave in chiavi:
        _archivia(Pratica.objects.blocca(chiave), Archiviazione.NON_UTILE, motivazione)
    tornata.conclusa_il = timezone.now()
    tornata.save(update_fields=["conclusa_il"])
    return len(chiavi)


def _archivia(pratica: Pratica, perche: Archiviazione, motivazione: str) -> None:
    """The request ends without a place."""
    pratica.controlla_atto(Atto.ARCHIVIA)
    concludi(pratica, Atto.ARCHIVIA, motivazione, attore=None, archiviazione=perche)
    segna(pratica, Passaggio.Genere.ARCHIVIATA, motivazione)
    registra("pratica.archiviata", pratica, None, ente=pratica.ente, dati={"perche": str(perche)})
    racconta(pratica, messaggi.archiviata(pratica))


def _chiudi(offerta: OffertaPosto, stato: OffertaPosto.Stato) -> None:
    offerta.stato, offerta.chiusa_il = stato, timezone.now()
    offerta.save(update_fields=["stato", "chiusa_il"])
    promemoria.annulla(offerta.codice)


def _controlla_viva(offerta: OffertaPosto) -> None:
    if not offerta.aperta or offerta.scaduta:
        raise DomainError(
            _("Il tempo per rispondere è finito o hai già risposto: il posto è stato offerto fino a %s.")
            % giorno(offerta.scadenza)
        )


def _blocca(offerta_id: int, attore: Persona) -> tuple[OffertaPosto, Tornata, Rappresentanza | None]:
    chiavi = OffertaPosto.objects.values_list("candidatura__tornata_id", "candidatura__pratica_id").get(pk=offerta_id)
    tornata, pratica = Tornata.objects.blocca_con_le_pratiche(chiavi[0]), Pratica.objects.blocca(chiavi[1])
    mandato = controlla_richiedente(pratica, attore)
    offerta = OffertaPosto.objects.select_related("candidatura", "posto").get(pk=offerta_id)
    offerta.candidatura.pratica = pratica
    return offerta, tornata, mandato
