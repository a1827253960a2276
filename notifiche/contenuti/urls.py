"""Addresses that App IO calls. The base to write in its configuration is `<origin of the ente>/io/contenuti`."""

from django.urls import path

from notifiche.contenuti import views

urlpatterns = [
    path("messages/<uuid:codice>", views.Dettagli.as_view(), name="contenuto"),
    path("messages/<uuid:codice>/precondition", views.Precondizione.as_view(), name="precondizione"),
    path("messages/<uuid:codice>/<uuid:documento>.pdf", views.Allegato.as_view(), name="allegato"),
]
