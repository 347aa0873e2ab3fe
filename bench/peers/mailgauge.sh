#!/bin/bash
# Mailgauge from this tree (or MAILGAUGE=path of its launcher), with durable defaults. HTTP, for counting, is five
# ports above SMTP. In the mode backlog the retry interval is short, as there is no command yet that retries at once.
. "$(dirname "$0")/lib.sh"
CAPS="hold relay local lmtp-server pop3 imap backlog idle snmp warmup"
MAILGAUGE=${MAILGAUGE:-$(cd "$(dirname "$0")/../.." && pwd)/bin/mailgauge}
HTTP_PORT=$((${SMTP_PORT:-0} + 5))
version() { "$MAILGAUGE" --version; }
warmup() { echo 3000; }
prepare() {
    local via=hold queue="" smtp=off snmp=off lmtp=off pop3=off imap=off domains=""
    case $MODE in
        relay)   via="smtp:[$HOST]:$SINK_PORT" ;;
        backlog) via="smtp:[$HOST]:$SINK_PORT"; queue="queue: {retry-first: PT5S, retry-most: PT5S}" ;;
    esac
    case $MODE in
        agent) snmp="$HOST:$SNMP_PORT"; smtp="$HOST:$SMTP_PORT" ;;
        store) imap="$HOST:$IMAP_PORT"; lmtp="$HOST:$OWN_LMTP_PORT"; pop3="$HOST:$POP3_PORT"; domains=sink.example ;;
        local) smtp="$HOST:$SMTP_PORT"; domains=sink.example ;;
        *)     smtp="$HOST:$SMTP_PORT" ;;
    esac
    cat > "$DIR/mailgauge.yaml" <<EOF
hostname: mailgauge.example
data-dir: $DIR/data
local-domains: [$domains]
listen: {smtp: "$smtp", submission: "off", submissions: "off", lmtp: "$lmtp", pop3: "$pop3", pop3s: "off", imap: "$imap", imaps: "off", snmp: "$snmp", http: "$HOST:$HTTP_PORT"}
smtp: {per-address: 12000, command-timeout: PT1H}
max-message-size: 100MiB
imap: {sessions-per-account: 100000}
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
    [ -z "$domains" ] || accounts
}
# user0 to user49 and big, with the defaults for their passwords, by a server that ends again
accounts() {
    "$MAILGAUGE" serve --config "$DIR/mailgauge.yaml" >>"$DIR/log" 2>&1 &
    local server=$! i
    until curl -sf "http://$HOST:$HTTP_PORT/readyz" >/dev/null; do kill -0 $server || return 1; sleep 0.1; done
    for i in big $(seq -f user%g 0 49); do
        curl -sf -H "Authorization: Bearer $(cat "$DIR/data/admin-token")" -d "address=$i@sink.example" -d password=pass \
            "http://$HOST:$HTTP_PORT/api/v1/users/add" >/dev/null || { kill $server; return 1; }
    done
    kill $server
    wait $server
}
run() { exec "$MAILGAUGE" serve --config "$DIR/mailgauge.yaml" >>"$DIR/log" 2>&1; }
stop() { local p; p=$(main_pid) && kill "$p"; }
delivered() { curl -s "http://$HOST:$HTTP_PORT/metrics" | awk '/^mailgauge_mta_transmitted_messages_total/ { printf "%d\n", $NF }'; }
queue_count() { curl -s "http://$HOST:$HTTP_PORT/metrics" | awk '/^mailgauge_mta_stored_messages/ { printf "%d\n", $NF }'; }
# The whole queue, a page at a time.
queue_list() { "$MAILGAUGE" queue list --config "$DIR/mailgauge.yaml" --all; }
snmp_get_oid() { echo .1.3.6.1.2.1.1.3.0; }
# assocTable, of the SMTP sessions that the harness holds open
snmp_sessions() { echo 10000; }
snmp_table() { echo .1.3.6.1.2.1.27.2.1; }
dispatch "$@"
