package zydeco.dedup.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentDateTest {
  @ParameterizedTest
  @CsvSource({
    "1970-01-02, 86400",
    "1970-01-01T01:00:00+01:00, 0",
    "'1970-01-01 00:00:10.25Z', 10",
    "1971, 31536000",
    "1970-02, 2678400",
    "1234567890, 1234567890",
    "1234567890123, 1234567890",
    "2016-12-31T23:59:60Z, 1483228799",
    "1970-01-01 02:00:10+02, 10",
    "19700102000010, 86410",
    "1234567890.75, 1234567890",
    "'Fri, 02 Jan 1970 00:00:10 GMT', 86410",
    "'2 Jan 1970 02:00:10 +0200', 86410",
  })
  void seconds_asInputsWriteIt(String date, double seconds) {
    assertThat(DocumentDate.seconds(date)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2020-13-01",
        "12",
        "2020-01-01T25:00",
        "Mon, 02 Jan 1970 00:00:10 GMT"
      })
  void seconds_unreadable_isNone(String date) {
    assertThat(DocumentDate.seconds(date)).isNaN();
    assertThat(DocumentDate.seconds(null)).isNaN();
  }
}
