import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    file = Path(DATABASES["default"]["NAME"])
    file.parent.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"]["NAME"] = str(file.with_name(f"test-{file.name}"))
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
