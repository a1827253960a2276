"""Addresses of the whole house: rooms are named as strings only."""

from django.contrib import admin
from django.urls import include, path

from portal.base import views as base
from portal.base.api import StatusView

urlpatterns = [
    path("-/vivo", base.vivo, name="vivo"),
    path("-/pronto", base.pronto, name="pronto"),
    path("-/metriche", base.metriche, name="metriche"),
    path("api/v1/status", StatusView.as_view(), name="api-status"),
    path("", include("portal.catalogo.urls")),
    path("", include("portal.identita.urls")),
    path("", include("portal.documenti.urls")),
    path("", include("notifiche.urls")),
    path("", include("pagamenti.urls")),
    path("", include("appuntamenti.urls")),
    path("", include("assistenza.urls")),
    path("", include("pratiche.urls")),
    path("", include("fascicolo.urls")),
    path("", include("fascicolo.deleghe.urls")),
    path("operatori/", include("pratiche.operatori.urls")),
    path("operatori/", include("assistenza.operatori")),
    path("operatori/", include("notifiche.operatori.urls")),
    path("operatori/", include("fascicolo.deleghe.urls_operatori")),
    path("operatori/", include("notifiche.massivi.urls")),
    path("operatori/", include("portal.identita.urls_operatori")),
    path("operatori/", include("portal.protocollo.urls")),
    path("operatori/", admin.site.urls),
]

handler400 = "portal.base.views.richiesta_non_valida"
handler403 = "portal.base.views.vietato"
handler404 = "portal.base.views.non_trovata"
handler500 = "portal.base.views.errore_interno"
