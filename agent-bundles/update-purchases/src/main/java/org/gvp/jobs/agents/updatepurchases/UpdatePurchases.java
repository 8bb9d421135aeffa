package org.gvp.jobs.agents.updatepurchases;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.platform.mib.Mib;
import org.gvp.jobs.platform.mib.References;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes trials that have ended active, and cancels purchases in cancellation whose period is over.
 * The right of a purchase in cancellation lasts for the period bought, so nothing is touched before
 * its end. Speaks to MiB alone: the operator's side is told by other agents.
 */
@Component
@JobType(value = "ProductsIntegrationUpdatePurchases", concurrency = 4)
public final class UpdatePurchases implements Agent, Planner {
  /**
   * What a job may say.
   *
   * @param maxActions the most purchases to list, those first whose period ended first; all if null
   */
  record Scope(Integer maxActions) {}

  private final Mib mib;

  /** With access to MiB. */
  @Activate
  public UpdatePurchases(@Reference Mib mib) {
    this.mib = mib;
  }

  @Override
  public void plan(Job job, ActionSink sink) throws SQLException {
    Scope scope = sink.parameters(Scope.class);
    Integer most = scope == null ? null : scope.maxActions();
    if (most != null && most < 1) {
      throw new IllegalArgumentException(
          "job parameter maxActions is " + most + ": give a number from 1 on, or leave it away");
    }
    mib.query(
        PurchaseSql.DUE,
        row -> {
          sink.add(Change.listed(row));
          return !sink.stopRequested();
        },
        References.only(job, Change.MEDIA_TYPE),
        most);
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    Change change = Change.of(action, context);
    if (change == null) {
      return ActionResult.failed(
          "no-purchase",
          "the action names no purchase, or no change of status that this agent makes:"
              + " create the job without actions, the agent lists what is due");
    }
    ActionResult result =
        mib.completeOnce(context, action, connection -> apply(connection, change));
    return result == null
        ? mib.complete(context, connection -> unchanged(connection, change))
        : result;
  }

  /** Compares and sets, so that whoever changed the purchase meanwhile wins; then it is null. */
  private static ActionResult apply(Connection connection, Change change) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(PurchaseSql.CHANGE)) {
      update.setInt(1, change.to().id());
      update.setLong(2, change.purchaseId());
      update.setInt(3, change.from().id());
      update.setInt(4, change.from().id());
      update.setInt(5, change.to().id());
      return update.executeUpdate() == 0
          ? null
          : ActionResult.done(
              "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(change.from(), change.to()));
    }
  }

  private static ActionResult unchanged(Connection connection, Change change) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PurchaseSql.STATUS)) {
      select.setLong(1, change.purchaseId());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return ActionResult.failed(
              "purchase-gone", "purchase " + change.purchaseId() + " is not in MiB any more");
        }
        int status = row.getInt("status_id");
        if (status == change.to().id()) {
          return ActionResult.done("{\"already\":true}");
        }
        return ActionResult.done("{\"skipped\":\"%s\"}".formatted(change.whyNot(status)));
      }
    }
  }
}
