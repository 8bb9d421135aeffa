package org.gvp.jobs.internal.daemon;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.gvp.jobs.internal.deploy.AgentMemory;
import org.gvp.jobs.internal.deploy.Deployments;
import org.gvp.jobs.internal.deploy.Routing;
import org.gvp.jobs.internal.heartbeat.Heartbeat.Step;
import org.gvp.jobs.internal.schedule.JobScheduler;
import org.gvp.jobs.internal.schedule.ScheduleRegistryComponent;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.PgJobQuery;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.internal.store.RegisterRefusedException;
import org.gvp.jobs.internal.store.SchemaConfig;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.register.JobRegister;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the daemon up in the framework: as soon as there is a register, on a thread of its own and
 * for as long as it takes; and takes it down in order.
 */
@Component(
    immediate = true,
    service = {})
public final class DaemonComponent {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonComponent.class);
  private static final long RETRY_SECONDS = 2;
  private static final String REFUSAL =
      "this database was made by a sandbox, its films and purchases are invented: use another"
          + " one (GVP_JOBS_DB_URL), or start gvp-jobs-sandbox.jar";
  private static final Sql FIND_SANDBOX = Sql.named(DaemonComponent.class, "findSandbox");

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Deployments deployments;

  /** Ends the daemon for what cannot get better by itself; absent where there is no launcher. */
  @Reference(
      target = "(gvp.jobs.fatal=true)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile Consumer<String> fatal;

  private final BundleContext context;
  private final DataSource register;
  private final ScheduleRegistryComponent schedules;
  private final DaemonConfig config;
  private final Thread starter;
  private final SynchronousBundleListener whenFrameworkStops = this::frameworkChanged;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private Daemon daemon;
  private AgentTracker agents;
  private boolean stopped;

  /** Starts to bring it up. */
  @Activate
  public DaemonComponent(
      BundleContext context,
      @Reference(target = "(gvp.jobs.database=register)") DataSource register,
      @Reference ScheduleRegistryComponent schedules) {
    this.context = context;
    this.schedules = schedules;
    this.register = register;
    this.config = config(context);
    this.starter = new Thread(this::bringUp, "daemon start");
    context.addBundleListener(whenFrameworkStops);
    starter.start();
  }

  private static DaemonConfig config(BundleContext context) {
    String node = context.getProperty("gvp.jobs.node");
    String version = context.getProperty("gvp.jobs.version");
    DaemonConfig config =
        DaemonConfig.of(
                node == null ? "node" : node,
                version == null
                    ? FrameworkUtil.getBundle(DaemonComponent.class).getVersion().toString()
                    : version)
            .on(schema(context));
    return "paused".equals(context.getProperty("gvp.jobs.start")) ? config.startedPaused() : config;
  }

  private static SchemaConfig schema(BundleContext context) {
    String prefix = context.getProperty("gvp.jobs.db.rolePrefix");
    return new SchemaConfig(
        prefix == null ? SchemaConfig.DEFAULT.rolePrefix() : prefix,
        Boolean.parseBoolean(context.getProperty("gvp.jobs.db.pooled")));
  }

  private void bringUp() {
    boolean told = false;
    while (!tryStart(told)) {
      told = true;
      try {
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized boolean tryStart(boolean told) {
    if (stopped) {
      return true;
    }
    Daemon starting =
        new Daemon(config, register, Daemon.Time.real(), this::nodeAgents, this::moreSteps);
    try {
      if (isSandboxOfOthers()) {
        starting.close();
        endForGood(REFUSAL);
        return true;
      }
      starting.start();
      daemon = starting;
      publish();
      daemon.startLoops();
      return true;
    } catch (RegisterRefusedException e) {
      starting.close();
      endForGood(e.getMessage());
      return true;
    } catch (SQLException | RuntimeException e) {
      starting.close();
      if (!told) {
        LOG.error(
            "the register cannot be used yet, it is tried again every {} s: {}",
            RETRY_SECONDS,
            e.getMessage(),
            e);
      }
      return false;
    }
  }

  /** A sandbox plays with its data; a daemon that means business must not work on them. */
  private boolean isSandboxOfOthers() throws SQLException {
    boolean sandbox = "gvp-jobs-sandbox".equals(context.getProperty("gvp.jobs.assembly"));
    try (Connection connection = register.getConnection();
        NamedStatement statement = FIND_SANDBOX.prepare(connection)) {
      return !sandbox && statement.list(row -> row.getBoolean(1)).get(0);
    }
  }

  private void endForGood(String reason) {
    LOG.error("{}", reason);
    Consumer<String> ending = fatal;
    if (ending != null) {
      ending.accept(reason);
    }
  }

  private List<NodeAgent> nodeAgents() {
    Deployments current = deployments;
    return NodeAgents.of(current == null ? List.of() : current.agents(), daemon.registry().all());
  }

  private List<Step> moreSteps(Database database) {
    JobScheduler scheduler =
        new JobScheduler(
            database.heartbeat(),
            config.node(),
            schedules.registry(),
            name -> daemon.pauses().holdSchedule(name),
            null);
    return List.of(new Step("firing schedules", Duration.ZERO, scheduler::tick));
  }

  private void publish() {
    agents = new AgentTracker(context, daemon);
    agents.open();
    services.add(
        context.registerService(
            JobRegister.class, new PgJobRegister(daemon.database().general()), null));
    services.add(
        context.registerService(
            JobQuery.class,
            new PgJobQuery(daemon.database().readers(), daemon::registerOutSince),
            null));
    services.add(
        context.registerService(
            AgentMemory.class,
            new PgAgentMemory(daemon.database().general(), config.node()),
            null));
    services.add(context.registerService(Routing.class, new AgentRouting(daemon), null));
  }

  /** Takes it down: the services first, then the agents, then the daemon itself. */
  @Deactivate
  void stop() {
    context.removeBundleListener(whenFrameworkStops);
    starter.interrupt();
    takeDown();
  }

  /** Before the framework stops its bundles one after the other: all agents are drained at once. */
  private void frameworkChanged(BundleEvent event) {
    if (event.getBundle().getBundleId() == 0 && event.getType() == BundleEvent.STOPPING) {
      starter.interrupt();
      takeDown();
    }
  }

  private synchronized void takeDown() {
    if (stopped) {
      return;
    }
    stopped = true;
    services.forEach(ServiceRegistration::unregister);
    services.clear();
    if (daemon != null) {
      daemon.close();
      agents.close();
      LOG.info("node {}: stopped", config.node());
    }
  }
}
