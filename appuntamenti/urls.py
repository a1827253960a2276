from django.urls import path

from appuntamenti.views import miei, prenota

app_name = "appuntamenti"
urlpatterns = [
    path("appuntamenti/prenota/", prenota.Luogo.as_view(), name="prenota"),
    path("appuntamenti/prenota/data/", prenota.Data.as_view(), name="data"),
    path("appuntamenti/prenota/dettagli/", prenota.Dettagli.as_view(), name="dettagli"),
    path("appuntamenti/prenota/richiedente/", prenota.Richiedente.as_view(), name="richiedente"),
    path("appuntamenti/prenota/riepilogo/", prenota.Riepilogo.as_view(), name="riepilogo"),
    path("area-personale/appuntamenti/", miei.Elenco.as_view(), name="elenco"),
    path("appuntamenti/<uuid:codice>/", miei.PaginaAppuntamento.as_view(), name="appuntamento"),
    path("appuntamenti/<uuid:codice>/confermato/", miei.Confermato.as_view(), name="confermato"),
    path("appuntamenti/<uuid:codice>/annulla/", miei.Annulla.as_view(), name="annulla"),
    path("appuntamenti/<uuid:codice>/appuntamento.ics", miei.Calendario.as_view(), name="calendario"),
]
