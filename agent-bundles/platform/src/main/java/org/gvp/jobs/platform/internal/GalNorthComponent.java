package org.gvp.jobs.platform.internal;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.gvp.jobs.platform.galnorth.Caller;
import org.gvp.jobs.platform.galnorth.Film;
import org.gvp.jobs.platform.galnorth.FilmAccepted;
import org.gvp.jobs.platform.galnorth.GalNorth;
import org.gvp.jobs.platform.galnorth.PeerRefusedException;
import org.gvp.jobs.platform.galnorth.PeerUnavailableException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers {@link GalNorth} while its address is configured. */
@Component(
    configurationPid = GalNorthComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = GalNorthSettings.class)
public final class GalNorthComponent implements GalNorth {
  static final String PID = "org.gvp.jobs.platform.galnorth";

  private static final Logger LOG = LoggerFactory.getLogger(GalNorthComponent.class);

  private final HttpGalNorth galNorth;

  /** With its settings. */
  @Activate
  public GalNorthComponent(GalNorthSettings settings) {
    URI base = base(settings.url());
    galNorth = new HttpGalNorth(base, timeout(settings.timeout__ms()), Clock.systemUTC());
    LOG.info("GAL North is at {}, timeout {} ms", base, settings.timeout__ms());
  }

  static URI base(String url) {
    try {
      URI uri = URI.create(url == null ? "" : url.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return URI.create(uri.toString().replaceAll("/+$", ""));
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("no URI: {}", url, e);
    }
    throw new IllegalArgumentException(
        "etc/%s.cfg: url is '%s'; set it to the base of GAL North's API, such as https://host/gal-north/v1"
            .formatted(PID, url == null ? "" : url));
  }

  static Duration timeout(int millis) {
    if (millis < GalNorthSettings.SHORTEST_MS || millis > GalNorthSettings.LONGEST_MS) {
      throw new IllegalArgumentException(
          "etc/%s.cfg: timeout_ms is %s; set it to %s to %s"
              .formatted(PID, millis, GalNorthSettings.SHORTEST_MS, GalNorthSettings.LONGEST_MS));
    }
    return Duration.ofMillis(millis);
  }

  @Override
  public FilmAccepted putFilm(Film film, String idempotencyKey, Caller caller)
      throws PeerUnavailableException, PeerRefusedException, InterruptedException {
    return galNorth.putFilm(film, idempotencyKey, caller);
  }
}
