#!/usr/bin/env bash
# A throw-away PostgreSQL on a socket of its own, for the tests and the measurements.
#
#   url=$(bench/postgres.sh start)     prints its DATABASE_URL; FSYNC=off makes it fast and not safe, for tests
#   bench/postgres.sh stop "$url"      stops it and removes its files
set -euo pipefail

# PostgreSQL refuses to run as root; /tmp is a folder that its own user can enter too.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

programs() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort | tail -n 1)
    if [ -x "$folder/initdb" ]; then
        echo "$folder"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    else
        echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2
        return 1
    fi
}

start() {
    local bin root
    bin=$(programs)
    root=$(mktemp -d /tmp/portal-postgres.XXXXXX)
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$root"
    cd "$root"
    if ! {
        as_server "$bin/initdb" --pgdata="$root/data" --auth=trust --username=app --encoding=UTF8 --locale=C.UTF-8 \
            --no-sync &&
            as_server "$bin/pg_ctl" --pgdata="$root/data" --log="$root/log" --wait start \
                --options="-c listen_addresses= -c unix_socket_directories=$root -c fsync=${FSYNC:-on}" &&
            as_server "$bin/createdb" --host="$root" --username=app app
    } >"$root/start" 2>&1 </dev/null; then
        cat "$root/start" "$root/log" >&2 || true
        rm -rf "$root"
        return 1
    fi
    echo "postgres://app@/app?host=$root&port=5432"
}

stop() {
    local bin root
    bin=$(programs)
    root=${1#*host=}
    root=${root%%&*}
    cd /
    as_server "$bin/pg_ctl" --pgdata="$root/data" --mode=immediate --wait stop >/dev/null
    rm -rf "$root"
}

case "${1:-}" in
    start) start ;;
    stop) stop "$2" ;;
    *)
        sed -n '2,5s/^# \?//p' "$0" >&2
        exit 2
        ;;
esac
