"""What who takes part wants weighed before the decision (art. 10 L. 241/1990): protocolled, told to the office, never passed over."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from notifiche.operations import avvisa
from portal.base.errors import DomainError
from portal.identita.models import Persona, Rappresentanza
from pratiche import messaggi_parti
from pratiche.models import Memoria, Passaggio, Pratica, Stampa
from pratiche.operations.carte import File, chiedi_altra_stampa, file_ricevuti
from pratiche.operations.comune import controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.parti import blocca_parte, controlla_in_corso, controlla_parte, registra_di_parte

RICEVUTA = "pratica.memoria_ricevuta"


@transaction.atomic
def presenta_memoria(parte_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, file: File = ()) -> Memoria:
    """What a party wants weighed, with documents: among what the office has to read. `chiave` sent again adds nothing.

    Late ones are taken too, while the case is open: the office may leave them aside.
    """
    parte = blocca_parte(parte_id)
    mandato = controlla_parte(parte, attore)
    if gia := Memoria.objects.filter(codice=chiave, parte=parte).first():
        return gia
    memoria = Memoria(codice=chiave, parte=parte, autore=attore)
    _deposita(memoria, testo, file, mandato)
    segna(parte.pratica, Passaggio.Genere.MEMORIA)
    registra_di_parte(RICEVUTA, parte, attore, mandato, memoria=str(chiave))
    avvisa(messaggi_parti.memoria_ricevuta(memoria))
    return memoria


@transaction.atomic
def presenta_memoria_propria(
    pratica_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, file: File = ()
) -> Memoria:
    """As `presenta_memoria`, from the person whom a proceeding started by the office concerns, as long as it is open."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if gia := Memoria.objects.filter(codice=chiave, procedimento=pratica).first():
        return gia
    if not pratica.d_ufficio:
        raise DomainError(_("Le memorie si mandano nei procedimenti avviati dall'ufficio: per questa richiesta scrivi all'ufficio."))  # fmt: skip
    memoria = Memoria(codice=chiave, procedimento=pratica, autore=attore)
    _deposita(memoria, testo, file, mandato)
    segna(pratica, Passaggio.Genere.MEMORIA_PROPRIA, mandato=mandato)
    registra_atto(RICEVUTA, pratica, attore, mandato, memoria=str(chiave))
    racconta(pratica, messaggi_parti.memoria_propria_ricevuta(memoria))
    return memoria


def _deposita(memoria: Memoria, testo: str, file: File, mandato: Rappresentanza | None) -> None:
    """Keep it with its files, leave it to be read, and ask for the PDF that goes to the protocol. Raises DomainError."""
    pratica, parte = memoria.pratica, memoria.parte
    controlla_in_corso(pratica)
    if not testo.strip():
        raise DomainError(_("Scrivi la memoria: i documenti la accompagnano."))
    memoria.testo = testo.strip()
    memoria.per_mezzo_di = mandato.rappresentante.nome_completo if mandato else ""
    memoria.save(force_insert=True)
    memoria.documenti.set(file_ricevuti(pratica, file, attore=memoria.autore, parte=parte))
    pratica.scrivi(messaggi_da_leggere_dal=pratica.messaggi_da_leggere_dal or memoria.creato_il)
    chiedi_altra_stampa(pratica, Stampa.Genere.MEMORIA, parte=parte, memoria=memoria)
