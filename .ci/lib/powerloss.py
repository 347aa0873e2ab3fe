"""Power loss at block level: a disk that logs its writes and flushes, and the disks that a cut at some moment could have left
behind: what was flushed is whole; of later sectors each survives, is torn at 512 octets, or not."""
import bisect, contextlib, glob, os, re, struct, subprocess
from campaign import ROOT, wait_for

LIB = os.path.dirname(os.path.abspath(__file__))


def run(*args, check=True):
    r = subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and r.returncode:
        raise RuntimeError(f"{' '.join(args)}: exit {r.returncode}: {r.stdout[-500:]}")
    return r.stdout.strip()


def java():
    """A Java that runs our classes: the first of release 25 or newer."""
    for home in [os.environ.get("JAVA_HOME", "/nonexistent"), *glob.glob("/usr/lib/jvm/*"), *glob.glob("/opt/jdk*")]:
        try:
            with open(os.path.join(home, "release")) as f:
                if int(re.search(r'^JAVA_VERSION="(\d+)', f.read(), re.M).group(1)) >= 25:
                    return os.path.join(home, "bin", "java")
        except (OSError, AttributeError):
            pass
    raise RuntimeError("no Java 25")


def classes(*modules):
    """Where our classes and tests are, and what they need."""
    own = [os.path.join(ROOT, m, "target", k) for m in modules for k in ("classes", "test-classes")]
    return os.environ.get("MAILGAUGE_CLASSES") or os.pathsep.join([*own, os.path.join(ROOT, "agent", "target", "lib", "*")])


def build(folder):
    """Compiles the logging disk; gives its path."""
    program = os.path.join(folder, "logdisk")
    run("gcc", "-O2", "-o", program, os.path.join(LIB, "logdisk.c"), *run("pkg-config", "fuse3", "--cflags", "--libs").split())
    return program


def no_flushes():
    """The library that, preloaded, makes every flush do nothing."""
    return (glob.glob("/usr/lib/*/libeatmydata.so") + glob.glob("/usr/lib/*/*/libeatmydata.so"))[0]


@contextlib.contextmanager
def logging_disk(program, folder, name, size):
    """ext4 on a disk that logs; gives (log file, mount point). Whoever writes there must have ended before this does."""
    log, volume, mount = (os.path.join(folder, name + x) for x in (".log", ".volume", ".mount"))
    os.makedirs(volume)
    os.makedirs(mount)
    fuse, loop = subprocess.Popen([program, log, str(size), volume, "-s", "-f"], stdin=subprocess.DEVNULL), ""
    try:
        wait_for(lambda: os.path.exists(os.path.join(volume, "disk")), 10)
        loop = run("losetup", "-f", "--show", os.path.join(volume, "disk"))
        run("mkfs.ext4", "-q", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0", loop)
        run("mount", "-o", "noatime", loop, mount)
        yield log, mount
    finally:
        run("umount", mount, check=False)
        if loop:
            run("losetup", "-d", loop, check=False)
        run("fusermount3", "-u", volume, check=False)
        fuse.wait(20)


class Log:
    """The recorded writes and flushes, by time."""

    def __init__(self, path):
        self.file, self.kind, self.time, self.place = open(path, "rb"), [], [], []
        data = self.file.read()
        at = 0
        while at + 21 <= len(data):
            kind, (nanos, offset, length) = data[at:at + 1], struct.unpack_from("<qqI", data, at + 1)
            self.kind.append(kind)
            self.time.append(nanos)
            self.place.append((offset, length, at + 21))
            at += 21 + (length if kind == b"W" else 0)
        self.data = data

    def write(self, image, i, keep=None):
        offset, length, at = self.place[i]
        image.seek(offset)
        image.write(self.data[at:at + (length if keep is None else keep)])


def cuts(log, folder, name, size, moments, rng):
    """Makes the disk of each moment, and gives (number, moment, where it is mounted), None where it can't be mounted."""
    mount, stable, image = (os.path.join(folder, name + x) for x in (".cut", ".stable", ".image"))
    os.makedirs(mount, exist_ok=True)
    with open(stable, "wb") as f:
        f.truncate(size)
    flushes, applied = [i for i, k in enumerate(log.kind) if k == b"F"], 0
    for n, moment in enumerate(sorted(moments)):
        end = bisect.bisect_right(log.time, moment)
        at = bisect.bisect_left(flushes, end)
        flushed = flushes[at - 1] if at else 0
        with open(stable, "r+b") as f:
            for i in range(applied, flushed):
                if log.kind[i] == b"W":
                    log.write(f, i)
        applied = max(applied, flushed)
        run("cp", "--sparse=always", stable, image)
        keep = (0.0, 0.5, 0.9)[n % 3]
        with open(image, "r+b") as f:
            for i in range(flushed, end):
                if log.kind[i] == b"W":
                    draw = rng.random()
                    if draw < keep:
                        log.write(f, i)
                    elif draw < keep + 0.1 and keep:
                        log.write(f, i, keep=rng.randrange(0, log.place[i][1] + 1, 512))
        loop = run("losetup", "-f", "--show", image)
        try:
            if subprocess.run(["mount", "-o", "noatime", loop, mount], stderr=subprocess.DEVNULL).returncode:
                yield n, moment, None
                continue
            try:
                yield n, moment, mount
            finally:
                run("umount", mount)
        finally:
            run("losetup", "-d", loop)
