#!/usr/bin/env bash
# Measures the packaged daemon beside published engines, on one PostgreSQL, and what they do not do.
# See README.md. It writes under PEERS_WORK (default: target/ beside this file) and into results/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mode=${1:-full}
: "${PEERS:?set it to the folder of the peers harness, the one with bench.py}"
export PEERS
export PEERS_WORK=${PEERS_WORK:-$here/target/work}
export PEERS_BUILD=${PEERS_BUILD:-$PEERS_WORK/build}
export PG_BIN=${PG_BIN:-$(pg_config --bindir)}
export PEERS_DRIVER_PATH=$here
export PYTHONDONTWRITEBYTECODE=1

case $mode in
  full)
    export PEERS_RUNS=${PEERS_RUNS:-3}
    ;;
  quick) # a look whether all of it works; its figures mean little
    export PEERS_RUNS=${PEERS_RUNS:-1} PEERS_JOBS=${PEERS_JOBS:-20000} PEERS_SLOW_JOBS=${PEERS_SLOW_JOBS:-1000}
    export PEERS_BACKLOG=${PEERS_BACKLOG:-50000} PEERS_BACKLOG_JOBS=${PEERS_BACKLOG_JOBS:-5000}
    export PEERS_LATENCY_JOBS=${PEERS_LATENCY_JOBS:-50} PEERS_QUIET_WAIT=${PEERS_QUIET_WAIT:-5} PEERS_RETRIES=${PEERS_RETRIES:-0}
    export BENCHMARK_BACKLOGS=${BENCHMARK_BACKLOGS:-50000} BENCHMARK_ACTIONS=${BENCHMARK_ACTIONS:-"1000 20000"}
    export BENCHMARK_HELD_SECONDS=${BENCHMARK_HELD_SECONDS:-30} BENCHMARK_FREE_SECONDS=${BENCHMARK_FREE_SECONDS:-20}
    export BENCHMARK_IDLE_SECONDS=${BENCHMARK_IDLE_SECONDS:-10}
    ;;
  *)
    echo "usage: $0 [quick|full]" >&2
    exit 2
    ;;
esac
export PEERS_DRIVERS=${PEERS_DRIVERS:-"gvp-jobs gvp-jobs-sql raw-java graphile-worker-2000 graphile-worker pg-boss db-scheduler"}
export PEERS_PHASES=${PEERS_PHASES:-throughput latency backlog}

for jar in "$here/../target/gvp-jobs.jar" "$here/target/gvp-jobs-benchmark.jar"; do
  [ -f "$jar" ] || { echo "$jar is not there: build it with mvn -DskipTests package" >&2; exit 2; }
done
mkdir -p "$PEERS_WORK" "$here/results"
# The server runs as another account.
chmod a+x "$PEERS_WORK"
export PEERS_RESULTS=${PEERS_RESULTS:-$here/results/$(date -u +%Y%m%d-%H%M%S).jsonl}

failed=0
if [ -n "$PEERS_PHASES" ] && [ "$PEERS_PHASES" != none ]; then
  "$PEERS/run.sh" || failed=1
fi
python3 "$here/measures.py" || failed=1
python3 "$here/table.py" "$PEERS_RESULTS" | tee "${PEERS_RESULTS%.jsonl}.table.md"
echo "results: $PEERS_RESULTS"
exit "$failed"
