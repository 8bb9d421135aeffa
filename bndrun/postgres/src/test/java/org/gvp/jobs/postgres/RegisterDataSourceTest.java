package org.gvp.jobs.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class RegisterDataSourceTest {
  @TempDir Path home;

  @Test
  void what_the_url_says_itself_stays() {
    String url = "jdbc:postgresql://a,b/register?targetServerType=any&socketTimeout=77";
    assertThat(RegisterDataSource.complete(url))
        .startsWith(url + "&")
        .contains("&connectTimeout=5", "&tcpKeepAlive=true", "&hostRecheckSeconds=2")
        .containsOnlyOnce("targetServerType")
        .containsOnlyOnce("socketTimeout");
    assertThat(RegisterDataSource.complete("jdbc:postgresql://a/register"))
        .startsWith("jdbc:postgresql://a/register?ApplicationName=gvp-jobs&")
        .contains("&targetServerType=primary", "&socketTimeout=10");
  }

  @Test
  void of_several_hosts_the_one_that_takes_writes_is_taken() throws Exception {
    try (EmbeddedServer standby = EmbeddedServer.start(config("standby"));
        EmbeddedServer primary = EmbeddedServer.start(config("primary"))) {
      EmbeddedServerTest.ask(
          standby, "alter database gvp_jobs set default_transaction_read_only = on; select 1");
      EmbeddedServerTest.ask(
          primary, "alter role gvp_jobs password '" + standby.password() + "'; select 1");
      String url =
          "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/gvp_jobs"
              .formatted(standby.port(), primary.port());
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setURL(RegisterDataSource.complete(url));
      source.setUser(standby.user());
      source.setPassword(standby.password());
      try (Connection connection = new RegisterDataSource(source, url).getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select inet_server_port()")) {
        row.next();
        assertThat(row.getInt(1)).isEqualTo(primary.port());
        assertThat(connection.getNetworkTimeout()).as("for agents there is none").isZero();
      }
    }
  }

  private EmbeddedConfig config(String name) {
    return EmbeddedServerTest.config(home.resolve(name));
  }

  @Test
  void a_server_that_accepts_and_says_nothing_is_given_up() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x?socketTimeout=1";
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setURL(RegisterDataSource.complete(url));
      assertThatThrownBy(new RegisterDataSource(source, url)::getConnection)
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("08001");
    }
  }
}
