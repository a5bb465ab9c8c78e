import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded by now lives as long as the process: no later collection has to walk through it.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
