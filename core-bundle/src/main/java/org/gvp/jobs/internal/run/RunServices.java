package org.gvp.jobs.internal.run;

import java.time.Clock;
import org.gvp.jobs.internal.lease.Lease;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.JobRules;

/** What every run works with. */
record RunServices(
    Clock clock,
    Lease lease,
    JobRules rules,
    StatusMachine status,
    ActionPages pages,
    ActionPerformer performer,
    Planning planning,
    RunWriter writer) {}
