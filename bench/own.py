#!/usr/bin/env python3
"""What only Mailgauge is asked: start and rest, thousands of idle sessions, of IMAP too, also under TLS, views of a deep queue, a million queued messages;
a GET under mail load beside snmpd's, mail while associations are walked, the cost of a snapshot; an account with a million messages; searches with the index of texts and without.

    own.py --only start,sessions,idle,tls,views,million --rounds 5 --md

Uses the harness beside it (bench.py, peers/mailgauge.sh, drivers/). Each figure is printed with the median of the rounds, their
least and most, and what was asked for. Root is not needed; everything runs on 127.0.0.1 and stops by itself.
"""
import argparse, json, os, resource, shutil, signal, socket, ssl, statistics, subprocess, sys, tempfile, time, urllib.request
import boxes, bench, searches, snmp

TLS_SESSIONS = 3000    # at most: each takes a handshake
FIGURES = []      # (scenario, metric, unit, asked, [values])


def put(scenario, metric, unit, asked, value):
    for f in FIGURES:
        if f[:2] == (scenario, metric):
            f[4].append(value)
            return
    FIGURES.append((scenario, metric, unit, asked, [value]))


class Ours(bench.Peer):
    """The adapter's server, with more in its configuration."""

    def __init__(self):
        super().__init__("mailgauge", 0)
        self.http = self.base + 5

    def configure(self, mode, **changes):
        self.prepare(mode)
        path = os.path.join(self.dir, "mailgauge.yaml")
        with open(path) as f:
            text = f.read()
        for old, new in changes.get("replace", []):
            if old not in text:
                raise RuntimeError(f"the adapter's configuration has no {old!r}")
            text = text.replace(old, new)
        with open(path, "w") as f:
            f.write(text)
        self.config = path

    def java(self):
        for p in bench.tree(self.launcher.pid)[0]:
            try:
                if os.path.basename(os.readlink(f"/proc/{p}/exe")) == "java":
                    return p
            except OSError:
                pass
        raise RuntimeError("no java process below the launcher")

    def jcmd(self, *what):
        pid = self.java()
        tool = os.path.join(os.path.dirname(os.readlink(f"/proc/{pid}/exe")), "jcmd")
        return subprocess.run([tool, str(pid), *what], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120).stdout

    def collected(self):
        """Asks for two full collections, as what the first one frees may let go of more."""
        self.jcmd("GC.run")
        self.jcmd("GC.run")
        time.sleep(1)

    def heap(self):
        """Octets of live objects on the heap, after a collection."""
        self.collected()
        last = self.jcmd("GC.class_histogram").strip().splitlines()[-1].split()
        return int(last[2])

    def get(self, path):
        with open(os.path.join(self.dir, "data", "admin-token")) as f:
            asked = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", headers={"Authorization": "Bearer " + f.read().strip()})
        t = time.perf_counter()
        with urllib.request.urlopen(asked, timeout=60) as r:
            body = r.read()
        return time.perf_counter() - t, body

    def stored(self):
        return int(self.ask("queue_count") or 0)

    def queue_is_hidden(self):
        """Whether no numbers are published yet: they are when the whole queue is there."""
        return self.ask("queue_count") == ""

    def fill(self, messages, destinations, size, sessions=50):
        r = bench.drv("smtpload", "127.0.0.1", self.base, "-s", sessions, "-m", messages, "-l", size, "-t", "user@d%d.example", "-u", destinations, "-p", "-T", 1500, timeout=1600)[0]
        if r["failed"]:
            raise RuntimeError(f"{r['failed']} of {messages} failed: {r['lastfail']}")
        return r["msg_per_s"]


def start(p):
    """Exec to the greeting, and the process at rest."""
    p.configure("hold")
    try:
        put("start", "start until accepting", "s", "<= 1.5", p.start())
        time.sleep(15)
        put("start", "resident at rest, 15 s after the start", "MB", "<= 160", p.mem()[0] * 1024 / 1e6)
    finally:
        p.clean()


def sessions(p):
    """Idle SMTP sessions; new clients' greetings meanwhile."""
    n = bench.A.sessions
    p.configure("hold", replace=[("smtp: {per-address: 12000, command-timeout: PT1H}", f"smtp: {{per-address: {n + 1000}, connections: {n + 1000}, command-timeout: PT1H}}")])
    try:
        p.start()
        bench.warm(p)
        p.collected()
        before = p.mem()[1]
        d = subprocess.Popen([os.path.join(bench.A.bin, "smtpload"), "127.0.0.1", str(p.base), "-I", "60", "-s", str(n)], stdout=subprocess.PIPE, text=True)
        try:
            first = d.stdout.readline().split()
            held = int(first[1]) if len(first) == 3 and first[0] == "READY" else 0
            put("sessions", "idle sessions held", "", f"{n}", held)
            took = []
            for _ in range(300):
                t = time.perf_counter()
                with socket.create_connection(("127.0.0.1", p.base), timeout=30) as s:
                    s.recv(500)
                    took.append(time.perf_counter() - t)
                    s.sendall(b"QUIT\r\n")
                    s.recv(500)
            took.sort()
            put("sessions", "a new client's greeting, p99 of 300", "ms", "<= 100", took[296] * 1e3)
            p.collected()
            put("sessions", "PSS a session, after a collection", "KiB", "<= 8", (p.mem()[1] - before) / max(1, held))
        finally:
            d.wait()
    finally:
        p.clean()


def idle(p):
    """IMAP sessions in IDLE, each on one of 20 users' mailboxes of 1,000 messages; how soon one of them is told of an arrival."""
    n = bench.A.sessions
    p.configure("store", replace=[("smtp: {per-address: 12000,", f"smtp: {{per-address: {n + 1000}, connections: {n + 1000},")])
    try:
        p.start()
        for user in range(20):
            bench.imap(p, "fill", "-n", 1000, "-l", 2048, "-u", bench.USER.replace("%d", str(user)))
        bench.imap(p, "session", "-c", 8, "-n", 2000, "-U", 20)
        bench.imap(p, "idlelat", "-n", 100, "-u", bench.USER.replace("%d", "19"), "-l", 2048)
        p.collected()
        before = p.mem()[1]
        d = subprocess.Popen([os.path.join(bench.A.bin, "imapload"), "127.0.0.1", str(p.base + 2), "hold", "-i", "-c", str(n), "-u", bench.USER, "-U", "20", "-T", "30"], stdout=subprocess.PIPE, text=True)
        try:
            first = d.stdout.readline().split()
            held = int(first[1]) if len(first) == 3 and first[0] == "READY" else 0
            put("idle", "IMAP sessions in IDLE held", "", f"{n}", held)
            p.collected()
            put("idle", "PSS a session, after a collection", "KiB", "<= 8", (p.mem()[1] - before) / max(1, held))
        finally:
            d.wait()
        r = bench.imap(p, "idlelat", "-n", 300, "-u", bench.USER.replace("%d", "7"), "-l", 2048)[0]
        put("idle", "APPEND's OK to another session's EXISTS, p99 of 300", "ms", "<= 5", r["p99_ms"])
    finally:
        p.clean()


def secured(port, context, said):
    """A connection under TLS that has had its greeting and said this."""
    s = context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=30))
    s.recv(500)
    if said:
        s.sendall(said)
        s.recv(1000)
    return s


def tls(p):
    """Idle connections under TLS: of submission after EHLO, of POP3 after the greeting."""
    n = min(bench.A.sessions, TLS_SESSIONS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(n + 500, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    ways = {"submission": (p.base + 6, b"EHLO client.test\r\n"), "POP3": (p.base + 7, b"")}
    p.configure("hold", replace=[('submissions: "off"', f'submissions: "127.0.0.1:{p.base + 6}"'), ('pop3s: "off"', f'pop3s: "127.0.0.1:{p.base + 7}"')])
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        p.start()
        bench.warm(p)
        for name, (port, said) in ways.items():
            for s in [secured(port, context, said) for _ in range(500)]:
                s.close()
            before, memory = p.heap(), p.mem()[1]
            t = time.perf_counter()
            held = [secured(port, context, said) for _ in range(n)]
            put("tls", f"{name}: handshakes one after the other", "/s", "", n / (time.perf_counter() - t))
            heap = p.heap()
            put("tls", f"{name}: PSS an idle connection, after a collection", "KiB", "<= 16", (p.mem()[1] - memory) / n)
            put("tls", f"{name}: heap an idle connection", "octets", "", (heap - before) / n)
            if bench.A.histogram:
                bench.log(p.jcmd("GC.class_histogram")[:6000])
            for s in held:
                s.close()
    finally:
        p.clean()


VIEWS = [("mtaTable and mtaGroupTable by GETBULK (28)", "walk28"), ("applTable and assocTable by GETBULK (27)", "walk27"), ("scrape", "/metrics"), ("queue summary (API)", "/api/v1/queue/summary?limit=100")]


def look(p, what):
    if what.startswith("/"):
        return p.get(what)[0]
    t = time.perf_counter()
    subprocess.run(["snmpbulkwalk", "-v2c", "-c", "public", "-Cr50", "-On", "-m", "", f"127.0.0.1:{p.base + 4}", "1.3.6.1.2.1." + what[4:]], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - t


def views(p):
    """The same groups with few and many messages: what a look costs."""
    small, large, groups = 500, bench.A.views, 100
    p.configure("backlog", replace=[('snmp: "off"', f'snmp: "127.0.0.1:{p.base + 4}"'), ("retry-first: PT5S, retry-most: PT5S", "retry-first: PT1H, retry-most: PT2H")])
    try:
        p.start()
        p.fill(small, groups, 1024)
        time.sleep(3)
        seen = {}
        for round_, depth in ((0, small), (1, large)):
            if round_:
                p.fill(large - small, groups, 1024)
                time.sleep(3)
                if p.stored() != large:
                    raise RuntimeError(f"{p.stored()} stored, not {large}")
            for name, what in VIEWS:
                for _ in range(3 if round_ else 10):
                    look(p, what)
                took = sorted(look(p, what) for _ in range(11))[5]
                seen[name, round_] = took
                put("views", f"{name}, {depth} messages", "ms", "<= 100", took * 1e3)
        for name, _ in VIEWS:
            put("views", f"{name}: {large} to {small} messages", "x", "<= 1.5", seen[name, 1] / seen[name, 0])
        t = time.perf_counter()
        subprocess.run([os.path.join(bench.HOME, "..", "bin", "mailgauge"), "queue", "summary", "--config", p.config], check=True, stdout=subprocess.DEVNULL)
        put("views", f"queue summary (command, its own start included), {large} messages", "ms", "", (time.perf_counter() - t) * 1e3)
    finally:
        p.clean()


def million(p):
    """A million messages for 10,000 destinations: memory, restart, and the way out."""
    n = bench.A.million
    p.configure("backlog", replace=[("retry-first: PT5S, retry-most: PT5S", "retry-first: PT30S, retry-most: PT30S")])
    try:
        p.start()
        p.fill(5000, 100, 1024)
        p.fill(20000, 100, 1024)
        time.sleep(2)
        had = p.stored()
        empty = p.heap()
        rate = p.fill(n, 10000, 1024)
        time.sleep(5)
        put("million", f"accept rate while {n} come in", "msg/s", "", rate)
        put("million", "heap a message", "octets", "<= 250", (p.heap() - empty) / n)
        put("million", "resident", "MB", "", p.mem()[0] * 1024 / 1e6)
        p.stop()
        put("million", "restart until accepting", "s", "<= 5", p.start(ready=120))
        t = time.monotonic()
        while p.queue_is_hidden() and time.monotonic() - t < 120:
            time.sleep(.2)
        if p.stored() != n + had:
            raise RuntimeError(f"{p.stored()} stored after the restart, not {n + had}")
        alone = p.fill(20000, 100, 1024)
        with bench.Sink() as sink:
            t = time.monotonic()
            while sink.get()[0] == 0 and time.monotonic() - t < 120:
                time.sleep(.05)
            t, first = time.monotonic(), sink.get()[0]
            time.sleep(20)
            drained = (sink.get()[0] - first) / (time.monotonic() - t)
            put("million", "drain rate, alone", "msg/s", "the sink's", drained)
            busy = p.fill(20000, 100, 1024)
            put("million", "accept rate, nothing else to do", "msg/s", "", alone)
            put("million", "accept rate while draining, to that", "x", ">= 0.5", busy / alone)
            total = n + had + 40000
            put("million", "all delivered", "", f"{total}", total if sink.wait(total, 900, 30) else sink.get()[0])
    finally:
        p.clean()


def polled(p):
    snmp.polled(sys.modules[__name__], p)


def walked(p):
    snmp.walked(sys.modules[__name__], p)


def built(p):
    snmp.built(sys.modules[__name__], p)


def mailboxes(p):
    boxes.mailboxes(sys.modules[__name__], p)


def search(p):
    searches.search(sys.modules[__name__], p)


SCENARIOS = {"start": start, "sessions": sessions, "idle": idle, "tls": tls, "views": views, "million": million, "polled": polled, "walked": walked, "built": built, "mailboxes": mailboxes, "search": search}
ONCE = {"million", "views", "walked", "built", "mailboxes", "search"}      # walked takes its rounds by itself


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--only", default=",".join(s for s in SCENARIOS if s not in ("mailboxes", "search")))
    ap.add_argument("--rounds", type=int, default=5, help="of start, sessions, idle, tls, polled and walked; views, million and built take one")
    ap.add_argument("--work", default="")
    ap.add_argument("--base-port", type=int, default=23000)
    ap.add_argument("--sessions", type=int, default=15000)
    ap.add_argument("--views", type=int, default=500000)
    ap.add_argument("--million", type=int, default=1000000)
    ap.add_argument("--mailboxes", type=int, default=1000000, help="messages of the scenario mailboxes, a tenth of them in INBOX")
    ap.add_argument("--searched", type=int, default=100000, help="messages of the scenario search")
    ap.add_argument("--histogram", action="store_true", help="print the classes on the heap while tls holds its connections")
    ap.add_argument("--json", default="")
    bench.A = ap.parse_args()
    own = not bench.A.work
    bench.A.work = os.path.abspath(bench.A.work or tempfile.mkdtemp(prefix="bench-own-"))
    os.makedirs(bench.A.work, exist_ok=True)
    bench.A.tools = ""
    bench.A.bin = bench.build_drivers()
    ours = Ours()
    try:
        for name in bench.A.only.split(","):
            for _ in range(1 if name in ONCE else bench.A.rounds):
                t = time.monotonic()
                try:
                    SCENARIOS[name](ours)
                except (RuntimeError, OSError, subprocess.SubprocessError) as e:
                    bench.NOTES.append(f"{name}: {type(e).__name__}: {e}")
                bench.log(f"{name}: {time.monotonic() - t:.1f} s")
    finally:
        ours.clean()
        print("| scenario | figure | unit | asked | median | least .. most | rounds |\n|---|---|---|---|---|---|---|")
        for scenario, metric, unit, asked, v in FIGURES:
            print(f"| {scenario} | {metric} | {unit} | {asked} | {bench.fmt(statistics.median(v))} | {bench.fmt(min(v))} .. {bench.fmt(max(v))} | {len(v)} |")
        for n in bench.NOTES:
            print("-", n)
        if bench.A.json:
            with open(bench.A.json, "w") as f:
                json.dump(FIGURES, f, indent=1)
        if own:
            shutil.rmtree(bench.A.work, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
