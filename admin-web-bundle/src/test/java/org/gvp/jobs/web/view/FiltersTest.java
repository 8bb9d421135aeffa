package org.gvp.jobs.web.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.web.http.BadRequest;
import org.gvp.jobs.web.http.Params;
import org.gvp.jobs.web.http.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
  private static Params params(String query) {
    return new Request("GET", "", "/jobs", query, null).params();
  }

  @Test
  void every_filter_is_read_from_the_url_and_written_back_to_it() {
    String query =
        "status=Fail&type=Celery+Job&custom=a%2Fb&name=100%25+%26+more&media=Movie&ref=M%C3%9C-1";
    JobFilter filter = Filters.jobs(params(query + "&older=77"));
    assertThat(filter.status()).isEqualTo(JobStatus.FAIL);
    assertThat(filter.jobType()).isEqualTo("Celery Job");
    assertThat(filter.customType()).isEqualTo("a/b");
    assertThat(filter.name()).isEqualTo("100% & more");
    assertThat(filter.referenceId()).isEqualTo("MÜ-1");
    assertThat(filter.olderThan()).isEqualTo(77);
    assertThat(Links.jobs("/jobs", filter, null, 5L)).isEqualTo("/jobs?" + query + "&newer=5");
  }

  @Test
  void empty_parameters_as_forms_send_them_are_no_filter() {
    assertThat(Filters.jobs(params("status=&type=&name=%20")))
        .isEqualTo(Filters.jobs(params(null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status=fail|status|Creating, Waiting, Started, Stopped, Error, Finished, Fail",
        "type=Celery|type|Celery Job",
        "stauts=Fail|stauts|there are status, type",
        "older=x|older|must be a number",
        "older=-1|older|must be a number",
        "older=99999999999999999999|older|must be a number",
        "limit=0|limit|from 1 to 500",
        "limit=501|limit|from 1 to 500",
        "older=1&newer=2|newer|give one of them",
        "name=a&name=b|name|more than once",
        "name=%00|name|NUL",
        "name=%zz|query|not URL-encoded",
      })
  void what_cannot_be_asked_is_refused_by_name_with_what_is_allowed(
      String query, String parameter, String message) {
    assertThatThrownBy(() -> Filters.jobs(params(query)))
        .isInstanceOfSatisfying(
            BadRequest.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
        .hasMessageContaining(message);
  }

  @Test
  void a_job_id_is_a_number() {
    assertThat(Filters.jobId("42")).isEqualTo(42);
    assertThatThrownBy(() -> Filters.jobId("4x")).hasMessageContaining("'4x' is no job's id");
    assertThatThrownBy(() -> Filters.jobId("-4")).isInstanceOf(BadRequest.class);
  }
}
