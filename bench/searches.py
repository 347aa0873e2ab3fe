"""The scenario `search` of own.py: texts looked for in a mailbox of 2 KiB messages, of which one in a thousand has them, with the index of
texts and without; what the index costs."""
import os, random, re, time
import bench, boxes

WORDS = 30000         # of the language that the mail is written in
RARE = "zanzibar"     # in one message of a thousand
EVERY = 1000
AT_ONCE = 250         # messages of an APPEND
SEARCHES = [("BODY, a word that 1 in 1000 has", f"BODY {RARE}"), ("BODY, a part of it", f"BODY {RARE[1:6]}"), ("BODY, in no message", "BODY zebrazebra"),
            ("TEXT, a word that 1 in 1000 has", f"TEXT {RARE}"), ("FROM, 1 in 100", "FROM ann42@"), ("FUZZY BODY, one letter wrong", f"FUZZY BODY {RARE[:-1]}x"), ("BODY, two letters", "BODY zq")]


def language(rng):
    """A text of invented words, of which a few are frequent, as in a language."""
    sounds = "ba be bi bo da de di do fa fe fi fo ga ge ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se si so ta te ti to va ve st nd er in on".split()
    words = ["".join(rng.choices(sounds, k=rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(WORDS)]
    weights = [1 / (n + 3) for n in range(WORDS)]
    return " ".join(rng.choices(words, weights=weights, k=2_000_000))


def message(rng, text, n):
    at = text.index(" ", rng.randrange(len(text) - 5000)) + 1
    lines, body = [], text[at:at + 2000]
    while body:
        cut = body.rfind(" ", 0, 76) if len(body) > 76 else -1
        lines.append(body if cut < 0 else body[:cut])
        body = "" if cut < 0 else body[cut + 1:]
    if n % EVERY == 0:
        lines.insert(rng.randrange(len(lines)), f"a word {RARE} that is rare")
    head = [f"Received: from host{rng.randrange(1000)}.client.example by mx.sink.example with ESMTPS id {rng.getrandbits(60):x}; Mon, 01 Jan 2024 00:00:00 +0000",
            f"From: Ann Person <ann{n % 100}@client.example>", "To: <user0@sink.example>", "Date: Mon, 01 Jan 2024 00:00:00 +0000",
            f"Subject: {text[at + 2100:at + 2140]}", f"Message-ID: <{rng.getrandbits(80):x}@client.example>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    return "\r\n".join(head + [""] + lines + [""]).encode()


class Imap(boxes.Lines):
    def __init__(self, port):
        super().__init__(port)
        self.read()
        self.done("a LOGIN user0@sink.example pass")

    def done(self, command):
        """What is told before the OK."""
        self.say(command + "\r\n")
        return self.answer()

    def answer(self):
        told = []
        while not (line := self.read()).startswith("a "):
            told.append(line)
        if not line.startswith("a OK"):
            raise RuntimeError(line)
        return told

    def append(self, messages):
        parts = [b"a APPEND INBOX"]
        for m in messages:
            parts += [b" {%d+}\r\n" % len(m), m]
        self.socket.sendall(b"".join(parts) + b"\r\n")
        self.answer()


def figure(p, name):
    found = re.search(rb"^mailgauge_" + name.encode() + rb"\S* (\S+)$", p.get("/metrics")[1], re.M)
    return float(found.group(1)) if found else 0.0


def search(own, p):
    n = bench.A.searched

    def put(metric, unit, asked, value):
        own.put("search", metric, unit, asked, value)

    def ask(how, rounds):
        """Asks each search; milliseconds, the median of the rounds."""
        c, times = Imap(p.base + 2), {}
        c.done("a EXAMINE INBOX")
        for name, key in SEARCHES:
            took = []
            before = p.cpu()
            for _ in range(rounds):
                t = time.perf_counter()
                found = len(c.done("a SEARCH " + key)[0].split()) - 2
                took.append((time.perf_counter() - t) * 1e3)
            times[name] = sorted(took)[rounds // 2]
            put(f"{name}, {how}: {found} found", "ms", "", times[name])
            put(f"{name}, {how}: server CPU", "ms", "", (p.cpu() - before) * 1e3 / rounds)
        c.close()
        return times

    bench.cg_setup()
    p.configure("store")
    try:
        p.start()
        rng = random.Random(1)
        text = language(rng)
        c, octets, t = Imap(p.base + 2), 0, time.monotonic()
        for first in range(0, n, AT_ONCE):
            some = [message(rng, text, i) for i in range(first, min(n, first + AT_ONCE))]
            octets += sum(map(len, some))
            c.append(some)
        put("appended, the client's work in it", "msg/s", "", n / (time.monotonic() - t))
        put("octets a message", "", "", octets / n)
        ask("the first time", 1)
        plain = ask("no index", 3)
        c.close()
        p.stop()
        with open(p.config) as f:
            config = f.read()
        with open(p.config, "w") as f:
            f.write(config.replace("relay-networks:", "mailboxes: {search-index: true}\nrelay-networks:"))
        p.start(ready=300)
        boxes.ready(p)
        c = Imap(p.base + 2)
        c.done("a EXAMINE INBOX")
        before, t = p.cpu(), time.monotonic()
        c.done("a SEARCH BODY " + RARE)
        put("the first search with the index on", "ms", "", (time.monotonic() - t) * 1e3)
        while figure(p, "search_index_messages_total") < n and time.monotonic() - t < 1800:
            time.sleep(1)
        put("indexed, beside nothing", "msg/s", "", n / (time.monotonic() - t))
        put("to index: server CPU", "ms/msg", "", (p.cpu() - before) * 1e3 / n)
        time.sleep(3)
        ask("index, the first time", 1)
        indexed = ask("index", 5)
        put("index on disk", "octets/msg", "", figure(p, "search_index_bytes") / n)
        for name, _ in SEARCHES:
            put(f"{name}: index to none", "x", "<= 0.1" if name.startswith("BODY, a word") else "", indexed[name] / plain[name])
        c.close()
    finally:
        p.clean()
