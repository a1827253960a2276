from django.urls import path

from fascicolo.views import dossier, scrivania

app_name = "fascicolo"
urlpatterns = [
    path("area-personale/", scrivania.Scrivania.as_view(), name="scrivania"),
    path("area-personale/fascicolo/", dossier.Documenti.as_view(), name="documenti"),
    path("area-personale/fascicolo/anagrafe/", dossier.Anagrafe.as_view(), name="anagrafe"),
    path("area-personale/fascicolo/accessi/", dossier.Accessi.as_view(), name="accessi"),
]
