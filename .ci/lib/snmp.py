"""SNMP messages as octets, made and taken apart (BER; RFC 3416, RFC 3412), and net-snmp's tools as the user of the first start.
Made by hand, so that a campaign can also send what no library would."""
import os, select, socket, subprocess

SEQUENCE, OCTETS, NULL, OBJECT = 0x30, 4, 5, 6
GET, GETNEXT, SET, GETBULK = 0xA0, 0xA1, 0xA3, 0xA5


def tlv(tag, *parts):
    body = b"".join(parts)
    length = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + length + body


def number(n, tag=2):
    return tlv(tag, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def oid(text):
    ids = [int(i) for i in text.split(".")]
    out = bytearray([ids[0] * 40 + ids[1]])
    for i in ids[2:]:
        groups = [i & 127]
        while i > 127:
            i >>= 7
            groups.insert(0, 128 | i & 127)
        out += bytes(groups)
    return tlv(OBJECT, bytes(out))


def pdu(kind, first, second, *oids, request=77):
    """With two numbers: error status and index, or of GETBULK how many are asked for once, and how often the others."""
    return tlv(kind, number(request), number(first), number(second), tlv(SEQUENCE, *(tlv(SEQUENCE, oid(o), tlv(NULL)) for o in oids)))


def v2c(community, body):
    return tlv(SEQUENCE, number(1), tlv(OCTETS, community.encode()), body)


def discovery(engine=b"", user=b"", level=4):
    """An SNMPv3 request without authentication; without an engine's id the agent tells its own (RFC 3414 section 4)."""
    security = tlv(SEQUENCE, tlv(OCTETS, engine), number(0), number(0), tlv(OCTETS, user), tlv(OCTETS), tlv(OCTETS))
    return tlv(SEQUENCE, number(3), tlv(SEQUENCE, number(9), number(1500), tlv(OCTETS, bytes([level])), number(3)), tlv(OCTETS, security),
               tlv(SEQUENCE, tlv(OCTETS, engine), tlv(OCTETS), pdu(GET, 0, 0)))


def parts(octets):
    """[(tag, content)] of what is encoded one behind the other."""
    out, at = [], 0
    while at < len(octets):
        tag, length, at = octets[at], octets[at + 1], at + 2
        if length & 128:
            n = length & 127
            length, at = int.from_bytes(octets[at:at + n], "big"), at + n
        out.append((tag, octets[at:at + length]))
        at += length
    return out


def bindings(octets):
    """Request id and [(OID as octets, value)] of an SNMPv2c response; a value that is no Counter32, Gauge32 or TimeTicks is None."""
    body = parts(parts(parts(octets)[0][1])[2][1])
    found = []
    for _, binding in parts(body[3][1]):
        name, value = parts(binding)
        found.append((name[1], int.from_bytes(value[1], "big") if value[0] in (0x41, 0x42, 0x43) else None))
    return int.from_bytes(body[0][1], "big"), found


def ask(port, octets, wait=0.3):
    """All that comes back; it is over when nothing has come for some seconds."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(octets, ("127.0.0.1", port))
        got = []
        while select.select([s], [], [], wait)[0]:
            got.append(s.recv(65535))
        return got


def administrator(data):
    """net-snmp's options for the user that a server with that data-dir has made."""
    values = {}
    with open(os.path.join(data, "snmp-user"), encoding="utf-8") as f:
        for line in f:
            name, _, value = line.strip().partition(": ")
            values[name] = value
    return ["-v3", "-l", "authPriv", "-u", values["name"], "-a", values["auth"], "-A", values["auth-passphrase"], "-x", "AES",
            "-X", values["priv-passphrase"]]


def get(port, access, *oids):
    """The values as net-snmp prints them, or None."""
    r = subprocess.run(["snmpget", *access, "-m", "", "-Oqv", "-t", "5", "-r", "3", f"127.0.0.1:{port}", *oids],
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return [line.strip('"') for line in r.stdout.split("\n")[:-1]] if r.returncode == 0 else None
