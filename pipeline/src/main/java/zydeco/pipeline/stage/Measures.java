package zydeco.pipeline.stage;

import java.util.Arrays;

/**
 * What has been measured of one document, by slot of {@link Columns}. Reused from document to
 * document.
 */
public final class Measures {
  private final double[] numbers;
  private final Object[] objects;

  public Measures(Columns columns) {
    numbers = new double[columns.list().size()];
    objects = new Object[numbers.length];
    clear();
  }

  /** Forgets everything: numbers become NaN, labels and bytes null. */
  public void clear() {
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(objects, null);
  }

  public double number(int slot) {
    return numbers[slot];
  }

  public void number(int slot, double value) {
    numbers[slot] = value;
  }

  public String label(int slot) {
    return (String) objects[slot];
  }

  public void label(int slot, String value) {
    objects[slot] = value;
  }

  public byte[] bytes(int slot) {
    return (byte[]) objects[slot];
  }

  public void bytes(int slot, byte[] value) {
    objects[slot] = value;
  }
}
