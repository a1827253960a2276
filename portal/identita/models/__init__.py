from portal.identita.models.accesso import Accesso, AsserzioneUsata, RichiestaAccesso
from portal.identita.models.gestori import CNS, IdentityProvider, MetadatiSp, Schema
from portal.identita.models.persona import Persona, nuovo_username
from portal.identita.models.rappresentanza import Rappresentanza
from portal.identita.models.registro_saml import RegistroSaml
from portal.identita.models.ripresa import ModuloInterrotto

__all__ = [
    "CNS",
    "Accesso",
    "AsserzioneUsata",
    "IdentityProvider",
    "MetadatiSp",
    "ModuloInterrotto",
    "Persona",
    "RegistroSaml",
    "Rappresentanza",
    "RichiestaAccesso",
    "Schema",
    "nuovo_username",
]
