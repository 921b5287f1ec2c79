package zydeco.dedup.minhash;

/** Signs with this project's shinglers and kernels. */
final class KernelSigner implements Signer {
  private final Shingler shingler;
  private final MinHashKernel kernel;
  private final ShingleSink sink;
  private final int values;

  /**
   * A signer.
   *
   * @param also gets every shingle too
   */
  KernelSigner(Shingler shingler, MinHashKernel kernel, int values, ShingleSink also) {
    this.shingler = shingler;
    this.kernel = kernel;
    this.values = values;
    this.sink =
        (shingles, count) -> {
          kernel.accept(shingles, count);
          also.accept(shingles, count);
        };
  }

  @Override
  public int[] sign(byte[] form) {
    kernel.reset();
    return shingler.shingle(form, sink) > 0 ? kernel.values(values) : null;
  }
}
