package zydeco.classifiers.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/** Where a model runs. */
public enum Device {
  CPU,

  /** The first NVIDIA GPU that the process sees; what has no kernel there runs on the CPU. */
  CUDA;

  /**
   * Asks for it. Throws OrtException where this ONNX Runtime, or this machine, has none.
   *
   * <p>Products are in fp32, not in TF32, whose eleven bits would move scores by a thousandth.
   */
  void choose(OrtSession.SessionOptions options) throws OrtException {
    if (this == CUDA) {
      try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
        cuda.add("use_tf32", "0");
        options.addCUDA(cuda);
      }
    }
  }
}
