package org.gvp.jobs.sandbox.mib;

/** What a purchase is in: the ids of MiB. */
enum PurchaseStatus {
  UNKNOWN(0),
  PENDING(1),
  FINISHED(2),
  ERROR(3),
  CANCELLED(4),
  WAITING_PAYMENT(5),
  PENDING_OB_ACTIVATION(6),
  PENDING_OB_CANCELLATION(7),
  CANCELING(8),
  ACTIVE(9),
  TRIAL(10);

  private final int id;

  PurchaseStatus(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }
}
