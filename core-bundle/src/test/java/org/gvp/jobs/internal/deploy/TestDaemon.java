package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.felix.framework.FrameworkFactory;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.internal.agents.Experience;
import org.gvp.jobs.internal.schedule.ScheduleCheckComponent;
import org.gvp.jobs.internal.testsupport.TestClock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/** A framework with components, configurations, metatypes and a deployer; no fileinstall. */
final class TestDaemon implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Path agents;
  final Path etc;
  final List<Long> drained = new CopyOnWriteArrayList<>();
  final TestRouting routing = new TestRouting();
  final ConcurrentLinkedQueue<List<DeployedAgent>> heard = new ConcurrentLinkedQueue<>();
  volatile CountDownLatch running = new CountDownLatch(0);

  final TestClock clock = new TestClock(Instant.parse("2026-11-24T12:00:00Z"));
  final LoaderWatch loaders = new LoaderWatch(clock);

  private final Framework framework;
  private final DeployLedger ledger;
  private final Deployer deployer;

  /** Without probation. */
  TestDaemon(Path home) throws Exception {
    this(home, new DeploySettings(false, Signatures.off()));
  }

  /** Without probation. */
  TestDaemon(Path home, DeploySettings settings) throws Exception {
    this(home, settings, new ProbationRules(0, Duration.ZERO), new TestMemory());
  }

  TestDaemon(Path home, ProbationRules probation) throws Exception {
    this(home, probation, new TestMemory());
  }

  TestDaemon(Path home, ProbationRules probation, TestMemory memory) throws Exception {
    this(home, new DeploySettings(false, Signatures.off()), probation, memory);
  }

  private TestDaemon(
      Path home, DeploySettings settings, ProbationRules probation, TestMemory memory)
      throws Exception {
    agents = Files.createDirectories(home.resolve("agents"));
    etc = Files.createDirectories(home.resolve("etc"));
    framework = start(home);
    BundleContext context = framework.getBundleContext();
    context.registerService(CollisionHook.class, new SideBySide(), null);
    DeployThread thread = new DeployThread();
    StatusFiles statusFiles = new StatusFiles(agents);
    ledger = new DeployLedger(statusFiles, Clock.systemUTC(), heard::add);
    ConfigurationFiles files =
        new ConfigurationFiles(
            etc,
            service(ConfigurationAdmin.class),
            Map.of("gvp.jobs.node", "north")::get,
            new MetatypeCheck(context, () -> service(MetaTypeService.class)),
            () -> List.of(new ScheduleCheckComponent()),
            Clock.systemUTC());
    AgentInstaller installer =
        new AgentInstaller(
            context,
            DEADLINE,
            new ComponentTrouble(() -> service(ServiceComponentRuntime.class)),
            bundle -> files.all(),
            loaders);
    AgentDeployer agentDeployer =
        new AgentDeployer(
            agents,
            new JarStore(home.resolve("data/jars"), settings),
            installer,
            ledger,
            new Neighbours(context),
            thread,
            new Probation(routing, installer, thread, probation, Clock.systemUTC()),
            new AgentHistory(memory));
    deployer =
        new Deployer(
            agents,
            installer,
            agentDeployer,
            new Levers(memory, agentDeployer),
            files,
            statusFiles,
            thread);
    context.addServiceListener(
        event -> deployer.review(event.getServiceReference().getBundle().getBundleId()),
        "(objectClass=" + Agent.class.getName() + ")");
    context.addBundleListener(
        event -> {
          if (event.getType() == BundleEvent.UNINSTALLED) {
            deployer.review(event.getBundle().getBundleId());
          }
        });
    deployer.start();
  }

  private static Framework start(Path home) throws Exception {
    Framework framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    "gvp.jobs.version",
                    "1.0.7",
                    "org.osgi.framework.storage",
                    home.resolve("data/felix").toString(),
                    "org.osgi.framework.storage.clean",
                    "onFirstInit",
                    "org.osgi.framework.system.packages.extra",
                    "org.gvp.jobs.agent;version=1.0.0,org.gvp.jobs.job;version=1.0.0,"
                        + "org.osgi.service.component;version=1.5,"
                        + "org.osgi.service.component.runtime;version=1.5,"
                        + "org.osgi.service.component.runtime.dto;version=1.5,"
                        + "org.osgi.service.log;version=1.3,org.osgi.service.cm;version=1.6,org.osgi.service.metatype;version=1.4,"
                        + "org.osgi.util.promise;version=1.3,org.osgi.util.function;version=1.2"));
    framework.start();
    for (String type :
        List.of(
            "org.apache.felix.cm.impl.ConfigurationManager",
            "org.apache.felix.metatype.MetaData",
            "org.apache.felix.scr.impl.Activator")) {
      Class<?> inside = Class.forName(type, false, TestDaemon.class.getClassLoader());
      String jar = inside.getProtectionDomain().getCodeSource().getLocation().toString();
      framework.getBundleContext().installBundle(jar).start();
    }
    return framework;
  }

  /** Has retired versions looked at, as the deployer does once a minute. */
  void lookAtLoaders() {
    ledger.leaking(loaders.look());
  }

  /** Outlives a daemon. */
  static final class TestMemory implements AgentMemory {
    final Map<String, Kept> kept = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();

    void order(String what, String symbolicName) {
      orders.add(new Order(1, what, symbolicName, "olga", "too slow"));
      await(orders::isEmpty, () -> "not obeyed: " + orders);
    }

    @Override
    public List<Kept> read() {
      return List.copyOf(kept.values());
    }

    @Override
    public void write(Kept now) {
      kept.put(now.symbolicName(), now);
    }

    @Override
    public List<Order> orders() {
      return List.copyOf(orders);
    }

    @Override
    public void obeyed(Order order) {
      orders.remove(order);
    }
  }

  /** Says who is to get jobs; there are none here. */
  final class TestRouting implements Routing {
    final Set<Long> standingBy = ConcurrentHashMap.newKeySet();
    final Map<Long, Experience> experiences = new ConcurrentHashMap<>();
    final Map<Long, String> troubles = new ConcurrentHashMap<>();

    @Override
    public void standBy(long bundleId) {
      standingBy.add(bundleId);
    }

    @Override
    public void serve(long bundleId) {
      standingBy.remove(bundleId);
    }

    @Override
    public boolean empty(long bundleId, Duration grace) {
      return true;
    }

    @Override
    public boolean drain(long bundleId, Duration grace) {
      try {
        running.await();
        drained.add(bundleId);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public Experience experience(long bundleId) {
      return experiences.computeIfAbsent(bundleId, id -> new Experience());
    }

    @Override
    public Optional<String> trouble(long bundleId) {
      return Optional.ofNullable(troubles.get(bundleId));
    }
  }

  <T> T service(Class<T> type) {
    BundleContext context = framework.getBundleContext();
    var reference = context.getServiceReference(type);
    return reference == null ? null : context.getService(reference);
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  void touch(Path file) {
    deployer.touched(FolderInstaller.canonical(file));
  }

  Path drop(String file, BundleJar jar) {
    return drop(file, jar.bytes());
  }

  Path drop(String file, byte[] content) {
    Path path = agents.resolve(file);
    BundleJar.write(path, content);
    touch(path);
    return path;
  }

  void remove(String file) throws IOException {
    Files.delete(agents.resolve(file));
    touch(agents.resolve(file));
  }

  Path configure(String file, String text) throws IOException {
    Path path = etc.resolve(file);
    Path whole = Files.writeString(etc.resolve(file + ".tmp"), text);
    Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE); // the folder is being looked through
    touch(path);
    return path;
  }

  DeployedAgent agent(String file) {
    return ledger.agents().stream()
        .filter(agent -> agent.file().equals(file))
        .findFirst()
        .orElse(null);
  }

  DeployedAgent await(String file, DeployState state) {
    return await(file, agent -> agent != null && agent.state() == state);
  }

  DeployedAgent awaitRejection(String file, RejectCode code) {
    return await(
        file,
        agent -> agent != null && agent.rejection() != null && agent.rejection().code() == code);
  }

  DeployedAgent await(String file, Predicate<DeployedAgent> condition) {
    await(() -> condition.test(agent(file)), () -> file + " is " + agent(file));
    return agent(file);
  }

  static void await(BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(otherwise.get());
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** The bundles of agents, as symbolic name and version. */
  List<String> installed() {
    return List.of(context().getBundles()).stream()
        .filter(bundle -> bundle.getLocation().startsWith(AgentInstaller.LOCATION))
        .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
        .sorted()
        .toList();
  }

  boolean serves(long bundleId) {
    Bundle bundle = context().getBundle(bundleId);
    return bundle != null && bundle.getRegisteredServices() != null;
  }

  @Override
  public void close() throws BundleException {
    deployer.close();
    framework.stop();
    await(() -> framework.getState() == Bundle.RESOLVED, () -> "the framework does not stop");
  }
}
