"""What the citizen may ask when the office kept silent: who decides in its place, or the proof that silence has granted."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import AvvisoSostituto, Passaggio, Pratica, Provvedimento, Stampa
from pratiche.models.scelte import EffettoSilenzio
from pratiche.operations.carte import chiedi_altra_stampa
from pratiche.operations.comune import controlla_operatore, controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.provvedimenti import adotta
from pratiche.stati import Atto


@atto
def sollecita(pratica_id: int, *, attore: Persona, testo: str = "") -> Pratica:
    """Ask who holds the substitute power to decide: within half the original term (art. 2 c. 9-ter). Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if pratica.sollecitata_il:
        return pratica
    pratica.controlla_atto(Atto.SOLLECITA)
    if not pratica.scaduta or pratica.silenzio != EffettoSilenzio.NESSUNO:
        raise DomainError(_("L'ufficio è ancora in tempo per rispondere: questa richiesta si fa dopo il termine."))
    pratica.compi(Atto.SOLLECITA, sollecitata_il=timezone.now())
    segna(pratica, Passaggio.Genere.SOLLECITATA, testo.strip(), mandato=mandato)
    registra_atto("pratica.sollecitata", pratica, attore, mandato)
    AvvisoSostituto.objects.create(pratica=pratica)
    accoda("pratiche.avvisi_sostituto")
    chiedi_altra_stampa(pratica, Stampa.Genere.SOLLECITO)
    racconta(pratica, messaggi.sollecitata(pratica))
    return pratica


@atto
def chiedi_attestazione(pratica_id: int, *, attore: Persona) -> Pratica:
    """Ask for the proof that silence has granted the request (art. 20 c. 2-bis). Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if pratica.attestazione_chiesta_il:
        return pratica
    pratica.controlla_atto(Atto.CHIEDI_ATTESTAZIONE)
    pratica.compi(Atto.CHIEDI_ATTESTAZIONE, attestazione_chiesta_il=timezone.now())
    segna(pratica, Passaggio.Genere.ATTESTAZIONE_CHIESTA, mandato=mandato)
    registra_atto("pratica.attestazione_chiesta", pratica, attore, mandato)
    racconta(pratica, messaggi.attestazione_chiesta(pratica))
    return pratica


@atto
def rilascia_attestazione(pratica_id: int, *, attore: Persona) -> Pratica:
    """Give the proof, whether asked or not; after the ten days too. Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if pratica.attestazione_il:
        return pratica
    pratica.controlla_atto(Atto.RILASCIA_ATTESTAZIONE)
    pratica.compi(Atto.RILASCIA_ATTESTAZIONE, attestazione_il=timezone.now())
    adotta(pratica, Provvedimento.Genere.ATTESTAZIONE, Stampa.Genere.ATTESTAZIONE, attore=attore)
    segna(pratica, Passaggio.Genere.ATTESTAZIONE_RILASCIATA)
    registra("pratica.attestazione_rilasciata", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.attestazione_rilasciata(pratica))
    return pratica
