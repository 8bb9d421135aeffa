package org.gvp.jobs.platform.mib;

import java.util.Arrays;

/** What a purchase, or the right that it gives, is in. MiB stores the id. */
public enum PurchaseStatus {
  /** Not known. */
  UNKNOWN(0, "Unknown"),
  /** The gateway's notification of a purchase without billing is outstanding. */
  PENDING(1, "Pending"),
  /** A period that does not recur has ended. */
  FINISHED(2, "Finished"),
  /** The purchase failed. */
  ERROR(3, "Error"),
  /** Over. */
  CANCELLED(4, "Cancelled"),
  /** The payment is outstanding. */
  WAITING_PAYMENT(5, "WaitingPayment"),
  /** The operator has to confirm the activation. */
  PENDING_OB_ACTIVATION(6, "PendingOBActivation"),
  /** The operator has to confirm the cancellation. */
  PENDING_OB_CANCELLATION(7, "PendingOBCancellation"),
  /** Cancelled, but the right holds for the period that was bought. */
  CANCELING(8, "Canceling"),
  /** The user has the right. */
  ACTIVE(9, "Active"),
  /** The user has the right for a trial; afterwards it becomes active and is billed. */
  TRIAL(10, "Trial");

  private final int id;
  private final String label;

  PurchaseStatus(int id, String label) {
    this.id = id;
    this.label = label;
  }

  /** The number in MiB. */
  public int id() {
    return id;
  }

  /** The word that people read. */
  public String label() {
    return label;
  }

  /**
   * The status with that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PurchaseStatus of(int id) {
    return Arrays.stream(values())
        .filter(status -> status.id == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no purchase status has the id " + id));
  }

  /** The word for the status with that id; the id itself where MiB has one that is not known. */
  public static String labelOf(int id) {
    return Arrays.stream(values())
        .filter(status -> status.id == id)
        .map(PurchaseStatus::label)
        .findFirst()
        .orElse(Integer.toString(id));
  }

  @Override
  public String toString() {
    return label;
  }
}
