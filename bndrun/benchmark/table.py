#!/usr/bin/env python3
"""Makes the table of what is to be reached from one results file (JSON lines): table.py RESULTS.jsonl"""
import json
import statistics
import sys

rows = [json.loads(line) for line in open(sys.argv[1])]
OURS, SQL, RAW = "gvp-jobs", "gvp-jobs-sql", "raw-java"
PEERS = list(dict.fromkeys(r["driver"] for r in rows if r["phase"] == "info"
                           and r["driver"] not in (OURS, SQL, RAW)))


def tries(phase, driver=None, **where):
    """The tries that others did not disturb, or all where every one was disturbed."""
    found = [r for r in rows if r["phase"] == phase and "error" not in r and driver in (None, r["driver"])
             and all(r.get(k) == v for k, v in where.items())]
    return [r for r in found if r.get("quiet", True)] or found


def median(found, value):
    values = [value(r) for r in found]
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None


def rate(phase, driver=OURS, **where):
    return median(tries(phase, driver, **where), lambda r: r["jobs_per_s"])


def cpu(driver):
    return median(tries("throughput", driver), lambda r: r["pg_cpu_us_per_job"] + r["cpu_us_per_job"])


def window_cpu(driver):
    """Ours also says what the server used between release and end: without the start of the daemon."""
    return median(tries("throughput", driver),
                  lambda r: r["server_cpu_ms"] * 1000 / r["jobs"] + r["cpu_us_per_job"])


def pick_up(driver, percentile):
    return median(tries("latency", driver, variant="two processes"), lambda r: r[f"call_p{percentile}"])


def marked(phase, driver=OURS):
    """Jobs a second of the first jobs of a run: the like-for-like base of a long queue."""
    return median(tries(phase, driver), lambda r: r["mark"] * 1000 / r["mark_ms"] if r["mark_ms"] > 0 else None)


def best(value, better):
    """The peer that is best at something, and its value."""
    known = [(value(p), p) for p in PEERS if value(p) is not None]
    return better(known) if known else (None, "no peer")


def number(value, digits=0):
    return "-" if value is None else f"{value:,.{digits}f}"


def line(what, ours, base, reach, at_most=False, digits=0, of=""):
    """Ratio to the base, and whether it reaches what was asked for."""
    if ours is None or not base:
        print(f"| {what} | {number(ours, digits)} | {number(base, digits)}{of} | - | {reach} | not measured |")
        return
    ratio = ours / base
    reached = ratio <= reach if at_most else ratio >= reach
    print(f"| {what} | {number(ours, digits)} | {number(base, digits)}{of} | {ratio:.2f} "
          f"| {'≤' if at_most else '≥'} {reach} | {'yes' if reached else '**no**'} |")


def beside_the_peers():
    fastest, name = best(lambda p: rate("throughput", p), max)
    line("no-op jobs a second", rate("throughput"), fastest, 1.2, of=f" {name}")
    line("the same", rate("throughput"), rate("throughput", "db-scheduler"), 6, of=" db-scheduler")
    line("the same", rate("throughput"), rate("throughput", RAW), 1.0, of=" plain JDBC, no engine")
    least = cpu(name) if name in PEERS else None
    line("µs CPU a job, server and engine", cpu(OURS), least, 1.25, True, 1, f" {name}")
    line("the same, the daemon's start left out", window_cpu(OURS), least, 1.25, True, 1, f" {name}")
    for p in (50, 99):
        quickest, name = best(lambda peer: pick_up(peer, p), min)
        line(f"pick-up from the call, ms, p{p}", pick_up(OURS, p), quickest, 1, True, 1, f" {name}")
    enqueue, name = best(lambda p: rate("enqueue", p), max)
    line("jobs a second into `create_jobs`", rate("enqueue", SQL), enqueue, 1, of=f" {name}")


def enqueue():
    for actions, reach in ((0, 0.7), (1, 0.35)):
        what = f"created a second by the Java API, {actions} actions each"
        line(what, rate("measure-enqueue", OURS, actions=actions), rate("measure-copy", "raw", actions=actions),
             reach, of=" COPY of these rows")
        line(what, rate("measure-enqueue", OURS, actions=actions), rate("measure-copy-plain", "raw"), reach,
             of=" COPY, a plain row a job")


def size():
    for waiting in sorted({r["waiting"] for r in tries("measure-backlog")}):
        line(f"first jobs a second out of {waiting:,} waiting", rate("measure-backlog", waiting=waiting),
             marked("measure-work"), 0.95, of=f" of {number(rate_jobs('measure-work'))}")


def rate_jobs(phase):
    return median(tries(phase, OURS), lambda r: r["jobs"])


def held():
    found = tries("measure-horizon", held=True)
    if not found:
        return
    r = found[-1]
    line(f"jobs a second, xmin horizon held for {r['seconds']:,} s", r["jobs_per_s"],
         rate("measure-horizon", held=False), 0.9, of=" not held")
    line("buffers of a claim's index scan, the most late in it", r["claim_scan_buffers"], 1, 100, True)
    line("buffers of a claim for each row, the most late in it", r["claim_buffers_per_row"], 1, 15, True, 1)


def one_job():
    counts = sorted({r["actions"] for r in tries("measure-actions")})
    for count in counts:
        line(f"actions a second of a job of {count:,}", rate("measure-actions", actions=count),
             rate("measure-work"), 1, of=" jobs a second")
    if counts:
        memory = [median(tries("measure-actions", actions=c), lambda r: r["rss_kb"] / 1024)
                  for c in (counts[-1], counts[0])]
        line("its memory, MB", *memory, 1.2, True, of=f" of {counts[0]:,} actions")


def rest():
    line("jobs a second with one listed action each", rate("measure-listed"), rate("measure-work"), 1,
         of=" without a list")
    line("jobs a second of two daemons", rate("measure-two-daemons"), rate("measure-work"), 0.85, of=" one")
    most = max((r["rss_kb"] for r in rows if r.get("driver") == OURS and r.get("rss_kb")), default=None)
    line("the most memory of a daemon in all of it, MB", most and most / 1024, 250, 1, True, of=" allowed")
    idle = tries("measure-idle")
    if idle:
        r = idle[-1]
        print(f"\nIdle, everything deployed: {r['now_kb'] / 1024:,.0f} MB now, {r['rss_kb'] / 1024:,.0f} MB at most; "
              f"{r['cpu_ms'] / r['ms'] * 100:.1f} % of a core, and {r['server_cpu_ms'] / r['ms'] * 100:.1f} % in the server.")


def main():
    machine = next((r for r in rows if r["phase"] == "machine"), None)
    if machine:
        print(f"PostgreSQL {machine['postgres']}, {machine['cpus']} cores, {machine['memory_mb']:,} MB, "
              f"{machine['runs']} runs, medians.\n")
    print("| measure | ours | base | ratio | to reach | reached |\n|---|--:|--:|--:|--:|---|")
    beside_the_peers()
    enqueue()
    size()
    held()
    one_job()
    rest()
    disturbed = [r for r in rows if r.get("quiet") is False]
    print(f"\n{len(disturbed)} of {sum('quiet' in r for r in rows)} tries were disturbed by others; "
          "they count only where there is no other.")
    for r in rows:
        if "error" in r:
            print(f"\nFAILED {r['phase']} {r.get('driver')} run {r.get('run')}: {r['error']}")


main()
