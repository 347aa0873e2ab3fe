"""What the campaigns share: a server under test, an SMTP load with an oracle of what was acknowledged, and a sink that
remembers what came. Python's standard library only; everything listens and connects on 127.0.0.1."""
import hashlib, http.client, json, os, random, resource, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SEED = int(os.environ.get("MAILGAUGE_SEED", "20261124"))


def free_ports(count):
    """Ports that nothing listens on now."""
    holders = []
    for _ in range(count):
        s = socket.socket()
        s.bind(("127.0.0.1", 0))
        holders.append(s)
    ports = [s.getsockname()[1] for s in holders]
    for s in holders:
        s.close()
    return ports


def answers(port):
    """Whether something listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Checks:
    """Named checks of one campaign; the last line it prints is the plain one that test runners print."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.t0 = name, 0, 0, time.monotonic()

    def check(self, ok, text):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
        print(f"{'ok  ' if ok else 'FAIL'} {self.name}: {text}", flush=True)
        return ok

    def end(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)


class Server:
    """`mailgauge serve` with its own folder and ports, and perhaps more keys of `listen`; knows its process id and ends only that process."""
    command = "serve"

    def __init__(self, folder, sink_port=None, extra="", routes=None, env=None, preload=None, lmtp=False, limits=None, snmp_tcp=False,
                 local_domains=(), pop3=False, pop3s=False, imap=False, imaps=False, listen=""):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.smtp, self.http, self.snmp, self.lmtp, self.pop3, self.pop3s, self.imap, self.imaps = free_ports(8)
        self.lmtp_socket = os.path.join(folder, "lmtp.sock")
        self.data = os.path.join(folder, "data")
        self.config = os.path.join(folder, "mailgauge.yaml")
        self.env = dict(os.environ, **(env or {}))
        self.preload = preload
        self.limits = limits or {}
        self.process = None
        if routes is None:
            routes = f'[{{match: "*", via: "smtp:[127.0.0.1]:{sink_port}"}}]'
        with open(self.config, "w") as f:
            f.write(f"""hostname: mx.campaign.test
data-dir: {self.data}
local-domains: [{", ".join(local_domains)}]
listen: {{smtp: "127.0.0.1:{self.smtp}", submission: "off", submissions: "off", pop3: "{f"127.0.0.1:{self.pop3}" if pop3 else "off"}", pop3s: "{f"127.0.0.1:{self.pop3s}" if pop3s else "off"}", imap: "{f"127.0.0.1:{self.imap}" if imap else "off"}", imaps: "{f"127.0.0.1:{self.imaps}" if imaps else "off"}", lmtp: "{f"127.0.0.1:{self.lmtp}" if lmtp else "off"}", lmtp-socket: "{self.lmtp_socket if lmtp else "off"}", snmp: "127.0.0.1:{self.snmp}"{f', snmp-tcp: "127.0.0.1:{self.snmp}"' if snmp_tcp else ""}{listen}, http: "127.0.0.1:{self.http}"}}
relay-networks: ["127.0.0.0/8"]
routes: {routes}
snmp:
  communities: [{{name: campaign, from: ["127.0.0.0/8"]}}]
{extra}
""")
        os.chmod(self.config, 0o600)

    def rename(self, hostname):
        """Gives the next start another name, by which its connections are known."""
        with open(self.config) as f:
            lines = f.read().splitlines(keepends=True)
        with open(self.config, "w") as f:
            f.writelines(f"hostname: {hostname}\n" if l.startswith("hostname:") else l for l in lines)

    def begin(self):
        """Starts, and does not wait."""
        env = dict(self.env)
        if self.preload:
            env["LD_PRELOAD"] = self.preload
        with open(os.path.join(self.folder, "server.log"), "ab") as log:
            self.process = subprocess.Popen([os.path.join(ROOT, "bin", "mailgauge"), self.command, "--config", self.config],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, preexec_fn=self._limit)

    def start(self, wait=30):
        """Starts, and waits until it is ready. Returns the seconds that took."""
        t = time.monotonic()
        self.begin()
        while time.monotonic() - t < wait:
            if self.process.poll() is not None:
                raise RuntimeError(f"server ended with {self.process.returncode}; see {self.folder}/server.log\n" + self.log_tail())
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/readyz", timeout=1) as r:
                    if r.status == 200:
                        return time.monotonic() - t
            except OSError:
                time.sleep(0.02)
        self.process.send_signal(signal.SIGQUIT)      # its threads go to the log
        time.sleep(1)
        raise RuntimeError("server not ready\n" + self.log_tail(30000))

    def _limit(self):
        for name, most in self.limits.items():
            resource.setrlimit(getattr(resource, name), (most, most))

    def log_tail(self, characters=3000):
        with open(os.path.join(self.folder, "server.log"), errors="replace") as f:
            return f.read()[-characters:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, wait=40):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(wait)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def cli(self, *args, check=True):
        """Runs the command line with --json and gives its parsed answer."""
        r = subprocess.run([os.path.join(ROOT, "bin", "mailgauge"), *args, "--config", self.config, "--json"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, timeout=60)
        if check and r.returncode:
            raise RuntimeError(f"{args}: exit {r.returncode}: {r.stderr[:500]}")
        return json.loads(r.stdout) if r.stdout.strip() else None

    def add_user(self, address, password):
        """Makes an account, with or without the server running."""
        r = subprocess.run([os.path.join(ROOT, "bin", "mailgauge"), "user", "add", address, "--password-stdin", "--config", self.config],
                           input=password + "\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, timeout=60)
        if r.returncode:
            raise RuntimeError(f"user add {address}: exit {r.returncode}: {r.stderr[:500]}")

    def api(self, path):
        """The answer of the API, parsed."""
        with open(os.path.join(self.data, "admin-token")) as f:
            asked = urllib.request.Request(f"http://127.0.0.1:{self.http}/api/v1/{path}", headers={"Authorization": "Bearer " + f.read().strip()})
        with urllib.request.urlopen(asked, timeout=10) as r:
            return json.load(r)

    def metrics(self):
        """The scrape as {series: value}."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/metrics", timeout=10) as r:
            text = r.read().decode()
        out = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                out[name] = float(value)
        return out

    def stored(self):
        """Messages stored in the MTA, as the metrics say: of a snapshot that may be older than what was just sent."""
        found = [v for k, v in self.metrics().items() if k.startswith("mailgauge_mta_stored_messages")]
        if len(found) != 1:
            raise RuntimeError(f"mailgauge_mta_stored_messages: {found}")
        return found[0]


class Sink:
    """An SMTP server that takes everything and remembers, per message id, when each copy came, its checksum, and the name
    that the client gave with EHLO."""

    def __init__(self, port=0, delay=0.0):
        self.copies, self.lock, self.delay = {}, threading.Lock(), delay
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.open, self.connections = True, set()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                c, _ = self.listener.accept()
            except OSError:
                return
            self.connections.add(c)
            threading.Thread(target=self._serve, args=(c,), daemon=True).start()

    def _serve(self, c):
        try:
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            f, client = c.makefile("rb", 65536), ""
            c.sendall(b"220 sink.test ESMTP\r\n")
            while True:
                line = f.readline(2000)
                if not line:
                    return
                verb = line[:4].upper()
                if verb == b"EHLO":
                    client = line[5:].decode(errors="replace").strip()
                    c.sendall(b"250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 0\r\n")
                elif verb == b"DATA":
                    c.sendall(b"354 go on\r\n")
                    body = []
                    while True:
                        piece = f.readline(70000)
                        if not piece:
                            return
                        if piece == b".\r\n":
                            break
                        body.append(piece[1:] if piece.startswith(b".") else piece)
                    if self.delay:
                        time.sleep(self.delay)
                    ident, digest = inspect(body)
                    with self.lock:
                        self.copies.setdefault(ident, []).append((time.time_ns(), digest, client))
                    c.sendall(b"250 2.0.0 taken\r\n")
                elif verb == b"QUIT":
                    c.sendall(b"221 bye\r\n")
                    return
                else:
                    c.sendall(b"250 ok\r\n")
        except OSError:
            pass
        finally:
            self.connections.discard(c)
            c.close()

    def count(self):
        with self.lock:
            return len(self.copies)

    def close(self):
        self.open = False
        self.listener.close()
        for c in list(self.connections):
            c.close()


def inspect(lines):
    """The campaign id of a message, and the checksum of its content from that header field on (below our trace header)."""
    for i, line in enumerate(lines):
        if line.lower().startswith(b"x-campaign-id:"):
            return line.split(b":", 1)[1].strip().decode(), hashlib.sha256(b"".join(lines[i:])).hexdigest()
    return "?", hashlib.sha256(b"".join(lines)).hexdigest()


def message(ident, size, rng):
    """Content with an id; lines of printable text, some that begin with a dot."""
    head = [f"X-Campaign-Id: {ident}\r\n", f"Message-ID: <{ident}@campaign.test>\r\n", "From: <s@campaign.test>\r\n", f"Subject: campaign {ident}\r\n", "\r\n"]
    lines, n = [h.encode() for h in head], sum(map(len, head))
    while n < size:
        line = (("." if rng.random() < .1 else "") + "%x" % rng.getrandbits(240) + "\r\n").encode()
        lines.append(line)
        n += len(line)
    return lines


class Load:
    """Clients that send as fast as they may and remember what they sent (checksum, and when the last octet was about to go)
    and what was acknowledged (when)."""

    def __init__(self, port, clients=6, size=(600, 8000), domains=("a.test", "b.test", "c.test"), prefix="m", rate=None, seed=SEED):
        self.port, self.clients, self.size, self.domains, self.prefix, self.rate = port, clients, size, domains, prefix, rate
        self.sent, self.ended, self.acked, self.replies = {}, {}, {}, {}
        self.lock, self.running, self.threads, self.seed, self.limit, self.n = threading.Lock(), False, [], seed, None, 0
        self.slowest = 0.0

    def start(self, limit=None):
        self.running, self.limit = True, limit
        self.threads = [threading.Thread(target=self._client, args=(i,), daemon=True) for i in range(self.clients)]
        for t in self.threads:
            t.start()

    def stop(self):
        self.running = False
        self.join()

    def join(self):
        for t in self.threads:
            t.join()

    def _next(self, rng):
        with self.lock:
            if self.limit is not None and self.n >= self.limit:
                self.running = False
                return None
            self.n += 1
            return f"{self.prefix}{self.n}"

    def _client(self, i):
        rng = random.Random(self.seed * 1000 + i)
        while self.running:
            try:
                self._session(rng)
            except (OSError, EOFError):
                time.sleep(0.05)

    def _session(self, rng):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as c:
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            f = c.makefile("rb")

            def reply():
                while True:
                    line = f.readline()
                    if not line:
                        raise EOFError
                    if line[3:4] != b"-":
                        return line.decode(errors="replace").rstrip()

            def say(text):
                t = time.monotonic()
                c.sendall(text)
                r = reply()
                self.slowest = max(self.slowest, time.monotonic() - t)
                return r

            reply()
            say(b"EHLO load.campaign.test\r\n")
            while self.running:
                ident = self._next(rng)
                if ident is None:
                    return
                lines = message(ident, rng.randint(*self.size), rng)
                _, digest = inspect(lines)
                r = say(b"MAIL FROM:<s@campaign.test>\r\n")
                self._note(r)
                if not r.startswith("250"):
                    say(b"RSET\r\n")
                    continue
                r = say(f"RCPT TO:<{ident}@{rng.choice(self.domains)}>\r\n".encode())
                if not r.startswith("250"):
                    self._note(r)
                    say(b"RSET\r\n")
                    continue
                r = say(b"DATA\r\n")
                if not r.startswith("354"):
                    self._note(r)
                    continue
                with self.lock:
                    self.sent[ident] = digest
                self.ended[ident] = time.time_ns()
                r = say(b"".join(b"." + x if x.startswith(b".") else x for x in lines) + b".\r\n")
                self._note(r)
                if r.startswith("250"):
                    with self.lock:
                        self.acked[ident] = time.time_ns()
                if self.rate:
                    time.sleep(self.clients / self.rate)

    def _note(self, r):
        key = r[:9]
        with self.lock:
            self.replies[key] = self.replies.get(key, 0) + 1


class Polls:
    """Scrapes the metrics all the time: the books must balance and counters only rise within a run, whatever fails."""

    COUNTERS = ("mailgauge_mta_received_messages_total", "mailgauge_mta_transmitted_messages_total")

    def __init__(self, server, pause=0.25):
        self.server, self.pause, self.count, self.wrong, self.run = server, pause, 0, [], 0
        self.last, self.open, self.thread = {}, True, None

    def start(self):
        self.thread = threading.Thread(target=self._poll, daemon=True)
        self.thread.start()

    def restarted(self):
        """Counters begin again."""
        self.run += 1

    def _poll(self):
        while self.open:
            run = self.run
            try:
                now = self.server.metrics()
            except (OSError, ValueError, http.client.HTTPException):      # cut off in the middle, too
                time.sleep(self.pause)
                continue
            if run == self.run:
                self._look(run, now)
            time.sleep(self.pause)

    def _look(self, run, now):
        self.count += 1
        imbalance = [v for k, v in now.items() if k.startswith(("mailgauge_mta_imbalance", "mailgauge_mta_group_imbalance"))]
        if any(imbalance) or not imbalance:
            self.wrong.append(f"imbalance {imbalance}")
        values = {c: sum(v for k, v in now.items() if k.startswith(c)) for c in self.COUNTERS}
        for name, value in values.items():
            before = self.last.get((run, name), 0)
            if value < before:
                self.wrong.append(f"{name} fell from {before} to {value}")
            self.last[(run, name)] = value

    def stop(self):
        self.open = False
        if self.thread:
            self.thread.join()


def books(checks, server, polls, received=None, relayed=None):
    """At rest: what the metrics count is what the load and the sink know; and every poll until now was right."""
    time.sleep(0.6)                         # a snapshot is at most 250 ms old
    now = server.metrics()

    def total(name):
        found = [v for k, v in now.items() if k.split("{")[0] == name]
        if not found:
            raise RuntimeError(f"no {name}")
        return sum(found)

    if received is not None:
        got = total("mailgauge_mta_received_messages_total")
        checks.check(got == received, f"received: {got:.0f} counted, {received} acknowledged")
    if relayed is not None:
        got = total("mailgauge_mta_transmitted_messages_total")
        checks.check(got == relayed, f"transmitted: {got:.0f} counted, {relayed} delivered")
    checks.check(polls.count > 3 and not polls.wrong, f"{polls.count} polls meanwhile, wrong: {polls.wrong[:3]}")


def wait_for(condition, seconds, step=0.05):
    """Waits until the condition holds; gives its last value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(step)


def work_folder(name):
    """A fresh folder that is removed at exit."""
    import atexit
    folder = tempfile.mkdtemp(prefix=f"mailgauge-{name}-")
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder
