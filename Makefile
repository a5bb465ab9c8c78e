# The commands of README.md. Everything they make lies in .venv and var, which git ignores.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

RUN := .venv/bin/python
MANAGE := $(RUN) manage.py
UV := $(RUN) -m uv --quiet
TEMPLATES = $(shell find templates -name '*.html')
COMPILE := $(UV) pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
SERVE := $(RUN) -m gunicorn config.wsgi --bind 127.0.0.1:$(PORT) \
	--worker-class gthread --workers 4 --threads 4 --no-control-socket --log-level warning

# Without bytecode every start of Python takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo demo-reset forget-demo test check fix bench lock
.DELETE_ON_ERROR:
.NOTPARALLEL:

# The demonstration: its own file, key and address, whatever a .env beside it says about the real portal.
demo: export DEMO = 1
demo: export DEBUG = 0
demo: export SITE_URL = http://127.0.0.1:$(PORT)
demo: export ALLOWED_HOSTS = 127.0.0.1,localhost
demo: export DATABASE_URL = sqlite:///var/demo.sqlite3
demo: export MEDIA_ROOT = var/demo-media
demo: .venv/stamp-app var/demo-secret-key
	@export SECRET_KEY="$$(cat var/demo-secret-key)" && \
	$(MANAGE) migrate -v 0 && \
	$(MANAGE) collectstatic --no-input -v 0 && \
	$(MANAGE) load_demo && \
	exec $(SERVE)

demo-reset: forget-demo demo

forget-demo:
	@rm -rf var/demo.sqlite3 var/demo.sqlite3-shm var/demo.sqlite3-wal var/demo-media

test: .venv/stamp-dev
	@$(RUN) -m pytest --numprocesses auto $(ARGS)

check: export DATABASE_URL = sqlite://:memory:
check: export DEBUG = 0
check: export SITE_URL = https://portal.example
check: export ALLOWED_HOSTS = portal.example
check: .venv/stamp-dev
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@.venv/bin/djade --check --target-version 5.2 $(TEMPLATES)
	@$(RUN) -m djlint --quiet --lint $(TEMPLATES)
	@$(RUN) -m mypy
	@export SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))')" && \
	$(MANAGE) makemigrations --check --dry-run && \
	$(MANAGE) check --deploy --fail-level WARNING

fix: .venv/stamp-dev
	@$(RUN) -m ruff check --fix-only .
	@$(RUN) -m ruff format .
	@.venv/bin/djade --target-version 5.2 $(TEMPLATES)

bench: .venv/stamp-app
	@bench/run

lock: .venv/stamp-uv
	@echo uv | $(COMPILE) --upgrade - --output-file requirements/uv.txt
	@$(COMPILE) --upgrade pyproject.toml --output-file requirements/app.txt
	@$(COMPILE) --upgrade pyproject.toml --extra dev --constraint requirements/app.txt --output-file requirements/dev.txt

.venv/stamp-uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else \
	"Cần Python 3.11, 3.12 hoặc 3.13; hãy chỉ rõ, ví dụ: make PYTHON=python3.12 demo")'
	@$(PYTHON) -m venv .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@mkdir -p var
	@touch $@

# `install`, since dev.txt, once there, holds all of app.txt at the same versions and is not to be thrown away.
.venv/stamp-app: .venv/stamp-uv requirements/app.txt
	@$(UV) pip install --python $(RUN) --require-hashes -r requirements/app.txt
	@touch $@

.venv/stamp-dev: .venv/stamp-uv requirements/dev.txt
	@$(UV) pip sync --python $(RUN) --require-hashes requirements/dev.txt
	@touch $@

var/demo-secret-key:
	@mkdir -p var
	@umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))' > $@
