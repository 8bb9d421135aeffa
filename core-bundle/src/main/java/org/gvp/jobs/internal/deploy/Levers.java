package org.gvp.jobs.internal.deploy;

import java.util.List;
import org.gvp.jobs.internal.deploy.AgentMemory.Order;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what operators want of the agents. For the deployer's thread. */
final class Levers {
  private static final Logger LOG = LoggerFactory.getLogger(Levers.class);

  private final AgentMemory memory;
  private final AgentDeployer deployer;
  private boolean told;

  Levers(AgentMemory memory, AgentDeployer deployer) {
    this.memory = memory;
    this.deployer = deployer;
  }

  /** Obeys the orders that have come since. One that is cut off by a crash is obeyed again. */
  void obey() throws InterruptedException {
    List<Order> orders;
    try {
      orders = memory.orders();
      told = false;
    } catch (IllegalStateException e) {
      if (!told) {
        LOG.warn("operators' orders about agents cannot be read now: {}", e.getMessage());
      }
      told = true;
      return;
    }
    for (Order order : orders) {
      LOG.warn("agent {}: {} by {}", order.symbolicName(), order.what(), order.by());
      obey(order);
      memory.obeyed(order);
    }
  }

  private void obey(Order order) throws InterruptedException {
    switch (order.what()) {
      case "rollback" -> deployer.comebacks().rollBack(order.symbolicName(), order.by());
      case "drain" -> deployer.comebacks().drain(order.symbolicName(), order.by());
      case "retry" -> deployer.retry(order.symbolicName());
      default -> LOG.warn("this daemon does not know how to {} an agent", order.what());
    }
  }
}
