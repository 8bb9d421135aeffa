#!/usr/bin/env python3
"""What the peers' harness does not measure, each as a ratio to its base in the same run. run.sh calls this."""
import json
import os
import re
import statistics
import subprocess
import sys

sys.path.insert(0, os.environ["PEERS"])
import bench  # noqa: E402  the harness: one way to start PostgreSQL and to measure

OURS, SQL = "gvp-jobs", "gvp-jobs-sql"
JOBS = bench.JOBS
MARK = bench.BACKLOG_JOBS
BACKLOGS = [int(x) for x in os.environ.get("BENCHMARK_BACKLOGS", "1000000 10000000").split()]
ACTIONS = [int(x) for x in os.environ.get("BENCHMARK_ACTIONS", "10000 1000000").split()]
HELD_S = bench.number("BENCHMARK_HELD_SECONDS", 600)
FREE_S = bench.number("BENCHMARK_FREE_SECONDS", 60)
IDLE_S = bench.number("BENCHMARK_IDLE_SECONDS", 30)
PARTS = os.environ.get("BENCHMARK_PARTS", "enqueue actions listed daemons idle backlog horizon").split()

# Every fiftieth statement tells its plan and buffers: how the claim is judged under a held horizon.
EXPLAIN = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_format": "json",
    "auto_explain.sample_rate": "0.02",
}


def prepared():
    bench.recreate()
    bench.drive(OURS, "setup")
    bench.sql("checkpoint")


def timed(pg, phase, driver, run, n, verb, *more, **extra):
    """As the harness times, with more words to the driver."""
    with bench.Meter(pg) as m:
        r = bench.drive(driver, verb, n, *more)
    row = dict(phase=phase, driver=driver, run=run, **{"jobs": n, **r}, **extra, **m.result)
    row["jobs_per_s"] = round(r["n"] * 1000 / r["ms"])
    for key, value in (("cpu_us_per_job", "cpu_ms"), ("server_cpu_us_per_job", "server_cpu_ms")):
        if value in r and r["n"]:
            row[key] = round(r[value] * 1000 / r["n"], 1)
    bench.record(**row)
    return row


def again(measure, *args):
    """As the harness: what others disturbed is measured once more, and every try is recorded."""
    for _ in range(1 + bench.RETRIES):
        row = measure(*args)
        if row["quiet"]:
            break
    return row


# --- enqueue ----------------------------------------------------------------------------------

TABLES = ("job_detail", "action", "job_open")


def enqueue(pg, run):
    for actions in (0, 1):
        for driver in (OURS, SQL):
            again(enqueue_once, pg, run, driver, actions)
        rows = {t: bench.WORK / f"{t}.copy" for t in TABLES}
        for table, file in rows.items():
            copy(f"copy (select {columns(table)} from gvp_jobs.{table}) to stdout", stdout=open(file, "w"))
        again(raw_copy, pg, run, actions, rows)
        for file in rows.values():
            file.unlink()
    again(plain_copy, pg, run)


def enqueue_once(pg, run, driver, actions):
    prepared()
    return timed(pg, "measure-enqueue", driver, run, JOBS, "enqueue", actions, actions=actions)


def columns(table):
    """Those that can be copied into."""
    return copy(
        "select string_agg(attname, ', ' order by attnum) from pg_attribute where attnum > 0 and not attisdropped"
        f" and attgenerated = '' and attrelid = 'gvp_jobs.{table}'::regclass", stdout=subprocess.PIPE).strip()


def copy(*commands, **redirection):
    psql = [bench.PG_BIN / "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1"]
    for command in commands:
        psql += ["-c", command]
    out = subprocess.run(psql, env=bench.ENV, check=True, text=True, **redirection)
    return out.stdout


def raw_copy(pg, run, actions, rows):
    """The very rows, into the very tables, by psql in one transaction: triggers and indexes as they are."""
    prepared()
    commands = ["\\timing on", "begin"]
    commands += [f"\\copy gvp_jobs.{t} ({columns(t)}) from '{f}'" for t, f in rows.items() if f.stat().st_size]
    with bench.Meter(pg) as m:
        out = copy(*commands, "commit", stdout=subprocess.PIPE)
    ms = sum(float(x) for x in re.findall(r"Time: ([0-9.]+) ms", out))
    row = dict(phase="measure-copy", driver="raw", run=run, actions=actions, jobs=JOBS, ms=round(ms, 1),
               jobs_per_s=round(JOBS * 1000 / ms), **m.result)
    bench.record(**row)
    return row


def plain_copy(pg, run):
    """The harness' COPY: a plain table, a row a job."""
    bench.recreate()
    bench.raw_schema()
    bench.sql("checkpoint")
    file = bench.WORK / "plain.copy"
    file.write_text("".join(f'noop\t{{"id": {i}}}\n' for i in range(JOBS)))
    with bench.Meter(pg) as m:
        out = copy("\\timing on", f"\\copy job (type, payload) from '{file}'", stdout=subprocess.PIPE)
    file.unlink()
    ms = float(re.findall(r"Time: ([0-9.]+) ms", out)[-1])
    row = dict(phase="measure-copy-plain", driver="raw", run=run, jobs=JOBS, ms=ms,
               jobs_per_s=round(JOBS * 1000 / ms), **m.result)
    bench.record(**row)
    return row


# --- work -------------------------------------------------------------------------------------

def work(pg, phase, run, actions, **environment):
    prepared()
    bench.drive(OURS, "enqueue", JOBS, actions)
    bench.settle()
    bench.ENV.update(environment)
    try:
        return timed(pg, phase, OURS, run, JOBS, "work", max(1, actions))
    finally:
        for name in environment:
            del bench.ENV[name]


def base(pg, run):
    again(work, pg, "measure-work", run, 0)


def listed(pg, run):
    again(work, pg, "measure-listed", run, 1)


def daemons(pg, run):
    again(lambda: work(pg, "measure-two-daemons", run, 0, BENCHMARK_DAEMONS="2"))


def actions(pg, run):
    for count in ACTIONS:
        again(one_job, pg, run, count)


def one_job(pg, run, count):
    prepared()
    bench.drive(OURS, "enqueue-listed", count)
    bench.settle()
    return timed(pg, "measure-actions", OURS, run, 1, "work", count, actions=count)


def backlog(pg, run):
    """The harness' own measure, for registers of several sizes."""
    for waiting in BACKLOGS:
        bench.BACKLOG = waiting
        template = f"backlog_{waiting}"
        again(one_backlog, pg, run, waiting, template)
        if run == bench.RUNS:
            bench.sql(f"drop database {template}", "postgres")


def one_backlog(pg, run, waiting, template):
    if not bench.sql(f"select 1 from pg_database where datname = '{template}'", "postgres"):
        prepared()
        bench.drive(OURS, "enqueue", waiting)
        bench.settle()
        bench.sql(f"alter database peers rename to {template}", "postgres")
    bench.recreate(template=template)
    bench.settle()
    return timed(pg, "measure-backlog", OURS, run, MARK, "work-first", waiting=waiting)


def idle(pg, run):
    prepared()
    bench.drive(OURS, "idle", IDLE_S)  # the first start of a register is not what an idle daemon is
    timed(pg, "measure-idle", OURS, run, IDLE_S, "idle")


# --- xmin horizon -----------------------------------------------------------------------------

def horizon(pg, run):
    """A fed daemon at full load, first undisturbed, then with a transaction that stays open."""
    prepared()
    for held, seconds in ((False, FREE_S), (True, HELD_S)):
        log = pg.data / "server.log"
        begun = log.stat().st_size
        holder = hold() if held else None
        try:
            samples, answer = load(seconds)
        finally:
            if holder:
                holder.stdin.close()
                holder.wait()
        tail = samples[-max(1, len(samples) // 3):]
        bench.record(phase="measure-horizon", driver=OURS, run=run, held=held, seconds=seconds, samples=samples,
                     jobs_per_s=round(statistics.median(tail)), rss_kb=answer["rss_kb"], **claims(log, begun))


def hold():
    """A session with a snapshot that keeps every row that was alive when it began, and all later ones."""
    session = subprocess.Popen([bench.PG_BIN / "psql", "-X", "-q", "-t", "-A"], env=bench.ENV, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    session.stdin.write("begin isolation level repeatable read; select count(*) from gvp_jobs.node;\n")
    session.stdin.flush()
    session.stdout.readline()
    return session


def load(seconds):
    p = bench.spawn(OURS, "load", seconds)
    out, _ = p.communicate(timeout=seconds + bench.TIMEOUT)
    bench.children.remove(p)
    if p.returncode:
        raise RuntimeError(f"load: exit status {p.returncode}, see {bench.LOGS}")
    lines = out.splitlines()
    return [int(x.split()[1]) for x in lines if x.startswith("sample ")], json.loads(lines[-1])


def claims(log, begun):
    """What auto_explain saw of claims, the most of the later half: buffers of the index scan, and for a row."""
    with open(log) as f:
        f.seek(begun)
        text = f.read()
    scans, rows = [], []
    for found in re.finditer(r"plan:\s*(\{.*?\n\t\})", text, re.S):
        plan = json.loads(found.group(1))
        if "insert into gvp_jobs.claim_ledger" in plan["Query Text"]:
            root = plan["Plan"]
            scans += [buffers(node) for node in nodes(root) if node.get("Index Name") == "job_open_claim"]
            if root["Actual Rows"] > 100:
                rows.append(round(buffers(root) / root["Actual Rows"], 1))
    return dict(claims=len(rows), claim_scan_buffers=max(later(scans), default=None),
                claim_buffers_per_row=max(later(rows), default=None))


def later(values):
    return values[len(values) // 2:]


def nodes(node):
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def buffers(node):
    return node["Shared Hit Blocks"] + node["Shared Read Blocks"]


# --- all of it --------------------------------------------------------------------------------

def attempt(part, pg, run):
    """One part's failure must not cost the others' figures."""
    try:
        globals()[part](pg, run)
        return 0
    except Exception as e:
        bench.record(phase=f"measure-{part}", driver=OURS, run=run, error=str(e)[-500:])
        return 1


def with_server(settings, parts, runs):
    saved = dict(bench.SETTINGS)
    bench.SETTINGS.update(settings)
    pg = bench.Postgres()
    failed = 0
    try:
        pg.start()
        for run in range(1, runs + 1):
            failed += sum(attempt(part, pg, run) for part in parts)
    finally:
        for p in list(bench.children):
            bench.end(p)
        pg.stop()
        bench.SETTINGS.clear()
        bench.SETTINGS.update(saved)
    return failed


def main():
    parts = [p for p in PARTS if p != "horizon"]
    failed = with_server({}, ["base"] + parts, bench.RUNS) if parts else 0
    if "horizon" in PARTS:
        failed += with_server(EXPLAIN, ["horizon"], 1)
    return 1 if failed else 0


if __name__ == "__main__":
    bench.signal.signal(bench.signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
