package zydeco.dedup;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** What a function makes of each element in turn, without the nulls. */
final class FlatIterator<T, R> implements Iterator<R> {
  private final Iterator<T> elements;
  private final Function<T, R> function;
  private R next;

  FlatIterator(Iterator<T> elements, Function<T, R> function) {
    this.elements = elements;
    this.function = function;
  }

  @Override
  public boolean hasNext() {
    while (next == null && elements.hasNext()) {
      next = function.apply(elements.next());
    }
    return next != null;
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    R given = next;
    next = null;
    return given;
  }
}
