from django.urls import path

from portal.identita.views import porta, profilo, spid, uscita

app_name = "identita"
urlpatterns = [
    path("accedi/", porta.accedi, name="accedi"),
    path("esci/", uscita.esci, name="esci"),
    path("spid/metadata", spid.metadata, name="spid_metadata"),
    path("spid/login", spid.login, name="spid_login"),
    path("spid/acs", spid.acs, name="spid_acs"),
    path("spid/fine/<uuid:codice>", spid.fine, name="spid_fine"),
    path("spid/sls", uscita.sls, name="spid_sls"),
    path("area-personale/profilo/", profilo.Profilo.as_view(), name="profilo"),
]
