"""Load that costs next to nothing, for campaigns under full load: the benchmark's SMTP source and sink, as processes."""
import json, os, signal, struct, subprocess
from campaign import ROOT, answers, free_ports, wait_for


def compiled(folder, source):
    """The program of a C file of this repository."""
    program = os.path.join(folder, os.path.splitext(os.path.basename(source))[0])
    subprocess.run(["gcc", "-O2", "-w", "-o", program, os.path.join(ROOT, source), "-lpthread"], stdin=subprocess.DEVNULL, check=True, timeout=120)
    return program


class FastSink:
    """A next hop that takes all, and counts it."""

    def __init__(self, folder):
        self.port, = free_ports(1)
        self.counters = os.path.join(folder, "sink-counters")
        self.process = subprocess.Popen([compiled(folder, "bench/drivers/smtpsink.c"), "127.0.0.1", str(self.port), self.counters],
                                        stdin=subprocess.DEVNULL)
        if not wait_for(lambda: answers(self.port), 10):
            raise RuntimeError("the sink does not answer")

    def messages(self):
        with open(self.counters, "rb") as f:
            return int(struct.unpack("d", f.read(8))[0])

    def close(self):
        self.process.kill()
        self.process.wait()


class Source:
    """Offers mail of 1 KiB for a domain to a server over some associations, each message to one recipient."""

    def __init__(self, folder, port, domain, associations=40):
        self.options = [compiled(folder, "bench/drivers/smtpload.c"), "127.0.0.1", str(port), "-s", str(associations), "-l", "1024", "-p",
                        "-t", f"user%d@{domain}", "-u", "100"]
        self.process = None

    def run(self, seconds, rate=0, spare=0.5):
        """Messages acknowledged, and how many that is a second. With a rate, so many are offered for the seconds, and what is late
        has some spare time more; without, as many as are taken."""
        most = int(rate * seconds) if rate else 20_000 * seconds
        options = ["-m", str(most), "-R", str(rate), "-T", str(seconds + spare if rate else seconds)]
        r = subprocess.run([*self.options, *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=seconds + 60)
        told = json.loads(r.stdout)
        if told["failed"] or told["connfails"]:
            raise RuntimeError(f"refused: {told}")
        return told["ok"], told["msg_per_s"]

    def start(self):
        """As much as is taken, until it is stopped."""
        self.process = subprocess.Popen([*self.options, "-m", "10000000", "-T", "500"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
