from django.urls import path

from pagamenti import views

app_name = "pagamenti"
urlpatterns = [
    path("area-personale/pagamenti/", views.Elenco.as_view(), name="elenco"),
    path("pagamenti/<uuid:codice>/", views.Pagina.as_view(), name="avviso"),
]
