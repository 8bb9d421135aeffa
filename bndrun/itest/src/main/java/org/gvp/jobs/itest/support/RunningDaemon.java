package org.gvp.jobs.itest.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.register.JobRegister;
import org.gvp.jobs.register.NewJob;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The daemon in this framework: its folders, its services, its register. */
public final class RunningDaemon {
  private final BundleContext context =
      FrameworkUtil.getBundle(RunningDaemon.class).getBundleContext();
  private final Path home = Path.of(context.getProperty("gvp.jobs.home"));

  /** Its agents folder. */
  public final Folder agents = new Folder(home.resolve("agents"));

  /** Its folder of settings. */
  public final Folder etc = new Folder(home.resolve("etc"));

  /** Waits until it is up, and makes the agents' log. */
  public RunningDaemon() {
    query();
    sql("create schema if not exists itest");
    sql(
        "create table if not exists itest.log (at timestamptz default clock_timestamp(), phase"
            + " text, job_id bigint, action_no int, version text)");
  }

  /** The register's questions. */
  public JobQuery query() {
    return service(JobQuery.class, null);
  }

  /** The bundle with that symbolic name. */
  public Bundle bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
  }

  /** The versions of a bundle that are installed. */
  public List<String> installed(String symbolicName) {
    return Arrays.stream(bundles(symbolicName))
        .map(bundle -> bundle.getVersion().toString())
        .toList();
  }

  /** All bundles with that symbolic name. */
  public Bundle[] bundles(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .toArray(Bundle[]::new);
  }

  /** The service, as soon as it is there. */
  public <T> T service(Class<T> type, String filter) {
    return Await.until(
        "service " + type.getName(),
        () -> references(type, filter).map(context::getService).orElse(null),
        service -> service != null);
  }

  /** A property of some service. */
  public Object property(String filter, String key) {
    try {
      ServiceReference<?>[] all = context.getServiceReferences((String) null, filter);
      return all == null ? null : all[0].getProperty(key);
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private <T> Optional<ServiceReference<T>> references(Class<T> type, String filter)
      throws InvalidSyntaxException {
    return context.getServiceReferences(type, filter).stream().findFirst();
  }

  /** Creates a job of so many actions; of none listed with 0. */
  public long create(String customType, int actions, String actionType) {
    NewJob job = NewJob.of("a test's job", JobTypeKey.custom(customType));
    return service(JobRegister.class, null)
        .create(
            actions == 0
                ? job
                : job.withActions(Collections.nCopies(actions, NewAction.of(actionType))));
  }

  /** A job as it is now. */
  public Job job(long id) {
    return query().find(id).orElseThrow();
  }

  /** Waits until a job is in that status. */
  public Job await(long id, JobStatus status) {
    return Await.until("job " + id + " " + status, () -> job(id), job -> job.status() == status);
  }

  /** What the register says of a file in the agents folder, or null. */
  public AgentRow agent(String file) {
    return query().agents().stream()
        .filter(agent -> agent.file().equals(file))
        .findFirst()
        .orElse(null);
  }

  /** Waits until a file in the agents folder is in that state. */
  public AgentRow await(String file, String state) {
    return Await.until(
        file + " " + state,
        () -> agent(file),
        agent -> agent != null && agent.state().equals(state));
  }

  /** What the register says of a type, or null. */
  public TypeStatus type(String customType) {
    return query().types().stream()
        .filter(type -> type.type().equals(JobTypeKey.custom(customType)))
        .findFirst()
        .orElse(null);
  }

  /** How often the agents have logged that of a job. */
  public int logged(long job, String phase) {
    return logged(job, phase, "count(*)");
  }

  /** How many of a job's actions the agents have logged that of. */
  public int actionsLogged(long job, String phase) {
    return logged(job, phase, "count(distinct action_no)");
  }

  private int logged(long job, String phase, String what) {
    return Integer.parseInt(
        sql("select %s from itest.log where job_id = %d and phase = '%s'"
                .formatted(what, job, phase))
            .get(0));
  }

  /** The first column that a statement answers. */
  public List<String> sql(String sql) {
    DataSource database = service(DataSource.class, "(gvp.jobs.database=register)");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> answer = new ArrayList<>();
      if (statement.execute(sql)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          answer.add(rows.getString(1));
        }
      }
      return answer;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** Takes everything out again that a test has dropped, and waits until it is gone. */
  public void clear() {
    agents.clear();
    etc.clear();
    Await.until("no agents", () -> query().agents(), List::isEmpty);
    Await.until(
        "no agent bundles",
        () ->
            Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("agent:"))
                .toList(),
        List::isEmpty);
  }
}
