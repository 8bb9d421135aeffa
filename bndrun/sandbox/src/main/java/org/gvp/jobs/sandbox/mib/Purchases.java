package org.gvp.jobs.sandbox.mib;

import static org.gvp.jobs.sandbox.mib.PurchaseStatus.ACTIVE;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.CANCELING;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.CANCELLED;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.ERROR;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.FINISHED;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.PENDING;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.PENDING_OB_ACTIVATION;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.PENDING_OB_CANCELLATION;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.TRIAL;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.UNKNOWN;
import static org.gvp.jobs.sandbox.mib.PurchaseStatus.WAITING_PAYMENT;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.gvp.jobs.sandbox.mib.FilmCatalogue.Film;

/**
 * The purchases of MiB: films rented and subscriptions bought, most of them running or over, some
 * thousands due: trials and cancellations whose period has ended.
 */
final class Purchases {
  /** How many there are; their ids run from 1. */
  static final int COUNT = 50_000;

  private static final int SEED = 2012;
  private static final int FROM_OB = 402;
  private static final Duration RENTAL = Duration.ofDays(2);
  private static final int DAY_MINUTES = 24 * 60;
  private static final List<String> PAYMENTS =
      List.of("Billing", "E-Wallet", "SIA", "WebPay", "WorldPay");

  /** When a purchase started and until when its right lasts. */
  private record Period(Instant start, Instant end) {}

  private final Random random = new Random(SEED);
  private final CopyText rows = new CopyText();
  private final Instant now;
  private final List<Film> films;
  private final List<Subscription> subscriptions;
  private final List<Subscription> tryable;

  private Purchases(Instant now, List<Film> films, List<Subscription> subscriptions) {
    this.now = now;
    this.films = films.stream().filter(Film::inStock).toList();
    this.subscriptions = subscriptions;
    this.tryable = subscriptions.stream().filter(s -> s.active() && s.trialDays() > 0).toList();
  }

  /** All of them, as rows of {@code mib.gvp_users_purchases}. */
  static CopyText rows(Instant now, List<Film> films, List<Subscription> subscriptions) {
    Purchases purchases = new Purchases(now, films, subscriptions);
    for (int id = 1; id <= COUNT; id++) {
      if (purchases.random.nextInt(100) < 30) {
        purchases.addRental(id);
      } else {
        purchases.addSubscription(id);
      }
    }
    return purchases.rows;
  }

  private void addRental(int id) {
    Film film = films.get(random.nextInt(films.size()));
    int draw = random.nextInt(1000);
    PurchaseStatus status =
        draw < 880
            ? FINISHED
            : draw < 940
                ? ACTIVE
                : draw < 970
                    ? ERROR
                    : draw < 985 ? PENDING : draw < 995 ? WAITING_PAYMENT : UNKNOWN;
    Instant start =
        status == ACTIVE
            ? now.minus(minutes(36 * 60))
            : status == FINISHED ? now.minus(RENTAL).minus(minutes(700 * DAY_MINUTES)) : recent();
    boolean lasts = status == ACTIVE || status == FINISHED;
    Period period = new Period(start, lasts ? start.plus(RENTAL) : null);
    BigDecimal price = BigDecimal.valueOf(199 + 100L * random.nextInt(4), 2);
    String payment = PAYMENTS.get(random.nextInt(PAYMENTS.size()));
    add(id, "Movie", film.id(), film.title(), payment, status, price, period);
  }

  private void addSubscription(int id) {
    PurchaseStatus status = subscriptionStatus(random.nextInt(1000));
    List<Subscription> choice = status == TRIAL ? tryable : subscriptions;
    Subscription bought = choice.get(random.nextInt(choice.size()));
    boolean billed = status == PENDING_OB_ACTIVATION || status == PENDING_OB_CANCELLATION;
    String payment = billed ? "Billing" : PAYMENTS.get(random.nextInt(PAYMENTS.size()));
    Period period = period(status, bought);
    add(id, "Subscription", bought.id(), bought.name(), payment, status, bought.price(), period);
  }

  private static PurchaseStatus subscriptionStatus(int draw) {
    return draw < 600
        ? ACTIVE
        : draw < 760
            ? CANCELLED
            : draw < 850
                ? TRIAL
                : draw < 915
                    ? CANCELING
                    : draw < 935
                        ? ERROR
                        : draw < 955
                            ? PENDING_OB_ACTIVATION
                            : draw < 970
                                ? PENDING_OB_CANCELLATION
                                : draw < 985 ? PENDING : draw < 998 ? WAITING_PAYMENT : UNKNOWN;
  }

  private Period period(PurchaseStatus status, Subscription bought) {
    return switch (status) {
      case ACTIVE, PENDING_OB_CANCELLATION -> runningPeriod(bought);
      case TRIAL -> {
        int days = bought.trialDays();
        Instant end = isDue(65) ? now.minus(minutes(3 * DAY_MINUTES)) : ahead(days);
        yield new Period(end.minus(Duration.ofDays(days)), end);
      }
      case CANCELING -> {
        Instant end = isDue(70) ? now.minus(minutes(3 * DAY_MINUTES)) : ahead(bought.periodDays());
        Instant start = end.minus(Duration.ofDays(bought.periodDays()));
        yield new Period(start, random.nextInt(20) == 0 ? null : end);
      }
      case CANCELLED -> {
        Instant end = now.minus(minutes(700 * DAY_MINUTES));
        yield new Period(end.minus(Duration.ofDays(bought.periodDays())), end);
      }
      default -> new Period(recent(), null);
    };
  }

  private Period runningPeriod(Subscription bought) {
    Instant end = ahead(bought.periodDays());
    long periods = 1L + random.nextInt(Math.max(1, 720 / bought.periodDays()));
    return new Period(end.minus(Duration.ofDays(periods * bought.periodDays())), end);
  }

  private void add(
      int id,
      String type,
      long productId,
      String product,
      String payment,
      PurchaseStatus status,
      BigDecimal price,
      Period period) {
    byte[] hash = new byte[16];
    random.nextBytes(hash);
    boolean fromOb = type.equals("Subscription") && random.nextInt(100) < 15;
    rows.add(
        id,
        HexFormat.of().formatHex(hash),
        1 + random.nextInt(People.COUNT),
        type,
        productId,
        product,
        payment,
        status.id(),
        price,
        period.start(),
        period.end(),
        fromOb ? Integer.valueOf(FROM_OB) : random.nextInt(4) == 0 ? null : 1 + random.nextInt(9),
        type.equals("Subscription") && status != CANCELING && status != CANCELLED,
        period.start());
  }

  private boolean isDue(int percent) {
    return random.nextInt(100) < percent;
  }

  private Instant recent() {
    return now.minus(minutes(20 * DAY_MINUTES));
  }

  private Instant ahead(int days) {
    return now.plus(Duration.ofMinutes(10)).plus(minutes(days * DAY_MINUTES));
  }

  private Duration minutes(int bound) {
    return Duration.ofMinutes(1L + random.nextInt(bound));
  }
}
