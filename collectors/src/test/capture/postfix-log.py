#!/usr/bin/env python3
"""Captures log lines of the real Postfix, as fixtures of org.mailgauge.collect.postfix.log.

Capture again, as root on a machine with Postfix, Dovecot (its SASL) and OpenSSL (two minutes):

    python3 collectors/src/test/capture/postfix-log.py collectors/src/test/resources/postfix/VERSION

It runs an instance of its own in a temporary folder, on ports 24500 to 24599 of the loopback
interface, with peers that refuse in every way, and writes one file per scene. Names, addresses and
paths of the machine are replaced by those of documentation (RFC 2606, RFC 5737).
"""
import base64, os, re, shutil, socket, ssl, subprocess, sys, tempfile, time

sys.dont_write_bytecode = True
from peers import HOST, MILTER, PEERS, PORT, milter, serve

OUT = sys.argv[1]
DIR = tempfile.mkdtemp(prefix='postfix-log-')
ETC, SPOOL, LOG = DIR + '/etc', DIR + '/spool', DIR + '/log'
SMTP, SUBMIT, SCREEN, AT_CONNECT, AT_HELO, AT_MAIL = 24500, 24501, 24502, 24503, 24504, 24505

# ---------------------------------------------------------------------------- the instance
def write(path, text):
    with open(path, 'w') as out: out.write(text)

def run(*command, text=None, check=False):
    return subprocess.run(command, input=text, text=True, capture_output=True, check=check, timeout=60)

def postfix(what): return run('postfix', '-c', ETC, what)
def postconf(*settings): run('postconf', '-c', ETC, '-e', *settings, check=True)

def prepare():
    for folder in (ETC, SPOOL, DIR + '/data', DIR + '/mail', DIR + '/sasl'): os.mkdir(folder)
    for folder in (DIR, ETC): os.chmod(folder, 0o755)
    shutil.chown(DIR + '/data', 'postfix'); shutil.chown(DIR + '/mail', 'nobody'); os.chmod(DIR + '/mail', 0o777)
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=mail.example',
        '-keyout', DIR + '/key.pem', '-out', DIR + '/cert.pem', check=True)
    transports = ', '.join(f'{{{d} = smtp:[{HOST}]:{PORT[d]}}}' for d in PEERS if d != 'lmtp.example')
    transports += (f', {{lmtp.example = lmtp:inet:[{HOST}]:{PORT["lmtp.example"]}}}, {{refused.example = smtp:[{HOST}]:24599}}'
                   f', {{loop.example = smtp:[{HOST}]:{SMTP}}}, {{silent.example = smtp:[192.0.2.99]:25}}, {{tempcmd.example = tempcmd:}}'
                   ', {failcmd.example = failcmd:}, {goodcmd.example = goodcmd:}, {discard.example = discard:silently}'
                   ', {error.example = error:5.1.1 The mailbox has moved away}, {retry.example = retry:4.3.2 System is down for maintenance}'
                   f', {{out.example = out:[{HOST}]:{PORT["fine.example"]}}}, {{missing.example = nosuch:}}, {{name.example = smtp:[host.invalid]:25}}')
    write(ETC + '/headers', '''/^Subject: refuse/ REJECT 5.7.1 No such subject here
/^Subject: warn/ WARN look at this
/^Subject: hold/ HOLD
/^Subject: discard/ DISCARD
/^Subject: redirect/ REDIRECT nobody@fine.example
/^Subject: filter/ FILTER discard:x
/^Subject: replace/ REPLACE Subject: other
/^Subject: prepend/ PREPEND X-Seen: yes
/^Subject: info/ INFO noted
''')
    write(ETC + '/bodies', '/very bad words/ REJECT 5.7.1 Mind your words\n')
    write(ETC + '/screen', '127.0.0.7 reject\n127.0.0.8 permit\n')
    write(ETC + '/main.cf', f'''compatibility_level = 3.6
queue_directory = {SPOOL}
data_directory = {DIR}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {LOG}
maillog_file_prefixes = {DIR}
myhostname = mail.example
mydestination = local.example, $myhostname
virtual_mailbox_domains = virtual.example
virtual_mailbox_base = {DIR}/mail
virtual_mailbox_maps = inline:{{ {{user@virtual.example = user/}}, {{broken@virtual.example = missing/file}} }}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
inet_interfaces = {HOST}
inet_protocols = ipv4
mynetworks = 127.0.0.1/32, 198.51.100.7/32
smtp_host_lookup = native
alias_maps = inline:{{ {{staff = nobody}}, {{sender = nobody}}, {{away = user@fine.example}} }}
local_recipient_maps = inline:{{ {{staff = x}}, {{sender = x}}, {{nobody = x}}, {{away = x}}, {{ghost = x}} }}
mail_spool_directory = {DIR}/mail/
message_size_limit = 20000
mailbox_size_limit = 40000
transport_maps = inline:{{ {transports} }}
hopcount_limit = 5
smtp_connect_timeout = 2s
smtp_helo_timeout = 2s
smtp_rcpt_timeout = 2s
smtp_data_done_timeout = 2s
smtp_connection_cache_on_demand = yes
smtp_tls_security_level = may
smtp_tls_loglevel = 1
smtp_tls_policy_maps = inline:{{ {{[{HOST}]:{PORT['tlsbroken.example']} = encrypt}}, {{[{HOST}]:{PORT['tlsrefused.example']} = encrypt}}, {{[{HOST}]:{PORT['tlsnone.example']} = encrypt}}, {{[{HOST}]:{PORT['tlsverified.example']} = verify}} }}
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = inline:{{ {{[{HOST}]:{PORT['auth.example']} = me:secret}} }}
smtp_sasl_security_options =
smtpd_tls_security_level = may
smtpd_tls_cert_file = {DIR}/cert.pem
smtpd_tls_key_file = {DIR}/key.pem
smtpd_tls_loglevel = 1
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_peername_lookup = no
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_timeout = 3s
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 5
smtpd_junk_command_limit = 5
smtpd_client_restrictions =
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{hold@fine.example = HOLD kept by the operator}}, {{warn@fine.example = WARN a look}}, {{filter@fine.example = FILTER discard:x}}, {{redirect@fine.example = REDIRECT nobody@fine.example}}, {{toss@fine.example = DISCARD unwanted}}, {{later@fine.example = DEFER 4.7.1 not now}}, {{bcc@fine.example = BCC nobody@fine.example}}, {{info@fine.example = INFO seen}}, {{prepend@fine.example = PREPEND X-A: b}}, {{if@fine.example = warn_if_reject, reject}} }}, permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination, reject_unlisted_recipient
smtpd_data_restrictions = check_sender_access inline:{{ {{data@bad.example = REJECT not after DATA}} }}
smtpd_end_of_data_restrictions = check_sender_access inline:{{ {{end@bad.example = 552 5.3.4 too much}} }}
smtpd_etrn_restrictions = reject
header_checks = regexp:{ETC}/headers
body_checks = regexp:{ETC}/bodies
delay_warning_time = 0h
anvil_status_update_time = 8s
default_process_limit = 30
in_flow_delay = 0
minimal_backoff_time = 600s
postscreen_access_list = cidr:{ETC}/screen
postscreen_denylist_action = enforce
postscreen_greet_wait = 2s
postscreen_greet_action = enforce
postscreen_pipelining_enable = yes
postscreen_pipelining_action = enforce
postscreen_non_smtp_command_enable = yes
postscreen_non_smtp_command_action = enforce
postscreen_bare_newline_enable = yes
postscreen_bare_newline_action = enforce
postscreen_command_time_limit = 3s
postscreen_command_count_limit = 4
postscreen_cache_map = btree:$data_directory/postscreen_cache
''')
    write(ETC + '/master.cf', f'''{HOST}:{SMTP} inet n - n - - smtpd
{HOST}:{SUBMIT} inet n - n - - smtpd
    -o syslog_name=postfix/submission
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_tls_auth_only=no
    -o smtpd_client_auth_rate_limit=6
    -o smtpd_client_event_limit_exceptions=
127.0.0.1:{SCREEN} inet n - n - 1 postscreen
{HOST}:{AT_CONNECT} inet n - n - - smtpd
    -o smtpd_delay_reject=no
    -o smtpd_client_restrictions=reject
{HOST}:{AT_HELO} inet n - n - - smtpd
    -o smtpd_delay_reject=no
    -o smtpd_helo_required=yes
    -o smtpd_helo_restrictions=reject_invalid_helo_hostname,reject_non_fqdn_helo_hostname
{HOST}:{AT_MAIL} inet n - n - - smtpd
    -o smtpd_delay_reject=no
    -o smtpd_sender_restrictions=reject_non_fqdn_sender
    -o smtpd_milters=inet:{HOST}:{MILTER}
    -o smtpd_client_connection_count_limit=3
    -o smtpd_client_event_limit_exceptions=
smtpd pass - - n - - smtpd
dnsblog unix - - n - 0 dnsblog
tlsproxy unix - - n - 0 tlsproxy
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
out unix - - n - - smtp
    -o syslog_name=postfix-out
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
tempcmd unix - n n - - pipe flags=Rq user=nobody argv=/bin/sh -c {{echo try later; exit 75}}
failcmd unix - n n - - pipe flags=Rq user=nobody argv=/bin/sh -c {{echo no room for you; exit 69}}
goodcmd unix - n n - - pipe flags=Rq user=nobody argv=/bin/sh -c {{exit 0}}
''')
    write(DIR + '/users', 'user:{PLAIN}secret::::::\n')
    write(DIR + '/dovecot.conf', f'''base_dir = {DIR}/sasl
log_path = {DIR}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = passwd-file
  args = {DIR}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service auth {{
  unix_listener {SPOOL}/private/auth {{
    mode = 0666
  }}
}}
''')

# ---------------------------------------------------------------------------- scenes
def settle(quiet=2.0, most=25.0):
    """Waits until the log has not grown for a while."""
    end, size, since = time.time() + most, -1, time.time()
    while time.time() < end:
        now = os.path.getsize(LOG) if os.path.exists(LOG) else 0
        if now != size: size, since = now, time.time()
        if time.time() - since > quiet: return
        time.sleep(0.2)

PLACE = [0]
def scene(name):
    settle()
    with open(LOG, 'rb') as log:
        log.seek(PLACE[0]); text = log.read().decode('utf-8', 'replace')
        PLACE[0] = log.tell()
    write(f'{OUT}/{name}.log', example(text))
    print(name, text.count('\n'), 'lines', flush=True)

REFUSED = 24599

def example(text):
    """The text with names, addresses and paths of documentation."""
    name = socket.gethostname()
    text = re.sub(r'(?m)^(.{15}) \S+', r'\1 mx1', text)
    for domain, port in {**PORT, 'refused.example': REFUSED, 'loop.example': SMTP}.items():
        text = text.replace(f'{HOST}[{HOST}]:{port}', f'mx.{domain}[192.0.2.{port - 24500}]:25').replace(f'[{HOST}]:{port}', f'[mx.{domain}]')
    text = '\n'.join(naming(line) for line in text.split('\n'))
    text = re.sub(r'(localhost|unknown)\[127\.0\.0\.1\]', 'client.example[198.51.100.7]', text)
    text = text.replace('127.0.0.', '198.51.100.').replace(DIR + '/data', '/var/lib/postfix').replace(SPOOL, '/var/spool/postfix')
    return text.replace(ETC, '/etc/postfix').replace(DIR, '/srv').replace(name, 'mx1')

def naming(line):
    """A peer without a port is the one that the line names with it."""
    relay = re.search(r'relay=(mx\.[^:]*):', line)
    return line.replace(f'{HOST}[{HOST}]', relay.group(1) if relay else 'mx.fine.example[192.0.2.10]')

class Session:
    """A dialogue with a server; each line given is sent, and one reply awaited."""
    def __init__(self, port, *lines, source=None, client=('client.example', '198.51.100.7'), greeting=True):
        self.socket = socket.create_connection((HOST, port), 15, source_address=(source, 0) if source else None)
        self.io = self.socket.makefile('rb')
        if greeting: self.reply()
        if client: self.say(f'XCLIENT NAME={client[0]} ADDR={client[1]}')
        for line in lines: self.say(line)
    def reply(self):
        try:
            while True:
                line = self.io.readline()
                if not line or line[3:4] != b'-': return line.decode('utf-8', 'replace')
        except OSError: return ''
    def send(self, octets):
        try: self.socket.sendall(octets)
        except OSError: pass
    def say(self, line):
        self.send(line.encode() + b'\r\n')
        return self.reply()
    def tls(self):
        self.say('STARTTLS')
        context = ssl.create_default_context(); context.check_hostname = False; context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket); self.io = self.socket.makefile('rb')
        return self
    def mail(self, *to, sender='sender@local.example', text='Subject: hello\r\n\r\nhello', options='', last='QUIT'):
        self.say(f'MAIL FROM:<{sender}>')
        for one in to: self.say(f'RCPT TO:<{one}>{options}')
        if self.say('DATA').startswith('354'): self.say(text + '\r\n.')
        if last: self.say(last)
        return self
    def close(self):
        try: self.socket.shutdown(socket.SHUT_RDWR)
        except OSError: pass
        self.socket.close()

def mail(*to, port=SMTP, **more): Session(port, 'EHLO client.example').mail(*to, **more).close()
def plain(user, password): return base64.b64encode(f'\0{user}\0{password}'.encode()).decode()
def sendmail(*arguments, text='Subject: hello\n\nhello\n'): run('/usr/sbin/sendmail', '-C', ETC, *arguments, text=text)
def queued():
    listing = run('postqueue', '-c', ETC, '-j').stdout
    return re.findall(r'"queue_id": ?"(\w+)"', listing)
def super(*arguments): run('postsuper', '-c', ETC, *arguments)

def inbound():
    mail('user@fine.example')
    mail('user@fine.example', 'other@fine.example', sender='', options=' NOTIFY=NEVER')
    Session(SMTP, 'EHLO client.example', 'SMTPUTF8?', 'MAIL FROM:<jürgen@local.example> SMTPUTF8', 'RCPT TO:<x@fine.example>', 'QUIT').close()
    sendmail('-f', 'me@local.example', 'user@fine.example')
    sendmail('-f', '', 'user@fine.example')
    Session(SMTP).close()
    Session(SMTP, 'EHLO client.example', 'MAIL FROM:<a@local.example>').close()
    session = Session(SMTP, 'EHLO client.example', 'MAIL FROM:<a@local.example>', 'RCPT TO:<user@fine.example>', 'DATA')
    session.send(b'Subject: cut'); session.close()
    hanging = [Session(SMTP), Session(SMTP, 'EHLO client.example', 'MAIL FROM:<a@local.example>')]
    for _ in range(7): hanging[0].say('NOPE')
    bulky = Session(SMTP, 'EHLO client.example'); bulky.mail('user@fine.example', text='Subject: big\r\n\r\n' + 'x' * 70 + ('\r\n' + 'y' * 70) * 400)
    Session(SMTP, 'GET / HTTP/1.0').close()
    pipelining = Session(SMTP, 'EHLO client.example'); pipelining.send(b'RSET\r\nDATA\r\nQUIT\r\n'); time.sleep(.3); pipelining.close()
    session = Session(SMTP, 'EHLO client.example', 'MAIL FROM:<b@local.example>', 'RCPT TO:<user@fine.example>')
    session.send(b'BDAT 15 LAST\r\nSubject: bdat\r\n'); session.reply(); session.say('QUIT'); session.close()
    time.sleep(4)
    mail('"odd>, relay=x"@fine.example', '"sp ace"@fine.example', sender='"a b"@local.example')

def rejects():
    stranger = ('stranger.example', '203.0.113.9')
    Session(SMTP, 'EHLO stranger.example', client=stranger).mail('user@elsewhere.example').close()
    Session(SMTP, 'EHLO stranger.example', client=stranger).mail('nobody@local.example', 'ghosts@local.example', 'user@elsewhere.example').close()
    Session(SMTP, 'EHLO x; from=<evil@x>', client=('[UNAVAILABLE]', '203.0.113.10')).mail('user@elsewhere.example', sender='').close()
    many = Session(SMTP, 'EHLO client.example')
    for who in ('hold', 'warn', 'filter', 'redirect', 'toss', 'later', 'bcc', 'info', 'prepend', 'if'): many.mail(who + '@fine.example', last=None)
    many.mail('user@fine.example', sender='data@bad.example', last='RSET').mail('user@fine.example', sender='end@bad.example')
    Session(SMTP, 'EHLO client.example', 'VRFY user@elsewhere.example', 'VRFY ghosts@local.example', 'ETRN fine.example', 'QUIT').close()
    Session(AT_CONNECT, 'EHLO client.example', client=None).mail('user@fine.example').close()
    Session(AT_HELO, 'HELO nodots', 'HELO @@', 'EHLO nodots', 'QUIT').close()
    Session(AT_MAIL, 'EHLO client.example', 'MAIL FROM:<nodomain>', 'MAIL FROM:<a@[bad>', 'MAIL FROM:broken', 'MAIL FROM:<a@b.example> SIZE=99999999', 'QUIT').close()
    many = Session(AT_MAIL, 'EHLO client.example')
    for who in ('reject', 'tempfail', 'end', 'late', 'discard', 'hold'): many.mail(f'milter-{who}@fine.example', last='RSET')
    many.close()
    many = Session(SMTP, 'EHLO client.example')
    for what in ('refuse', 'warn', 'hold', 'discard', 'redirect', 'filter', 'replace', 'prepend', 'info'):
        many.mail('user@fine.example', text=f'Subject: {what} it\r\n\r\nx', last=None)
    many.mail('user@fine.example', text='Subject: b\r\n\r\nvery bad words').close()
    mail('user@fine.example', text='Received: x\r\n' * 8 + 'Subject: hops\r\n\r\nx')
    many = [Session(AT_MAIL, client=None, source='127.0.0.20') for _ in range(5)]
    for one in many: one.close()
    mail('user@fine.example', text='Subject: too big\r\n\r\n' + ('z' * 70 + '\r\n') * 400)

def logins():
    Session(SUBMIT, 'EHLO client.example', 'AUTH PLAIN ' + plain('user', 'secret')).mail('user@fine.example').close()
    Session(SUBMIT, 'EHLO client.example', 'AUTH PLAIN ' + plain('user', 'wrong'), 'QUIT').close()
    Session(SUBMIT, 'EHLO client.example', 'AUTH LOGIN', base64.b64encode(b'guess').decode(), base64.b64encode(b'x').decode(), 'QUIT').close()
    Session(SUBMIT, 'EHLO client.example', 'AUTH CRAM-MD5', base64.b64encode(b'user 00').decode(), 'QUIT').close()
    Session(SUBMIT, 'EHLO client.example', 'AUTH LOGIN').close()
    Session(SMTP, 'EHLO client.example', client=None).tls().mail('user@fine.example').close()
    session = Session(SUBMIT, 'EHLO client.example').tls(); session.say('EHLO client.example'); session.say('AUTH PLAIN ' + plain('user', 'secret'))
    session.mail('user@fine.example'); session.close()
    broken = Session(SMTP, 'EHLO client.example', 'STARTTLS'); broken.send(b'no handshake at all\r\n'); time.sleep(.3); broken.close()
    Session(SMTP, 'EHLO client.example', 'STARTTLS').close()
    for _ in range(8): Session(SUBMIT, 'EHLO client.example', 'AUTH PLAIN ' + plain('user', 'wrong'), client=None, source='127.0.0.20').close()

def outbound():
    session = Session(SMTP, 'EHLO client.example')
    for domain in PEERS:
        if domain != 'lmtp.example': session.mail('user@' + domain, text='Subject: a\r\n\r\n' + 'some text ' * 20, last=None)
    for domain in ('refused', 'silent', 'loop', 'missing', 'name', 'out'): session.mail(f'user@{domain}.example', last=None)
    session.say('QUIT')
    mail('one@lmtp.example', 'two@lmtp.example', 'three@lmtp.example')
    for _ in range(3): mail('user@fine.example', 'second@fine.example')
    settle(3, 40)
    mail('again@refused.example', 'again@greylist.example')
    for one in queued()[:3]: run('postqueue', '-c', ETC, '-i', one)

def local():
    for who in ('staff', 'nobody', 'away', 'ghost'): mail(who + '@local.example')
    mail('nobody@local.example', text='Delivered-To: nobody@local.example\r\nSubject: again\r\n\r\nx')
    mail('user@virtual.example'); mail('broken@virtual.example')
    session = Session(SMTP, 'EHLO client.example')
    for domain in ('tempcmd', 'failcmd', 'goodcmd', 'discard', 'error', 'retry'): session.mail(f'user@{domain}.example', last='RSET')
    session.close()
    mail('user@gone.example', options=' NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;first@elsewhere.example')
    mail('user@fine.example', 'nobody@local.example', options=' NOTIFY=SUCCESS')
    sendmail('-bv', 'user@fine.example', 'user@gone.example', 'user@full.example')

def queue():
    postconf('enable_long_queue_ids=yes', 'delay_warning_time=1s'); super('-d', 'ALL'); postfix('reload'); settle()
    for who in ('a', 'b', 'c', 'd', 'e', 'f'): mail(who + '@full.example')
    settle()
    ids = queued()
    super('-h', ids[0]); super('-h', ids[1]); super('-H', ids[1]); super('-r', ids[2]); super('-d', ids[3]); super('-e', ids[4])
    super('-h', 'NOSUCH1234')
    settle(); run('postqueue', '-c', ETC, '-f'); settle()
    mail('hold@fine.example'); settle()
    super('-f', ids[0])
    postconf('maximal_queue_lifetime=0', 'bounce_queue_lifetime=0'); postfix('reload'); run('postqueue', '-c', ETC, '-f'); settle(); run('postqueue', '-c', ETC, '-f'); settle()
    super('-d', 'ALL'); super('-d', 'ALL')

def screen():
    postconf('maximal_queue_lifetime=5d'); postfix('reload'); settle()
    Session(SCREEN, 'EHLO client.example', client=None).mail('nobody@local.example').close()
    early = Session(SCREEN, source='127.0.0.2', client=None, greeting=False); early.send(b'EHLO early.example\r\n'); time.sleep(3); early.say('MAIL FROM:<a@b.example>'); early.say('RCPT TO:<nobody@local.example>'); early.say('QUIT'); early.close()
    Session(SCREEN, source='127.0.0.3', client=None, greeting=False).close()
    Session(SCREEN, 'EHLO x.example', 'MAIL FROM:<a@b.example>', 'RCPT TO:<nobody@local.example>', 'QUIT', source='127.0.0.4', client=None).close()
    piped = Session(SCREEN, 'EHLO x.example', source='127.0.0.5', client=None); piped.send(b'MAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@local.example>\r\nDATA\r\n'); time.sleep(1); piped.close()
    Session(SCREEN, 'Subject: hello', 'QUIT', source='127.0.0.6', client=None).close()
    bare = Session(SCREEN, source='127.0.0.9', client=None); bare.send(b'EHLO x.example\n'); time.sleep(.5); bare.say('QUIT'); bare.close()
    Session(SCREEN, *['NOOP'] * 6, source='127.0.0.10', client=None).close()
    slow = Session(SCREEN, 'EHLO x.example', source='127.0.0.11', client=None); time.sleep(5); slow.close()
    Session(SCREEN, 'EHLO x.example', 'QUIT', source='127.0.0.7', client=None).close()
    Session(SCREEN, 'EHLO x.example', 'QUIT', source='127.0.0.8', client=None).close()
    secure = Session(SCREEN, 'EHLO x.example', source='127.0.0.12', client=None); secure.tls(); secure.say('EHLO x.example'); secure.say('QUIT'); secure.close()
    for _ in range(2): Session(SCREEN, 'EHLO x.example', 'QUIT', source='127.0.0.4', client=None).close()

def main():
    os.makedirs(OUT, exist_ok=True)
    prepare()
    for domain, rules in PEERS.items(): serve(domain, rules, DIR)
    milter()
    postfix('start'); time.sleep(2)
    dovecot = subprocess.Popen(['dovecot', '-F', '-c', DIR + '/dovecot.conf'])
    try:
        time.sleep(1)
        scene('start')
        for name, play in (('inbound', inbound), ('rejects', rejects), ('logins', logins), ('outbound', outbound),
                           ('local', local), ('queue', queue), ('postscreen', screen)):
            try: play()
            except Exception as broken: print(name, 'broke off:', repr(broken), file=sys.stderr)
            scene(name)
        time.sleep(9)
        postfix('stop')
        scene('stop')
    finally:
        postfix('stop')
        dovecot.terminate(); dovecot.wait()
        if '--keep' not in sys.argv: shutil.rmtree(DIR, ignore_errors=True)

main()
