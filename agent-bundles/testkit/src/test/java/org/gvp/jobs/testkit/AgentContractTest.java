package org.gvp.jobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Agents that break the contract, each in one way, and the test of the contract that says so. */
class AgentContractTest {
  /** This module is no bundle: that test fails for every agent here. */
  private static final String NO_BUNDLE =
      "the_bundle_declares_its_type_and_imports_only_what_an_agent_may()";

  @Test
  void a_good_agent_keeps_it() {
    assertThat(broken(Contracts.Good.class)).isEmpty();
  }

  @Test
  void a_result_that_is_no_json_is_found() {
    assertThat(broken(Contracts.NoJson.class))
        .containsOnlyKeys("the_example_is_done_and_answers_in_json()")
        .containsValue("the result is no JSON: sent");
  }

  @Test
  void a_second_effect_is_found() {
    assertThat(broken(Contracts.Twice.class))
        .containsOnlyKeys("a_repetition_under_the_same_key_has_no_second_effect()");
  }

  @Test
  void an_agent_that_does_not_come_back_is_found() {
    assertThat(broken(Contracts.Deaf.class))
        .containsOnlyKeys("it_comes_back_soon_when_asked_to_stop_or_interrupted()");
  }

  @Test
  void swallowed_exceptions_are_found() {
    assertThat(broken(Contracts.Swallowing.class))
        .containsOnlyKeys(
            "a_lost_job_is_told_by_its_exception()",
            "parameters_that_do_not_fit_are_not_taken_for_done()",
            "trouble of the world that it needs is not taken for done");
  }

  @Test
  void a_thread_that_is_left_is_found() {
    assertThat(broken(Contracts.LeavingThread.class))
        .containsOnlyKeys("no_thread_is_left_when_it_has_ended()");
    Contracts.LeavingThread.END.countDown();
  }

  @Test
  void an_exception_that_ends_a_thread_of_the_agents_is_found() {
    assertThat(broken(Contracts.DyingThread.class))
        .containsKey("the_example_is_done_and_answers_in_json()");
  }

  @Test
  void a_list_that_differs_each_time_and_repeats_a_key_is_found() {
    assertThat(broken(Contracts.Fickle.class))
        .containsOnlyKeys("two listings of one job are the same", "no two actions have one key");
  }

  /** The tests that fail, with their messages. */
  private static Map<String, String> broken(Class<? extends AgentContract> contract) {
    Map<String, String> failed = new TreeMap<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() && !test.getDisplayName().equals(NO_BUNDLE)) {
              result
                  .getThrowable()
                  .ifPresent(e -> failed.put(test.getDisplayName(), e.getMessage()));
            }
          }
        };
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(contract)).build(),
            listener);
    return failed;
  }
}
