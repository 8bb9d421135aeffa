package org.gvp.jobs.benchmark.agent;

import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.JobRegister;
import org.gvp.jobs.register.NewJob;

/** Creates jobs through the Java API. */
final class Producer {
  private static final int BATCH = 10_000;
  private static final JobTypeKey TYPE = new JobTypeKey("Custom", "benchmark.Noop");

  private final JobRegister register;

  Producer(JobRegister register) {
    this.register = register;
  }

  /** Creates the jobs from that number on and answers how many nanoseconds it took. */
  long create(int from, int count, int actionsPerJob) {
    long start = System.nanoTime();
    for (int i = from; i < from + count; i += BATCH) {
      register.createAll(jobs(i, Math.min(i + BATCH, from + count), actionsPerJob));
    }
    return System.nanoTime() - start;
  }

  private static List<NewJob> jobs(int from, int to, int actionsPerJob) {
    List<NewAction> actions = new ArrayList<>();
    for (int i = 1; i <= actionsPerJob; i++) {
      actions.add(NewAction.of("noop"));
    }
    List<NewJob> jobs = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      NewJob job = NewJob.of("noop", TYPE).withParameters("{\"id\": " + i + "}");
      jobs.add(actionsPerJob == 0 ? job : job.withActions(actions));
    }
    return jobs;
  }
}
