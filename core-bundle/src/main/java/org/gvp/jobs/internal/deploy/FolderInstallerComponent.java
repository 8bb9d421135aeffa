package org.gvp.jobs.internal.deploy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first artifact installer that fileinstall asks. It needs nothing, so that it is there before
 * fileinstall first looks into the folders, long before the register is up. When it goes before
 * fileinstall does, it takes that along: with nobody to ask, fileinstall would install the agents
 * by itself.
 */
@Component(
    service = {ArtifactInstaller.class, FolderInstallerComponent.class},
    immediate = true,
    property = "service.ranking:Integer=1000")
public final class FolderInstallerComponent implements ArtifactInstaller {
  private static final Logger LOG = LoggerFactory.getLogger(FolderInstallerComponent.class);
  private static final String FILEINSTALL = "org.apache.felix.fileinstall";

  private final BundleContext context;
  private final FolderInstaller installer;

  /** For the folders of the daemon's home. */
  @Activate
  public FolderInstallerComponent(BundleContext context) {
    this.context = context;
    Path home = Path.of(context.getProperty("gvp.jobs.home"));
    installer = new FolderInstaller(List.of(home.resolve("agents"), home.resolve("etc")));
  }

  /**
   * Has fileinstall watch again, if it went with an earlier one of these. Not to be called before
   * this is a service: fileinstall asks for it as soon as it starts.
   */
  void resume() {
    inFileinstall(
        bundle -> {
          int now =
              context
                  .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                  .adapt(FrameworkStartLevel.class)
                  .getStartLevel();
          BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
          if (level.isPersistentlyStarted() && level.getStartLevel() <= now) {
            bundle.start(Bundle.START_TRANSIENT);
          }
        });
  }

  @Deactivate
  void suspend() {
    inFileinstall(bundle -> bundle.stop(Bundle.STOP_TRANSIENT));
  }

  private void inFileinstall(Step step) {
    for (Bundle bundle : context.getBundles()) {
      if (FILEINSTALL.equals(bundle.getSymbolicName())) {
        try {
          step.apply(bundle);
        } catch (BundleException e) {
          LOG.warn("cannot stop or start {}; restart the daemon", bundle, e);
        }
      }
    }
  }

  /** Something that is done to a bundle. */
  private interface Step {
    void apply(Bundle bundle) throws BundleException;
  }

  FolderInstaller installer() {
    return installer;
  }

  @Override
  public boolean canHandle(File artifact) {
    return installer.canHandle(artifact);
  }

  @Override
  public void install(File artifact) {
    installer.install(artifact);
  }

  @Override
  public void update(File artifact) {
    installer.update(artifact);
  }

  @Override
  public void uninstall(File artifact) {
    installer.uninstall(artifact);
  }
}
