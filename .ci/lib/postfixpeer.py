"""A Postfix of Debian's with a configuration, queue and log of its own, for a campaign that watches it; and the next hop, which
answers as the campaign says and remembers what it has answered. Ends only the processes that it started."""
import os, pwd, re, smtplib, socket, subprocess, threading, time

from campaign import Server, answers, free_ports, wait_for

SERVICES = """cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 1 1 pickup
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Hop:
    """A next hop by SMTP: answers RCPT by the recipient's domain (`say`, else 250), takes what is left, and remembers it."""

    def __init__(self, hangs_up=False, port=0):
        self.say, self.hangs_up, self.lock = {}, hangs_up, threading.Lock()
        self.taken, self.refused, self.connections = [], [], 0     # (recipients, octets), (recipient, reply, when)
        self.gate = threading.Event()                              # while it is not set, nobody is told that a message is taken
        self.gate.set()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                c, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            if self.hangs_up:
                c.close()
            else:
                threading.Thread(target=self._serve, args=(c,), daemon=True).start()

    def _serve(self, c):
        def tell(line):
            c.sendall(line.encode() + b"\r\n")

        with c, c.makefile("rb") as f:
            try:
                tell("220 hop.test ESMTP")
                to = []
                for line in f:
                    verb = line[:4].upper()
                    if verb == b"EHLO":
                        tell("250 hop.test")
                    elif verb == b"MAIL":
                        to = []
                        tell("250 2.1.0 ok")
                    elif verb == b"RCPT":
                        address = re.search(rb"<(.*?)>", line).group(1).decode()
                        reply = self.say.get(address.split("@")[1], "250 2.1.5 ok")
                        if reply.startswith("2"):
                            to.append(address)
                        else:
                            with self.lock:
                                self.refused.append((address, reply, time.time()))
                        tell(reply)
                    elif verb == b"DATA" and not to:
                        tell("554 5.5.1 nobody")
                    elif verb == b"DATA":
                        tell("354 go on")
                        octets = 0
                        for piece in f:
                            if piece == b".\r\n":
                                break
                            octets += len(piece) - piece.startswith(b".")
                        self.gate.wait()
                        with self.lock:
                            self.taken.append((to, octets))
                        tell("250 2.0.0 taken")
                    elif verb == b"QUIT":
                        tell("221 2.0.0 bye")
                        return
                    else:
                        tell("250 2.0.0 ok")
            except OSError:
                pass

    def messages(self):
        with self.lock:
            return len(self.taken)

    def recipients(self):
        with self.lock:
            return sum(len(to) for to, _ in self.taken)

    def octets(self):
        with self.lock:
            return sum(octets for _, octets in self.taken)

    def refusals(self, domain):
        """When a recipient there was refused, each time."""
        with self.lock:
            return [when for to, _, when in self.refused if to.endswith("@" + domain)]

    def close(self):
        self.gate.set()
        self.listener.close()


class Postfix:
    """`ways` is {domain: next hop}; all other domains go to `hop`. `settings` are further lines of main.cf."""

    def __init__(self, folder, hop, ways, settings):
        self.folder, self.process = folder, None
        self.etc, self.spool, self.log = (os.path.join(folder, name) for name in ("etc", "spool", "maillog"))
        (self.port,) = free_ports(1)
        for sub in ("etc", "spool", "data"):
            os.makedirs(os.path.join(folder, sub))
        os.chmod(folder, 0o755)
        os.chown(os.path.join(folder, "data"), pwd.getpwnam("postfix").pw_uid, -1)
        with open(os.path.join(self.etc, "transport"), "w") as f:
            f.writelines(f"{domain} smtp:{to}\n" for domain, to in ways.items())
        with open(os.path.join(self.etc, "main.cf"), "w") as f:
            f.write(f"""compatibility_level = 3.6
queue_directory = {self.spool}
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {self.log}
maillog_file_prefixes = {folder}
enable_long_queue_ids = yes
myhostname = postfix.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_tls_security_level = none
smtp_tls_security_level = none
default_transport = smtp:[127.0.0.1]:{hop}
transport_maps = texthash:{self.etc}/transport
in_flow_delay = 0
{settings}
""")
        with open(os.path.join(self.etc, "master.cf"), "w") as f:
            f.write(f"127.0.0.1:{self.port} inet n - n - - smtpd\n{SERVICES}")

    def start(self):
        with open(os.path.join(self.folder, "out"), "ab") as out:
            self.process = subprocess.Popen(["postfix", "-c", self.etc, "start-fg"], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        if not wait_for(lambda: answers(self.port), 20):
            raise RuntimeError("Postfix does not answer\n" + self.lines()[-3000:])

    def stop(self):
        if self.process and self.process.poll() is None:
            self.run("postfix", "stop")
            self.process.wait(20)

    def run(self, command, *args):
        r = subprocess.run([command, "-c", self.etc, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, timeout=60)
        if r.returncode:
            raise RuntimeError(f"{command} {' '.join(args)}: exit {r.returncode}\n{r.stdout[-2000:]}")
        return r.stdout

    def client(self):
        return smtplib.SMTP("127.0.0.1", self.port, "client.test", timeout=30)

    def process_of(self, name):
        """The one process of a service."""
        (pid,) = subprocess.run(["pgrep", "-P", self.process_of_master(), "-x", name], stdout=subprocess.PIPE, text=True, timeout=10).stdout.split()
        return int(pid)

    def process_of_master(self):
        with open(os.path.join(self.spool, "pid", "master.pid")) as f:
            return f.read().strip()

    def lines(self):
        with open(self.log, errors="replace") as f:
            return f.read()

    def files(self, *queues):
        """The ids of the messages in these queues, as the folders say."""
        return [name for queue in queues for _, _, names in os.walk(os.path.join(self.spool, queue)) for name in names]


def hand_over(client, sender, recipients, content):
    """Sends a message on an open session; returns its queue id, or None where no recipient is taken."""
    client.mail(sender)
    taken = [to for to in recipients if client.rcpt(to)[0] == 250]
    if not taken:
        client.rset()
        return None
    code, reply = client.data(content)
    if code != 250:
        raise RuntimeError(f"{code} {reply}")
    return re.search(rb"queued as (\w+)", reply).group(1).decode()


class Watch(Server):
    """`mailgauge watch` beside a Postfix, with a configuration as short as an operator's."""
    command = "watch"

    def __init__(self, folder, etc):
        os.makedirs(folder)
        self.folder, self.data, self.config = folder, os.path.join(folder, "data"), os.path.join(folder, "mailgauge.yaml")
        self.http, self.snmp = free_ports(2)
        self.env, self.preload, self.limits, self.process = dict(os.environ), None, {}, None
        with open(self.config, "w") as f:
            f.write(f"""hostname: monitor.test
data-dir: {self.data}
listen: {{snmp: "127.0.0.1:{self.snmp}", http: "127.0.0.1:{self.http}"}}
snmp:
  communities: [{{name: campaign, from: ["127.0.0.0/8"]}}]
watch: [{{type: postfix, config: {etc}}}]
""")
        os.chmod(self.config, 0o600)

    def walk(self, *roots):
        """{OID: value} by net-snmp, of these subtrees."""
        found = {}
        for root in roots:
            r = subprocess.run(["snmpbulkwalk", "-v2c", "-c", "campaign", "-m", "", "-OqnUt", "-t", "5", "-r", "3", f"127.0.0.1:{self.snmp}", root],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
            if r.returncode:
                raise RuntimeError(f"snmpbulkwalk {root}: {r.stdout[-500:]}")
            for line in r.stdout.splitlines():
                oid, _, value = line.partition(" ")
                if oid.startswith("."):
                    found[oid[1:]] = value.strip('"').strip()
        return found
