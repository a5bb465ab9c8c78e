import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, DATABASES, STATIC_ROOT, STORAGES

DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    file = Path(DATABASES["default"]["NAME"])
    file.parent.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"]["NAME"] = str(file.with_name(f"test-{file.name}"))
    for left in ("wal", "shm"):  # of a run that was killed; SQLite would take them for those of the new file
        file.with_name(f"test-{file.name}-{left}").unlink(missing_ok=True)
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where nothing was collected yet
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = str(BASE_DIR / "var" / "test-media")
