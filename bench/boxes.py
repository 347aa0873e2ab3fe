"""The scenario `mailboxes` of own.py: an account with very many messages. What it costs to open one of its mailboxes after a
restart, and what those cost that nobody opens."""
import os, re, socket, subprocess, time, urllib.parse
import bench

FOLDERS = 90          # beside INBOX
ACCOUNT = "user0@sink.example"
OTHER = "user1@sink.example"
SOME = 200000         # messages in the bounded cache


class Lines:
    """A connection on which lines are said and read."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def read(self):
        line = self.file.readline()
        if not line:
            raise RuntimeError("the server has closed the connection")
        return line.decode("latin-1").rstrip("\r\n")

    def say(self, text):
        self.socket.sendall(text.encode())

    def close(self):
        self.file.close()
        self.socket.close()


def fill(p, java, inbox, each):
    """Fills the mailboxes of a server that is stopped; messages a second."""
    tree = os.path.join(bench.HOME, "..")
    t = time.monotonic()
    subprocess.run([java, "--enable-native-access=ALL-UNNAMED",
                    "-cp", os.path.join(tree, "agent", "target", "lib", "*"), os.path.join(bench.HOME, "drivers", "FillStore.java"),
                    os.path.join(p.dir, "data"), ACCOUNT, str(inbox), str(FOLDERS), str(each)], check=True, stdout=subprocess.DEVNULL)
    return (inbox + FOLDERS * each) / (time.monotonic() - t)


def opened(port, user):
    """A POP3 session: seconds from USER to the reply of PASS, and of STAT, and the messages that STAT tells."""
    c = Lines(port)
    c.read()
    t = time.perf_counter()
    c.say(f"USER {user}\r\n")
    c.read()
    c.say("PASS pass\r\n")
    if not c.read().startswith("+OK"):
        raise RuntimeError("no login")
    logged = time.perf_counter()
    c.say("STAT\r\n")
    stat = c.read().split()
    done = time.perf_counter()
    c.say("QUIT\r\n")
    c.read()
    c.close()
    return logged - t, done - logged, int(stat[1])


def first_page(p, mailbox):
    """Has the store open a mailbox, for its first 1,000 messages; seconds."""
    return p.get("/api/v1/mailboxes/messages?" + urllib.parse.urlencode({"account": ACCOUNT, "mailbox": mailbox, "after": 0}))[0]


def touch(p):
    """Opens all mailboxes, one after the other."""
    for n in range(FOLDERS + 1):
        first_page(p, f"f{n:02d}" if n else "INBOX")


def ready(p):
    """Waits until the server is ready, and for what its start still leaves to do."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            p.get("/readyz")
            break
        except OSError:
            time.sleep(.1)
    time.sleep(3)


def cached(p):
    time.sleep(1)         # what is published may be a moment old
    return int(float(re.search(rb"^mailgauge_store_view_cache_messages\S* (\S+)$", p.get("/metrics")[1], re.M).group(1)))


def mailboxes(own, p):
    n = bench.A.mailboxes
    inbox, each = n // 10, n * 9 // 10 // FOLDERS

    def put(figure, unit, asked, value):
        own.put("mailboxes", figure, unit, asked, value)

    def put_time(figure, asked, work):
        """Its time, which others on the machine prolong, and the server's processor time meanwhile, which they hardly do."""
        before, seconds = p.cpu(), work()
        put(figure, "ms", asked, seconds * 1e3)
        put(figure + ": server CPU", "ms", "", (p.cpu() - before) * 1e3)

    def put_opening(when, asked, user=ACCOUNT, count=inbox):
        def session():
            login, stat, found = opened(p.base + 3, user)
            if found != count:
                raise RuntimeError(f"{found} messages in INBOX, not {count}")
            return login + stat
        put_time(f"POP3 login and STAT, {count} messages, {when}", asked, session)

    def again():
        p.stop()
        took = p.start(ready=300)
        ready(p)
        return took

    bench.cg_setup()
    p.configure("store", replace=[("relay-networks:", "mailboxes: {cached-messages: 2000000}\nrelay-networks:")])
    try:
        p.start()
        put("start until accepting, no messages", "s", "", again())
        opened(p.base + 3, OTHER)
        empty = p.heap()
        java = os.readlink(f"/proc/{p.java()}/exe")
        p.stop()
        put("filling them", "msg/s", "", fill(p, java, inbox, each))
        took = p.start(ready=300)
        ready(p)
        put(f"start until accepting, {n} messages", "s", "", took)
        put_opening("the first session after a restart", "<= 300")
        put_opening("again", "")
        again()
        put_opening("after a restart, before the large one", "", OTHER, 0)
        put_opening("the second session after a restart", "<= 300")
        again()
        figure = f"the store opens a mailbox of {inbox} (API's first page)"
        put_time(figure + ", the first request after a restart", "<= 300", lambda: first_page(p, "INBOX"))
        put_time(figure + ", again", "", lambda: first_page(p, "INBOX"))
        again()
        opened(p.base + 3, OTHER)
        rest = p.heap()
        put(f"heap of {n} messages that nobody opened, a message", "octets", "<= 1", (rest - empty) / n)
        put("PSS at rest, nothing opened", "MB", "", p.mem()[1] * 1024 / 1e6)
        touch(p)
        put("messages in the view cache, all mailboxes opened", "", f"{n}", cached(p))
        put("heap a message in the view cache", "octets", "<= 64", (p.heap() - rest) / cached(p))
        put("PSS, all mailboxes opened", "MB", "", p.mem()[1] * 1024 / 1e6)
        with open(p.config) as f:
            text = f.read()
        with open(p.config, "w") as f:
            f.write(text.replace("cached-messages: 2000000", f"cached-messages: {SOME}"))
        again()
        touch(p)
        put(f"messages in the view cache of {SOME}, all mailboxes opened", "", f"<= {SOME}", cached(p))
        put(f"heap above rest, view cache of {SOME}", "MB", "", (p.heap() - rest) / 1e6)
        put(f"PSS, view cache of {SOME}, all mailboxes opened", "MB", "", p.mem()[1] * 1024 / 1e6)
    finally:
        p.clean()
        bench.cg_end()
