package org.gvp.jobs.web.mask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
  private final Masker masker = new Masker();

  private String json(String json) {
    return masker.json(json).compact();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password", "Passwd", "user_password", "api-key", "apiKey", "API_KEY", "x-auth-token",
        "clientSecret", "Authorization", "set-cookie", "credentials", "private_key", "pin", "cvv",
        "accessToken", "db.pwd", "sessionId"
      })
  void a_value_under_a_secrets_name_is_masked_at_any_depth(String key) {
    assertThat(json("{\"a\":[{\"" + key + "\":\"hunter2\"}]}"))
        .isEqualTo("{\"a\":[{\"" + key + "\":\"••••••\"}]}");
    assertThat(json("{\"" + key + "\":{\"x\":[1,\"hunter2\"]},\"b\":1}"))
        .isEqualTo("{\"" + key + "\":\"••••••\",\"b\":1}");
    assertThat(json("{\"" + key + "\":12345}")).doesNotContain("12345");
  }

  @ParameterizedTest
  @ValueSource(strings = {"title", "pinned", "opinion", "author", "maxTokens", "company", "span"})
  void a_harmless_name_is_left_alone(String key) {
    String json = "{\"" + key + "\":\"value\"}";
    assertThat(json(json)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s3cr3tsignature",
        "-----BEGIN PRIVATE KEY-----\\ns3cr3t\\n-----END PRIVATE KEY-----",
        "Bearer s3cr3tvalue",
        "https://user:s3cr3t@host/path",
        "jdbc:postgresql://h/d?user=x&password=s3cr3t",
        "token=s3cr3t; next",
        "card 4111 1111 1111 1111",
        "{\\\"password\\\":\\\"s3cr3t\\\"}",
        "client_secret: 's3cr3t value'"
      })
  void a_value_that_looks_like_a_secret_is_masked(String value) {
    assertThat(json("{\"note\":\"" + value + "\"}"))
        .contains("••••••")
        .doesNotContain("s3cr3t")
        .doesNotContain("1111 1111");
  }

  @ParameterizedTest
  @CsvSource({"4111111111111111, true", "4111111111111112, false", "1795471234567890, false"})
  void a_number_is_masked_only_if_it_is_a_cards(String number, boolean masked) {
    assertThat(json("{\"n\":" + number + "}").contains("••••••")).isEqualTo(masked);
  }

  @Test
  void big_numbers_keep_every_digit() {
    String json =
        "{\"a\":9007199254740993,\"b\":12345678901234567890.123456789012345678901,\"c\":1E400}";
    assertThat(json(json)).isEqualTo(json);
    assertThat(masker.json(json).pretty()).contains("12345678901234567890.123456789012345678901");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"password\":\"hunter2\"", "not json hunter2", "{\"a\":hunter2}"})
  void what_cannot_be_read_is_hidden_as_a_whole(String broken) {
    assertThat(json(broken)).isEqualTo("\"hidden: masking failed\"");
  }

  @Test
  void json_that_is_too_deep_is_hidden() {
    assertThat(json("[".repeat(500) + "\"hunter2\"" + "]".repeat(500)))
        .isEqualTo("\"hidden: masking failed\"");
  }

  @Test
  void errors_keep_their_words_and_lose_their_secrets() {
    assertThat(masker.text("PUT https://gal:hunter2@north/v1 answered 401; password=hunter2"))
        .isEqualTo("PUT https://••••••@north/v1 answered 401; password=••••••");
    assertThat(masker.text(null)).isNull();
  }
}
