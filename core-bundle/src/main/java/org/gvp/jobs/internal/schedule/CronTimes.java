package org.gvp.jobs.internal.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/**
 * When a cron expression is due in a time zone. Expressions are Quartz's, with seconds: {@code
 * second minute hour day-of-month month day-of-week [year]}, one of the two days being {@code ?}.
 *
 * <p>Where the clocks change: an expression with fixed hours (named ones, or steps of several
 * hours: {@code 2}, {@code 2,14}, {@code 0/6}) is due exactly once for each of them. If they are
 * put forward over the hour, that is the first instant after the gap; if they are put back, the
 * first of the two. An expression whose hours run on ({@code *}, {@code 8-18}) goes by what the
 * clock on the wall shows: it is due in both of the doubled hours and not in the one that is left
 * out, so that where clocks change by an hour it keeps its distance in real time.
 */
final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

  /** Spans to look back by: the newest due time is mostly found in the first. */
  private static final List<Duration> LOOK_BACK =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(400));

  private final ExecutionTime times;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final boolean hasYears;
  private final boolean fixedHours;

  /**
   * Parses it.
   *
   * @throws IllegalArgumentException if it is no Quartz expression
   */
  CronTimes(String expression, ZoneId zone) {
    Cron cron = PARSER.parse(expression).validate();
    this.times = ExecutionTime.forCron(cron);
    this.zone = zone;
    this.rules = zone.getRules();
    CronField hour = cron.retrieve(CronFieldName.HOUR);
    CronField year = cron.retrieve(CronFieldName.YEAR);
    this.hasYears = year != null && !(year.getExpression() instanceof Always);
    this.fixedHours = !runsOn(hour.getExpression());
  }

  private static boolean runsOn(FieldExpression hour) {
    if (hour instanceof Every every) {
      return every.getPeriod().getValue() == 1;
    } else if (hour instanceof Between range) {
      return !range.getFrom().getValue().equals(range.getTo().getValue());
    }
    return hour instanceof Always;
  }

  /** Whether there is such a day at all; one with years is taken to have them right. */
  boolean canBeDue() {
    return hasYears || nextLocal(LocalDateTime.of(2000, 1, 1, 0, 0)).isPresent();
  }

  /** The first time after that instant; empty if there is none any more. */
  Optional<Instant> next(Instant after) {
    return fixedHours ? nextFixed(after) : nextRunning(after);
  }

  private Optional<Instant> nextFixed(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, zone);
    while (true) {
      Optional<LocalDateTime> next = nextLocal(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      local = next.get();
      Instant instant = firstInstant(local);
      if (instant.isAfter(after)) {
        return Optional.of(instant);
      }
    }
  }

  private Instant firstInstant(LocalDateTime local) {
    ZoneOffsetTransition transition = rules.getTransition(local);
    return transition != null && transition.isGap()
        ? transition.getInstant()
        : local.toInstant(rules.getValidOffsets(local).get(0));
  }

  private Optional<Instant> nextRunning(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, zone);
    Instant from = after;
    while (true) {
      Optional<LocalDateTime> next = nextLocal(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      Instant instant = next.get().toInstant(rules.getOffset(from));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || instant.isBefore(change.getInstant())) {
        return Optional.of(instant);
      }
      from = change.getInstant();
      local = change.getDateTimeAfter().minusNanos(1);
    }
  }

  /** On a clock without changes. The library would carry fractions of a second along. */
  private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
    return times
        .nextExecution(after.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
        .map(next -> next.toLocalDateTime());
  }

  /** The last time that is not after {@code until}, if it is not before {@code from}. */
  Optional<Instant> newest(Instant from, Instant until) {
    for (Duration span : LOOK_BACK) {
      Instant start = until.minus(span);
      if (start.isBefore(from)) {
        break;
      }
      Optional<Instant> found = last(start, until);
      if (found.isPresent()) {
        return found;
      }
    }
    return last(from.minusNanos(1), until);
  }

  private Optional<Instant> last(Instant after, Instant until) {
    Optional<Instant> last = Optional.empty();
    Optional<Instant> next = next(after);
    while (next.isPresent() && !next.get().isAfter(until)) {
      last = next;
      next = next(next.get());
    }
    return last;
  }
}
