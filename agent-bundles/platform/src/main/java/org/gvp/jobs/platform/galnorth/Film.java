package org.gvp.jobs.platform.galnorth;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A film for GAL North; what is not known is null.
 *
 * @param uniqueId what it is known by there
 * @param contentHash what names this content
 */
public record Film(
    String uniqueId,
    String title,
    String originalTitle,
    LocalDate releaseDate,
    Integer runningTimeMin,
    String rating,
    String genre,
    String director,
    String distributor,
    BigDecimal imdbRating,
    Instant licenceStart,
    Instant licenceEnd,
    String contentHash) {}
