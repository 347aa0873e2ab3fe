"""Debian's Postfix and Exim as senders by LMTP, each with a configuration, queue and log of its own, and what their logs say of
each recipient; and Debian's Dovecot as the mailbox server to compare with. Each ends only the processes that it started."""
import atexit, os, pwd, re, shutil, smtplib, subprocess

from campaign import answers, free_ports, wait_for
from pop3peer import Dovecot

CACHE = "/var/cache/apt/archives"


def quiet(*args, timeout=60, cwd=None):
    r = subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, cwd=cwd)
    if r.returncode:
        raise RuntimeError(f"{' '.join(args)}: exit {r.returncode}\n{r.stdout[-2000:]}")
    return r.stdout


class Verdict:
    """What a mailbox server said about a recipient: reply code, enhanced code, and whether that was at RCPT or after the content."""

    def __init__(self, text, at_rcpt):
        m = re.search(r"\b([245]\d\d)[ -](?:<[^>]*> )?([245]\.\d+\.\d+)?", text)
        self.code, self.status = (m.group(1), m.group(2)) if m else (None, None)
        self.phase, self.text = "RCPT" if at_rcpt else "content", text

    def key(self):
        return self.code, self.status, self.phase

    def __str__(self):
        return f"{self.code} {self.status} after {self.phase}"


class Sender:
    """An MTA that takes mail by SMTP and hands it on by LMTP. `routes` is {domain: port, or path of a Unix socket}."""

    def __init__(self, folder, routes):
        self.folder, self.routes, self.process = folder, routes, None
        (self.port,) = free_ports(1)
        os.makedirs(folder)
        os.chmod(folder, 0o755)
        self.prepare()

    def begin(self, *command):
        with open(os.path.join(self.folder, "out"), "wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        if not wait_for(lambda: answers(self.port), 20):
            raise RuntimeError(f"{self.name} does not answer\n" + self.log()[-3000:])

    def send(self, sender, recipients, content):
        """Hands over a message. Returns its queue id."""
        with smtplib.SMTP("127.0.0.1", self.port, "client.test", timeout=30) as s:
            s.ehlo()
            code, reply = s.mail(sender, ["BODY=8BITMIME"])
            for to in recipients:
                if code == 250:
                    code, reply = s.rcpt(to)
            if code == 250:
                s.putcmd("data")
                code, reply = s.getreply()
            if code == 354:
                s.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
                code, reply = s.getreply()
            if code != 250:
                raise RuntimeError(f"{self.name}: {code} {reply}")
        return re.search(self.queued, reply.decode()).group(1)

    def log(self):
        text = ""
        for path in (self.logfile, os.path.join(self.folder, "out")):
            if os.path.exists(path):
                with open(path, errors="replace") as f:
                    text += f.read()
        return text

    def stop(self):
        if self.process and self.process.poll() is None:
            self.end()
            self.process.wait(20)


class Postfix(Sender):
    name, queued, protocol = "postfix", r"queued as (\w+)", {"tcp": "LMTP", "unix": "LMTP"}

    def prepare(self):
        self.etc, self.logfile = os.path.join(self.folder, "etc"), os.path.join(self.folder, "log")
        for sub in ("etc", "spool", "data"):
            os.makedirs(os.path.join(self.folder, sub))
        os.chown(os.path.join(self.folder, "data"), pwd.getpwnam("postfix").pw_uid, -1)
        with open(os.path.join(self.etc, "transport"), "w") as f:
            f.write("sender.test discard:\n")
            for domain, to in self.routes.items():
                f.write(f"{domain} lmtp:{f'inet:127.0.0.1:{to}' if isinstance(to, int) else f'unix:{to}'}\n")
        with open(os.path.join(self.etc, "main.cf"), "w") as f:
            f.write(f"""compatibility_level = 3.6
queue_directory = {self.folder}/spool
data_directory = {self.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {self.logfile}
maillog_file_prefixes = {self.folder}
myhostname = postfix.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
lmtp_host_lookup = native
alias_maps =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
transport_maps = texthash:{self.etc}/transport
""")
        with open(os.path.join(self.etc, "master.cf"), "w") as f:
            f.write(f"127.0.0.1:{self.port} inet n - n - - smtpd\n")
            for line in ("pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "tlsmgr unix - - n 1000? 1 tlsmgr",
                         "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce",
                         "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify", "flush unix n - n 1000? 0 flush", "proxymap unix - - n - - proxymap",
                         "smtp unix - - n - - smtp", "showq unix n - n - - showq", "error unix - - n - - error", "retry unix - - n - - error",
                         "discard unix - - n - - discard", "lmtp unix - - n - - lmtp", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache",
                         "postlog unix-dgram n - n - 1 postlogd"):
                f.write(line + "\n")

    def start(self):
        self.begin("postfix", "-c", self.etc, "start-fg")

    def end(self):
        quiet("postfix", "-c", self.etc, "stop")

    def verdicts(self, ident):
        """{recipient: Verdict} of a message."""
        out = {}
        for to, text in re.findall(rf"{ident}: to=<([^>]+)>.*? status=\w+ (\(.*\))$", self.log(), re.M):
            said = re.search(r"\((?:host .*? said: )?(.*?)(?: \(in reply to (.*?) command\))?\)$", text)
            out[to] = Verdict(said.group(1), said.group(2) is not None and said.group(2).startswith("RCPT"))
        return out

    def waiting(self):
        return sum(len(files) for q in ("incoming", "active", "deferred", "hold") for _, _, files in os.walk(os.path.join(self.folder, "spool", q)))


class Exim(Sender):
    """Its package cannot be installed beside Postfix's: it is downloaded once, and unpacked. Uses TLS where it is offered."""
    name, queued, user, protocol = "exim", r"id=(\S+)", "Debian-exim", {"tcp": "LMTPS", "unix": "LMTP"}

    def prepare(self):
        def cached():
            return sorted(n for n in os.listdir(CACHE) if n.startswith("exim4-daemon-light_"))
        if not cached():
            quiet("apt-get", "download", "exim4-daemon-light", timeout=120, cwd=self.folder)
            for name in os.listdir(self.folder):
                shutil.move(os.path.join(self.folder, name), os.path.join(CACHE, name))
        quiet("dpkg", "-x", os.path.join(CACHE, cached()[-1]), os.path.join(self.folder, "x"))
        os.chmod(os.path.join(self.folder, "x"), 0o755)
        self.binary = os.path.join(self.folder, "x/usr/sbin/exim4")
        try:
            pwd.getpwnam(self.user)     # compiled in, and looked up at each start
        except KeyError:
            quiet("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", self.user)
            atexit.register(quiet, "userdel", self.user)
        for sub in ("spool", "log"):
            os.makedirs(os.path.join(self.folder, sub))
            os.chown(os.path.join(self.folder, sub), pwd.getpwnam(self.user).pw_uid, pwd.getpwnam(self.user).pw_gid)
        self.config, self.logfile = os.path.join(self.folder, "exim.conf"), os.path.join(self.folder, "log", "mainlog")
        routers = transports = ""
        for n, (domain, to) in enumerate(self.routes.items()):
            routers += f"r{n}:\n  driver = accept\n  domains = {domain}\n  transport = t{n}\n"
            transports += f"t{n}:\n" + (f"  driver = smtp\n  protocol = lmtp\n  hosts = 127.0.0.1\n  port = {to}\n  allow_localhost\n" if isinstance(to, int)
                                        else f"  driver = lmtp\n  socket = {to}\n  batch_max = 100\n  user = {self.user}\n")
        with open(self.config, "w") as f:
            f.write(f"""exim_path = {self.binary}
primary_hostname = exim.test
spool_directory = {self.folder}/spool
log_file_path = {self.folder}/log/%slog
log_selector = +smtp_confirmation
exim_user = {self.user}
never_users =
keep_environment =
host_lookup =
dns_ipv4_lookup =
disable_ipv6 = true
tls_advertise_hosts =
daemon_smtp_ports = {self.port}
local_interfaces = 127.0.0.1
smtp_accept_max = 0
smtp_accept_queue_per_connection = 0
smtp_enforce_sync = false
deliver_drop_privilege = true
acl_smtp_rcpt = accept_all
acl_smtp_data = accept_all
begin acl
accept_all:
  accept
begin routers
reports:
  driver = redirect
  domains = sender.test
  data = :blackhole:
{routers}
begin transports
{transports}
begin retry
* * F,2h,1h
""")
        os.chmod(self.config, 0o644)

    def start(self):
        self.begin(self.binary, "-C", self.config, "-bdf")

    def end(self):
        self.process.terminate()

    def verdicts(self, ident):
        """{recipient: Verdict} of a message."""
        out = {}
        for mark, to, rest in re.findall(rf" {re.escape(ident)} (=>|->|\*\*|==) (?:\S+ <)?([^\s>:]+@[^\s>:]+)>?:? (.*)$", self.log(), re.M):
            confirmed = re.search(r' C="(.*)"', rest)
            if mark in ("=>", "->"):
                out[to] = Verdict(confirmed.group(1) if confirmed else "250 (the log does not say more)", False)
            else:
                said = re.search(r"after (.*?): ([245]\d\d.*)$", rest)
                out[to] = Verdict(said.group(2) if said else rest, bool(said) and "RCPT" in said.group(1))
        return out

    def waiting(self):
        return int(quiet(self.binary, "-C", self.config, "-bpc").split()[-1])


class DovecotLmtp(Dovecot):
    """Dovecot with an account for each of `users`, who get mail by LMTP over TCP and a Unix socket; each has a mailbox `lists` for his
    sub-address of that name, and those of `limited` may keep `quota` octets."""

    def __init__(self, folder, users, password, limited=(), quota=0):
        plain, tls, self.lmtp = free_ports(3)
        super().__init__(folder, plain, tls, "nobody@none.test", password, [])
        self.lmtp_socket = os.path.join(folder, "run", "lmtp-peer")
        with open(os.path.join(folder, "passwd"), "w") as f:
            f.writelines(f"{u}:{{PLAIN}}{password}::::::{f'userdb_quota_rule=*:storage={quota}B' if u in limited else ''}\n" for u in users)
        with open(self.config) as f:
            text = f.read()
        with open(self.config, "w") as f:
            f.write(text.replace("driver = static\n  args = ", f"driver = passwd-file\n  args = {folder}/passwd\n  default_fields = "))
        with open(self.config, "a") as f:         # what is said last counts
            f.write(f"""protocols = pop3 lmtp
mail_location = maildir:{folder}/mail/%u
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
mail_plugins = quota
plugin {{
  quota = maildir:User quota
}}
namespace inbox {{
  inbox = yes
  mailbox lists {{
    auto = create
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.lmtp}
  }}
  unix_listener lmtp-peer {{
    mode = 0666
  }}
}}
""")

    def in_lists(self, user):
        """The messages in that mailbox of a user, with CRLF."""
        texts = []
        for sub in ("new", "cur"):
            folder = os.path.join(self.folder, "mail", user, ".lists", sub)
            for name in os.listdir(folder) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, name), "rb") as f:
                    texts.append(re.sub(rb"\r?\n", b"\r\n", f.read()))
        return texts
