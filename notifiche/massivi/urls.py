from django.contrib import admin
from django.urls import path

from notifiche.massivi import views

app_name = "invii"
urlpatterns = [
    path("invii/", admin.site.admin_view(views.Elenco.as_view()), name="elenco"),
    path("invii/nuovo/", admin.site.admin_view(views.Nuovo.as_view()), name="nuovo"),
    path("invii/<uuid:codice>/", admin.site.admin_view(views.PaginaInvio.as_view()), name="invio"),
    path("invii/<uuid:codice>/testo/", admin.site.admin_view(views.Testo.as_view()), name="testo"),
    path("invii/<uuid:codice>/destinatari/", admin.site.admin_view(views.Destinatari.as_view()), name="destinatari"),
    path(
        "invii/<uuid:codice>/destinatari/<slug:fonte>/", admin.site.admin_view(views.Domanda.as_view()), name="domanda"
    ),
    path("invii/<uuid:codice>/conferma/", admin.site.admin_view(views.Conferma.as_view()), name="conferma"),
    path("invii/<uuid:codice>/ferma/", admin.site.admin_view(views.Ferma.as_view()), name="ferma"),
    path("invii/<uuid:codice>/pausa/", admin.site.admin_view(views.Pausa.as_view()), name="pausa"),
    path("invii/<uuid:codice>/riprendi/", admin.site.admin_view(views.Riprendi.as_view()), name="riprendi"),
    path("invii/<uuid:codice>/scartate.csv", admin.site.admin_view(views.Scartate.as_view()), name="scartate"),
    path("invii/<uuid:codice>/esiti.csv", admin.site.admin_view(views.Esiti.as_view()), name="esiti"),
]
