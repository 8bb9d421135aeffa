package org.gvp.jobs.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every agent must keep to, whatever it does: extend this class in the agent's tests and say
 * how the agent is made, what it is to do and how to see what it did. It then shows that the agent
 * comes back when it is asked to, may be repeated under one key, loses no exception, leaves no
 * thread behind, speaks JSON, and is packed as a bundle that the daemon takes.
 */
public abstract class AgentContract {
  private static final long UNTIL_INTERRUPTED_MS = 500;

  private AgentThreads threads;
  private Agent agent;

  /** Makes the agent, as the daemon makes its component. Called once in each test. */
  protected abstract Agent newAgent() throws Exception;

  /** The job type that the agent serves. */
  protected abstract JobTypeKey type();

  /** The first attempt at an action that the agent can bring to its end, the same each time. */
  protected abstract TestContext example() throws Exception;

  /**
   * What the agent has done to the world so far, to be compared by {@code equals}: rows that it has
   * written, requests that its far side has taken as new. A constant if it has no effects.
   */
  protected abstract Object effects() throws Exception;

  /** An attempt that takes the agent long, if it can take long. The example, unless overridden. */
  protected TestContext longExample() throws Exception {
    return example();
  }

  /**
   * Makes the agent with the world that it needs out of reach: a port where nobody listens, a
   * database without the table. Null, unless overridden: the agent needs nothing.
   */
  protected Agent newAgentInTrouble() throws Exception {
    return null;
  }

  /** A job that the agent can list the actions of, if it is a {@link Planner}. */
  protected Job jobToPlan() throws Exception {
    return TestJobs.job(1, type());
  }

  /**
   * How long the agent may take to come back, or its threads to end: generous, for slow machines.
   */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  /**
   * Ends the agent, as the daemon deactivates its component: closes it if it can be closed. Ends
   * what stands in for the world too, if that may start threads while the agent performs.
   */
  protected void end(Agent ended) throws Exception {
    if (ended instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @BeforeEach
  final void watchThreads() {
    threads = new AgentThreads();
  }

  @AfterEach
  final void endAgent() throws Exception {
    Agent ended = agent;
    agent = null;
    if (ended != null) {
      end(ended);
    }
    threads.close();
    Throwable uncaught = threads.uncaught();
    if (uncaught != null) {
      throw new AssertionError("a thread died of an exception that nobody caught", uncaught);
    }
  }

  @Test
  final void the_example_is_done_and_answers_in_json() throws Exception {
    TestContext context = example();
    ActionResult result = made(newAgent()).perform(context.action(), context);

    ActionResult.Done done = assertInstanceOf(ActionResult.Done.class, result);
    Json.require("the result", done.results());
  }

  @Test
  final void a_repetition_under_the_same_key_has_no_second_effect() throws Exception {
    made(newAgent());
    TestContext first = example();
    agent.perform(first.action(), first);
    Object effects = effects();

    TestContext second = example().withAttempt(2, 3);
    assertEquals(first.idempotencyKey(), second.idempotencyKey(), "the example's key");
    try {
      assertInstanceOf(ActionResult.Done.class, agent.perform(second.action(), second));
    } catch (JobLostException e) {
      // The register refuses a second completion: the transaction is gone, and its effect with it.
    }
    assertEquals(effects, effects(), "what was done under the key " + first.idempotencyKey());
  }

  @Test
  final void it_comes_back_soon_when_asked_to_stop_or_interrupted() throws Exception {
    made(newAgent());
    TestContext context = longExample();
    Agent asked = agent;
    FutureTask<ActionResult> attempt =
        new FutureTask<>(() -> asked.perform(context.action(), context));
    Thread thread = new Thread(attempt, "agent");
    thread.start();
    context.requestStop();
    thread.join(UNTIL_INTERRUPTED_MS);
    // The daemon does the same once its grace is over.
    thread.interrupt();
    thread.join(patience().toMillis());
    assertFalse(
        thread.isAlive(),
        "perform goes on after stopRequested() and an interruption: look at both in every loop,"
            + " and do not swallow InterruptedException");
  }

  @Test
  final void a_lost_job_is_told_by_its_exception() throws Exception {
    made(newAgent());
    TestContext context = example();
    context.loseJob();
    Exception thrown = null;
    try {
      agent.perform(context.action(), context);
    } catch (Exception e) {
      thrown = e;
    }
    if (context.thrown() != null) {
      assertSame(context.thrown(), thrown, "let JobLostException pass, after rolling back");
    }
  }

  @Test
  final void parameters_that_do_not_fit_are_not_taken_for_done() throws Exception {
    made(newAgent());
    String parameters = "{\"no such parameter\":[]}";
    Job job = TestJobs.job(example().job().id(), type(), parameters);
    TestContext context =
        TestContext.of(job, TestJobs.action(job, 1, NewAction.of(null).withParameters(parameters)));
    boolean done = isDone(agent, context);
    if (context.thrown() != null) {
      assertFalse(done, () -> "done, though its parameters were refused: " + context.thrown());
    }
  }

  /** An exception means: try again. */
  private static boolean isDone(Agent performing, TestContext context) {
    try {
      return performing.perform(context.action(), context) instanceof ActionResult.Done;
    } catch (Exception e) {
      return false;
    }
  }

  @TestFactory
  final Stream<DynamicTest> trouble() throws Exception {
    Agent troubled = newAgentInTrouble();
    if (troubled == null) {
      return Stream.empty();
    }
    made(troubled);
    return Stream.of(
        dynamicTest(
            "trouble of the world that it needs is not taken for done",
            () -> assertFalse(isDone(troubled, example()), "done, though the world was away")));
  }

  @Test
  final void no_thread_is_left_when_it_has_ended() throws Exception {
    TestContext context = example();
    try (AgentThreads since = new AgentThreads()) {
      made(newAgent()).perform(context.action(), context);
      Agent ended = agent;
      agent = null;
      end(ended);
      ended = null;
      Set<Thread> left = since.left(patience());
      assertTrue(left.isEmpty(), () -> left + ": end them in a @Deactivate method");
      assertNull(since.uncaught(), "what a thread died of");
    }
  }

  @TestFactory
  final Stream<DynamicTest> planning() throws Exception {
    if (!(made(newAgent()) instanceof Planner planner)) {
      return Stream.empty();
    }
    Job job = jobToPlan();
    return Stream.of(
        dynamicTest(
            "two listings of one job are the same",
            () -> assertEquals(planned(planner, job), planned(planner, job))),
        dynamicTest(
            "no two actions have one key",
            () -> {
              List<String> keys = keys(planned(planner, job));
              assertEquals(keys.stream().distinct().toList(), keys);
            }),
        dynamicTest(
            "the listing comes back soon when asked to stop",
            () -> assertTrue(listsInTime(planner, job), "plan goes on after stopRequested()")));
  }

  private boolean listsInTime(Planner planner, Job job) throws Exception {
    FutureTask<Void> listing =
        new FutureTask<>(
            () -> {
              planner.plan(job, new RecordingSink(job.parameters()).stopAfter(0));
              return null;
            });
    Thread thread = new Thread(listing, "planner");
    thread.start();
    try {
      listing.get(patience().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      thread.interrupt();
      return false;
    }
  }

  private static List<String> keys(List<NewAction> actions) {
    return actions.stream().map(NewAction::key).filter(Objects::nonNull).toList();
  }

  private static List<NewAction> planned(Planner planner, Job job) throws Exception {
    RecordingSink sink = new RecordingSink(job.parameters());
    planner.plan(job, sink);
    return sink.actions();
  }

  @Test
  final void the_bundle_declares_its_type_and_imports_only_what_an_agent_may() {
    BundleManifest manifest = BundleManifest.ofThisModule();
    String name = type().customType() == null ? type().jobType() : type().customType();
    assertTrue(
        manifest.clauses("Provide-Capability").stream()
            .anyMatch(clause -> clause.startsWith("org.gvp.jobs.agent;") && clause.contains(name)),
        () -> "no capability for " + type() + ": annotate the component with @JobType");
    assertEquals(List.of(), manifest.forbiddenImports(), "embed these, or leave them out");
    assertEquals("", manifest.header("Export-Package"), "an agent exports nothing");
  }

  private Agent made(Agent made) {
    agent = made;
    return made;
  }
}
