package zydeco.filters.rewrite;

/** Changes texts in one way. Owned by one thread, may keep buffers; time linear in bytes. */
public interface Rewriter {

  /** The text as it should be: the same array where nothing changes. */
  byte[] rewrite(byte[] text);
}
