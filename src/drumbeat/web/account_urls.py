"""The pages of signing in and of one's own account: allauth's views, our addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from drumbeat.web import sign_in

# The names are those by which allauth finds its own pages.
urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-in/passkey", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-step", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("sign-up", account.signup, name="account_signup"),
    path("closed-account", account.account_inactive, name="account_inactive"),
    path("password-reset", account.password_reset, name="account_reset_password"),
    path(
        "password-reset/sent",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "password-reset/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(  # the key has hyphens of its own
        r"^password-reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/confirmation", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirmation/code", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirmation/passkey",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/e-mail", account.email, name="account_email"),
    path(
        "account/e-mail/code",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/first-password", account.password_set, name="account_set_password"),
    path("account/sessions", sessions.list_usersessions, name="usersessions_list"),
    path("account/second-factor", mfa.index, name="mfa_index"),
    path("account/second-factor/app", totp.activate_totp, name="mfa_activate_totp"),
    path(
        "account/second-factor/app/removal",
        totp.deactivate_totp,
        name="mfa_deactivate_totp",
    ),
    path(
        "account/second-factor/codes",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/codes/new",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/codes/file",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/new", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/removal",
        passkeys.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
]
