"""Entered readers of environment variables that fail loudly."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(SystemExit):
    """An environment variable that cannot be used: exit code 2 and a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Return true for 1/true/yes/on, false for 0/false/no/off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} is “{value}”; write 1 or 0.")


def number(name: str, *, default: int) -> int:
    """Return the variable as a whole number."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} is “{value}”; write a whole number.") from None


def home() -> Path:
    """Return DRUMBEAT_HOME, made when it is missing."""
    path = Path(text("DRUMBEAT_HOME", "./var")).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as failure:
        raise BadSetting(
            f"DRUMBEAT_HOME {path} cannot be made: {failure.strerror}."
        ) from None
    return path


def secret_key(directory: Path) -> str:
    """Return DRUMBEAT_SECRET_KEY, or the one made once and kept in the home."""
    if value := text("DRUMBEAT_SECRET_KEY"):
        return value
    kept = directory / "secret.key"
    try:
        # Created exclusively, so that two processes never keep two different keys.
        with kept.open("x", encoding="ascii") as file:
            kept.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as failure:
        raise BadSetting(f"{kept} cannot be written: {failure.strerror}.") from None
    return kept.read_text(encoding="ascii").strip()


def postgresql(url: str) -> dict[str, object]:
    """Return Django's settings for a `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting(
            "DATABASE_URL must read postgresql://user:password@host:port/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10},
    }
