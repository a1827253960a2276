"""The log of the logins: written at each answer, read only with a reason, purged when its time is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import Q

from portal.enti.models import Ente
from portal.identita.cifratura import cifra
from portal.identita.models import Persona, RegistroSaml, RichiestaAccesso
from portal.identita.models.registro_saml import RIUSCITO, RegistroSamlQuerySet
from portal.identita.saml.transcript import content_of, identifiers_of
from portal.registro.atti import atto
from portal.registro.operations import annota_elenco, registra

A_BLOCCHI_DI = 200


def conserva_scambio(
    richiesta: RichiestaAccesso, *, persona: Persona | None = None, esito: str = RIUSCITO
) -> RegistroSaml:
    """Keep the request with the answer that was just judged, whatever the judgement."""
    nomi = identifiers_of(richiesta.risposta)
    return RegistroSaml.objects.create(
        ente_id=richiesta.ente_id,
        persona=persona,
        schema=richiesta.idp.schema,
        esito=esito,
        idp=richiesta.idp.entity_id,
        request_id=richiesta.request_id,
        richiesta_emessa_il=richiesta.emessa_il,
        response_id=nomi.response_id,
        risposta_emessa_il=nomi.issued,
        assertion_id=nomi.assertion_id,
        name_id=nomi.name_id,
        name_qualifier=nomi.name_qualifier,
        richiesta=cifra(richiesta.xml.encode()),
        risposta=cifra(content_of(richiesta.risposta)),
    )


@dataclass(frozen=True)
class Consultazione:
    """Who reads the log, for which ente and why. Without an account of the staff, it is the ente that reads."""

    ente: Ente
    motivo: str
    operatore: Persona | None = None
    esporta: bool = False
    persona: Persona | None = None  # whose logins are looked for, if anybody's


@atto
def annota_consultazione(righe: RegistroSamlQuerySet, consultazione: Consultazione) -> None:
    """Write, before anything is shown, who is about to read what; each person concerned will find a line of it."""
    chi = consultazione.operatore or consultazione.ente
    registra(
        "identita.registro_consultato",
        consultazione.ente,
        consultazione.operatore,
        ente=consultazione.ente,
        dati={"motivo": consultazione.motivo, "righe": righe.count(), "esportate": consultazione.esporta},
    )
    annota_elenco(
        _persone(righe, consultazione.persona),
        chi,
        ente=consultazione.ente,
        ufficio=str(consultazione.ente),
        sezione="registro degli accessi",
        motivo=consultazione.motivo,
    )


def purga_registro() -> int:
    """Delete what is older than the law asks us to keep; returns how many rows went."""
    return sum(_purga_ente(ente) for ente in Ente.objects.all())


def _purga_ente(ente: Ente) -> int:
    """In small transactions, so that logins never wait for it."""
    tolte = 0
    while blocco := RegistroSaml.objects.filter(ente=ente).elimina_scadute(A_BLOCCHI_DI):
        tolte += blocco
    if tolte:
        registra("identita.registro_purgato", ente, None, ente=ente, dati={"righe": tolte})
    return tolte


def _persone(righe: RegistroSamlQuerySet, cercata: Persona | None) -> Iterable[Persona]:
    """Who entered; and who was looked for by name, even if only refused logins speak of them."""
    codici = righe.exclude(persona=None).order_by().values("persona").distinct()
    trovate = Q(pk__in=codici) | Q(pk=cercata.pk) if cercata else Q(pk__in=codici)
    return cast(Iterable[Persona], Persona.objects.filter(trovate).only("codice").iterator(A_BLOCCHI_DI))
