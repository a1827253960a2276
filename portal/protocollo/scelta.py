"""Which protocol an ente uses: the register that the portal keeps for it, if it has one; else the system of PROTOCOLLO_URL."""

from portal.protocollo.contratto import Protocollatore
from portal.protocollo.esterno import ProtocolloEsterno
from portal.protocollo.interno import RegistroInterno
from portal.protocollo.models import RegistroProtocollo


def protocollo_di(codice_ipa: str) -> Protocollatore:
    """The protocol of this ente."""
    chiave = RegistroProtocollo.objects.filter(ente__codice_ipa=codice_ipa).values_list("pk", flat=True).first()
    return ProtocolloEsterno() if chiave is None else RegistroInterno(chiave)
