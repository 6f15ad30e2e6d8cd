"""Sign in and out, with one answer for known and unknown addresses."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from drumbeat.apps.identity.queries import list_workspaces
from drumbeat.core.errors import Refusal

TOO_MANY = "Five attempts failed. Wait 15 minutes, then try again."


class NotTogether(Refusal):
    """Nobody signs in with this address and password: the same for both reasons."""

    rule = "SGN-1"
    message = "This address and password do not belong together. Try again."


class SignInForm(forms.Form):
    """The shape of what is typed."""

    email = forms.EmailField(max_length=254)
    password = forms.CharField(max_length=4096, strip=False)


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open a session, or say the same whether or not the address is known.

    Who has a second factor is asked for it next.
    """
    if request.method != "POST":
        return _show(request) if list_workspaces() else redirect("start")
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _show(request, "Write your e-mail address and your password.", 422)
    email = form.cleaned_data["email"].lower()
    try:
        return enter(request, email, form.cleaned_data["password"])
    except forms.ValidationError:
        return _show(request, TOO_MANY, 429)
    except NotTogether as refusal:
        return _show(request, refusal.sentence, 422)


def enter(request: HttpRequest, email: str, password: str) -> HttpResponse:
    """Sign in with a password, or ask for the second factor.

    :raises NotTogether: nobody signs in with them
    :raises ValidationError: too many attempts failed
    """
    user = get_adapter().authenticate(request, email=email, password=password)
    if user is None or not user.is_active:
        raise NotTogether
    login = Login(user=user, email=email, redirect_url=_destination(request))
    answer: HttpResponse = perform_password_login(request, {"email": email}, login)
    return answer


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, or the sign-in that was begun."""
    auth.logout(request)
    return redirect("sign_in")


def _show(request: HttpRequest, error: str = "", code: int = 200) -> HttpResponse:
    typed = {
        "error": error,
        "email": request.POST.get("email", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "pages/sign_in.html", typed, status=code)


def _destination(request: HttpRequest) -> str | None:
    """Return where one came from, if that is ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else None
