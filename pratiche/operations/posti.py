"""The places of a final ranking: offered, confirmed, given up, left for a more wanted one.

Every act takes the lock of the round first, then of its cases: places are given one act at a time. That no place is of two, and
that nobody has two, is also a rule of the database.
"""

import uuid
from collections import Counter, defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona, Rappresentanza
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import graduatorie, messaggi, messaggi_graduatorie
from pratiche.classifica import in_attesa
from pratiche.models import Candidatura, OffertaPosto, Passaggio, Posto, Pratica, Provvedimento, Stampa, Tornata
from pratiche.models.scelte import Archiviazione
from pratiche.operations.comune import controlla_richiedente, segna, togli_avviso
from pratiche.operations.delega import a_chi_segue, racconta, registra_atto
from pratiche.operations.diritti import chiedi_diritti
from pratiche.operations.esito import concludi, controlla_documento_fatto
from pratiche.operations.provvedimenti import adotta, prenota_numero
from pratiche.stati import Atto
from pratiche.termini import risposta_entro

CONFERMA = "pratiche.posto"  # the kind of its reminders
VIVE = (OffertaPosto.Stato.PROPOSTA, OffertaPosto.Stato.ACCETTATA)
POCHI = 3  # offers made by who gives a place up, in their own request: if more are free, a worker is at it or comes within the hour
Liberi = dict[tuple[str, str], list[Posto]]


def prepara_posti(tornata: Tornata) -> None:
    """One row for each place, divided among the reserves."""
    Posto.objects.bulk_create(
        Posto(tornata=tornata, sede=sede, riserva=riserva, numero=numero)
        for sede, quanti in sorted(tornata.posti.items())
        for riserva, quota in tornata.regole.riservati(quanti)
        for numero in range(1, quota + 1)
    )


def offri_ai_prossimi(tornata: Tornata, *, al_massimo: int = POCHI) -> int:
    """Offer the free places to who comes next. The sums are made only when there is one. How many were offered."""
    liberi = _liberi(tornata)
    if not liberi:
        return 0
    aspettano = {una.candidato.sigla: una for una in in_attesa(tornata)}
    quanti = Counter({dove: len(posti) for dove, posti in liberi.items()})
    fatte = graduatorie.assegna(quanti, [una.candidato for una in aspettano.values()])[:al_massimo]
    for una in fatte:
        _offri(aspettano[una.sigla].candidatura, tornata, liberi[una.sede, una.riserva].pop(0))
    return len(fatte)


@atto
def conferma_posto(offerta_id: int, *, attore: Persona) -> OffertaPosto:
    """The person takes the place: the request is granted, or moves to the more wanted place. The second of two clicks finds it done."""
    offerta, tornata, mandato = _blocca(offerta_id, attore)
    if offerta.confermata:
        return offerta
    _controlla_viva(offerta)
    if offerta.candidatura.cambio_id == offerta.pk:
        _passa(offerta, tornata, attore, mandato)
        return offerta
    pratica = offerta.candidatura.pratica
    pratica.controlla_atto(Atto.ASSEGNA)
    prenota_numero(pratica.ente)
    chiudi_offerta(offerta, OffertaPosto.Stato.ACCETTATA)
    avviso = pratica.avviso or chiedi_diritti(pratica, "accoglimento", attore=attore)
    concludi(pratica, Atto.ASSEGNA, "", attore=None, avviso=avviso)
    segna(pratica, Passaggio.Genere.POSTO_CONFERMATO, tornata.nome_sede(offerta.posto.sede), mandato=mandato)
    segna(pratica, Passaggio.Genere.ACCOLTA)
    registra_atto("graduatoria.posto_confermato", pratica, attore, mandato)
    racconta(pratica, messaggi_graduatorie.posto_confermato(pratica, tornata, offerta))
    return offerta


@atto
def rinuncia_posto(offerta_id: int, *, attore: Persona) -> OffertaPosto:
    """The person does not want the place, which goes to the next at once. Twice is harmless.

    An offered or confirmed place ends the request; a more wanted one refused leaves the place they have.
    """
    offerta, tornata, mandato = _blocca(offerta_id, attore)
    if offerta.stato == OffertaPosto.Stato.RINUNCIATA:
        return offerta
    pratica = offerta.candidatura.pratica
    if offerta.candidatura.cambio_id == offerta.pk:
        _controlla_viva(offerta)
        chiudi_offerta(offerta, OffertaPosto.Stato.RINUNCIATA)
        segna(pratica, Passaggio.Genere.CAMBIO_CHIUSO, mandato=mandato)
        registra_atto("graduatoria.cambio_rifiutato", pratica, attore, mandato)
    else:
        prenota_numero(pratica.ente)
        _lascia(offerta, tornata, attore, mandato)
    offri_ai_prossimi(tornata)
    return offerta


def promemoria_posto(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder; none once the person answered."""
    offerta = OffertaPosto.objects.filter(codice=codice, stato=OffertaPosto.Stato.PROPOSTA).first()
    if offerta is None:
        return []
    pratica = Pratica.objects.con_il_necessario().get(pk=offerta.candidatura.pratica_id)
    return a_chi_segue(pratica, messaggi_graduatorie.promemoria_posto(pratica, offerta))


def chiudi_offerta(offerta: OffertaPosto, stato: OffertaPosto.Stato) -> None:
    offerta.stato, offerta.chiusa_il = stato, timezone.now()
    offerta.save(update_fields=["stato", "chiusa_il"])
    promemoria.annulla(offerta.codice)


def archivia_senza_posto(
    pratica: Pratica, perche: Archiviazione, motivazione: str, *, atto: Atto = Atto.ARCHIVIA
) -> None:
    """The request ends without a place."""
    pratica.controlla_atto(atto)
    concludi(pratica, atto, motivazione, attore=None, archiviazione=perche)
    segna(pratica, Passaggio.Genere.ARCHIVIATA, motivazione)
    registra("pratica.archiviata", pratica, None, ente=pratica.ente, dati={"perche": str(perche)})
    racconta(pratica, messaggi.archiviata(pratica))


def _liberi(tornata: Tornata) -> Liberi:
    liberi: Liberi = defaultdict(list)
    for posto in Posto.objects.filter(tornata=tornata).exclude(offerte__stato__in=VIVE):
        liberi[posto.sede, posto.riserva].append(posto)
    return liberi


def _offri(candidatura: Candidatura, tornata: Tornata, posto: Posto) -> None:
    entro = risposta_entro(timezone.localdate(), tornata.regole.conferma_giorni, tornata.ente.calendario)
    offerta = OffertaPosto.objects.create(candidatura=candidatura, posto=posto, scadenza=entro)
    pratica = Pratica.objects.blocca(candidatura.pratica_id)
    sede = tornata.nome_sede(posto.sede)
    if candidatura.offerta is None:
        pratica.controlla_atto(Atto.OFFRI_POSTO)
        pratica.compi(Atto.OFFRI_POSTO)
        candidatura.offerta, genere = offerta, Passaggio.Genere.POSTO_OFFERTO
        contenuto = messaggi_graduatorie.posto_offerto(pratica, offerta, sede)
    else:
        pratica.scrivi()
        candidatura.cambio, genere = offerta, Passaggio.Genere.CAMBIO_OFFERTO
        attuale = tornata.nome_sede(candidatura.offerta.posto.sede)
        contenuto = messaggi_graduatorie.cambio_offerto(pratica, offerta, sede, attuale)
    candidatura.save(update_fields=["offerta", "cambio"])
    segna(pratica, genere, sede)
    registra(f"graduatoria.{genere}", pratica, None, ente=tornata.ente, dati={"offerta": str(offerta.codice)})
    passi = {"due_giorni": giorni_prima(entro, 2), "ultimo_giorno": giorni_prima(entro, 0)}
    promemoria.pianifica(CONFERMA, offerta.codice, ente=tornata.ente, fatto=entro, passi=passi)
    racconta(pratica, contenuto)


def _passa(offerta: OffertaPosto, tornata: Tornata, attore: Persona, mandato: Rappresentanza | None) -> None:
    """To the more wanted place: the one they had is free for the next, and the document is made again."""
    candidatura, pratica = offerta.candidatura, offerta.candidatura.pratica
    pratica.controlla_atto(Atto.CAMBIA_POSTO)
    controlla_documento_fatto(pratica)
    prenota_numero(pratica.ente)
    if candidatura.offerta:
        chiudi_offerta(candidatura.offerta, OffertaPosto.Stato.LASCIATA)
    chiudi_offerta(offerta, OffertaPosto.Stato.ACCETTATA)
    candidatura.offerta, candidatura.cambio = offerta, None
    candidatura.save(update_fields=["offerta", "cambio"])
    pratica.compi(Atto.CAMBIA_POSTO)
    adotta(pratica, Provvedimento.Genere.ACCOGLIMENTO, Stampa.Genere.ESITO, attore=None)
    sede = tornata.nome_sede(offerta.posto.sede)
    segna(pratica, Passaggio.Genere.CAMBIO_FATTO, sede, mandato=mandato)
    registra_atto("graduatoria.posto_cambiato", pratica, attore, mandato)
    racconta(pratica, messaggi_graduatorie.cambio_fatto(pratica, offerta, sede))
    offri_ai_prossimi(tornata)


def _lascia(offerta: OffertaPosto, tornata: Tornata, attore: Persona, mandato: Rappresentanza | None) -> None:
    """The request ends: the place offered or confirmed is free, with the better one that was being offered. A fee not paid is asked no more."""
    pratica, cambio, atto = offerta.candidatura.pratica, offerta.candidatura.cambio, Atto.ARCHIVIA
    if offerta.confermata:
        _controlla_che_si_possa_lasciare(tornata)
        controlla_documento_fatto(pratica)
        atto = Atto.LASCIA_POSTO
        pratica.controlla_atto(atto)
        togli_avviso(pratica, attore=attore, motivo="rinuncia al posto")
    else:
        _controlla_viva(offerta)
    chiudi_offerta(offerta, OffertaPosto.Stato.RINUNCIATA)
    if cambio and cambio.aperta:
        chiudi_offerta(cambio, OffertaPosto.Stato.RINUNCIATA)
    segna(pratica, Passaggio.Genere.POSTO_RINUNCIATO, mandato=mandato)
    registra_atto("graduatoria.posto_rinunciato", pratica, attore, mandato)
    with override("it"):  # an act of the office
        motivazione = _("Rinuncia al posto confermato.") if atto == Atto.LASCIA_POSTO else _("Rinuncia al posto offerto.")  # fmt: skip
    archivia_senza_posto(pratica, Archiviazione.RINUNCIA, motivazione, atto=atto)


def _controlla_che_si_possa_lasciare(tornata: Tornata) -> None:
    if tornata.cambi_aperti:
        return
    if tornata.cambi_entro:
        raise DomainError(_("Il posto confermato si poteva lasciare da qui fino a %s: ora scrivi all'ufficio.") % giorno(tornata.cambi_entro))  # fmt: skip
    raise DomainError(_("Il posto è confermato: per lasciarlo scrivi all'ufficio."))


def _controlla_viva(offerta: OffertaPosto) -> None:
    if not offerta.da_rispondere:
        raise DomainError(
            _("Il tempo per rispondere è finito o hai già risposto: il posto è stato offerto fino a %s.")
            % giorno(offerta.scadenza)
        )


def _blocca(offerta_id: int, attore: Persona) -> tuple[OffertaPosto, Tornata, Rappresentanza | None]:
    chiavi = OffertaPosto.objects.values_list("candidatura__tornata_id", "candidatura__pratica_id").get(pk=offerta_id)
    tornata, pratica = Tornata.objects.blocca_con_le_pratiche(chiavi[0]), Pratica.objects.blocca(chiavi[1])
    mandato = controlla_richiedente(pratica, attore)
    offerte = OffertaPosto.objects.select_related("candidatura__offerta", "candidatura__cambio", "posto")
    offerta = offerte.get(pk=offerta_id)
    offerta.candidatura.pratica = pratica
    return offerta, tornata, mandato
