package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;
import org.gvp.jobs.testkit.DaemonExtension;
import org.gvp.jobs.testkit.RunningDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent's jar in a real daemon, which is started for this test. */
@ExtendWith(DaemonExtension.class)
class ${agentName}AgentIT {
  @Test
  void a_job_is_finished(RunningDaemon daemon) throws Exception {
    NewAction action = NewAction.of(null).withParameters("{\"name\": \"Ana\"}");
    long job =
        daemon.createJob(
            NewJob.of("a test", JobTypeKey.custom("${customType}"))
                .withActions(List.of(action)));

    daemon.awaitStatus(job, JobStatus.FINISHED);

    assertEquals("{\"letters\": 3}", daemon.results(job, 1));
  }
}
