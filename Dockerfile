# One image for web, worker and beat: the command says which. Built once, configured by the environment only.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 casa
WORKDIR /casa
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY --chown=casa . .
# the build needs no secret: static files and catalogues only, with a throw-away data folder
RUN mkdir -p build/static /dati && chown -R casa build /dati /casa \
    && su casa -c "CASA_DATI=/tmp/costruzione python manage.py costruisci_static \
    && CASA_DATI=/tmp/costruzione python manage.py collectstatic --noinput -v 0 \
    && cd locale && for po in */LC_MESSAGES/django.po; do msgfmt -o \"\${po%.po}.mo\" \"\$po\"; done" \
    && rm -rf /tmp/costruzione
USER casa
ENV CASA_AMBIENTE=produzione CASA_DATI=/dati
VOLUME /dati
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "-k", "gthread", "-w", "4", "--threads", "4", "-b", "0.0.0.0:8000", "--no-control-socket", "--access-logfile", "/dev/null"]
