"""A case passes to the office that is competent for it: with its papers, its term and its history."""

import uuid

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.models import Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica
from pratiche.operations.comune import controlla_operatore, segna
from pratiche.operations.delega import racconta
from pratiche.operations.inoltro import responsabile_di
from pratiche.operations.riserve import passa_ad_altri
from pratiche.stati import Atto


@atto
def trasferisci(pratica_id: int, *, attore: Persona, ufficio: uuid.UUID, motivo: str) -> Pratica:
    """Pass it to another office of the ente, which finds it among those to take. The term goes on: the law stops it for nothing inside.

    Its documents open to the new office and no more to the old one; the citizen learns whom to turn to.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.TRASFERISCI)
    nuovo = Ufficio.objects.a_cui_passare(pratica.ente).exclude(pk=pratica.ufficio_id).filter(codice=ufficio).first()
    if nuovo is None:
        raise DomainError(_("Scegli un altro ufficio di questo comune, dove lavora qualcuno."))
    if not motivo.strip():
        raise DomainError(_("Scrivi perché la pratica passa a un altro ufficio: il cittadino lo legge."))
    vecchio, pratica.ufficio = pratica.ufficio, nuovo
    pratica.compi(
        Atto.TRASFERISCI,
        ufficio=nuovo,
        responsabile=responsabile_di(pratica),
        assegnatario=None,
        presa_in_carico_il=None,
    )
    passa_ad_altri(pratica, attore=attore)
    Documento.objects.filter(ente=pratica.ente, aggregazione=str(pratica.codice)).update(ufficio=nuovo)
    passaggio = segna(pratica, Passaggio.Genere.TRASFERITA, f"{nuovo.nome}. {motivo.strip()}")
    registra(
        "pratica.trasferita",
        pratica,
        attore,
        ente=pratica.ente,
        dati={"da": str(vecchio.codice), "a": str(nuovo.codice)},
    )
    racconta(pratica, messaggi.trasferita(pratica, volta=passaggio.pk))
    return pratica
