package zydeco.pipeline.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;

/**
 * A Hadoop configuration. It travels to tasks as bytes: its thousand and more settings are told
 * apart only where a task asks for them, which one that reads local files never does.
 */
final class HadoopSettings implements Serializable {
  private final byte[] settings;
  private transient Configuration configuration;

  private HadoopSettings(byte[] settings) {
    this.settings = settings;
  }

  /** Hadoop's own defaults, loaded only when they are asked for. */
  static HadoopSettings defaults() {
    return new HadoopSettings(null);
  }

  /** The settings that a configuration has now. */
  static HadoopSettings of(Configuration configuration) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      configuration.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("no file is written", e);
    }
    return new HadoopSettings(bytes.toByteArray());
  }

  synchronized Configuration configuration() throws IOException {
    if (configuration == null) {
      Configuration read = new Configuration(settings == null);
      if (settings != null) {
        read.readFields(new DataInputStream(new ByteArrayInputStream(settings)));
      }
      configuration = read;
    }
    return configuration;
  }
}
