package org.gvp.jobs.internal.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The agents that a bundle has registered. */
final class AgentServices {
  private final BundleContext context;
  private final Duration deadline;

  AgentServices(BundleContext context, Duration deadline) {
    this.context = context;
    this.deadline = deadline;
  }

  /** Those of the types that have no agent service of the bundle. */
  Set<JobTypeKey> unregistered(Bundle bundle, Collection<JobTypeKey> types) {
    Set<JobTypeKey> missing = new LinkedHashSet<>(types);
    references(bundle).forEach(reference -> missing.removeAll(types(reference)));
    return missing;
  }

  /**
   * Gets every agent service of the bundle once: a component may only come to life, and fail, when
   * it is first asked for.
   *
   * @return whether all of them came
   */
  boolean allWork(Bundle bundle) throws RejectedException, InterruptedException {
    for (ServiceReference<?> reference : references(bundle)) {
      if (get(bundle, reference) == null) {
        return false;
      }
    }
    return true;
  }

  private Object get(Bundle bundle, ServiceReference<?> reference)
      throws RejectedException, InterruptedException {
    try {
      return WithDeadline.call(
          "gvp-jobs-activate-" + bundle.getSymbolicName(),
          deadline,
          () -> context.getService(reference));
    } catch (WithDeadline.Hung e) {
      throw AgentInstaller.hung("the activation of its component", deadline, e);
    } catch (ExecutionException e) {
      throw new RejectedException(
          RejectCode.NOT_REGISTERED,
          "its agent cannot be had: " + e.getCause(),
          "Correct the agent's activation and drop it again");
    }
  }

  private static List<ServiceReference<?>> references(Bundle bundle) {
    ServiceReference<?>[] all = bundle.getRegisteredServices();
    List<ServiceReference<?>> agents = new ArrayList<>();
    for (ServiceReference<?> reference : all == null ? new ServiceReference<?>[0] : all) {
      Object classes = reference.getProperty(Constants.OBJECTCLASS);
      if (classes instanceof String[] names && List.of(names).contains(Agent.class.getName())) {
        agents.add(reference);
      }
    }
    return agents;
  }

  /** The types that an agent service says it serves; what it says wrongly is left out. */
  private static List<JobTypeKey> types(ServiceReference<?> reference) {
    Object custom = reference.getProperty(JobType.PREFIX_ + "customType");
    String customType = custom == null || custom.toString().isEmpty() ? null : custom.toString();
    List<JobTypeKey> types = new ArrayList<>();
    for (String name : names(reference.getProperty(JobType.PREFIX_ + "job.type"))) {
      if (JobTypeKey.JOB_TYPES.contains(name)
          && name.equals(JobTypeKey.CUSTOM) == (customType != null)) {
        types.add(new JobTypeKey(name, customType));
      }
    }
    return types;
  }

  private static List<String> names(Object value) {
    if (value instanceof String[] names) {
      return List.of(names);
    } else if (value instanceof Collection<?> names) {
      return names.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(value.toString());
  }
}
