# Two commands do everything on a fresh Debian machine with Python 3.11: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
LAVORATORI ?= 2
# cases of the big database of `make bench`; 10000000 is a city of a million
GRANDE ?= 1000000
FONTI_STATICHE := $(shell find templates static portal/base/static_build portal/catalogo pratiche fascicolo -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.svg' 2>/dev/null)
CATALOGHI := $(wildcard locale/*/LC_MESSAGES/django.po)

.DEFAULT_GOAL := help
.PHONY: help demo demo-nuovo test test-servizi test-guasti test-browser test-spid check bench bench-grande bench-letture blocca traduci pulisci

help: ## Questo elenco
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(VENV)/.esecuzione build/.statici build/.lingue ## Avvia il portale con la sandbox (PORT=8000, CASA_DATI=.casa); Ctrl-C per fermare
	@$(PY) -m scripts.demo

demo-nuovo: $(VENV)/.esecuzione build/.statici build/.lingue ## Come demo, ma da dati nuovi
	@$(PY) -m scripts.demo --nuovo

test: $(VENV)/.sviluppo build/.statici build/.lingue ## Tutte le prove, con SQLite
	$(PY) -m pytest -q -n $(LAVORATORI) -m "not browser and not servizi and not guasti"

test-servizi: $(VENV)/.sviluppo build/.statici build/.lingue ## Le stesse prove con PostgreSQL e Redis (DATABASE_URL, REDIS_URL o server usa e getta)
	$(PY) -m scripts.con_servizi $(PY) -m pytest -q -n $(LAVORATORI) -m "not browser and not guasti"

test-guasti: $(VENV)/.sviluppo build/.statici build/.lingue ## Lavoratori uccisi, code svuotate, database e piattaforme che spariscono
	$(PY) -m scripts.con_servizi $(PY) -m pytest -q -n $(LAVORATORI) -m guasti tests/faults

test-browser: $(VENV)/.sviluppo build/.statici build/.lingue build/.browser ## Le prove con Chromium senza finestra
	$(PY) -m pytest -q -m browser

test-spid: $(VENV)/.esecuzione build/.statici build/.lingue build/.spid-sp-test/.pronto ## Le prove ufficiali di AgID (spid-sp-test) sul portale in funzione
	$(PY) -m scripts.prova_spid

check: $(VENV)/.sviluppo build/.statici build/.lingue ## Stile, tipi, piani della casa, migrazioni, traduzioni, modelli di pagina, OpenAPI
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING
	$(PY) -m scripts.controlla

bench: $(VENV)/.sviluppo build/.statici build/.lingue ## Misure di velocità: rapporti con una pagina Django nuda e con python3-saml; GRANDE=10000000 pratiche contro una persona sola
	$(PY) -m scripts.con_servizi $(PY) -m tests.bench
	$(PY) -m scripts.con_servizi $(PY) -m tests.bench.notifiche
	$(PY) -m tests.bench.saml
	$(PY) -m scripts.con_servizi $(PY) -m tests.bench.massivi
	@$(MAKE) --no-print-directory bench-grande

bench-grande: $(VENV)/.sviluppo build/.statici build/.lingue ## Le pagine con una persona e con una città intera, GRANDE=1000000 pratiche: stesso tempo, stesse letture
	$(PY) -m scripts.con_servizi $(PY) -m tests.bench.grande $(GRANDE)

bench-letture: $(VENV)/.sviluppo build/.statici build/.lingue ## Le letture di ogni pagina, con poche righe e con molte: devono essere le stesse
	$(PY) -m scripts.con_servizi $(PY) -m tests.bench.grande letture

blocca: $(VENV)/.sviluppo ## Riscrive i file con le versioni e le impronte delle dipendenze
	$(VENV)/bin/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header -o requirements.lock pyproject.toml
	$(VENV)/bin/pip-compile -q --strip-extras --allow-unsafe --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(VENV)/bin/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header -o requirements-spid-test.lock requirements-spid-test.in

traduci: $(VENV)/.sviluppo ## Raccoglie le frasi nuove nei cataloghi inglese e tedesco
	$(PY) manage.py makemessages -l en -l de --no-obsolete --no-location --no-wrap -i build -i $(VENV) -i tests

pulisci: ## Toglie quanto è stato generato (non i dati della demo)
	rm -rf build .pytest_cache .mypy_cache .ruff_cache

$(VENV)/.esecuzione: requirements.lock
	sh scripts/sistema.sh esecuzione
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.sviluppo: requirements-dev.lock
	sh scripts/sistema.sh esecuzione
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.esecuzione

build/.statici: $(FONTI_STATICHE) $(VENV)/.esecuzione
	@mkdir -p build/static
	$(PY) manage.py costruisci_static
	$(PY) manage.py collectstatic --noinput --clear -v 0
	@touch $@

build/.lingue: $(CATALOGHI)
	@mkdir -p build
	for po in $(CATALOGHI); do msgfmt -o "$${po%.po}.mo" "$$po"; done
	@touch $@

build/.spid-sp-test/.pronto: requirements-spid-test.lock
	sh scripts/sistema.sh spid
	$(PYTHON) -m venv build/.spid-sp-test
	build/.spid-sp-test/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-spid-test.lock \
		|| { echo "spid-sp-test non si installa: il motivo è nelle righe di pip qui sopra." >&2; exit 1; }
	@touch $@

build/.browser:
	@mkdir -p build
	sh scripts/sistema.sh browser
	@touch $@
