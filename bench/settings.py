"""The portal's own settings, with one bare view beside its pages (bench/urls.py)."""

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
MEDIA_ROOT = BASE_DIR / "var" / "bench-media"
