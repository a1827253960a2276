from django.contrib import admin
from django.urls import path

from fascicolo.deleghe import operatori

app_name = "deleghe_operatori"
urlpatterns = [
    path("deleghe/", admin.site.admin_view(operatori.Elenco.as_view()), name="elenco"),
    path("deleghe/<uuid:codice>/", admin.site.admin_view(operatori.Richiesta.as_view()), name="richiesta"),
]
