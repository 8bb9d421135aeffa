package org.gvp.jobs.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;

/** The contract, extended for a good agent and for agents that break it in one way each. */
final class Contracts {
  private Contracts() {}

  record Invoice(String number) {}

  static class Good extends AgentContract {
    final AtomicInteger sent = new AtomicInteger();

    @Override
    protected Agent newAgent() {
      return (action, context) -> {
        context.parameters(Invoice.class);
        context.checkpoint("{}");
        sent.set(1);
        return ActionResult.done("{\"sent\":true}");
      };
    }

    @Override
    protected Agent newAgentInTrouble() throws Exception {
      return (action, context) -> ActionResult.retry("nobody listens");
    }

    @Override
    protected JobTypeKey type() {
      return JobTypeKey.custom("acme.Invoice");
    }

    @Override
    protected TestContext example() {
      Job job = TestJobs.job(7, type());
      return TestContext.of(
          job, TestJobs.action(job, 1, NewAction.of(null).withParameters("{\"number\":\"A\"}")));
    }

    @Override
    protected Object effects() {
      return sent.get();
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static final class NoJson extends Good {
    @Override
    protected Agent newAgent() {
      return (action, context) -> ActionResult.done("sent");
    }
  }

  static final class Twice extends Good {
    @Override
    protected Agent newAgent() {
      return (action, context) -> {
        sent.incrementAndGet();
        return ActionResult.done();
      };
    }
  }

  static final class Deaf extends Good {
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    protected Agent newAgent() {
      return (action, context) -> {
        while (action.label() != null && end.getCount() > 0) {
          Thread.onSpinWait();
        }
        return ActionResult.done();
      };
    }

    @Override
    protected TestContext longExample() {
      Job job = TestJobs.job(7, type());
      return TestContext.of(job, TestJobs.action(job, 1, NewAction.of(null).withLabel("long")));
    }

    @Override
    protected void end(Agent ended) {
      end.countDown();
    }
  }

  static final class Swallowing extends Good {
    @Override
    protected Agent newAgent() {
      Agent good = super.newAgent();
      return (action, context) -> {
        try {
          return good.perform(action, context);
        } catch (Exception e) {
          return ActionResult.done("{\"trouble\":true}");
        }
      };
    }

    @Override
    protected Agent newAgentInTrouble() {
      return (action, context) -> ActionResult.done();
    }
  }

  static final class LeavingThread extends Good {
    static final CountDownLatch END = new CountDownLatch(1);

    @Override
    protected Agent newAgent() {
      return (action, context) -> {
        new Thread(
                () -> {
                  try {
                    END.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "left")
            .start();
        return ActionResult.done();
      };
    }
  }

  static final class DyingThread extends Good {
    @Override
    protected Agent newAgent() {
      return (action, context) -> {
        Thread thread =
            new Thread(
                () -> {
                  throw new IllegalStateException("lost");
                });
        thread.start();
        thread.join();
        return ActionResult.done();
      };
    }
  }

  static final class Fickle extends Good {
    @Override
    protected Agent newAgent() {
      return new FickleAgent();
    }
  }

  private static final class FickleAgent implements Agent, Planner {
    private final AtomicInteger listings = new AtomicInteger();

    @Override
    public ActionResult perform(JobAction action, ActionContext context) {
      return ActionResult.done();
    }

    @Override
    public void plan(Job job, ActionSink sink) {
      NewAction action = NewAction.of("Send").withLabel("listing " + listings.incrementAndGet());
      sink.add(action.withKey("K"));
      sink.add(action.withKey("K"));
    }
  }
}
