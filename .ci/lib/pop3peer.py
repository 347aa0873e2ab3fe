"""Clients that speak POP3, each as a function of where the server is; and Debian's Dovecot to be compared with."""
import os, poplib, pty, re, shutil, socket, ssl, subprocess, threading, time

from campaign import answers, wait_for


class Where:
    """A server and its account; `home` is a folder for what clients write."""

    def __init__(self, name, plain, tls, user, password, home):
        self.name, self.plain, self.tls, self.user, self.password, self.home = name, plain, tls, user, password, home
        os.makedirs(home, exist_ok=True)

    def file(self, name):
        return os.path.join(self.home, name)


def run(*args, env=None, stdin=None, timeout=60):
    r = subprocess.run(args, stdin=subprocess.DEVNULL if stdin is None else None, input=stdin, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=timeout, env=env)
    return r.returncode, r.stdout


def context():
    c = ssl.create_default_context()
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    return c


def python(w, way):
    """poplib: all messages by number, sizes, and one TOP."""
    p = poplib.POP3_SSL("127.0.0.1", w.tls, context=context(), timeout=20) if way == "tls" else poplib.POP3("127.0.0.1", w.plain, timeout=20)
    if way == "stls":
        p.stls(context())
    p.user(w.user)
    p.pass_(w.password)
    count, octets = p.stat()
    sizes = [l.decode() for l in p.list()[1]]
    uids = [l.split()[1] for l in p.uidl()[1]]
    assert len(set(uids)) == count
    texts = [b"\r\n".join(p.retr(i + 1)[1]) + b"\r\n" for i in range(count)]
    top = p.top(2, 2)[1]
    p.dele(1)
    p.rset()
    p.quit()
    return [count, octets, sizes, texts, top]


def curl(w, way):
    """curl: the list, and every message; what it prints is the message."""
    url = f"pop3s://127.0.0.1:{w.tls}/" if way == "tls" else f"pop3://127.0.0.1:{w.plain}/"
    base = ["curl", "-sSk", "-m", "30", "--user", f"{w.user}:{w.password}"] + (["--ssl-reqd"] if way == "stls" else [])
    code, listed = run(*base, url)
    assert code == 0, listed
    return [listed] + [run(*base, url + n.split()[0].decode()) for n in listed.splitlines()]


def perl(w, way):
    """Net::POP3: list, uidl, get, top."""
    script = r"""
use strict; use Net::POP3; $| = 1; binmode STDOUT;
my ($port, $way, $user, $password) = @ARGV;
my %tls = (SSL_verify_mode => 0);
my $p = Net::POP3->new('127.0.0.1', Port => $port, Timeout => 20, $way eq 'tls' ? (SSL => 1, %tls) : ()) or die "no connection: $@";
if ($way eq 'stls') { $p->starttls(%tls) or die "no STLS" }
defined(my $n = $p->login($user, $password)) or die "no login: " . $p->message;
my $l = $p->list; my $u = $p->uidl;
print 0 + $n, "\n", join(',', map { "$_=$l->{$_}" } sort { $a <=> $b } keys %$l), "\n", scalar(keys %$u), "\n";
for my $i (1 .. $n) { print join('', @{$p->get($i)}) }
print join('', @{$p->top(2, 1)});
$p->quit or die "no QUIT";
"""
    code, out = run("perl", "-e", script, str(w.tls if way == "tls" else w.plain), way, w.user, w.password)
    assert code == 0, out
    return [out]


def fetchmail(w, way):
    """fetchmail, that keeps the mail: how many it saw, and the bodies that it passed on."""
    inbox, rc = w.file(f"fetchmail-{way}"), w.file("fetchmailrc")
    port, tls = (w.tls, 'ssl sslproto "auto"') if way == "tls" else (w.plain, 'sslproto "auto"')
    with open(rc, "w") as f:
        f.write(f'poll 127.0.0.1 protocol pop3 port {port} auth password username "{w.user}" password "{w.password}" keep fetchall {tls} no sslcertck\n'
                f'  mda "/usr/bin/tee -a {inbox}"\n')
    os.chmod(rc, 0o600)
    env = dict(os.environ, HOME=w.home, FETCHMAILHOME=w.home, LC_ALL="C")
    code, out = run("fetchmail", "-f", rc, "-i", w.file("fetchids"), "--nodetach", "--nosyslog", "--pidfile", w.file("fetchmail.pid"), env=env)
    assert code == 0, (code, out)
    with open(inbox, "rb") as f:
        return [sorted(re.findall(rb"(?m)^Subject: .*$", f.read()))]


def getmail(w, way, delete=False):
    """getmail, into a Maildir: the bodies of what it fetched."""
    box, rc = w.file(f"getmail-{way}"), w.file("getmailrc")
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(box, part), exist_ok=True)
    run("chown", "-R", "nobody", box)      # root is refused
    kind, port = ("SimplePOP3SSLRetriever", w.tls) if way == "tls" else ("SimplePOP3Retriever", w.plain)
    with open(rc, "w") as f:
        f.write(f"[retriever]\ntype = {kind}\nserver = 127.0.0.1\nport = {port}\nusername = {w.user}\npassword = {w.password}\n"
                f"[destination]\ntype = Maildir\npath = {box}/\nuser = nobody\n[options]\nread_all = true\ndelete = {'true' if delete else 'false'}\n"
                "delivered_to = false\nreceived = false\nverbose = 0\n")
    code, out = run("getmail", "--getmaildir", w.home, "--rcfile", rc)
    assert code == 0, (code, out)
    got = []
    for name in os.listdir(os.path.join(box, "new")):
        with open(os.path.join(box, "new", name), "rb") as f:
            got.append(f.read().partition(b"\n\n")[2])
    return [sorted(got)]


def drain(terminal, into):
    try:
        while piece := os.read(terminal, 65536):
            into.append(piece)
    except OSError:        # its other end is closed
        pass


def terminal(w, program, options, rc, keys):
    """Runs a client on a terminal of its own, with keys that were pressed beforehand."""
    ours, its = pty.openpty()
    shown = []
    with subprocess.Popen([program, "-n", "-F", rc, *options, "-e", f'push "{keys}"'], stdin=its, stdout=its, stderr=its, start_new_session=True,
                          env=dict(os.environ, HOME=w.home, TERM="xterm", LC_ALL="C.UTF-8", LINES="40", COLUMNS="100")) as client:
        os.close(its)
        reader = threading.Thread(target=drain, args=(ours, shown), daemon=True)
        reader.start()
        try:
            client.wait(60)
        except subprocess.TimeoutExpired:
            client.kill()
    reader.join(5)
    os.close(ours)
    assert client.returncode == 0, (client.returncode, b"".join(shown)[-1500:])


def mutt(w, way):
    """mutt on a terminal of its own, told beforehand to fetch, and to leave: what it put into its spool file, without the lines that
    mbox adds. It knows the server's certificate, as one that its user has accepted before."""
    box, rc, known = (w.file(f"mutt-{way}{ending}") for ending in ("", "rc", ".pem"))
    with open(known, "w") as f:
        f.write(ssl.get_server_certificate(("127.0.0.1", w.tls)))
    host = f"pops://127.0.0.1:{w.tls}" if way == "tls" else f"pop://127.0.0.1:{w.plain}"
    with open(rc, "w") as f:
        f.write(f"""set pop_host="{host}" pop_user="{w.user}" pop_pass="{w.password}" pop_delete=no
set ssl_starttls={"yes" if way == "stls" else "no"} ssl_force_tls={"no" if way == "plain" else "yes"} ssl_verify_host=no certificate_file="{known}"
set folder="{w.home}" spoolfile="{box}" mbox_type=mbox move=no quit=yes wait_key=no header_cache="" tmpdir="{w.home}" record=""
""")
    open(box, "w").close()
    terminal(w, "mutt", ["-f", box], rc, "<fetch-mail><quit>")
    with open(box, "rb") as f:
        texts = re.split(rb"(?m)^From \S+ .*\n", f.read())[1:]
    assert texts, "nothing fetched"
    return [sorted(re.sub(rb"(?m)^(?:Status|Content-Length|Lines): .*\n", b"", t) for t in texts)]


CLIENTS = [(python, ("plain", "stls", "tls")), (curl, ("plain", "stls", "tls")), (perl, ("plain", "stls", "tls")),
           (fetchmail, ("stls", "tls")), (getmail, ("plain", "tls")), (mutt, ("plain", "stls", "tls"))]


class Raw:
    """A client that says anything, and reads what is answered."""

    def __init__(self, w, way="plain"):
        self.s = socket.create_connection(("127.0.0.1", w.plain if way == "plain" else w.tls), timeout=20)
        if way == "tls":
            self.s = context().wrap_socket(self.s)
        self.f = self.s.makefile("rb")

    def line(self):
        return self.f.readline().rstrip(b"\r\n").decode("latin-1")

    def say(self, command, many=False):
        self.s.sendall(command.encode("latin-1") + b"\r\n")
        first = self.line()
        rest = []
        if many and first.startswith("+OK"):
            for l in iter(self.line, "."):
                rest.append(l)
        return first, rest

    def close(self):
        self.f.close()
        self.s.close()


class Dovecot:
    """dovecot-pop3d with a configuration, ports and folders of its own; ends only the process that it started."""

    def __init__(self, folder, plain, tls, user, password, messages):
        self.folder, self.plain, self.process = folder, plain, None
        for sub in ("run", "state", "mail/cur", "mail/new", "mail/tmp"):
            os.makedirs(os.path.join(folder, sub), exist_ok=True)
        for i, m in enumerate(messages):
            with open(os.path.join(folder, "mail", "new", f"{1700000000 + i}.M{i}.campaign"), "wb") as f:
                f.write(m.replace(b"\r\n", b"\n"))
        cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", cert],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(folder, "passwd"), "w") as f:
            f.write(f"{user}:{{PLAIN}}{password}\n")
        self.config = os.path.join(folder, "dovecot.conf")
        with open(self.config, "w") as f:
            f.write(f"""protocols = pop3
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
mail_location = maildir:{folder}/mail
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 100
service auth {{
  unix_listener auth-userdb {{
    mode = 0600
  }}
}}
service stats {{
  chroot =
}}
service anvil {{
  chroot =
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {plain}
  }}
  inet_listener pop3s {{
    port = {tls}
    ssl = yes
  }}
}}
passdb {{
  driver = passwd-file
  args = {folder}/passwd
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={folder}/mail
}}
""")
        subprocess.run(["chown", "-R", "nobody:nogroup", os.path.join(folder, "mail")], check=True)

    def start(self):
        self.process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", self.config], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        if not wait_for(lambda: answers(self.plain), 10):
            raise RuntimeError("dovecot does not answer\n" + self.log())

    def log(self):
        with open(os.path.join(self.folder, "dovecot.log"), errors="replace") as f:
            return f.read()[-2000:]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
