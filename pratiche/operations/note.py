"""A note of the office to itself."""

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import NotaInterna, Pratica
from pratiche.operations.comune import controlla_operatore


@atto
def annota(pratica_id: int, *, attore: Persona, testo: str) -> NotaInterna:
    """Leave a note on the case, also a closed one. The same words again by the same person right after are one note."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if not testo.strip():
        raise DomainError(_("Scrivi la nota."))
    ultima = NotaInterna.objects.filter(pratica=pratica).last()
    if ultima and (ultima.autore_id, ultima.testo) == (attore.pk, testo.strip()):
        return ultima
    nota = NotaInterna.objects.create(pratica=pratica, autore=attore, testo=testo.strip())
    registra("pratica.annotata", pratica, attore, ente=pratica.ente, dati={"nota": str(nota.codice)})
    return nota
