"""Clients of mailboxes, with an oracle: LMTP and SMTP clients that deliver and know what was acknowledged, and POP3 readers that
know what they saw, what they removed and what they left. All wait while the server is down, and know in which run of it they are."""
import random, socket, threading, time

from campaign import inspect, message

DOMAIN = "box.test"
BLOCK = random.Random(1).randbytes(1 << 19).hex()       # what large messages are cut from


class Runs:
    """The runs of the server, each ended by a kill; shared by all clients."""

    def __init__(self):
        self.up, self.number, self.killed = threading.Event(), 0, set()

    def begun(self):
        """A run is ready."""
        self.up.set()

    def ending(self):
        """It is about to be killed."""
        self.up.clear()
        self.killed.add(self.number)

    def ended(self):
        """It is gone; what starts next is another one."""
        self.number += 1


class Client:
    """One that connects, is cut off by kills, and connects again."""

    def __init__(self, port, runs, seed):
        self.port, self.runs, self.rng = port, runs, random.Random(seed)
        self.running, self.trouble = True, []
        self.thread = threading.Thread(target=self._work, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.running = False

    def join(self):
        self.thread.join()

    def _work(self):
        while self.running:
            run = self.runs.number                      # before it is waited for, so that what follows is not taken for it
            if not self.runs.up.wait(0.2) or run != self.runs.number:
                continue
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=30) as c:
                    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.socket, self.file = c, c.makefile("rb", 65536)
                    self.session(run)
            except (OSError, EOFError) as e:
                if run not in self.runs.killed:
                    self.trouble.append(f"cut off in run {run}, which was not killed: {e!r}")
                    time.sleep(0.2)
            except Exception as e:                       # a client that is gone would prove nothing
                self.trouble.append(repr(e))
                raise

    def line(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError
        return line

    def reply(self):
        while True:
            line = self.line()
            if line[3:4] != b"-":
                return line.decode(errors="replace").rstrip()

    def say(self, text):
        self.socket.sendall(text)
        return self.reply()


class Sender(Client):
    """Sends messages to some accounts each, over LMTP or SMTP. With LMTP what was not acknowledged is sent again, as another
    attempt: {name of the attempt: checksum}, and per (account, attempt) whether it was acknowledged."""

    def __init__(self, name, port, runs, accounts, lmtp, pause, seed, full=lambda: False):
        super().__init__(port, runs, seed)
        self.name, self.accounts, self.lmtp, self.pause, self.n = name, accounts, lmtp, pause, 0
        self.full = full                                # whether the readers must catch up first
        self.digests, self.acked, self.open, self.refused = {}, {}, {}, []
        self.when = {}                                  # {(account, attempt): nanoseconds when that was acknowledged}
        self.again = None                               # (message, attempts so far, recipients) to be sent once more
        self.large = 0

    def session(self, run):
        self.reply()
        self.say(b"LHLO load.test\r\n" if self.lmtp else b"EHLO load.test\r\n")
        while self.running:
            if self.again:
                number, attempt, to = self.again
            else:
                self.n += 1
                number, attempt, to = self.n, 0, self.rng.sample(self.accounts, self.rng.choice((1, 1, 1, 2, 3)))
            self.again = None
            self._send(run, number, attempt + 1, to)
            time.sleep(self.pause)
            while self.running and self.full() and run == self.runs.number:
                time.sleep(0.02)

    def _send(self, run, number, attempt, to):
        """One attempt. Whoever has no answer when the connection is gone is in `open`."""
        name, left = f"{self.name}-{number}.{attempt}", list(to)
        try:
            for command in ("MAIL FROM:<s@far.test>", *(f"RCPT TO:<{a}>" for a in to)):
                self._must("250", self.say(command.encode() + b"\r\n"), command)
            lines = self._message(name)
            self._must("354", self.say(b"DATA\r\n"), "DATA")
            self.digests[name] = inspect(lines)[1]
            for a in to:
                self.open[a, name] = run
            self.socket.sendall(b"".join(b"." + x if x.startswith(b".") else x for x in lines) + b".\r\n")
            for group in ([[a] for a in to] if self.lmtp else [to]):
                r = self.reply()
                for a in group:
                    left.remove(a)
                    self.open.pop((a, name))
                    if r.startswith("250"):
                        self.acked[a, name], self.when[a, name] = run, time.time_ns()
                    else:
                        self.refused.append((a, name, r))
        finally:
            if left and self.lmtp:
                self.again = (number, attempt, left)

    def _must(self, code, reply, what):
        if not reply.startswith(code):
            raise RuntimeError(f"{self.name}: {what}: {reply}")

    def _message(self, name):
        if self.rng.random() > .06:
            return message(name, self.rng.randint(400, 8000), self.rng)
        self.large += 1
        lines, at = message(name, 0, self.rng), self.rng.randrange(1000)
        for _ in range(self.rng.randint(310_000, 700_000) // 900):
            lines.append(BLOCK[at:at + 898].encode() + b"\r\n")
            at += 898
        return lines


class Reader(Client):
    """Reads an account's INBOX by POP3 and removes from it, alone. Compares each session's list with what must be there;
    once `removing` is False it reads all that is there and leaves it."""

    def __init__(self, account, password, port, runs, senders, seed):
        super().__init__(port, runs, seed)
        self.account, self.password, self.senders = account, password, senders
        self.known = {}                                 # {uidl: (attempt, checksum)} of all that was ever read
        self.there, self.gone = set(), set()            # listed and not removed; removal acknowledged
        self.unsure = set()                             # QUIT was sent for them, and no answer came
        self.highest = self.sessions = self.quits = self.drops = self.cuts = 0
        self.wrong, self.kept, self.unsure_gone, self.unsure_kept = [], 0, 0, 0
        self.validity, self.removing, self.left, self.runs_seen = None, True, set(), set()
        self.seen = {}                                  # {uidl: nanoseconds} when it was first read
        self.share = .5                                 # of what is there, removed in a session
        self.pause = 0                                  # seconds from a session to the next
        self.asked, self.removed = {}, {}               # {uidl: nanoseconds} of a QUIT that removes it, before it and after its answer

    def session(self, run):
        self.line()
        acked = {n for s in self.senders if s.lmtp for a, n in list(s.acked) if a == self.account}
        self._ok(b"USER " + self.account.encode())
        r = self._command(b"PASS " + self.password.encode())
        if r.startswith("-ERR [IN-USE]"):               # the session before was dropped, which is not seen yet
            time.sleep(0.02)
            return
        if not r.startswith("+OK"):
            raise RuntimeError(f"{self.account}: {r}")
        listed = self._list()
        self._compare(listed)
        for number, uidl in listed:
            if uidl not in self.known or self.rng.random() < .04 or not self.removing:
                self._read(number, uidl)
        missing = acked - {name for name, _ in self.known.values()}
        if missing:
            self.wrong.append(f"acknowledged before run {run}'s session and not there: {len(missing)} {sorted(missing)[:3]}")
        self.sessions += 1
        self.runs_seen.add(run)
        self._end([(n, u) for n, u in listed if self.removing and self.rng.random() < self.share])
        time.sleep(self.pause)

    def _end(self, marked):
        for number, _ in marked:
            self._ok(f"DELE {number}".encode())
        marked, way = {u for _, u in marked}, self.sessions % 4
        if way == 1 and self.removing:                  # without QUIT: all stay
            self.drops += 1
            self.left |= marked
            return
        self.unsure, self.left = marked, self.left - marked
        self.asked.update((u, time.time_ns()) for u in marked)
        if way == 3 and self.removing:                 # QUIT, and its answer is not waited for
            self.cuts += 1
            self.socket.sendall(b"QUIT\r\n")
            return
        r = self._command(b"QUIT")
        if r.startswith("+OK"):
            self.gone |= marked
            self.removed.update((u, time.time_ns()) for u in marked)
            self.there -= marked
            self.quits += 1
        else:
            self.wrong.append(f"QUIT: {r}")
        self.unsure = set()

    def _compare(self, listed):
        now, uids = {u for _, u in listed}, []
        for _, uidl in listed:
            validity, uid = map(int, uidl.split("."))
            uids.append(uid)
            if self.validity not in (None, validity):
                self.wrong.append(f"UIDVALIDITY was {self.validity}, is {validity}")
            self.validity = validity
            if uidl not in self.there and uid <= self.highest:
                self.wrong.append(f"{uidl} is new and not above {self.highest}" + (" (it was removed)" if uidl in self.gone else ""))
        if uids != sorted(set(uids)):
            self.wrong.append("UIDs are not in order")
        left = self.unsure & now
        if left and left != self.unsure:
            self.wrong.append(f"an unanswered QUIT removed some of {len(self.unsure)}, and left {len(left)}")
        if self.unsure:
            self.unsure_kept, self.unsure_gone = self.unsure_kept + bool(left), self.unsure_gone + (not left)
        lost = self.there - now - self.unsure
        if lost:
            self.wrong.append(f"gone without a QUIT: {len(lost)} {[self.known.get(u, u) for u in sorted(lost)[:3]]}")
        self.kept += len(self.left & now)
        self.unsure, self.there, self.left = set(), now, set()
        self.highest = max([self.highest, *uids])

    def _read(self, number, uidl):
        self._ok(f"RETR {number}".encode())
        lines = []
        while (line := self.line()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        found = inspect(lines)
        self.seen.setdefault(uidl, time.time_ns())
        if self.known.setdefault(uidl, found) != found:
            self.wrong.append(f"{uidl} was {self.known[uidl]}, is {found}")

    def _list(self):
        self._ok(b"UIDL")
        listed = []
        while (line := self.line()) != b".\r\n":
            number, uidl = line.split()
            listed.append((int(number), uidl.decode()))
        return listed

    def _command(self, text):
        self.socket.sendall(text + b"\r\n")
        return self.line().decode(errors="replace").rstrip()

    def _ok(self, text):
        r = self._command(text)
        if not r.startswith("+OK"):
            raise RuntimeError(f"{self.account}: {text.decode()}: {r}")
