"""Who takes part in a case: added by the office (art. 7) or by an intervention it admits (art. 9); what they may read. What they write is in `memorie`."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import avvisa
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import annota_atto, conosci_molti
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_parti, termini
from pratiche.models import Parte, Passaggio, Pratica, Stampa
from pratiche.models.parti import VIVE, RuoloParte, StatoParte
from pratiche.operations.carte import annota_lettura, chiedi_altra_stampa
from pratiche.operations.comune import controlla_operatore, segna
from pratiche.operations.delega import racconta, titolo_in

INTERVENTI_AL_GIORNO = 5  # asked by one person: numbers of cases are not tried one after the other
UN_GIORNO = dt.timedelta(days=1)


@atto
def aggiungi_parte(
    pratica_id: int,
    *,
    attore: Persona,
    ruolo: str,
    motivo: str,
    giorni: int,
    chiave: uuid.UUID,
    codice_fiscale: str = "",
    anagrafica: dict[str, str] | None = None,
    recapito: str = "",
) -> Parte:
    """The office finds somebody whom the case touches and tells them that it has begun. `chiave` sent again adds nobody.

    Who has no codice fiscale here is known by `anagrafica` (nome, cognome, denominazione) and written to at `recapito`.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if gia := Parte.objects.filter(codice=chiave, pratica=pratica).first():
        return gia
    anagrafica = anagrafica or {}
    persona = conosci_molti({codice_fiscale: anagrafica})[codice_fiscale] if codice_fiscale else None
    _controlla_nuova(pratica, persona, motivo)
    nome = persona.nome_completo if persona else " ".join(filter(None, (anagrafica["nome"], anagrafica["cognome"])))
    parte = Parte(
        codice=chiave, pratica=pratica, persona=persona, nome=nome, recapito=recapito.strip(), ruolo=RuoloParte(ruolo),
        stato=StatoParte.PRESENTE, motivo=motivo.strip(), decisa_da=attore, decisa_il=timezone.now(),
    )  # fmt: skip
    _entra(parte, attore, giorni, "pratica.parte_aggiunta")
    return parte


@atto
def chiedi_intervento(pratica_id: int, *, attore: Persona, per: Persona, motivo: str, chiave: uuid.UUID) -> Parte:
    """Somebody who could be harmed by the outcome asks to take part (art. 9). `chiave` sent again asks once."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = titolo_in(pratica, per, attore)
    if gia := Parte.objects.filter(codice=chiave, persona=per).first():
        return gia
    _controlla_nuova(pratica, per, motivo)
    if Parte.objects.filter(persona=per, creato_il__gt=timezone.now() - UN_GIORNO).count() >= INTERVENTI_AL_GIORNO:
        raise DomainError(_("Oggi hai già chiesto molte volte di intervenire: riprova domani."))
    parte = Parte.objects.create(
        codice=chiave, pratica=pratica, persona=per, nome=per.nome_completo, ruolo=RuoloParte.INTERVENIENTE,
        stato=StatoParte.CHIESTA, motivo=motivo.strip(), per_mezzo_di=mandato.rappresentante.nome_completo if mandato else "",
    )  # fmt: skip
    pratica.scrivi(messaggi_da_leggere_dal=pratica.messaggi_da_leggere_dal or parte.creato_il)
    registra_di_parte("pratica.intervento_chiesto", parte, attore, mandato)
    chiedi_altra_stampa(parte.pratica, Stampa.Genere.INTERVENTO, parte=parte)
    return parte


@atto
def decidi_intervento(parte_id: int, *, attore: Persona, ammessa: bool, motivo: str, giorni: int) -> Parte:
    """The office lets them in, or says why not. Twice is harmless."""
    parte = blocca_parte(parte_id)
    controlla_operatore(parte.pratica, attore)
    if not parte.chiesta:
        return parte
    if not motivo.strip():
        raise DomainError(_("Scrivi perché: chi ha chiesto di intervenire lo legge."))
    if not ammessa:
        parte.decide(StatoParte.NON_AMMESSA, attore, motivo.strip())
        registra_di_parte("pratica.intervento_non_ammesso", parte, attore)
        chiedi_altra_stampa(parte.pratica, Stampa.Genere.NON_PARTECIPA, parte=parte)
        avvisa(messaggi_parti.intervento_non_ammesso(parte))
        return parte
    controlla_in_corso(parte.pratica)
    parte.decide(StatoParte.PRESENTE, attore, motivo.strip())
    _entra(parte, attore, giorni, "pratica.intervento_ammesso")
    return parte


@atto
def togli_parte(parte_id: int, *, attore: Persona, motivo: str) -> Parte:
    """Somebody whom the case does not touch: from now on they read nothing of it. Twice is harmless."""
    parte = blocca_parte(parte_id)
    controlla_operatore(parte.pratica, attore)
    if not parte.presente:
        return parte
    if not motivo.strip():
        raise DomainError(_("Scrivi perché non partecipa più: lo legge la persona che togli."))
    parte.decide(StatoParte.TOLTA, attore, motivo.strip())
    registra_di_parte("pratica.parte_tolta", parte, attore)
    chiedi_altra_stampa(parte.pratica, Stampa.Genere.NON_PARTECIPA, parte=parte)
    if parte.persona:
        avvisa(messaggi_parti.tolta(parte))
    return parte


@atto
def apri_documenti(parte_id: int, *, attore: Persona, documenti: Iterable[Documento]) -> Parte:
    """From now on the party reads these documents of the case and no other. The same again is harmless."""
    parte = blocca_parte(parte_id)
    controlla_operatore(parte.pratica, attore)
    if not parte.presente or parte.persona is None:
        raise DomainError(_("I documenti si aprono a chi partecipa e può entrare nel portale."))
    prima = {uno.codice for uno in parte.documenti.all()}
    aperti = [uno for uno in documenti if uno.aggregazione == str(parte.pratica.codice)]
    dopo = {uno.codice for uno in aperti}
    if prima == dopo:
        return parte
    parte.documenti.set(aperti)
    aperti_ora, chiusi_ora = sorted(map(str, dopo - prima)), sorted(map(str, prima - dopo))
    registra_di_parte("pratica.documenti_aperti", parte, attore, aperti=aperti_ora, chiusi=chiusi_ora)
    if aperti_ora:
        avvisa(messaggi_parti.documenti_aperti(parte, volta=uuid.uuid4()))
    return parte


def leggi_documento(parte: Parte, documento: Documento, *, attore: Persona) -> None:
    """Each reading of a document opened to a party stays in the register of the case."""
    registra_di_parte("pratica.documento_letto", parte, attore, documento=str(documento.codice))
    motivo = f"Pratica {parte.pratica.sigla}"
    annota_lettura(parte.pratica, documento, attore=attore, per=parte.persona, motivo=motivo)


def controlla_parte(parte: Parte, attore: Persona) -> Rappresentanza | None:
    """Only who takes part, or who acts for them: then the mandate that allows it. Raises DomainError."""
    if not parte.presente or parte.persona is None:
        raise DomainError(_("Non partecipi più a questa pratica."))
    return titolo_in(parte.pratica, parte.persona, attore)


def _entra(parte: Parte, attore: Persona, giorni: int, azione: str) -> None:
    """From now on they take part: the notice of start on paper and, to who can read it there, in the portal; who asked is told."""
    pratica = parte.pratica
    parte.memorie_entro = termini.risposta_entro(timezone.localdate(), giorni, pratica.ente.calendario)
    parte.save()
    segna(pratica, Passaggio.Genere.PARTE)
    registra_di_parte(azione, parte, attore)
    chiedi_altra_stampa(parte.pratica, Stampa.Genere.AVVIO_PARTE, parte=parte)
    if parte.persona:
        avvisa(messaggi_parti.avvio(parte))
    racconta(pratica, messaggi_parti.parte_aggiunta(parte))


def _controlla_nuova(pratica: Pratica, persona: Persona | None, motivo: str) -> None:
    """Raises DomainError."""
    controlla_in_corso(pratica)
    if not motivo.strip():
        raise DomainError(_("Scrivi perché la pratica tocca questa persona."))
    if persona is None:
        return
    if persona.pk == pratica.richiedente_id:
        raise DomainError(_("È la persona a cui la pratica è intestata."))
    if pratica.parti.filter(persona=persona, stato__in=VIVE).exists():
        raise DomainError(_("Questa persona partecipa già alla pratica, o ha già chiesto di intervenire."))


def controlla_in_corso(pratica: Pratica) -> None:
    """Who takes part may act only while it is open. Raises DomainError."""
    if not pratica.aperta or pratica.silenzio_maturo:
        raise DomainError(_("La pratica non è in corso: non ci si può più partecipare."))


def blocca_parte(parte_id: int) -> Parte:
    """The party with its case locked first."""
    pratica = Pratica.objects.blocca(Parte.objects.values_list("pratica_id", flat=True).get(pk=parte_id))
    parte = Parte.objects.select_related("persona").get(pk=parte_id)
    parte.pratica = pratica
    return parte


def registra_di_parte(
    azione: str, parte: Parte, attore: Persona, mandato: Rappresentanza | None = None, **dati: Any
) -> None:
    registra(azione, parte.pratica, attore, ente=parte.pratica.ente, dati={"parte": str(parte.codice), **dati})
    annota_atto(mandato, azione, parte.pratica)
