package org.gvp.jobs.job;

import java.util.List;
import java.util.Objects;

/**
 * What a job is routed by: its job type and, for jobs of type {@value #CUSTOM}, its custom type.
 * Routing is exact on both.
 *
 * @param jobType one of {@link #JOB_TYPES}
 * @param customType the custom type, or null; there is one exactly where the job type is {@value
 *     #CUSTOM}
 */
public record JobTypeKey(String jobType, String customType) {
  /** The job type whose agents are told apart by their custom type. */
  public static final String CUSTOM = "Custom";

  private static final int MAX_LENGTH = 200;

  /** Every job type there is, spelled as in the register. */
  public static final List<String> JOB_TYPES =
      List.of(
          "MiView",
          "CMGSubscriptionSynchronizer",
          "CMGUserSynchronizer",
          "Unit",
          "ProductsIntegrationPurchaseSynchronizer",
          "ProductsIntegrationCatalogExporter",
          "ProductsIntegrationCatalogCleaner",
          "ProductsIntegrationExternalPurchaseSynchronizer",
          "ProductsIntegrationSubscriptionRenewer",
          "ProductsIntegrationUpdatePurchases",
          "Celery Job",
          CUSTOM);

  /** Checks the pair. */
  public JobTypeKey {
    Objects.requireNonNull(jobType, "jobType");
    if (!JOB_TYPES.contains(jobType)) {
      throw new IllegalArgumentException(
          "no job type '" + jobType + "'; there are " + JOB_TYPES + ", own ones are Custom types");
    }
    if (customType != null && (customType.isEmpty() || customType.length() > MAX_LENGTH)) {
      throw new IllegalArgumentException(
          "a custom type has 1 to " + MAX_LENGTH + " characters, not " + customType.length());
    }
    if (jobType.equals(CUSTOM) != (customType != null)) {
      throw new IllegalArgumentException(
          "job type '"
              + jobType
              + "' "
              + (customType == null
                  ? "needs a custom type"
                  : "takes no custom type, but has '" + customType + "'"));
    }
  }

  /** The key of a job type without custom type. */
  public static JobTypeKey of(String jobType) {
    return new JobTypeKey(jobType, null);
  }

  /** The key of a custom type. */
  public static JobTypeKey custom(String customType) {
    return new JobTypeKey(CUSTOM, customType);
  }

  /** The type as people read it: {@code Custom/acme.Invoice}, or the job type alone. */
  @Override
  public String toString() {
    return customType == null ? jobType : jobType + "/" + customType;
  }
}
