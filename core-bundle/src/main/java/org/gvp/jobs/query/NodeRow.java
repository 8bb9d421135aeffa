package org.gvp.jobs.query;

import java.time.Instant;

/**
 * A daemon, one incarnation of it.
 *
 * @param node its name
 * @param incarnation which start of it
 * @param version the daemon's version
 * @param startedAt when it started
 * @param leaseUntil until when it is known to be alive, unless it renews
 * @param alive whether its lease holds
 */
public record NodeRow(
    String node,
    int incarnation,
    String version,
    Instant startedAt,
    Instant leaseUntil,
    boolean alive) {}
