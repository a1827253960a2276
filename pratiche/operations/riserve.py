"""A case kept to named officers: restricted and opened again by who answers for the office, or born so."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti.models import Incarico
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import Ammesso, Pratica, Riservatezza
from pratiche.operations.comune import ruoli_in
from pratiche.permessi import PUO, Cosa, puo


@atto
def riserva(pratica_id: int, *, attore: Persona, persone: Iterable[Persona], motivo: str) -> Pratica:
    """From now only these officers see the case; of one already restricted, the list changes. The same list again is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_riservatezza(pratica, attore)
    scelte = {persona.pk: persona for persona in persone}
    _controlla_scelte(pratica, scelte)
    if not motivo.strip():
        raise DomainError(_("Scrivi perché la pratica è riservata a queste persone."))
    prima = set(pratica.ammessi.values_list("persona", flat=True))
    if pratica.riservata and prima == set(scelte):
        return pratica
    if not pratica.riservata:
        _chiudi_a_chiave(pratica, attore=attore, motivo=motivo.strip())
    pratica.ammessi.exclude(persona__in=scelte).delete()
    for chiave, persona in scelte.items():
        if chiave not in prima:
            Ammesso.objects.create(pratica=pratica, persona=persona, da=attore)
    dati = {"ammessi": sorted(str(persona.codice) for persona in scelte.values()), "motivo_scritto": True}
    registra("pratica.riservata", pratica, attore, ente=pratica.ente, dati=dati)
    return pratica


@atto
def togli_riserva(pratica_id: int, *, attore: Persona, motivo: str) -> Pratica:
    """The whole office sees it again. Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_riservatezza(pratica, attore)
    if not pratica.riservata:
        return pratica
    if not motivo.strip():
        raise DomainError(_("Scrivi perché la pratica non è più riservata."))
    in_vigore = pratica.riservatezze.filter(tolta_il=None)
    in_vigore.update(tolta_il=timezone.now(), tolta_da=attore, motivo_fine=motivo.strip())
    pratica.ammessi.all().delete()
    pratica.scrivi(riservata=False)
    registra("pratica.riserva_tolta", pratica, attore, ente=pratica.ente)
    return pratica


def ammetti(pratica: Pratica, persona: Persona, *, attore: Persona | None) -> None:
    """One more officer sees this locked, restricted case. Already there, it is harmless."""
    _chi, nuovo = Ammesso.objects.get_or_create(pratica=pratica, persona=persona, defaults={"da": attore})
    if nuovo:
        registra("pratica.ammesso", pratica, attore, ente=pratica.ente, dati={"persona": str(persona.codice)})


def nasce_riservata(pratica: Pratica, *, attore: Persona | None = None) -> None:
    """Where the package wants it, a case is restricted from its birth: to who answers for it, and to the officer who opened it."""
    if not pratica.definizione.riservata:
        return
    if pratica.riservata:  # begun at the desk: now it has a number
        pratica.riservatezze.filter(tolta_il=None).update(riferimento=pratica.sigla)
    else:
        _chiudi_a_chiave(pratica, attore=None, motivo="")
    for persona in {*_chi_ne_risponde(pratica), *([attore] if attore else [])}:
        ammetti(pratica, persona, attore=attore)


def passa_ad_altri(pratica: Pratica, *, attore: Persona) -> None:
    """A restricted case goes to another office: there it is of who answers for it, and no more of those of before."""
    if pratica.riservata:
        pratica.ammessi.all().delete()
        for persona in _chi_ne_risponde(pratica):
            ammetti(pratica, persona, attore=attore)


def controlla_riservatezza(pratica: Pratica, attore: Persona) -> None:
    """Only who answers for the office, or administers the ente, decides who sees a case. Raises DomainError."""
    if pratica.bozza:
        raise DomainError(_("La richiesta non è ancora stata inviata."))
    amministra = Incarico.objects.filter(
        persona=attore,
        persona__is_active=True,
        attivo=True,
        ruolo=Incarico.Ruolo.AMMINISTRATORE,
        ufficio__enti=pratica.ente_id,
    )
    capo = puo(ruoli_in(attore, pratica.ufficio_id), Cosa.RISERVA)
    if not (amministra.exists() or (capo and pratica.ufficio.enti.filter(pk=pratica.ente_id).exists())):
        raise DomainError(_("Chi vede la pratica lo decide il responsabile dell'ufficio."))


def _controlla_scelte(pratica: Pratica, scelte: dict[int, Persona]) -> None:
    dell_ufficio = Incarico.objects.filter(ufficio=pratica.ufficio_id, attivo=True, persona__is_active=True)
    if not scelte or not set(scelte) <= set(dell_ufficio.values_list("persona", flat=True)):
        raise DomainError(_("Scegli almeno una persona che lavori nell'ufficio della pratica."))
    in_mano = pratica.assegnatario
    if pratica.aperta and in_mano and in_mano.pk not in scelte:
        raise DomainError(
            _("La pratica è in carico a %s: aggiungila alle persone, o prima assegnala a un'altra.")
            % in_mano.nome_completo
        )


def _chiudi_a_chiave(pratica: Pratica, *, attore: Persona | None, motivo: str) -> None:
    Riservatezza.objects.create(
        pratica=pratica, fascicolo=str(pratica.codice), riferimento=pratica.sigla, motivo=motivo, attore=attore
    )
    pratica.scrivi(riservata=True)


def _chi_ne_risponde(pratica: Pratica) -> list[Persona]:
    """The person responsible for the procedure; with nobody appointed, the heads of the office. Of a draft, nobody yet."""
    if pratica.bozza:
        return []
    if pratica.responsabile:
        return [pratica.responsabile]
    capi = Incarico.objects.filter(
        ufficio=pratica.ufficio_id, attivo=True, persona__is_active=True, ruolo__in=PUO[Cosa.RISERVA]
    )
    return [incarico.persona for incarico in capi.select_related("persona")]
