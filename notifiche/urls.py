from django.urls import include, path

from notifiche import views
from notifiche.recapiti import indirizzo
from notifiche.recapiti import views as recapiti
from notifiche.rimbalzi.views import rimbalzi

app_name = "notifiche"
urlpatterns = [
    path("io/contenuti/", include("notifiche.contenuti.urls")),
    path("area-personale/messaggi/", views.ElencoMessaggi.as_view(), name="elenco"),
    path("area-personale/messaggi/<uuid:codice>/", views.PaginaMessaggio.as_view(), name="messaggio"),
    path("area-personale/profilo/avvisi/", recapiti.ComeTiAvvisiamo.as_view(), name="avvisi"),
    path("area-personale/profilo/email/", indirizzo.CambiaEmail.as_view(), name="email"),
    path("area-personale/profilo/email/codice/", indirizzo.CodiceEmail.as_view(), name="codice"),
    path("area-personale/profilo/domicilio/", recapiti.ChiediDomicilio.as_view(), name="domicilio"),
    path("avvisi/disattiva/<str:gettone>/", recapiti.Disiscrizione.as_view(), name="disiscrizione"),
    path("-/posta/rimbalzi", rimbalzi, name="rimbalzi"),
]
