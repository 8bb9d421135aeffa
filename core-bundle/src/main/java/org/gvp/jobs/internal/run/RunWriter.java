package org.gvp.jobs.internal.run;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes and ends of runs in batches, on one thread, in the order in which they came: a
 * run's end always stands behind its outcomes. While the register cannot be reached it keeps
 * trying; writing twice does no harm, for every write carries the run's token. Thread-safe.
 */
final class RunWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);
  private static final int BATCH = 2_000;
  private static final int QUEUE = 20_000;
  private static final long RETRY_MILLIS = 500;

  /** Bad data, a constraint, a limit, a trigger's own exception, an internal error. */
  private static final Set<String> REFUSALS = Set.of("22", "23", "54", "P0", "XX");

  private final DataSource pool;
  private final DataSource callers;
  private final StatusMachine status;
  private final IntSupplier owner;
  private final Consumer<Collection<JobRun>> whenClosed;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>(QUEUE);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  /**
   * Writes to the register, on connections that nobody else can use up.
   *
   * @param owner this start of the daemon
   * @param whenClosed told of the runs that have ended, on the writer's thread
   */
  RunWriter(
      Database database,
      StatusMachine status,
      IntSupplier owner,
      Consumer<Collection<JobRun>> whenClosed) {
    this.pool = database.vital();
    this.callers = database.general();
    this.status = status;
    this.owner = owner;
    this.whenClosed = whenClosed;
    this.thread = new Thread(this::loop, "register writer");
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Has an outcome recorded soon; waits while far too many are waiting already. */
  void record(JobRun run, ActionOutcome outcome) {
    put(new Item(run, outcome));
  }

  /** Has a run ended, behind the outcomes that came before. */
  void close(JobRun run) {
    put(new Item(run, null));
  }

  private void put(Item item) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(item);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // an outcome is not lost for an interrupt that meant the agent
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Records an outcome at once, on the caller's thread.
   *
   * @throws JobLostException if the job is not ours any more
   */
  void recordNow(ClaimedJob job, ActionOutcome outcome) {
    try {
      Set<Long> held =
          Database.inTransaction(
              callers, connection -> status.record(connection, List.of(outcome)));
      if (held.isEmpty()) {
        throw new JobLostException(job.id(), job.token());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          job + ": the register did not take the checkpoint: " + e.getMessage(), e);
    }
  }

  private void loop() {
    List<Item> batch = new ArrayList<>();
    while (!closed.get() || !queue.isEmpty()) {
      try {
        Item first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          write(batch);
        }
      } catch (InterruptedException e) {
        LOG.debug("interrupted; goes on until it is closed and empty");
      } catch (RuntimeException | Error e) { // the daemon has no other writer
        LOG.error(
            "could not write {} outcomes; their jobs are rescued when this daemon stops",
            batch.size(),
            e);
        whenClosed.accept(closing(batch));
      }
      batch.clear();
    }
  }

  /** Writes a batch, for as long as it takes. */
  private void write(List<Item> batch) throws InterruptedException {
    boolean waiting = false;
    while (true) {
      try {
        flush(batch, waiting);
        if (waiting) {
          LOG.info("the register can be reached again; {} outcomes written", batch.size());
        }
        return;
      } catch (SQLException e) {
        if (isRefused(e)) {
          writeSingly(batch, e);
          return;
        } else if (closed.get()) {
          throw new IllegalStateException("the register cannot be reached any more", e);
        } else if (!waiting) {
          LOG.warn(
              "the register cannot be reached, {} outcomes wait: {}", batch.size(), e.getMessage());
        }
        waiting = true;
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      } catch (RuntimeException | Error e) {
        writeSingly(batch, e);
        return;
      }
    }
  }

  /**
   * Writes a batch.
   *
   * @param again whether it may have been written already
   */
  private void flush(List<Item> batch, boolean again) throws SQLException {
    RunBatch work = new RunBatch(batch, status, owner.getAsInt());
    Database.inTransaction(pool, connection -> work.write(connection, again));
    work.committed();
    whenClosed.accept(closing(batch));
  }

  /** Whether the database refused what was to be written, as against being out of reach. */
  private static boolean isRefused(SQLException e) {
    String state = e.getSQLState();
    return state != null && REFUSALS.contains(state.substring(0, 2));
  }

  /** One of the batch is refused: writes each alone, and that one without its words. */
  private void writeSingly(List<Item> batch, Throwable cause) throws InterruptedException {
    LOG.warn("the register refused one of {} outcomes: {}", batch.size(), cause.toString());
    for (Item item : batch) {
      try {
        flush(List.of(item), true);
      } catch (SQLException e) {
        if (isRefused(e)) {
          refused(item, e);
        } else {
          write(List.of(item));
        }
      } catch (RuntimeException | Error e) {
        refused(item, e);
      }
    }
  }

  private void refused(Item item, Throwable cause) throws InterruptedException {
    if (item.isEnd()) {
      handBack(item.run, cause);
    } else if (item.bare) {
      LOG.error("{}: the register refuses an outcome, its action is due again", item.run, cause);
      item.run.refused("the register refused an outcome");
    } else {
      write(List.of(new Item(item.run, item.outcome.bare(), true)));
    }
  }

  /** The register refuses how a run is to end: its job is handed back, for it must not strand. */
  private void handBack(JobRun run, Throwable cause) throws InterruptedException {
    LOG.error("{}: the register refuses the end of its run, it is handed back", run, cause);
    RunEnd end = run.handedBack();
    while (!handedBack(run, end)) {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
    whenClosed.accept(List.of(run));
  }

  /** Whether it is, or cannot be. */
  private boolean handedBack(JobRun run, RunEnd end) {
    try {
      Database.inTransaction(pool, connection -> status.end(connection, List.of(end)));
      return true;
    } catch (SQLException e) {
      if (isRefused(e) || closed.get()) {
        LOG.error("{}: could not be handed back; it is rescued when this daemon stops", run, e);
        return true;
      }
      return false; // out of reach; tried again
    }
  }

  private static List<JobRun> closing(List<Item> batch) {
    return batch.stream().filter(Item::isEnd).map(Item::run).toList();
  }

  /** Writes what is left and ends; what the register does not take within 10 s is left. */
  @Override
  public void close() {
    closed.set(true);
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Something to be written.
   *
   * @param run whose it is
   * @param outcome how an action stands, or null for the end of the run
   * @param bare whether the register has refused its words
   */
  record Item(JobRun run, ActionOutcome outcome, boolean bare) {
    Item(JobRun run, ActionOutcome outcome) {
      this(run, outcome, false);
    }

    boolean isEnd() {
      return outcome == null;
    }
  }
}
