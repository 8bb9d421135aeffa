package org.gvp.jobs.internal.schedule;

import java.util.List;
import java.util.Map;
import org.gvp.jobs.internal.deploy.ConfigurationCheck;
import org.osgi.service.component.annotations.Component;

/** Has the files of schedules checked before they are taken over. */
@Component(service = ConfigurationCheck.class)
public final class ScheduleCheckComponent implements ConfigurationCheck {
  @Override
  public String pid() {
    return ScheduleFile.PID;
  }

  @Override
  public List<String> problems(String name, Map<String, String> values) {
    return ScheduleFile.parse(name, values).problems();
  }
}
