from django.urls import path

from appuntamenti.views import miei

app_name = "appuntamenti"
urlpatterns = [
    path("area-personale/appuntamenti/", miei.Elenco.as_view(), name="elenco"),
    path("appuntamenti/<uuid:codice>/", miei.PaginaAppuntamento.as_view(), name="appuntamento"),
    path("appuntamenti/<uuid:codice>/confermato/", miei.Confermato.as_view(), name="confermato"),
    path("appuntamenti/<uuid:codice>/annulla/", miei.Annulla.as_view(), name="annulla"),
    path("appuntamenti/<uuid:codice>/appuntamento.ics", miei.Calendario.as_view(), name="calendario"),
]
