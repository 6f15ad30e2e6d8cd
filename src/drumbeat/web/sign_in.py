"""Sign in and out, with one answer for known and unknown addresses."""

from __future__ import annotations

import hashlib

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

ATTEMPTS = 5
WINDOW_SECONDS = 15 * 60
WRONG = "This address and password do not belong together. Try again."
TOO_MANY = "Five attempts failed. Wait 15 minutes, then try again."


class SignInForm(forms.Form):
    """The shape of what is typed."""

    email = forms.EmailField(max_length=254)
    password = forms.CharField(max_length=4096, strip=False)


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open a session, or say the same whether or not the address is known."""
    if request.method != "POST":
        return _show(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _show(request, "Write your e-mail address and your password.", 422)
    email = form.cleaned_data["email"].lower()
    if not _take_attempt(request, email):
        return _show(request, TOO_MANY, 429)
    user = auth.authenticate(
        request, username=email, password=form.cleaned_data["password"]
    )
    if user is None:
        return _show(request, WRONG, 422)
    cache.delete_many(_attempt_keys(request, email))
    auth.login(request, user)
    return redirect(_destination(request))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("sign_in")


def _show(request: HttpRequest, error: str = "", code: int = 200) -> HttpResponse:
    typed = {
        "error": error,
        "email": request.POST.get("email", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "pages/sign_in.html", typed, status=code)


def _destination(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _take_attempt(request: HttpRequest, email: str) -> bool:
    """Use up one of the five attempts of this address and account, if one is left.

    Taken before the password is checked and by `add`, which only one caller can win,
    so that many attempts at once are no way around the limit.
    """
    return any(
        cache.add(key, 1, timeout=WINDOW_SECONDS)
        for key in _attempt_keys(request, email)
    )


def _attempt_keys(request: HttpRequest, email: str) -> list[str]:
    whose = f"{request.META.get('REMOTE_ADDR', '')} {email}"
    digest = hashlib.sha256(whose.encode()).hexdigest()
    return [f"sign-in:{digest}:{n}" for n in range(ATTEMPTS)]
