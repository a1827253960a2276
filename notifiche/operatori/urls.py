from django.contrib import admin
from django.urls import path

from notifiche.operatori import anteprime, consegne

app_name = "messaggi_operatori"
# who may enter is decided by the site of the back-office; which deliveries, by the pages
urlpatterns = [
    path("messaggi/", admin.site.admin_view(anteprime.Elenco.as_view()), name="anteprime"),
    path("messaggi/<str:tipo>/", admin.site.admin_view(anteprime.Pagina.as_view()), name="anteprima"),
    path("messaggi/<str:tipo>/posta/", admin.site.admin_view(anteprime.Posta.as_view()), name="anteprima_posta"),
    path("consegne/", admin.site.admin_view(consegne.Elenco.as_view()), name="consegne"),
    path("consegne/esporta/", admin.site.admin_view(consegne.Esporta.as_view()), name="esporta"),
    path("consegne/<uuid:codice>/", admin.site.admin_view(consegne.Dettaglio.as_view()), name="consegna"),
]
