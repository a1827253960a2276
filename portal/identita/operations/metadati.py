"""Our metadata: built and signed once, kept in versions, one of them in force."""

from django.db.models import QuerySet

from portal.enti.models import Ente
from portal.identita import chiavi
from portal.identita.fornitore import PROFILI, service_provider
from portal.identita.models import MetadatiSp, Schema
from portal.identita.saml import metadata
from portal.registro.atti import atto


def versioni_metadati(ente: Ente, schema: str) -> "QuerySet[MetadatiSp]":
    """The versions for the entityID that the ente has today, latest first: at another address it is somebody else."""
    sp = service_provider(ente, schema)
    righe = MetadatiSp.objects.filter(schema=Schema(schema).presentazione, entity_id=sp.entity_id)
    return righe.order_by("-versione")


def metadati_in_vigore(ente: Ente, schema: str) -> bytes:
    """What is served: the stored bytes. The first version is made when it is first asked for."""
    riga = versioni_metadati(ente, schema).filter(in_vigore=True).first()
    return (riga or _prima_versione(ente, schema)).xml.encode()


def metadati_di_oggi(ente: Ente, schema: str) -> bytes:
    """What would be signed now: with the data, the sets and the keys that the ente has today. Nothing is stored."""
    sp = service_provider(ente, schema)
    return metadata.build(sp, PROFILI[Schema(schema).presentazione], *chiavi.credenziali(ente, schema))


@atto
def prepara_metadati(ente: Ente, schema: str) -> MetadatiSp:
    """Sign and store a new version, to be filed. The very first is in force at once; the others wait for the filing."""
    Ente.objects.select_for_update(no_key=True).get(pk=ente.pk)  # one at a time
    ultima = versioni_metadati(ente, schema).first()
    return MetadatiSp.objects.create(
        ente=ente,
        schema=Schema(schema).presentazione,
        entity_id=service_provider(ente, schema).entity_id,
        versione=ultima.versione + 1 if ultima else 1,
        in_vigore=ultima is None,
        xml=metadati_di_oggi(ente, schema).decode(),
    )


@atto
def _prima_versione(ente: Ente, schema: str) -> MetadatiSp:
    """Of two browsers that come first, the second finds what the first has made."""
    Ente.objects.select_for_update(no_key=True).get(pk=ente.pk)
    return versioni_metadati(ente, schema).filter(in_vigore=True).first() or prepara_metadati(ente, schema)


@atto
def metti_in_vigore(ente: Ente, schema: str, versione: int) -> MetadatiSp:
    """From now on this version is served: whoever files the metadata has confirmed it. Raises DoesNotExist."""
    righe = versioni_metadati(ente, schema).select_for_update(no_key=True)
    nuova = righe.get(versione=versione)
    righe.filter(in_vigore=True).update(in_vigore=False)
    nuova.in_vigore = True
    nuova.save(update_fields=["in_vigore"])
    return nuova
