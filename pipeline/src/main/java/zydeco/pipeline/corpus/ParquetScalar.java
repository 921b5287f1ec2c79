package zydeco.pipeline.corpus;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * How a column's values are written: numbers and booleans as JSON's, dates and times in ISO 8601,
 * UUIDs as usual, text as text, other bytes (and text that is not UTF-8) in base 64; NaN and the
 * infinities as strings.
 */
final class ParquetScalar {
  private static final long JULIAN_DAY_OF_1970 = 2440588;

  private final PrimitiveType type;
  private final LogicalTypeAnnotation meant;

  private ParquetScalar(PrimitiveType type) {
    this.type = type;
    meant = type.getLogicalTypeAnnotation();
  }

  static ParquetScalar of(PrimitiveType type) {
    return new ParquetScalar(type);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether values are byte strings that are not said to be anything but text. */
  boolean isText() {
    return type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY
        && !(meant instanceof DecimalLogicalTypeAnnotation);
  }

  /** Writes the value that the reader is at as JSON. */
  void write(ColumnReader reader, ByteSink sink) {
    switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> sink.put(Boolean.toString(reader.getBoolean()));
      case INT32 -> whole(reader.getInteger(), 0xffffffffL, sink);
      case INT64 -> whole(reader.getLong(), -1L, sink);
      case FLOAT -> real(Float.toString(reader.getFloat()), sink);
      case DOUBLE -> real(Double.toString(reader.getDouble()), sink);
      case INT96 -> quoted(legacyTime(reader.getBinary().getBytes()), sink);
      default -> bytes(reader.getBinary().getBytes(), sink);
    }
  }

  /** The value that the reader is at, as a document's id, url or date. */
  String text(ColumnReader reader) {
    if (isText()) {
      return new String(reader.getBinary().getBytes(), StandardCharsets.UTF_8);
    }
    ByteSink sink = new ByteSink();
    write(reader, sink);
    String written = sink.toString();
    return written.startsWith("\"") ? written.substring(1, written.length() - 1) : written;
  }

  private void whole(long value, long unsigned, ByteSink sink) {
    if (meant instanceof DecimalLogicalTypeAnnotation decimal) {
      sink.put(BigDecimal.valueOf(value, decimal.getScale()).toPlainString());
    } else if (meant instanceof DateLogicalTypeAnnotation) {
      quoted(LocalDate.ofEpochDay(value).toString(), sink);
    } else if (meant instanceof TimestampLogicalTypeAnnotation stamp) {
      String time = instant(value, stamp.getUnit()).toString();
      quoted(stamp.isAdjustedToUTC() ? time : time.substring(0, time.length() - 1), sink);
    } else if (meant instanceof TimeLogicalTypeAnnotation time) {
      quoted(LocalTime.ofNanoOfDay(value * nanos(time.getUnit())).toString(), sink);
    } else if (meant instanceof IntLogicalTypeAnnotation whole && !whole.isSigned()) {
      sink.put(Long.toUnsignedString(value & unsigned));
    } else {
      sink.put(Long.toString(value));
    }
  }

  private static Instant instant(long value, TimeUnit unit) {
    long second = 1_000_000_000L / nanos(unit);
    return Instant.ofEpochSecond(
        Math.floorDiv(value, second), Math.floorMod(value, second) * nanos(unit));
  }

  private static long nanos(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000_000;
      case MICROS -> 1000;
      case NANOS -> 1;
    };
  }

  /** Nanoseconds of the day, then the Julian day, little-endian. */
  private static String legacyTime(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = buffer.getLong();
    long day = buffer.getInt() - JULIAN_DAY_OF_1970;
    return LocalDate.ofEpochDay(day)
        .atStartOfDay()
        .plusNanos(nanos)
        .toInstant(ZoneOffset.UTC)
        .toString();
  }

  private static void real(String written, ByteSink sink) {
    if (written.endsWith("N") || written.endsWith("y")) {
      quoted(written, sink);
    } else {
      sink.put(written);
    }
  }

  private void bytes(byte[] value, ByteSink sink) {
    if (meant instanceof Float16LogicalTypeAnnotation) {
      real(type.stringifier().stringify(Binary.fromConstantByteArray(value)), sink);
    } else if (meant instanceof DecimalLogicalTypeAnnotation decimal) {
      sink.put(new BigDecimal(new BigInteger(value), decimal.getScale()).toPlainString());
    } else if (meant instanceof UUIDLogicalTypeAnnotation) {
      String hex = HexFormat.of().formatHex(value);
      quoted(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"), sink);
    } else if (isText() && Utf8.firstInvalid(value, 0, value.length) < 0) {
      sink.quoted(value);
    } else {
      sink.put('"').put(Base64.getEncoder().encodeToString(value)).put('"');
    }
  }

  private static void quoted(String ascii, ByteSink sink) {
    sink.put('"').put(ascii).put('"');
  }
}
