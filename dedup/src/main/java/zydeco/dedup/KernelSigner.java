package zydeco.dedup;

/** Signs with this project's shinglers and kernels. */
final class KernelSigner implements Signer {
  private final Shingler shingler;
  private final MinHashKernel kernel;
  private final int values;

  KernelSigner(Shingler shingler, MinHashKernel kernel, int values) {
    this.shingler = shingler;
    this.kernel = kernel;
    this.values = values;
  }

  @Override
  public int[] sign(byte[] form) {
    kernel.reset();
    return shingler.shingle(form, kernel) > 0 ? kernel.values(values) : null;
  }
}
