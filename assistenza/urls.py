from django.urls import path

from assistenza import views

app_name = "assistenza"
urlpatterns = [
    path("assistenza/", views.Assistenza.as_view(), name="assistenza"),
    path("assistenza/domanda/<str:gettone>/", views.PaginaDomanda.as_view(), name="domanda"),
]
