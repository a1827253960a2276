"""Who works on a case: given, passed on, looked after while somebody is away."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import Assegnazione, Assenza, AvvisoCarico, Pratica
from pratiche.operations.comune import controlla_operatore, ruoli_in
from pratiche.operations.riserve import ammetti
from pratiche.permessi import PUO, Cosa, puo

ATTESA_AVVISO = dt.timedelta(minutes=3)  # who hands over many, one by one or together, sends one mail


@atto
def assegna(
    pratica_id: int, *, attore: Persona, a: Persona, nota: str = "", ammetti_chi_riceve: bool = False
) -> Pratica:
    """Give the case to a colleague: the head of the office any case, an officer the own ones. To who has it, it is harmless.

    Who answers for the procedure by law stays the same, and so does the state: a case given before being taken is still to be taken.
    Of a restricted case, `ammetti_chi_riceve` says that who receives it may from now see it.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    controlla_passaggio(pratica, attore, ruoli_in(attore, pratica.ufficio_id))
    if not puo(ruoli_in(a, pratica.ufficio_id), Cosa.LAVORA):
        raise DomainError(_("%s non lavora le pratiche di questo ufficio.") % a.nome_completo)
    prima = pratica.assegnatario
    if prima == a:
        return pratica
    _controlla_riservata(pratica, a, ammetti_chi_riceve)
    pratica.scrivi(assegnatario=a)
    data = Assegnazione.objects.create(pratica=pratica, da=prima, a=a, attore=attore, nota=nota.strip())
    if a != attore:
        _avvisa(data)
    if pratica.riservata:
        ammetti(pratica, a, attore=attore)
    dati = {"da": str(prima.codice) if prima else "", "a": str(a.codice)}
    registra("pratica.assegnata", pratica, attore, ente=pratica.ente, dati=dati)
    return pratica


def _avvisa(data: Assegnazione) -> None:
    """Leave a mail to who received it, unless one that waits will count this case too. The sweep finds it when it is due."""
    persona, ente = data.a, data.pratica.ente
    attende = AvvisoCarico.objects.filter(persona=persona, ente=ente, stato=StatoLavoro.IN_CODA)
    if not attende.filter(prossimo_tentativo__gt=data.quando).exists():  # one that is due may have counted already
        AvvisoCarico.objects.create(
            persona=persona, ente=ente, dal=data.quando, prossimo_tentativo=data.quando + ATTESA_AVVISO
        )


def _controlla_riservata(pratica: Pratica, a: Persona, ammesso_ora: bool) -> None:
    """Who receives a restricted case is among those who see it, or is put there knowingly. Raises DomainError."""
    if not pratica.riservata:
        return
    if not ammesso_ora and not pratica.ammessi.filter(persona=a).exists():
        raise DomainError(_("La pratica è riservata: conferma che %s può vederla.") % a.nome_completo)


def controlla_passaggio(pratica: Pratica, attore: Persona, ruoli: set[str]) -> None:
    """May this officer, with these roles in its office, give the case to somebody? Raises DomainError."""
    if not pratica.aperta:
        raise DomainError(_("La pratica %s è conclusa: non si assegna più.") % pratica.sigla)
    if not puo(ruoli, Cosa.ASSEGNA) and pratica.assegnatario_id != attore.pk:
        raise DomainError(_("Puoi passare solo le pratiche in carico a te: le altre le assegna il responsabile."))


@atto
def segna_assenza(
    *, persona: Persona, sostituto: Persona, ufficio: Ufficio, ente: Ente, dal: dt.date, al: dt.date, attore: Persona
) -> Assenza:
    """From `dal` to `al`, both included, the cases of `persona` are also in the list of `sostituto`."""
    Ufficio.objects.select_for_update(no_key=True).get(pk=ufficio.pk)
    if persona != attore and not puo(ruoli_in(attore, ufficio.pk), Cosa.ASSEGNA):
        raise DomainError(_("L'assenza di un collega la scrive il responsabile dell'ufficio."))
    if not ruoli_in(persona, ufficio.pk):
        raise DomainError(_("%s non lavora in questo ufficio.") % persona.nome_completo)
    if persona == sostituto or not puo(ruoli_in(sostituto, ufficio.pk), Cosa.LAVORA):
        raise DomainError(_("Scegli un collega che lavori le pratiche di questo ufficio."))
    if al < dal or al < timezone.localdate():
        raise DomainError(_("Controlla le date: l'ultimo giorno viene prima del primo, o è già passato."))
    if Assenza.objects.filter(persona=persona, ufficio=ufficio, dal__lte=al, al__gte=dal).exists():
        raise DomainError(_("In quei giorni c'è già un'assenza: togli prima quella."))
    assenza = Assenza.objects.create(persona=persona, sostituto=sostituto, ufficio=ufficio, dal=dal, al=al)
    registra("assenza.segnata", assenza, attore, ente=ente, dati={"sostituto": str(sostituto.codice)})
    return assenza


@atto
def togli_assenza(assenza_id: int, *, ente: Ente, attore: Persona) -> None:
    """Back at work: from now the substitute no longer sees those cases as own."""
    assenza = Assenza.objects.select_for_update(no_key=True).get(pk=assenza_id)
    if assenza.persona_id != attore.pk and not puo(ruoli_in(attore, assenza.ufficio_id), Cosa.ASSEGNA):
        raise DomainError(_("L'assenza di un collega la toglie il responsabile dell'ufficio."))
    registra("assenza.tolta", assenza, attore, ente=ente)
    assenza.delete()


def assegnabili(uffici: list[Ufficio]) -> list[Persona]:
    """Who may be given the cases of these offices."""
    posti = Incarico.objects.filter(ufficio__in=uffici, attivo=True, ruolo__in=PUO[Cosa.LAVORA])
    persone = Persona.objects.filter(pk__in=posti.values("persona"), is_active=True)
    return list(persone.order_by("cognome", "nome", "pk"))
