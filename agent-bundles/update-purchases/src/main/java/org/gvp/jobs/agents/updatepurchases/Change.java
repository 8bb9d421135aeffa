package org.gvp.jobs.agents.updatepurchases;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.platform.mib.Labels;
import org.gvp.jobs.platform.mib.PurchaseStatus;
import org.gvp.jobs.platform.mib.References;

/**
 * A purchase's change of status.
 *
 * @param purchaseId the purchase: the action's reference id
 */
record Change(long purchaseId, PurchaseStatus from, PurchaseStatus to) {
  static final String MEDIA_TYPE = "Purchase";

  /**
   * The parameters of an action. With status ids, for the words vary in MiB.
   *
   * @param dateEnd when the period ended, as it was listed; null if it has no end
   */
  record Parameters(int from, int to, String dateEnd) {}

  /** The changes that there are. */
  private enum Kind {
    TRIAL("UpdateTrialsPurchases", PurchaseStatus.TRIAL, PurchaseStatus.ACTIVE),
    CANCELING("UpdateCancellingPurchases", PurchaseStatus.CANCELING, PurchaseStatus.CANCELLED);

    private final String actionType;
    private final PurchaseStatus from;
    private final PurchaseStatus to;

    Kind(String actionType, PurchaseStatus from, PurchaseStatus to) {
      this.actionType = actionType;
      this.from = from;
      this.to = to;
    }

    private static Kind from(int status) {
      return status == TRIAL.from.id() ? TRIAL : CANCELING;
    }
  }

  /** The action for a purchase that is due. People are named by their Unique Id alone. */
  static NewAction listed(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    Kind kind = Kind.from(row.getInt("status_id"));
    String dateEnd = row.getString("date_end");
    String label =
        "%s of %s for %s"
            .formatted(
                kind == Kind.TRIAL ? "Trial" : "Cancellation",
                row.getString("product_name"),
                row.getString("unique_id"));
    return NewAction.of(kind.actionType)
        .withLabel(Labels.of(label))
        .withReference(MEDIA_TYPE, Long.toString(id))
        .withKey(id + ":" + kind.from.id() + ":" + (dateEnd == null ? "none" : dateEnd))
        .withParameters(
            "{\"from\":%s,\"to\":%s,\"dateEnd\":%s}"
                .formatted(
                    kind.from.id(),
                    kind.to.id(),
                    dateEnd == null ? "null" : "\"" + dateEnd + "\""));
  }

  /** The change that an action asks for; null if it is none of those that there are. */
  static Change of(JobAction action, ActionContext context) {
    Parameters parameters = context.parameters(Parameters.class);
    String id = action.referenceId();
    if (parameters == null || !MEDIA_TYPE.equals(action.mediaType()) || !References.isNumber(id)) {
      return null;
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.from.id() == parameters.from() && kind.to.id() == parameters.to())
        .map(kind -> new Change(Long.parseLong(id), kind.from, kind.to))
        .findFirst()
        .orElse(null);
  }

  /** Why a purchase in that status was left as it is. */
  String whyNot(int status) {
    return status == from.id()
        ? "its period was extended"
        : "its status is %s now".formatted(PurchaseStatus.labelOf(status));
  }
}
