from portal.identita.models.accesso import Accesso, AsserzioneUsata, RichiestaAccesso
from portal.identita.models.allarmi import AllarmeAccesso
from portal.identita.models.cns import PassaggioCns
from portal.identita.models.gestori import CNS, IdentityProvider, MetadatiSp, Schema
from portal.identita.models.operatore import AbilitazioneSpid, Operatore
from portal.identita.models.persona import FonteEmail, Persona, nuovo_username
from portal.identita.models.rappresentanza import Rappresentanza
from portal.identita.models.registro_saml import RegistroSaml
from portal.identita.models.ripresa import ModuloInterrotto

__all__ = [
    "AbilitazioneSpid",
    "Accesso",
    "AllarmeAccesso",
    "AsserzioneUsata",
    "CNS",
    "FonteEmail",
    "IdentityProvider",
    "MetadatiSp",
    "ModuloInterrotto",
    "Operatore",
    "PassaggioCns",
    "Persona",
    "Rappresentanza",
    "RegistroSaml",
    "RichiestaAccesso",
    "Schema",
    "nuovo_username",
]
