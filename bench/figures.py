#!/usr/bin/env python3
"""Composes docs/figures.md from results: figures.py PAIRED.json OWN.json > docs/figures.md

    bench.py --peers postfix,mailgauge,mailgauge-again --only accept,relay --rounds 5 --json PAIRED.json
    bench.py --peers postfix,mailgauge --only backlog --json BACKLOG.json          (optional, a third argument)
    own.py --rounds 5 --json OWN.json

An argument note=TEXT puts a line at the head: of which commit the figures are, say.

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


def everything(results, title):
    print(f"\n## {title}\n")
    names = list(dict.fromkeys(n for r in results for n in r["v"]))
    print("| work | metric | unit | " + " | ".join(names) + " |\n|---|---|---|" + "---|" * len(names))
    for r in results:
        print(f"| {r['scenario']} | {r['metric']} | {r['unit']} | " + " | ".join(fmt(statistics.median(r["v"][n])) if n in r["v"] else "-" for n in names) + " |")


def alone(figures):
    print("\n## Alone\n")
    print("| work | figure | unit | asked | median | least .. most | rounds | |\n|---|---|---|---|---|---|---|---|")
    for scenario, metric, unit, asked, v in figures:
        m, state = statistics.median(v), ""
        sign, _, bound = asked.partition(" ")
        if sign in ("<=", ">="):
            state = "met" if (m <= float(bound) if sign == "<=" else m >= float(bound)) else "**not met**"
        print(f"| {scenario} | {metric} | {unit} | {asked} | {fmt(m)} | {fmt(min(v))} .. {fmt(max(v))} | {len(v)} | {state} |")


def main():
    notes = [a[5:] for a in sys.argv if a.startswith("note=")]
    sys.argv = [a for a in sys.argv if not a.startswith("note=")]
    results = json.load(open(sys.argv[1]))
    print("# Figures\n\nMade by `bench/` ([its README](../bench/README.md) says what each scenario does and how far to trust a figure) on 2 virtual cores that")
    print("the load generators share, 24 GiB, ext4 on a virtual disk. They are levels of one machine on one day; the ratios are what counts.\n")
    for note in notes:
        print(note + "\n")
    paired(results)
    alone(json.load(open(sys.argv[2])))
    if len(sys.argv) > 3:
        everything(json.load(open(sys.argv[3])), "A backlog beside Postfix (one round)")
    everything(results, "All that was measured beside Postfix (medians)")


main()
