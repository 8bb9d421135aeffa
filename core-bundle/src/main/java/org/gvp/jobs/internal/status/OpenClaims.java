package org.gvp.jobs.internal.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which claims of this daemon have ended: those of which it has written the end of every run. Their
 * rows in the claim ledger can go without a look at their jobs. Only what is known to be written
 * counts, for a job that is held and does not stand in the ledger would never be rescued.
 * Thread-safe.
 */
public final class OpenClaims {
  private final AtomicLong last = new AtomicLong();
  private final Queue<Long> ended = new ConcurrentLinkedQueue<>();

  /** One claim, and which of its jobs are not known to have ended. */
  final class OpenClaim {
    private final long no;
    private final Set<Long> open = ConcurrentHashMap.newKeySet();

    private OpenClaim(long no) {
      this.no = no;
    }

    /** Its number in the ledger. */
    long no() {
      return no;
    }

    /** It has brought these. */
    void brought(List<ClaimedJob> jobs) {
      jobs.forEach(job -> open.add(job.id()));
    }

    private void ended(long jobId) {
      if (open.remove(jobId) && open.isEmpty()) {
        ended.add(no);
      }
    }
  }

  /** A claim is to be made. */
  OpenClaim next() {
    return new OpenClaim(last.incrementAndGet());
  }

  /** The end of a run has been written, and that is committed. */
  public void ended(ClaimedJob run) {
    run.claim().ended(run.id());
  }

  /** The numbers of the claims that have ended; each is answered once. */
  public List<Long> takeEnded() {
    List<Long> numbers = new ArrayList<>();
    for (Long no = ended.poll(); no != null; no = ended.poll()) {
      numbers.add(no);
    }
    return numbers;
  }
}
