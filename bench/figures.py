#!/usr/bin/env python3
"""Composes docs/figures.md, or some of its sections, from results:

    figures.py [note=TEXT ...] [postfix=F] [snmp=F] [imap=F] [boxes=F] [own=F,F] [backlog=F] > docs/figures.md

    postfix  bench.py --peers postfix,mailgauge,mailgauge-again --only accept,relay --rounds 5 --json F
    snmp     bench.py --peers snmpd,mailgauge,mailgauge-again --only snmp --rounds 3 --json F
    imap     bench.py --peers dovecot-sdbox,dovecot-perf,mailgauge,mailgauge-again --only imap --rounds 5 --json F
    boxes    bench.py --peers postfix-dovecot,dovecot-sdbox,dovecot-perf,mailgauge,mailgauge-again --only local,pop3,lmtpserver --rounds 5 --json F
    own      own.py --rounds 5 --json F; of several, with commas between
    backlog  bench.py --peers postfix,mailgauge --only backlog --json F
    note     a line at the head: of which commit the figures are, say

A paired figure is met when the median of the rounds' ratios to Postfix meets it by more than the spread of our own ratios to
ourselves (A/A: mailgauge-again to mailgauge, the same program twice in the same run); inside that spread there is no result.
"""
import json, statistics, sys
from bench import fmt

# (scenario, metric, at least or at most, factor of Postfix's)
ASKED = [
    ("accept", "100 sess, 4 KiB: rate", ">=", 4),
    ("accept", "100 sess, 4 KiB: server CPU", "<=", 1 / 4),
    ("accept", "1 sess, 4 KiB: p50", "<=", 1),
    ("accept", "20 sess, 1024 KiB: rate", ">=", 2),
    ("relay", "20 sess, 4 KiB: end to end", ">=", 4),
    ("relay", "20 sess, 4 KiB: server CPU", "<=", 1 / 3),
]


def ratios(values, of, to):
    a, b = values[of], values[to]
    return [x / y for x, y in zip(a, b) if y]


def verdict(asked, factor, measured, spread):
    """In terms of "times better than asked": above 1 is met, but not inside the spread around 1."""
    q = measured / factor if asked == ">=" else factor / measured
    most = max(max(spread), 1 / min(spread))
    if 1 / most < q < most:
        return "no result: inside the A/A spread" if q < 1 else "met, but inside the A/A spread: no result"
    return "met" if q >= 1 else "**not met**"


def paired(results):
    print("## Beside Postfix, in the same interleaved run\n")
    print("| work | metric | unit | Postfix | Mailgauge | ratio: median (least .. most) | A/A: median (least .. most) | asked | |")
    print("|---|---|---|---|---|---|---|---|---|")
    for scenario, metric, asked, factor in ASKED:
        r = next((x for x in results if x["scenario"] == scenario and x["metric"] == metric), None)
        if r is None or not {"postfix", "mailgauge", "mailgauge-again"} <= set(r["v"]):
            print(f"| {scenario} | {metric} | | | | not measured | | | |")
            continue
        v = r["v"]
        ours, same = ratios(v, "mailgauge", "postfix"), ratios(v, "mailgauge-again", "mailgauge")
        m = statistics.median(ours)
        print(f"| {scenario} | {metric} | {r['unit']} | {fmt(statistics.median(v['postfix']))} | {fmt(statistics.median(v['mailgauge']))} "
              f"| {fmt(m)} ({fmt(min(ours))} .. {fmt(max(ours))}), {len(ours)} rounds | {fmt(statistics.median(same))} ({fmt(min(same))} .. {fmt(max(same))}) "
              f"| {asked} {fmt(factor)} x | {verdict(asked, factor, m, same)} |")


def snmp(results):
    """Beside snmpd: each line of the scenario snmp."""
    print("\n## SNMP beside Debian's snmpd, in the same interleaved run\n")
    print("| work | unit | snmpd | Mailgauge | ratio: median (least .. most) | A/A | CPU: snmpd, Mailgauge (us) | p99: snmpd, Mailgauge (us) | asked | |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    of = {r["metric"]: r for r in results if r["scenario"] == "snmp"}
    for metric, r in of.items():
        if not metric.endswith(": rate") or not {"snmpd", "mailgauge"} <= set(r["v"]):
            continue
        line, v = metric.removesuffix(": rate"), r["v"]
        factor = .95 if line.endswith("window 1") else 1
        ours, same = ratios(v, "mailgauge", "snmpd"), ratios(v, "mailgauge-again", "mailgauge") if "mailgauge-again" in v else []
        m = statistics.median(ours)
        beside = [", ".join(fmt(statistics.median(of[f"{line}: {what}"]["v"][n])) for n in ("snmpd", "mailgauge")) for what in ("CPU", "p99")]
        print(f"| {line} | {r['unit']} | {fmt(statistics.median(v['snmpd']))} | {fmt(statistics.median(v['mailgauge']))} | {fmt(m)} ({fmt(min(ours))} .. {fmt(max(ours))}), {len(ours)} rounds "
              f"| {fmt(min(same)) + ' .. ' + fmt(max(same)) if same else 'not measured'} | {beside[0]} | {beside[1]} | {'>=' if factor < 1 else '>'} {fmt(factor)} x "
              f"| {verdict('>=', factor, m, same) if same else 'met' if m >= factor else '**not met**'} |")
    for version in ("v2c", "v3"):
        pair = [of.get(f"{version} bulkwalk Cr{n}: rate", {"v": {}})["v"].get("mailgauge") for n in (500, 50)]
        if all(pair):
            q = statistics.median(a / b for a, b in zip(*pair))
            print(f"\nOurs, {version}: rate with Cr500 to Cr50 {fmt(q)} (asked: >= {fmt(1 / 1.5)}): {'met' if q >= 1 / 1.5 else '**not met**'}.")


# Lines of the scenario imap: (title, metric, whether more is better); {k} stands for the mailbox.
IMAP = [
    ("login and logout", "login+logout, 8 threads: rate", True),
    ("login, SELECT, FETCH 20", "login+SELECT+FETCH 20+logout, 8 threads: rate", True),
    ("SELECT of {k}, first", "SELECT {k}k mailbox, first", False),
    ("SELECT of {k}, again", "SELECT {k}k mailbox, again", False),
    ("FETCH 1:* FLAGS", "FETCH 1:* FLAGS: time", False),
    ("FETCH 1:* (UID FLAGS RFC822.SIZE)", "FETCH 1:* (UID FLAGS RFC822.SIZE): time", False),
    ("ENVELOPE of 1,000, first", "FETCH 1:1000 ENVELOPE, first: time", False),
    ("ENVELOPE of 1,000, again", "FETCH 1:1000 ENVELOPE: time", False),
    ("BODY.PEEK[] of 2,000", "FETCH 1:2000 BODY.PEEK[]: time", False),
    ("APPEND, 1 connection", "APPEND 4 KiB, 1 conn: rate", True),
    ("APPEND, 8 connections", "APPEND 4 KiB, 8 conns: rate", True),
    ("MULTIAPPEND", "fill one mailbox, 2 KiB (MULTIAPPEND where offered)", True),
    ("STORE on 1,000, +FLAGS", "STORE 1:1000 +FLAGS: time", False),
    ("STORE on 1,000, -FLAGS", "STORE 1:1000 -FLAGS: time", False),
    ("SEARCH UNSEEN", "SEARCH UNSEEN: time", False),
    ("SEARCH by subject", "SEARCH SUBJECT (all): time", False),
    ("SEARCH of bodies, no index", "SEARCH BODY (no hit): time", False),
    ("EXISTS in IDLE, p99", "IDLE notification p99", False),
]
DOVECOTS = {"dovecot-sdbox": "sdbox", "dovecot-perf": "Maildir"}


def imap(results):
    """Beside the better Dovecot of each line."""
    print("\n## IMAP beside Debian's Dovecot, in the same interleaved run\n")
    print("| work | unit | Dovecot sdbox | Dovecot Maildir | Mailgauge | ratio to the better: median (least .. most) | A/A | asked | |")
    print("|---|---|---|---|---|---|---|---|---|")
    of = {r["metric"]: r for r in results if r["scenario"] == "imap"}
    k = next(m.split()[1].removesuffix("k") for m in of if m.startswith("SELECT "))
    for title, metric, more in IMAP:
        title, metric = title.format(k=f"{int(k) * 1000:,}"), metric.format(k=k)
        r = of.get(metric, {"v": {}, "unit": ""})
        v = r["v"]
        if "mailgauge" not in v or not set(DOVECOTS) & set(v):
            print(f"| {title} | | | | | not measured | | | |")
            continue
        medians = {n: statistics.median(v[n]) for n in DOVECOTS if n in v}
        better = (max if more else min)(medians, key=medians.get)
        ours, same = ratios(v, "mailgauge", better), ratios(v, "mailgauge-again", "mailgauge") if "mailgauge-again" in v else []
        m, sign = statistics.median(ours), ">=" if more else "<="
        print(f"| {title} | {r['unit']} | " + " | ".join(fmt(medians[n]) if n in medians else "-" for n in DOVECOTS) + f" | {fmt(statistics.median(v['mailgauge']))} "
              f"| {fmt(m)} ({fmt(min(ours))} .. {fmt(max(ours))}), {len(ours)} rounds | {fmt(min(same)) + ' .. ' + fmt(max(same)) if same else 'not measured'} "
              f"| {sign} 1.00 x | {verdict(sign, 1, m, same) if same else 'met' if (m >= 1 if more else m <= 1) else '**not met**'} |")


# (title, scenario, metric, whether more is better, peers of which the better one counts, asked of the ratio to it)
BOXES = [
    ("SMTP to our own mailboxes, 20 sessions", "local", "20 sess, 4 KiB, 50 users: end to end", True, ("postfix-dovecot",), 5),
    ("the same: CPU", "local", "server CPU", False, ("postfix-dovecot",), 1 / 4),
    ("LMTP, 20 sessions", "lmtpserver", "LMTP 20 sess, 4 KiB: rate", True, ("dovecot-sdbox",), 3),
    ("POP3, 1 client", "pop3", "login+LIST+10 RETR+QUIT, 1 thread: rate", True, ("dovecot-perf",), 1),
    ("POP3, 8 clients", "pop3", "login+LIST+10 RETR+QUIT, 8 threads: rate", True, ("dovecot-perf",), 1),
]
PEERS = {"postfix-dovecot": "Postfix with Dovecot's LMTP", "dovecot-sdbox": "Dovecot sdbox", "dovecot-perf": "Dovecot, shared logins"}


def boxes(results):
    """Mail into mailboxes, and out of them by POP3."""
    print("\n## Mailboxes beside Postfix and Dovecot, in the same interleaved run\n")
    print("| work | unit | beside | its | Mailgauge | ratio: median (least .. most) | A/A | asked | |")
    print("|---|---|---|---|---|---|---|---|---|")
    for title, scenario, metric, more, peers, factor in BOXES:
        r = next((x for x in results if x["scenario"] == scenario and x["metric"] == metric), {"v": {}, "unit": ""})
        medians = {n: statistics.median(r["v"][n]) for n in peers if n in r["v"]}
        if not medians or "mailgauge" not in r["v"]:
            print(f"| {title} | | | | | not measured | | | |")
            continue
        v, better = r["v"], (max if more else min)(medians, key=medians.get)
        ours, same = ratios(v, "mailgauge", better), ratios(v, "mailgauge-again", "mailgauge") if "mailgauge-again" in v else []
        m, sign = statistics.median(ours), ">=" if more else "<="
        print(f"| {title} | {r['unit']} | {PEERS[better]} | {fmt(medians[better])} | {fmt(statistics.median(v['mailgauge']))} "
              f"| {fmt(m)} ({fmt(min(ours))} .. {fmt(max(ours))}), {len(ours)} rounds | {fmt(min(same)) + ' .. ' + fmt(max(same)) if same else 'not measured'} "
              f"| {sign} {fmt(factor)} x | {verdict(sign, factor, m, same) if same else 'met' if (m >= factor if more else m <= factor) else '**not met**'} |")


def everything(results, title):
    print(f"\n## {title}\n")
    names = list(dict.fromkeys(n for r in results for n in r["v"]))
    print("| work | metric | unit | " + " | ".join(names) + " |\n|---|---|---|" + "---|" * len(names))
    for r in results:
        print(f"| {r['scenario']} | {r['metric']} | {r['unit']} | " + " | ".join(fmt(statistics.median(r["v"][n])) if n in r["v"] else "-" for n in names) + " |")


def alone(figures):
    print("\n## Alone\n")
    print("| work | figure | unit | asked | median | least .. most | rounds | |\n|---|---|---|---|---|---|---|---|")
    spread = next((v for _, metric, _, _, v in figures if metric.endswith("(A/A)")), None)
    for scenario, metric, unit, asked, v in figures:
        m, state = statistics.median(v), ""
        if asked == "inside its A/A band" and spread:
            state = "met" if m <= max(max(spread), 1 / min(spread)) else "**not met**"
        sign, _, bound = asked.partition(" ")
        if sign in ("<=", ">="):
            state = "met" if (m <= float(bound) if sign == "<=" else m >= float(bound)) else "**not met**"
        print(f"| {scenario} | {metric} | {unit} | {asked} | {fmt(m)} | {fmt(min(v))} .. {fmt(max(v))} | {len(v)} | {state} |")


def main():
    notes, files = [], {}
    for argument in sys.argv[1:]:
        name, _, value = argument.partition("=")
        if name == "note" and value:
            notes.append(value)
        elif name in ("postfix", "snmp", "imap", "boxes", "own", "backlog") and value:
            files[name] = [json.load(open(one)) for one in value.split(",")]
        else:
            sys.exit(f"figures.py: {argument}\n{__doc__}")
    print("# Figures\n\nMade by `bench/` ([its README](../bench/README.md) says what each scenario does and how far to trust a figure) on 2 virtual cores that")
    print("the load generators share, 24 GiB, ext4 on a virtual disk. They are levels of one machine on one day; the ratios are what counts.\n")
    for note in notes:
        print(note + "\n")
    for name, section in (("postfix", paired), ("snmp", snmp), ("imap", imap), ("boxes", boxes)):
        for results in files.get(name, []):
            section(results)
    if "own" in files:
        alone([figure for results in files["own"] for figure in results])
    for results in files.get("backlog", []):
        everything(results, "A backlog beside Postfix (one round)")
    for results in files.get("postfix", []):
        everything(results, "All that was measured beside Postfix (medians)")


if __name__ == "__main__":
    main()
