#!/bin/bash
# Captures queue and defer files of a real Postfix as test fixtures. To capture again, as root on a Debian with the package
# postfix (nothing of its configuration or queue is used or changed) and python3:
#   collectors/src/test/capture/postfix-queue.sh FOLDER      (FOLDER: collectors/src/test/resources/postfix/3.7.11/queue)
# It runs an instance of its own on loopback, ports 24600 to 24609, in a temporary folder, and removes both. For each of
# three settings (long1, short1, long2: kind of queue id and hash depth) FOLDER gets the files of the queue as they lie there,
# `mtimes` (path and mtime in seconds) and `postqueue.json`. Settings, names and texts hold nothing of the machine.
set -eu
INTO=$1
D=$(mktemp -d /tmp/postfix-capture.XXXXXX); chmod 755 "$D"
SINK=
finish() { postfix -c "$D/etc" stop >/dev/null 2>&1 || true; [ -z "$SINK" ] || kill "$SINK" || true; rm -rf "$D"; }
trap finish EXIT

# A next hop that answers RCPT by the local part of the recipient.
cat > "$D/sink.py" <<'PY'
import socketserver, sys
SAY = {"grey": "451 4.7.1 Greylisted, please try again in 300 seconds", "full": "452 4.2.2 Mailbox full",
       "slow": "421-4.7.0 Too many messages from you\r\n421 4.7.0 Come again later", "bare": "450 No code in this one"}
class One(socketserver.StreamRequestHandler):
    def say(self, text): self.wfile.write(text.encode() + b"\r\n")
    def handle(self):
        self.say("220 sink.example ESMTP")
        data = False
        for line in self.rfile:
            line = line.strip()
            if data:
                if line == b".": data = False; self.say("250 2.0.0 Taken")
                continue
            verb = line[:4].upper()
            if verb == b"EHLO": self.say("250-sink.example\r\n250 ENHANCEDSTATUSCODES")
            elif verb == b"RCPT":
                user = line.split(b"<")[1].split(b"@")[0].rstrip(b"0123456789").decode()
                self.say(SAY.get(user, "250 2.1.5 Recipient ok"))
            elif verb == b"DATA": data = True; self.say("354 Go on")
            elif verb == b"QUIT": self.say("221 2.0.0 Bye"); return
            else: self.say("250 2.0.0 Ok")
class All(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
All(("127.0.0.1", 24601), One).serve_forever()
PY

# Speaks SMTP to our instance: a file of mails, each "XCLIENT attributes|sender|recipients|octets of header|octets of body|options".
cat > "$D/send.py" <<'PY'
import socket, sys, time
def talk(f, line, want):
    if line is not None: f.write(line.encode("utf-8") + b"\r\n"); f.flush()
    while True:
        reply = f.readline().decode("utf-8", "replace")
        if reply[3:4] != "-": break
    if not reply.startswith(want): sys.exit(f"{line}: {reply}")
for mail in open(sys.argv[1], encoding="utf-8"):
    who, sender, to, header, body, options = mail.rstrip("\n").split("|")
    s = socket.create_connection(("127.0.0.1", 24600)); f = s.makefile("rwb")
    talk(f, None, "220"); talk(f, "EHLO client.example", "250")
    talk(f, "XCLIENT " + who, "220"); talk(f, "EHLO client.example", "250")
    talk(f, f"MAIL FROM:<{sender}> {options}".rstrip(), "250")
    for one in to.split(): talk(f, f"RCPT TO:<{one}>" + (" NOTIFY=DELAY,FAILURE ORCPT=rfc822;first@orig.example" if "RET" in options else ""), "250")
    talk(f, "DATA", "354")
    text = "From: a@sender.example\r\nSubject: a fixture\r\n" + "".join(f"X-Long-{n}: {'h' * 60}\r\n" for n in range(int(header) // 72)) + "\r\n"
    text += ("b" * 70 + "\r\n") * (int(body) // 72)
    f.write(text.encode()); talk(f, ".", "250"); talk(f, "QUIT", "221")
PY

mkdir -p "$D/etc" "$D/data"; chown postfix "$D/data"
cat > "$D/etc/master.cf" <<EOM
127.0.0.1:24600 inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
EOM

python3 "$D/sink.py" & SINK=$!
many=$(for n in $(seq 1 70); do printf 'grey%d@many.example ' "$n"; done)
some=$(for n in $(seq 1 8); do printf 'ok%d@some.example ' "$n"; done)
plain='NAME=client.example ADDR=192.0.2.10'

one() { # NAME LONG DEPTH
    local name=$1 to="$INTO/$1"
    mkdir "$D/spool"
    cat > "$D/etc/main.cf" <<EOM
compatibility_level = 3.6
queue_directory = $D/spool
data_directory = $D/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $D/log
maillog_file_prefixes = $D
myhostname = mx.watched.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = all
mynetworks = 127.0.0.0/8, 192.0.2.0/24, [2001:db8::]/32
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_reject_unlisted_recipient = no
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtpd_recipient_restrictions = check_sender_access inline:{ held@sender.example=HOLD }, permit_mynetworks, reject
enable_long_queue_ids = $2
hash_queue_depth = $3
default_transport = smtp:[127.0.0.1]:24609
transport_maps = inline:{ {many.example = smtp:[127.0.0.1]:24601}, {some.example = smtp:[127.0.0.1]:24601}, {sink.example = smtp:[127.0.0.1]:24601}, {nowhere.example = smtp:[mx.nowhere.example]}, {asleep.example = retry:4.3.2 asleep for now} }
recipient_canonical_maps = inline:{ alias@sink.example=grey@sink.example }
EOM
    cat > "$D/mails" <<EOM
$plain|a@sender.example|grey@sink.example|0|700|
$plain|a@sender.example|full@sink.example v@down.example w@nowhere.example x@asleep.example|0|100|
$plain|a@sender.example|slow@sink.example|0|100|
$plain|a@sender.example|bare@sink.example|0|100|
$plain|a@sender.example|${some}grey1@some.example grey2@some.example|0|1000|
$plain||grey@sink.example|0|100|
$plain|dörte@bücher.example|jürgen@bücher.example|0|100|SMTPUTF8
$plain|a@sender.example|grey@sink.example|4500|100|
$plain LOGIN=erika|erika@sender.example|grey@sink.example|0|100|
NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::7|a@sender.example|alias@sink.example|0|100|RET=HDRS ENVID=env7
$plain|held@sender.example|grey@sink.example v@down.example|0|300|
EOM
    [ "$name" != long1 ] || printf '%s|a@sender.example|%s|0|100|\n' "$plain" "$many" >> "$D/mails"
    postfix -c "$D/etc" start 2>/dev/null
    for _ in $(seq 100); do python3 -c 'import socket; socket.create_connection(("127.0.0.1", 24600))' 2>/dev/null && break; sleep 0.1; done
    python3 "$D/send.py" "$D/mails"
    printf 'To: grey@sink.example, v@down.example\nSubject: given by a program\n\nText.\n' | sendmail -C "$D/etc" -t -f a@sender.example
    local files
    for _ in $(seq 300); do # until nothing is on its way
        files=$(find "$D/spool/maildrop" "$D/spool/incoming" "$D/spool/active" -type f | wc -l)
        [ "$files" = 0 ] && break; sleep 0.1
    done
    sleep 1
    postqueue -c "$D/etc" -j > "$D/postqueue.json"
    postfix -c "$D/etc" stop 2>/dev/null
    printf 'To: late@sink.example\nSubject: nobody takes it\n\nText.\n' | sendmail -C "$D/etc" -f a@sender.example late@sink.example 2>/dev/null
    rm -rf "$to"; mkdir -p "$to"
    (cd "$D/spool" && find maildrop hold deferred defer -type f -exec cp --parents {} "$to/" \; \
        && find maildrop hold deferred defer -type f -printf '%p %Ts\n' | LC_ALL=C sort > "$to/mtimes")
    cp "$D/postqueue.json" "$to/"
    chmod -R u=rwX,go=rX "$to"; find "$to" -type f -exec chmod 644 {} +
    rm -rf "$D/spool"
}

one long1 yes 1
one short1 no 1
one long2 yes 2
