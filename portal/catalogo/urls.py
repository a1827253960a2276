from django.urls import path, re_path

from portal.catalogo.views import comune, pagine, riscontri, servizi

app_name = "catalogo"
urlpatterns = [
    path("", pagine.home, name="home"),
    path("servizi/", servizi.servizi, name="servizi"),
    path("servizi/categoria/<slug:categoria>/", servizi.categoria, name="categoria"),
    path("servizi/<slug:slug>/", servizi.scheda, name="scheda"),
    path("servizi/<slug:slug>/condizioni/", servizi.condizioni, name="condizioni"),
    path("argomenti/", pagine.argomenti, name="argomenti"),
    path("argomenti/<slug:argomento>/", pagine.argomento, name="argomento"),
    path("amministrazione/", comune.amministrazione, name="amministrazione"),
    path("amministrazione/uffici/", comune.uffici, name="uffici"),
    path("amministrazione/uffici/<uuid:codice>/", comune.ufficio, name="ufficio"),
    path("novita/", comune.novita, name="novita"),
    re_path(r"^novita/(?P<genere>notizie|comunicati|avvisi)/$", comune.genere, name="genere"),
    path("novita/<slug:slug>/", comune.notizia, name="notizia"),
    path("vivere/", comune.vivere, name="vivere"),
    path("vivere/luoghi/", comune.luoghi, name="luoghi"),
    path("vivere/luoghi/<slug:slug>/", comune.luogo, name="luogo"),
    path("vivere/eventi/", comune.eventi, name="eventi"),
    path("vivere/eventi/<slug:slug>/", comune.evento, name="evento"),
    path("domande-frequenti/", pagine.domande, name="domande"),
    path("pagine/<slug:slug>/", pagine.pagina, name="pagina"),
    path("note-legali/", pagine.note_legali, name="note_legali"),
    path("privacy/", pagine.privacy, name="privacy"),
    path("mappa-sito/", pagine.mappa, name="mappa"),
    path("cerca/", pagine.cerca, name="cerca"),
    path("valuta/", riscontri.valuta, name="valuta"),
    path("accessibilita/segnala/", riscontri.segnala_barriera, name="segnala_barriera"),
    path("accessibilita/segnala/<uuid:codice>/", riscontri.barriera_segnalata, name="barriera_segnalata"),
]
