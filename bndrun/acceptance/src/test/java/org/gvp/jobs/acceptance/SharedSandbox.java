package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a running sandbox that they share, because a start takes time. It is started for the
 * first that asks and ended after the last.
 */
final class SharedSandbox implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Daemon.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedSandbox.class))
        .getOrComputeIfAbsent("daemon", key -> started(), Daemon.class);
  }

  private static Daemon started() {
    try {
      Daemon daemon = new Daemon("shared");
      daemon.start();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
