"""The scenario snmp of bench.py, and polled, walked and built of own.py.

snmp: GETs and walks of a table of 10,000 rows, v2c and v3 authPriv, one line after the other.

Every line is warmed with its own work for every peer alike, for as long as it is then measured: of a short run of a Java agent
its compiler is the greater part. Both agents give 40,000 varbinds a walk: four columns of 10,000 rows.
"""
import json, os, subprocess, time

V3 = ["-u", "noc", "-A", "bench-auth-pass", "-X", "bench-priv-pass"]
GETS = [(n, w) for n in (1, 16) for w in (1, 32)]
BULKS = (10, 25, 50, 500)


def lines(oid, table, rows):
    """(name, arguments of snmpload, whether a walk) of each line, for v2c and v3."""
    for version, how in (("v2c", []), ("v3", V3)):
        for n, w in GETS:
            yield f"{version} GET {n} varbind{'s'[:n > 1]}, window {w}", ["get", *["-o", oid] * n, "-w", w, "-n", 10 ** 7, *how], False
        if table:
            walk = ["-o", table, "-m", 4 * rows, "-n", 10 ** 6, "-w", 1, *how]
            yield f"{version} walk by GETNEXT", ["next", *walk], True
            for r in BULKS:
                yield f"{version} bulkwalk Cr{r}", ["bulk", *walk, "-r", r], True


class Held:
    """SMTP sessions held open, for the agents whose rows they are."""

    def __init__(self, bench, p):
        n = int(p.ask("snmp_sessions") or 0)
        self.load = None
        if n:
            self.load = subprocess.Popen([os.path.join(bench.A.bin, "smtpload"), "127.0.0.1", str(p.base), "-I", "3600", "-s", str(n)], stdout=subprocess.PIPE, text=True)
            first = self.load.stdout.readline().split()
            if first[:2] != ["READY", str(n)]:
                self.__exit__()
                raise RuntimeError(f"{p.name}: sessions held: {first}, not {n}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.load:
            self.load.kill()
            self.load.wait()
            self.load.stdout.close()


def scenario(bench, p):
    took = .4 if bench.A.quick else 1.3
    p.prepare("agent")
    p.start()
    try:
        with Held(bench, p):
            oid, table, port = p.ask("snmp_get_oid"), p.ask("snmp_table"), p.base + 4
            for name, how, walk in lines(oid, table, 10000):
                bench.drv("snmpload", "127.0.0.1", port, *how, "-T", took if bench.A.quick else 2 * took)
                c0 = p.cpu()
                r = bench.drv("snmpload", "127.0.0.1", port, *how, "-T", took)[0]
                c = p.cpu() - c0
                if r["lost"] or r["errors"] or r["forged"]:
                    bench.NOTES.append(f"snmp {p.name} {name}: lost {r['lost']}, errors {r['errors']}, not authentic {r['forged']}")
                if walk:
                    if r["varbinds"] != 40000 * r["done"]:
                        bench.NOTES.append(f"snmp {p.name} {name}: {r['varbinds']} varbinds in {r['done']} walks, not 40000 each")
                    bench.put("snmp", name + ": rate", p, r["varbinds_per_s"], "varbinds/s", "high")
                    bench.put("snmp", name + ": CPU", p, c * 1e6 / max(1, r["varbinds"]), "us/varbind", "low")
                else:
                    bench.put("snmp", name + ": rate", p, r["pdus_per_s"], "requests/s", "high")
                    bench.put("snmp", name + ": CPU", p, c * 1e6 / r["pdus"], "us/request", "low")
                bench.put("snmp", name + ": p50", p, r["p50_us"], "us", "low")
                bench.put("snmp", name + ": p99", p, r["p99_us"], "us", "low")
            bench.put("snmp", "PSS", p, p.mem()[1] / 1024, "MiB", "low")
    finally:
        p.clean()


# ---------- of own.py ----------
AGENT = ('snmp: "off"', 'snmp: "127.0.0.1:%d"')


def poll(bench, port, seconds):
    """A manager at work: a GET of one varbind, 2 ms after the answer to the one before."""
    return bench.drv("snmpload", "127.0.0.1", port, "get", "-o", "1.3.6.1.2.1.1.3.0", "-n", 10 ** 6, "-w", 1, "-g", 2000, "-T", seconds)[0]


def mail(bench, p, seconds, rate=0):
    return subprocess.Popen([os.path.join(bench.A.bin, "smtpload"), "127.0.0.1", str(p.base), "-s", "20", "-m", "400000", "-l", "4096", "-T", str(seconds), "-R", str(rate)], stdout=subprocess.PIPE, text=True)


def result(load):
    out = load.communicate()[0]
    r = json.loads(out)
    if r["failed"]:
        raise RuntimeError(f"{r['failed']} messages failed: {r['lastfail']}")
    return r


def polled(own, p):
    """p99 of a GET while the MTA relays at half and at full load, ours and snmpd's beside it, in turns."""
    bench, took = own.bench, 3
    other = bench.Peer("snmpd", 1)
    p.configure("relay", replace=[(AGENT[0], AGENT[1] % (p.base + 4))])
    other.prepare("agent", SNMP_ROWS=10)
    agents = {"ours": p.base + 4, "snmpd's": other.base + 4}
    try:
        with bench.Sink():
            p.start()
            other.start()
            for _ in range(2):
                full = result(mail(bench, p, 8))["msg_per_s"]
            for port in agents.values():
                poll(bench, port, 5)
            for name, rate in (("half", full / 2), ("full", 0)):
                load = mail(bench, p, 2 + 4 * took + 1, rate)
                time.sleep(2)
                seen = {}
                for who in ("ours", "snmpd's", "snmpd's", "ours"):
                    seen.setdefault(who, []).append(poll(bench, agents[who], took)["p99_us"] / 1e3)
                got = result(load)["msg_per_s"]
                ours, theirs = (sum(seen[who]) / 2 for who in agents)
                own.put("snmp under load", f"relayed at {name} load", "msg/s", "", got)
                own.put("snmp under load", f"GET at {name} load, p99, ours", "ms", "<= 5" if rate else "", ours)
                own.put("snmp under load", f"GET at {name} load, p99, snmpd's", "ms", "", theirs)
                own.put("snmp under load", f"GET at {name} load, p99, ours to snmpd's", "x", "" if rate else "<= 2", ours / theirs)
    finally:
        p.clean()
        other.clean()


BAND = "inside its A/A band"


def walked(own, p):
    """SMTP's p99 at half load, 10,000 associations open, with a walk of them a second and without."""
    bench, took = own.bench, 6
    p.configure("hold", replace=[(AGENT[0], AGENT[1] % (p.base + 4))])
    try:
        p.start()
        bench.warm(p)
        with Held(bench, p):
            full = max(result(mail(bench, p, 5))["msg_per_s"] for _ in range(2))
            walk = ["127.0.0.1", p.base + 4, "bulk", "-o", p.ask("snmp_table"), "-n", 10 ** 6, "-w", 1, "-r", 50, "-g", 1000000, "-T"]
            bench.drv("snmpload", *walk, 5)
            p99 = []
            for turn in range(2 * bench.A.rounds + 1):
                load = mail(bench, p, took, full / 2)
                if turn % 2:
                    r = bench.drv("snmpload", *walk, took - 1.5)[0]
                    # The load's own 20 sessions come and go meanwhile.
                    if not 40000 <= r["varbinds"] / max(1, r["done"]) <= 40080 or r["errors"]:
                        raise RuntimeError(f"a walk came to {r['varbinds']} varbinds in {r['done']} walks, {r['errors']} errors")
                    own.put("snmp under load", "a varbind of the walks meanwhile", "us", "", r["elapsed_s"] * 1e6 / r["varbinds"])
                p99.append(result(load)["p99_ms"])
            for i, value in enumerate(p99):
                own.put("snmp under load", "SMTP p99 at half load, " + ("a walk a second" if i % 2 else "no walk"), "ms", "", value)
            for i in range(2, len(p99), 2):
                own.put("snmp under load", "SMTP p99, no walk to no walk (A/A)", "x", "", p99[i] / p99[i - 2])
                own.put("snmp under load", "SMTP p99, a walk a second to no walk", "x", BAND, p99[i - 1] / ((p99[i] + p99[i - 2]) / 2))
    finally:
        p.clean()


PASSES = 5         # of each number of messages


def builds(own, p, times=300):
    """What a snapshot built for this very question costs: the median of many, in ms, by the API's after=now."""
    for _ in range(2):
        took = sorted(p.get("/api/v1/status?after=now")[0] for _ in range(times))
    return took[times // 2] * 1e3


def built(own, p):
    """The cost of a snapshot with 500 and with 500,000 messages of the same 100 destinations."""
    small, large, groups = 500, own.bench.A.views, 100
    p.configure("backlog", replace=[("retry-first: PT5S, retry-most: PT5S", "retry-first: PT1H, retry-most: PT2H")])
    try:
        p.start()
        p.fill(small, groups, 1024)
        time.sleep(3)
        builds(own, p, 1500)
        few = [builds(own, p) for _ in range(PASSES)]
        p.fill(large - small, groups, 1024)
        time.sleep(3)
        if p.stored() != large:
            raise RuntimeError(f"{p.stored()} stored, not {large}")
        builds(own, p, 1500)
        many = [builds(own, p) for _ in range(PASSES)]
        for one, other in zip(few, many):
            own.put("snapshot", f"status of now, {small} messages", "ms", "", one)
            own.put("snapshot", f"status of now, {large} messages", "ms", "", other)
            own.put("snapshot", f"status of now: {large} to {small} messages", "x", "<= 1.2", other / one)
        for one, other in zip(few, few[1:]):
            own.put("snapshot", f"status of now: {small} to {small} messages (A/A)", "x", "", other / one)
    finally:
        p.clean()
