package org.gvp.jobs.web.view;

import java.time.Instant;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.web.mask.MaskedJson;

/** An action as it may be shown: the fields of its row in the register, without secrets. */
public record ActionView(
    int actionNo,
    String actionType,
    String label,
    String mediaType,
    String referenceId,
    ActionStatus status,
    Instant startDate,
    Instant endDate,
    int numberOfRetries,
    MaskedJson parameters,
    MaskedJson results,
    int attempt,
    String code,
    String reason,
    Instant nextTry) {}
