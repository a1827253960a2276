from django.urls import path

from fascicolo.deleghe import views

app_name = "deleghe"
RADICE = "area-personale/fascicolo/deleghe/"
urlpatterns = [
    path(RADICE, views.Elenco.as_view(), name="elenco"),
    path(f"{RADICE}nuova/", views.Dai.as_view(), name="dai"),
    path(f"{RADICE}per-legge/", views.Legge.as_view(), name="legge"),
    path(f"{RADICE}per-impresa/", views.Impresa.as_view(), name="impresa"),
    path(f"{RADICE}per-un-figlio/", views.PerUnFiglio.as_view(), name="per_un_figlio"),
    path(f"{RADICE}<uuid:codice>/", views.Pagina.as_view(), name="delega"),
    path(f"{RADICE}<uuid:codice>/revoca/", views.Revoca.as_view(), name="revoca"),
    path(f"{RADICE}<uuid:codice>/rispondi/<slug:risposta>/", views.Rispondi.as_view(), name="rispondi"),
]
