#!/bin/bash
# Postfix that delivers by LMTP to Dovecot (sdbox, high-performance login) beside it, both with durable defaults.
. "$(dirname "$0")/lib.sh"
CAPS="local"
here=$(cd "$(dirname "$0")" && pwd)
postfix() { DIR=$DIR/postfix MODE=lmtp LMTP_PORT=$OWN_LMTP_PORT bash "$here/postfix.sh" "$@"; }
dovecot() { DIR=$DIR/dovecot MODE=store DOVECOT_FORMAT=sdbox DOVECOT_PERF=1 bash "$here/dovecot.sh" "$@"; }
version() { echo "$(postfix version) + $(dovecot version)"; }
prepare() {
    mkdir -p "$DIR/postfix" "$DIR/dovecot"
    chmod 755 "$DIR/postfix" "$DIR/dovecot"
    postfix prepare && dovecot prepare
}
run() {
    dovecot run &
    postfix run
}
stop() { postfix stop; dovecot stop; }
queue_count() { postfix queue_count; }
delivered() { dovecot delivered; }
dispatch "$@"
