from django.urls import path

from notifiche import views

app_name = "notifiche"
urlpatterns = [
    path("area-personale/messaggi/", views.ElencoMessaggi.as_view(), name="elenco"),
    path("area-personale/messaggi/<uuid:codice>/", views.PaginaMessaggio.as_view(), name="messaggio"),
]
