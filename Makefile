# Everything a person does with this tree, by name: `make help` lists it.

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
FRESH ?=
DATA := $(or $(LIAISON_DATA),.)

VENV := .venv
MANAGE := $(VENV)/bin/python manage.py
PYTEST := $(VENV)/bin/python -m pytest
STATIC := $(shell find liaison stations deputies disputes -path '*/static/*' -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo fresh test bench lint checks

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10
	@echo "PORT=8000 chooses the port of the demo, FRESH=1 starts it from nothing."

demo: $(VENV)/runtime .env $(if $(FRESH),fresh) staticfiles/staticfiles.json ## Run the portal with made-up people on 127.0.0.1
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) demo --if-empty
	@printf '%s\n' "" \
	  "Open http://127.0.0.1:$(PORT)/ (stop with Ctrl-C). Every password is liaison-demo." \
	  "  First place:  keeper  head  deputy  street  district  unit  auditor  admin" \
	  "  Second place: keeper2 head2 deputy2 street2 unit2" \
	  "  Second district: keeper3 head3 deputy3 street3 district3 unit3" ""
	@exec $(VENV)/bin/gunicorn liaison.wsgi --bind 127.0.0.1:$(PORT) --no-control-socket \
	  --workers 2 --worker-class gthread --threads 4 --log-level warning

fresh: ## Delete the demo's SQLite database
	rm -f $(DATA)/db.sqlite3 $(DATA)/db.sqlite3-wal $(DATA)/db.sqlite3-shm

test: $(VENV)/development .env ## Check everything, on SQLite and on a real PostgreSQL
	@mkdir -p var; set -o pipefail; status=0; \
	$(MAKE) --no-print-directory --keep-going lint checks || status=1; \
	printf '\n######## SQLite, with the browser ########\n'; \
	DATABASE_URL= $(PYTEST) 2>&1 | tee var/sqlite.log || status=1; \
	printf '\n######## PostgreSQL, without the browser ########\n'; \
	$(VENV)/bin/python -W ignore -m tests.postgres $(PYTEST) --ignore tests/browser 2>&1 | tee var/postgresql.log || status=1; \
	printf '\nSQLite:     %s\nPostgreSQL: %s\n' "$$(tail -n 1 var/sqlite.log | tr -d =)" "$$(tail -n 1 var/postgresql.log | tr -d =)"; \
	exit $$status

bench: $(VENV)/development .env ## Time the portal with SIZES="1000 10000" matters
	@DATABASE_URL=$(DATABASE_URL) DJANGO_SETTINGS_MODULE=tests.settings $(VENV)/bin/python -c \
	  'import sys, django; django.setup(); from tests import bench; bench.main(sys.argv[1:])' $(SIZES)

lint: $(VENV)/development ## Read the code with ruff
	$(VENV)/bin/ruff check .

checks: $(VENV)/development .env
	DJANGO_SETTINGS_MODULE=tests.settings DATABASE_URL= $(MANAGE) makemigrations --check --dry-run
	DEBUG=0 HTTPS=1 $(MANAGE) check --deploy --fail-level WARNING

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/runtime: requirements.txt | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.env:
	@umask 077; for key in SECRET_KEY VAULT_KEY; do \
	  echo "$$key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))')"; done > $@

staticfiles/staticfiles.json: requirements.txt liaison/settings.py $(STATIC) | $(VENV)/runtime .env
	@$(MANAGE) collectstatic --no-input --clear --verbosity 0
	@touch $@
