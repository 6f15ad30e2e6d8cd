"""Settings, in reading order; all of them come from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF

from drumbeat.config import env
from drumbeat.config.sqlite import init_command, use_safe_sqlite

# ── the product ────────────────────────────────────────────────────────────
PRODUCT_NAME = "Drumbeat"
BASE_DIR = Path(__file__).resolve().parent.parent

# ── where things are kept ──────────────────────────────────────────────────
DRUMBEAT_HOME = env.home()
DRUMBEAT_BACKUPS = Path(env.text("DRUMBEAT_BACKUPS") or DRUMBEAT_HOME).resolve()
DRUMBEAT_SMTP_URL = env.text("DRUMBEAT_SMTP_URL")
DRUMBEAT_PUBLIC_URL = env.text("DRUMBEAT_PUBLIC_URL", "http://127.0.0.1:8000").rstrip(
    "/"
)
DRUMBEAT_MAIL_DOMAIN = env.text("DRUMBEAT_MAIL_DOMAIN", "drumbeat.localhost")
DRUMBEAT_UNDO_SECONDS = env.number("DRUMBEAT_UNDO_SECONDS", default=20)

# ── security ───────────────────────────────────────────────────────────────
SECRET_KEY = env.secret_key(DRUMBEAT_HOME)
DEBUG = env.flag("DRUMBEAT_DEBUG", default=False)
_public_host = DRUMBEAT_PUBLIC_URL.split("://", 1)[-1].split("/", 1)[0]
ALLOWED_HOSTS = sorted({"127.0.0.1", "localhost", "[::1]", _public_host.split(":")[0]})
CSRF_TRUSTED_ORIGINS = [DRUMBEAT_PUBLIC_URL]
_behind_tls = DRUMBEAT_PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _behind_tls
SESSION_COOKIE_NAME = "__Host-session" if _behind_tls else "session"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _behind_tls else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}

FILE_UPLOAD_HANDLERS = [
    "drumbeat.web.sent_files.SentFileUpload",  # for the forms of clients alone
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ── the house ──────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "drumbeat.apps.audit",
    "drumbeat.apps.identity",
    "drumbeat.apps.parties",
    "drumbeat.apps.engagements",
    "drumbeat.apps.updates",
    "drumbeat.apps.invoices",
    "drumbeat.apps.delivery",
    "drumbeat.apps.sharing",
    "drumbeat.apps.offers",
    "drumbeat.apps.banking",
    "drumbeat.apps.calendars",
    "drumbeat.apps.payments",
    "drumbeat.apps.reminders",
    "drumbeat.apps.billing",
    "drumbeat.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "drumbeat.web.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "drumbeat.web.readable.ReadableMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "drumbeat.config.urls"
WSGI_APPLICATION = "drumbeat.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "drumbeat.web.jinja.environment"},
    },
    {  # the pages and letters of allauth, in our frame and our words
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "account_templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "drumbeat.web.context.account_page",
            ]
        },
    },
]

# ── facts ──────────────────────────────────────────────────────────────────
_database_url = env.text("DATABASE_URL")
if _database_url:
    DATABASES = {"default": env.postgresql(_database_url)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DRUMBEAT_HOME / "drumbeat.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": init_command(use_safe_sqlite()),
            },
            # A file, not memory, so that tests with several connections are real.
            "TEST": {"NAME": str(DRUMBEAT_HOME / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

# ── people ─────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "drumbeat.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up itself is closed
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "50/15m/ip,5/15m/key",
    "invitation": "30/15m/ip",  # ours
    "client_page": "120/m/ip",
    "client_answer": "30/m/ip",
}
MFA_ADAPTER = "drumbeat.web.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PRODUCT_NAME
# Browsers let passkeys work without TLS on this machine only, under this name.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _public_host.split(":")[0] == "localhost"

# ── words, days, files ─────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = None  # served from where they lie; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.flag("DRUMBEAT_STATIC_AUTOREFRESH", default=False)

# ── logs ───────────────────────────────────────────────────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"secrets": {"()": "drumbeat.config.secrets_in_logs.CutShort"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.text("DRUMBEAT_LOG_LEVEL", "WARNING"),
    },
}
