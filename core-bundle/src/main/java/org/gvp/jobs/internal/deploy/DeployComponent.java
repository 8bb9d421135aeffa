package org.gvp.jobs.internal.deploy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gvp.jobs.agent.Agent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/**
 * Deploys while there is a {@link Routing}: from when the register is up until the daemon stops.
 */
@Component(service = Deployments.class, immediate = true)
public final class DeployComponent implements Deployments {
  private static final Duration START_DEADLINE = Duration.ofSeconds(10);
  private static final Duration LOOK_AT_LOADERS = Duration.ofMinutes(1);

  private final List<ConfigurationCheck> checks = new CopyOnWriteArrayList<>();
  private final List<DeployListener> listeners = new CopyOnWriteArrayList<>();
  private final FolderInstallerComponent watched;
  private final FolderInstaller installer;

  @Reference private Routing routing;
  @Reference private AgentMemory memory;
  @Reference private ConfigurationAdmin configurations;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile MetaTypeService metatypes;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile ServiceComponentRuntime components;

  private BundleContext context;
  private DeployLedger ledger;
  private Deployer deployer;
  private ServiceListener services;
  private BundleListener bundles;
  private ServiceRegistration<CollisionHook> collisions;

  /** Behind the installer that takes the files away from fileinstall. */
  @Activate
  public DeployComponent(@Reference FolderInstallerComponent installer) {
    this.watched = installer;
    this.installer = installer.installer();
  }

  @Activate
  void activate(BundleContext bundleContext) throws InvalidSyntaxException {
    context = bundleContext;
    Path home = Path.of(context.getProperty("gvp.jobs.home"));
    Path agents = home.resolve("agents");
    DeployThread thread = new DeployThread();
    StatusFiles statusFiles = new StatusFiles(agents);
    ledger = new DeployLedger(statusFiles, Clock.systemUTC(), this::tell);
    ConfigurationFiles files = configurationFiles(home.resolve("etc"));
    LoaderWatch loaders = new LoaderWatch(Clock.systemUTC());
    thread.every(
        LOOK_AT_LOADERS, "looking at retired versions", () -> ledger.leaking(loaders.look()));
    ComponentTrouble trouble = new ComponentTrouble(() -> components);
    AgentHistory history = new AgentHistory(memory);
    AgentInstaller agentInstaller =
        new AgentInstaller(
            context,
            START_DEADLINE,
            trouble,
            bundle -> {
              files.all();
              if (history.of(bundle.getSymbolicName()).drained() != null) {
                routing.standBy(bundle.getBundleId());
              }
            },
            loaders);
    AgentDeployer agentDeployer =
        new AgentDeployer(
            agents,
            new JarStore(
                home.resolve("data").resolve("agents"), DeploySettings.of(context::getProperty)),
            agentInstaller,
            ledger,
            new Neighbours(context),
            thread,
            new Probation(
                routing,
                agentInstaller,
                thread,
                ProbationRules.of(context::getProperty),
                Clock.systemUTC()),
            history);
    deployer =
        new Deployer(
            agents,
            agentInstaller,
            agentDeployer,
            new Levers(memory, agentDeployer),
            files,
            statusFiles,
            thread);
    services = event -> deployer.review(event.getServiceReference().getBundle().getBundleId());
    context.addServiceListener(
        services, "(" + Constants.OBJECTCLASS + "=" + Agent.class.getName() + ")");
    bundles =
        event -> {
          if (event.getType() == BundleEvent.UNINSTALLED) {
            deployer.review(event.getBundle().getBundleId());
          }
        };
    context.addBundleListener(bundles);
    collisions = context.registerService(CollisionHook.class, new SideBySide(), null);
    installer.attach(deployer);
    deployer.start();
    watched.resume();
  }

  private ConfigurationFiles configurationFiles(Path etc) {
    return new ConfigurationFiles(
        etc,
        configurations,
        context::getProperty,
        new MetatypeCheck(context, () -> metatypes),
        () -> checks,
        Clock.systemUTC());
  }

  private void tell(List<DeployedAgent> agents) {
    listeners.forEach(listener -> listener.changed(agents));
  }

  @Deactivate
  void deactivate() {
    installer.detach(deployer);
    context.removeServiceListener(services);
    context.removeBundleListener(bundles);
    collisions.unregister();
    deployer.close();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addCheck(ConfigurationCheck check) {
    checks.add(check);
  }

  void removeCheck(ConfigurationCheck check) {
    checks.remove(check);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addListener(DeployListener listener) {
    listeners.add(listener);
  }

  void removeListener(DeployListener listener) {
    listeners.remove(listener);
  }

  @Override
  public List<DeployedAgent> agents() {
    return ledger.agents();
  }
}
