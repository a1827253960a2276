from django.urls import path

from portal.documenti import views

app_name = "documenti"
urlpatterns = [path("documenti/<uuid:codice>/", views.Scarica.as_view(), name="scarica")]
