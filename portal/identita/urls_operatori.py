"""The staff's accounts: django-allauth's views, under our addresses. What is not listed here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codici
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path

from portal.identita.views import operatori_spid
from portal.identita.views.operatori import solo_operatori, verso_accesso
from portal.identita.views.password import ScegliPassword
from portal.identita.views.sicurezza import Sicurezza

urlpatterns = [
    path("login/", verso_accesso),
    path("accedi/", solo_operatori(operatori_spid.Porta.as_view()), name="account_login"),
    path("accedi/spid/", operatori_spid.scegli, name="operatori_spid"),
    path("accedi/spid/entra/", operatori_spid.entra, name="operatori_spid_entra"),
    path("esci/", solo_operatori(account.logout), name="account_logout"),
    path("account/sospeso/", account.account_inactive, name="account_inactive"),
    path("account/conferma/", solo_operatori(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", solo_operatori(account.password_change), name="account_change_password"),
    path(
        "account/password/scegli/<uuid:uidb64>/<str:token>/",
        solo_operatori(ScegliPassword.as_view()),
        name="operatori_password",
    ),
    path("sicurezza/", solo_operatori(Sicurezza.as_view()), name="mfa_index"),
    path("sicurezza/verifica/", solo_operatori(mfa.authenticate), name="mfa_authenticate"),
    path("sicurezza/conferma/", solo_operatori(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("sicurezza/app/attiva/", solo_operatori(totp.activate_totp), name="mfa_activate_totp"),
    path("sicurezza/app/disattiva/", solo_operatori(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("sicurezza/codici/", solo_operatori(codici.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("sicurezza/codici/nuovi/", solo_operatori(codici.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "sicurezza/codici/scarica/", solo_operatori(codici.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("sicurezza/chiavi/", solo_operatori(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("sicurezza/chiavi/nuova/", solo_operatori(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("sicurezza/chiavi/accedi/", solo_operatori(passkey.login_webauthn), name="mfa_login_webauthn"),
    path(
        "sicurezza/chiavi/conferma/",
        solo_operatori(passkey.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("sicurezza/chiavi/<int:pk>/togli/", solo_operatori(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("sicurezza/chiavi/<int:pk>/rinomina/", solo_operatori(passkey.edit_webauthn), name="mfa_edit_webauthn"),
]
