#!/bin/bash
# Mailgauge from this tree (or MAILGAUGE=path of its launcher), with durable defaults. HTTP, for counting, is five
# ports above SMTP. In the mode backlog the retry interval is short, as there is no command yet that retries at once.
. "$(dirname "$0")/lib.sh"
CAPS="hold relay backlog idle snmp warmup"
MAILGAUGE=${MAILGAUGE:-$(cd "$(dirname "$0")/../.." && pwd)/bin/mailgauge}
HTTP_PORT=$((${SMTP_PORT:-0} + 5))
version() { "$MAILGAUGE" --version; }
warmup() { echo 3000; }
prepare() {
    local via=hold queue="" smtp=off snmp=off
    case $MODE in
        relay)   via="smtp:[$HOST]:$SINK_PORT" ;;
        backlog) via="smtp:[$HOST]:$SINK_PORT"; queue="queue: {retry-first: PT5S, retry-most: PT5S}" ;;
    esac
    case $MODE in
        agent) snmp="$HOST:$SNMP_PORT"; smtp="$HOST:$SMTP_PORT" ;;
        *)     smtp="$HOST:$SMTP_PORT" ;;
    esac
    cat > "$DIR/mailgauge.yaml" <<EOF
hostname: mailgauge.example
data-dir: $DIR/data
local-domains: []
listen: {smtp: "$smtp", submission: "off", submissions: "off", lmtp: "off", pop3: "off", pop3s: "off", imap: "off", imaps: "off", snmp: "$snmp", http: "$HOST:$HTTP_PORT"}
smtp: {per-address: 12000, command-timeout: PT1H}
max-message-size: 100MiB
relay-networks: ["127.0.0.0/8"]
routes: [{match: "*", via: "$via"}]
snmp:
  communities: [{name: public, from: ["127.0.0.0/8"], view: detail}]
  users: [{name: noc, auth: SHA-256, auth-passphrase: "bench-auth-pass", priv: AES-128, priv-passphrase: "bench-priv-pass", view: detail}]
  max-requests-per-second: 0
  max-octets-per-second: 0
$queue
EOF
    chmod 600 "$DIR/mailgauge.yaml"
}
run() { exec "$MAILGAUGE" serve --config "$DIR/mailgauge.yaml" >>"$DIR/log" 2>&1; }
stop() { local p; p=$(main_pid) && kill "$p"; }
queue_count() { curl -s "http://$HOST:$HTTP_PORT/metrics" | awk '/^mailgauge_mta_stored_messages/ { printf "%d\n", $NF }'; }
# The whole queue, a page at a time.
queue_list() { "$MAILGAUGE" queue list --config "$DIR/mailgauge.yaml" --all; }
snmp_get_oid() { echo .1.3.6.1.2.1.1.3.0; }
# assocTable, of the SMTP sessions that the harness holds open
snmp_sessions() { echo 10000; }
snmp_table() { echo .1.3.6.1.2.1.27.2.1; }
dispatch "$@"
