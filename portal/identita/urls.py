from typing import Any

from django.urls import URLPattern, path

from portal.identita.models import Schema
from portal.identita.views import agisci, cns, impresa, porta, profilo, saml, sessione, sessioni, sls, uscita, veste

app_name = "identita"


def _dello_schema(schema: Schema, percorso: str, vista: Any) -> URLPattern:
    """`/spid/login` is `identita:spid_login`, and so on: the view is told the scheme."""
    nome = f"{schema}_{percorso.partition('/')[0]}"
    return path(f"{schema}/{percorso}", vista, {"schema": schema.value}, name=nome)


def _del_fornitore(schema: Schema) -> list[URLPattern]:
    """What stands under an entityID of ours."""
    return [
        _dello_schema(schema, "metadata", saml.metadata),
        _dello_schema(schema, "acs", saml.acs),
        _dello_schema(schema, "sls", sls.sls),
    ]


def _della_persona(schema: Schema) -> list[URLPattern]:
    return [
        _dello_schema(schema, "login", saml.login),
        _dello_schema(schema, "fine/<uuid:codice>", saml.fine),
    ]


urlpatterns = [
    path("accedi/", porta.accedi, name="accedi"),
    path("accedi/come-cittadino/", veste.TornaCittadino.as_view(), name="torna_cittadino"),
    path("esci/", uscita.esci, name="esci"),
    *_del_fornitore(Schema.SPID),
    *_della_persona(Schema.SPID),
    *_del_fornitore(Schema.CIE),
    *_della_persona(Schema.CIE),
    *_della_persona(Schema.EIDAS),
    path("cns/login", cns.login, name="cns_login"),
    path("cns/ingresso", cns.ingresso, name="cns_ingresso"),
    path("cns/fine", cns.fine, name="cns_fine"),
    path("sessione/stato/", sessione.Stato.as_view(), name="stato_sessione"),
    path("sessione/resta/", sessione.Resta.as_view(), name="resta"),
    path("sessione/ripresa/<uuid:codice>/", sessione.Ripresa.as_view(), name="ripresa"),
    path("area-personale/agisci-per/", agisci.AgisciPer.as_view(), name="agisci_per"),
    path("area-personale/torna-a-te/", agisci.TornaATe.as_view(), name="torna_a_te"),
    path("area-personale/impresa/", impresa.Impresa.as_view(), name="impresa"),
    path("area-personale/profilo/", profilo.Profilo.as_view(), name="profilo"),
    path("area-personale/profilo/sessioni/chiudi-altre/", sessioni.ChiudiAltre.as_view(), name="chiudi_altre"),
    path("area-personale/profilo/sessioni/<uuid:codice>/chiudi/", sessioni.Chiudi.as_view(), name="chiudi_sessione"),
]
