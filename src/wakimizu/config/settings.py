"""Django's settings. Everything an installation may choose comes from its environment (README, "Settings")."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from wakimizu import __version__
from wakimizu.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = Path(environment.text("FOLDER") or Path.cwd() / "var")
DEMO = environment.flag("DEMO")
DEBUG = False

SECRET_KEY = environment.secret("SECRET_KEY", demo=DEMO, demo_value="demo-only-" + "0" * 40)
# The first key encrypts residents' contact details; all of them decrypt, so that keys can be changed.
CONTACT_KEYS = [
    environment.secret("CONTACT_KEY", demo=DEMO, demo_value="demo-only-" + "1" * 40),
    *environment.words("OLD_CONTACT_KEYS"),
]
ALLOWED_HOSTS = environment.words("HOSTS") or (["localhost", ".localhost", "127.0.0.1", "[::1]"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = environment.words("ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "wakimizu.shared",
    "wakimizu.apps.ledger",
    "wakimizu.apps.city",
    "wakimizu.apps.voices",
    "wakimizu.apps.services",
    "wakimizu.apps.population",
    "wakimizu.apps.monitoring",
    "wakimizu.apps.proposals",
    "wakimizu.apps.network",
    "wakimizu.apps.community",
    "wakimizu.apps.sharing",
    "wakimizu.apps.exchange",
    "wakimizu.pages",
    "wakimizu.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "wakimizu.shared.middleware.Guard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wakimizu.apps.city.middleware.InCity",
    "wakimizu.apps.voices.middleware.WithCatalogue",
    "wakimizu.apps.exchange.api.door.Door",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "wakimizu.config.urls"
WSGI_APPLICATION = "wakimizu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wakimizu.pages.context.frame",
                "wakimizu.demo.context.log_ins",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "wakimizu.shared.templatetags.words",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Lock-out counts are shared by all processes, so they live in the database; flood counts may live in each process.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "wakimizu_cache"},
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # counts of a busy evening must not push one another out
    },
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# The version in the address lets browsers keep files for a year and still see a new release at once.
STATIC_URL = f"/static/{__version__}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = environment.flag("RELOAD")
WHITENOISE_MAX_AGE = 60 if DEMO else 31_536_000

# Sign-in: by post, with a second factor for staff; an organisation's own sign-on by OpenID Connect.
AUTH_USER_MODEL = "city.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"  # names, not addresses: they lead on in the reader's language
LOGOUT_REDIRECT_URL = "portal"
ACCOUNT_ADAPTER = "wakimizu.apps.city.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "wakimizu.apps.city.signin.OfficeSignOn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {}
if environment.text("OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "office",
                "name": environment.text("OIDC_NAME", "City sign-on"),
                "client_id": environment.text("OIDC_CLIENT_ID"),
                "secret": environment.text("OIDC_SECRET"),
                "settings": {"server_url": environment.text("OIDC_SERVER")},
            }
        ]
    }
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Wakimizu"
MFA_TOTP_TOLERANCE = 1  # a code typed as its half minute ends still opens
MFA_REQUIRED_FOR_STAFF = environment.flag("MFA_REQUIRED", default=not DEMO)

SECURE = environment.flag("HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthy$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "wakimizu.shared.views.csrf_failure"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES = int(
    environment.text("PROXIES", "1" if environment.flag("BEHIND_PROXY") else "0")
)

# 地理院タイル (or any raster tiles) behind the maps, off unless named: https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png
MAP_TILES = environment.text("MAP_TILES")

# One form carries at most three photos of 8 MB; nothing larger is even read.
PHOTO_BYTES = 8 * 1024 * 1024
LETTER_BYTES = 8 * 1024 * 1024
REQUEST_BYTES = 3 * PHOTO_BYTES + 2 * LETTER_BYTES + 1024 * 1024
IMPORT_BYTES = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # a form without its files; a machine's whole body, photos in base64
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# From one address, at most so many voices an hour on the web form (0: no limit).
VOICES_PER_HOUR = int(environment.text("VOICES_PER_HOUR", "60"))

# Under what licence open data may be used: its name and its address, with | between them.
OPEN_DATA_LICENCE = environment.text("OPEN_DATA_LICENCE", "CC BY 4.0|https://creativecommons.org/licenses/by/4.0/")

# In a demonstration only: webhooks may go to http addresses and to this machine.
WEBHOOKS_ANYWHERE = DEMO and environment.flag("WEBHOOKS_ANYWHERE")

# Heavy projections go to a Dask cluster, the same call as here: tcp://scheduler:8786.
DASK = environment.text("DASK")

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Where people reach this installation, for links in mails: https://voices.city.example.jp; {city} stands for a city's host.
ADDRESS = environment.text("ADDRESS") or (
    "http://localhost:8000" if DEMO else f"https://{(ALLOWED_HOSTS or ['localhost'])[0].lstrip('.')}"
)
# Mail out by SMTP and in by IMAP; without a host none goes and none comes, and the demo never writes to anybody.
MAIL_FROM = environment.text("MAIL_FROM", "voices@demo.example" if DEMO else "")
MAIL_HOST = "" if DEMO else environment.text("MAIL_HOST")
if MAIL_HOST and "@" not in MAIL_FROM:
    raise ImproperlyConfigured("set WAKIMIZU_MAIL_FROM to the city's address for voices, as voices@city.example.jp")
MAIL_TLS = environment.choice("MAIL_TLS", ["starttls", "implicit", "none"])
MAIL_PORT = int(environment.text("MAIL_PORT", "465" if MAIL_TLS == "implicit" else "587"))
MAIL_USER, MAIL_PASSWORD = environment.text("MAIL_USER"), environment.text("MAIL_PASSWORD")
MAIL_IN_HOST = "" if DEMO else environment.text("MAIL_IN_HOST")
MAIL_IN_TLS = environment.choice("MAIL_IN_TLS", ["implicit", "starttls", "none"])
MAIL_IN_PORT = int(environment.text("MAIL_IN_PORT", "993" if MAIL_IN_TLS == "implicit" else "143"))
MAIL_IN_USER = environment.text("MAIL_IN_USER", MAIL_USER)
MAIL_IN_PASSWORD = environment.text("MAIL_IN_PASSWORD", MAIL_PASSWORD)
MAIL_IN_FOLDER = environment.text("MAIL_IN_FOLDER", "INBOX")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "wakimizu.shared.logs.NoPersonalData"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["no_personal_data"], "formatter": "plain"},
    },
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "WARNING")},
    "loggers": {"wakimizu": {"level": "INFO"}, "django.security": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
