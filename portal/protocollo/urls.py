from django.contrib import admin
from django.urls import path

from portal.protocollo import views

app_name = "protocollo"
urlpatterns = [
    path("protocollo/", admin.site.admin_view(views.Elenco.as_view()), name="elenco"),
    path("protocollo/giornalieri/", admin.site.admin_view(views.Giornalieri.as_view()), name="giornalieri"),
    path("protocollo/<uuid:codice>/", admin.site.admin_view(views.PaginaRegistrazione.as_view()), name="registrazione"),
    path("protocollo/<uuid:codice>/annulla/", admin.site.admin_view(views.Annulla.as_view()), name="annulla"),
]
