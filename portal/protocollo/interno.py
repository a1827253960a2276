"""The register kept by the portal: the reference implementation of a protocol."""

from dataclasses import dataclass

from django.utils import timezone

from portal.base.errors import GatewayError
from portal.protocollo.contratto import DaRegistrare, Numero
from portal.protocollo.models import Registrazione, RegistroProtocollo
from portal.registro.atti import atto


@dataclass(frozen=True)
class RegistroInterno:
    """Number and registration are born in one transaction, under the lock of the register: who dies in the middle leaves no gap."""

    registro: int

    @atto
    def registra(self, documento: DaRegistrare) -> Numero:
        """The next number of the year, from 1 each January; the number it already has, when the key was seen."""
        registro = blocca(self.registro)
        valori = Registrazione.valori(documento)
        gia = Registrazione.objects.filter(chiave=documento.chiave).first()
        if gia:
            return _la_stessa(gia, registro, valori)
        return _aggiungi(registro, valori).come_numero()


def blocca(registro: int) -> RegistroProtocollo:
    """The register, and nobody else writes in it until the end of the transaction."""
    return (
        RegistroProtocollo.objects.select_related("ente", "ufficio")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=registro)
    )


def _la_stessa(gia: Registrazione, registro: RegistroProtocollo, valori: dict[str, object]) -> Numero:
    if gia.registro_id != registro.pk or any(getattr(gia, nome) != valore for nome, valore in valori.items()):
        raise GatewayError("protocollo_chiave_di_altro_documento", permanent=True)
    return gia.come_numero()


def _aggiungi(registro: RegistroProtocollo, valori: dict[str, object]) -> Registrazione:
    adesso = timezone.now()
    anno = timezone.localdate(adesso).year
    ultima = Registrazione.objects.filter(registro=registro).order_by("-anno", "-numero").first()
    if ultima and ultima.quando > adesso:  # numbers and moments must grow together: wait for the clock
        raise GatewayError("protocollo_orologio_indietro")
    riga = Registrazione(
        registro=registro,
        ente=registro.ente.codice_ipa,
        quando=adesso,
        anno=anno,
        numero=ultima.numero + 1 if ultima and ultima.anno == anno else 1,
        precedente=ultima.impronta if ultima else "",
        **valori,
    )
    riga.impronta = riga.calcola_impronta()
    riga.save()
    return riga
