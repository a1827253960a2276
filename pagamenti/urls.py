from django.urls import path

from pagamenti import views
from pagamenti.pagopa.station import pa_for_node

app_name = "pagamenti"
urlpatterns = [
    path("area-personale/pagamenti/", views.Elenco.as_view(), name="elenco"),
    path("pagamenti/<uuid:codice>/", views.Pagina.as_view(), name="avviso"),
    path("pagamenti/esito/<str:gettone>/<str:esito>/", views.Esito.as_view(), name="esito"),
    path("pagopa/paForNode", pa_for_node, name="stazione"),
]
