#!/bin/sh
# Adds the system packages that Python wheels do not bring. Without the right to, prints the line to type.
set -eu

mancanti=""
serve() { # serve <package> <test command...>
    pacchetto=$1
    shift
    "$@" >/dev/null 2>&1 || mancanti="$mancanti $pacchetto"
}
libreria() { ldconfig -p | grep -q "$1"; }

case "$1" in
esecuzione)
    serve python3-venv python3 -c "import ensurepip, venv"
    serve libpango-1.0-0 libreria "libpango-1.0.so.0"
    serve libpangoft2-1.0-0 libreria "libpangoft2-1.0.so.0"
    serve libharfbuzz-subset0 libreria "libharfbuzz-subset.so.0"
    serve gettext command -v msgfmt
    ;;
browser)
    serve chromium command -v chromium
    ;;
servizi)
    serve postgresql sh -c "command -v postgres || ls /usr/lib/postgresql/*/bin/postgres"
    serve redis-server command -v redis-server
    ;;
spid)
    serve xmlsec1 command -v xmlsec1
    serve openssl command -v openssl
    ;;
misure)
    serve wrk command -v wrk
    ;;
esac

[ -z "$mancanti" ] && exit 0
comando="apt-get install -y --no-install-recommends$mancanti"
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installo i pacchetti di sistema mancanti:$mancanti"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive $comando >/dev/null
else
    echo "Mancano pacchetti di sistema. Esegui questa riga e riprova:" >&2
    echo "  sudo $comando" >&2
    exit 1
fi
