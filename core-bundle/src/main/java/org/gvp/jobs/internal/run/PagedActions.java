package org.gvp.jobs.internal.run;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.PendingAction;

/**
 * Many actions, read page by page. The next page is read by one of the run's threads while the
 * others go on with the one before.
 */
final class PagedActions implements RunActions {
  private static final Duration PAGE_TIME = Duration.ofSeconds(1);
  private static final int MOST_IN_A_PAGE = 5_000;

  private final ClaimedJob job;
  private final ActionPages pages;
  private final Clock clock;
  private final int least;
  private final int most;
  private final Deque<PendingAction> ready = new ArrayDeque<>();
  private int nextNo;
  private int pageSize;
  private Instant readAt;
  private boolean reading;

  /**
   * Of a job.
   *
   * @param concurrency how many are performed at once
   */
  PagedActions(ClaimedJob job, int concurrency, RunServices services) {
    this.job = job;
    this.pages = services.pages();
    this.clock = services.clock();
    this.least = job.isAlone() ? 1 : 2 * concurrency;
    this.most = job.isAlone() ? 1 : MOST_IN_A_PAGE;
    this.pageSize = least;
    this.nextNo = job.frontier() + 1;
  }

  @Override
  public PendingAction next() throws SQLException, InterruptedException {
    while (true) {
      synchronized (this) {
        boolean readsNow = !reading && hasMore() && ready.size() <= pageSize / 2;
        if (!readsNow) {
          PendingAction next = ready.poll();
          if (next != null || !reading) {
            return next;
          }
          wait();
          continue;
        }
        reading = true;
      }
      read();
    }
  }

  private boolean hasMore() {
    return nextNo <= job.job().actions();
  }

  /** Reads on until something is there that is to be performed, or nothing is left. */
  private void read() throws SQLException {
    List<PendingAction> page = List.of();
    int first = nextNo; // changed by the one thread that reads
    try {
      while (page.isEmpty() && first <= job.job().actions()) {
        int last = (int) Math.min(job.job().actions(), first + pageSize - 1L);
        page = pages.between(job, first, last);
        first = last + 1;
        sizeNextPage(page.isEmpty());
      }
    } finally {
      synchronized (this) {
        ready.addAll(page);
        nextNo = first;
        reading = false;
        notifyAll();
      }
    }
  }

  /**
   * A page is to last about a second: all of it counts as begun, should the daemon be lost. The
   * first one is as large as the agent's threads need. Of a suspect held alone it is always one
   * action.
   */
  private synchronized void sizeNextPage(boolean nothingInIt) {
    Instant now = clock.instant();
    Duration lasted = readAt == null ? Duration.ZERO : Duration.between(readAt, now);
    readAt = now;
    if (nothingInIt || lasted.compareTo(PAGE_TIME.dividedBy(4)) < 0) {
      pageSize = Math.min(most, pageSize * 4);
    } else if (lasted.compareTo(PAGE_TIME) < 0) {
      pageSize = Math.min(most, pageSize * 2);
    } else {
      pageSize = Math.max(least, pageSize / 2);
    }
  }

  @Override
  public synchronized boolean isThrough() {
    return ready.isEmpty() && !reading && !hasMore();
  }

  @Override
  public void settle(ActionOutcome outcome) {
    // It is counted by the register, together with those of other runs.
  }

  @Override
  public ActionSummary summary() {
    return null;
  }
}
