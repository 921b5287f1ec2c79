package zydeco.classifiers.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.Shared;

/**
 * An ONNX model in ONNX Runtime, one a JVM and device for all tasks: on a CPU each run uses the
 * thread that asks for it and no other. One text a run, without padding: so a score cannot depend
 * on what else is scored, and on a CPU it is also the fastest. The arena holds what the longest
 * texts of all threads at once needed, which the card's most tokens bound, and is used again.
 */
final class OnnxModel {
  private static final Shared<OnnxModel> MODELS = new Shared<>();

  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, OnnxJavaType> inputs;

  private OnnxModel(
      String name,
      OrtEnvironment environment,
      OrtSession session,
      Map<String, OnnxJavaType> inputs) {
    this.name = name;
    this.environment = environment;
    this.session = session;
    this.inputs = inputs;
  }

  /** Throws ModelException where the file is no model that can run here. */
  static OnnxModel shared(ModelFile file, Device device) {
    return MODELS.get(device + file.sha256(), () -> onDeepStack(() -> load(file, device)));
  }

  /*
   * ONNX Runtime 1.29 overflows the stack of an ordinary Java thread while its library loads when the
   * process has a long command line, as a class path of two hundred jars makes it: 18 kB of it need
   * more than 4 MiB. The stack is address space; only what is used is ever real.
   */
  private static <T> T onDeepStack(Supplier<T> work) {
    AtomicReference<T> made = new AtomicReference<>();
    AtomicReference<RuntimeException> failed = new AtomicReference<>();
    Runnable run =
        () -> {
          try {
            made.set(work.get());
          } catch (RuntimeException e) {
            failed.set(e);
          }
        };
    Thread thread = new Thread(null, run, "onnxruntime-load", 128L << 20);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a model was loaded", e);
    }
    if (failed.get() != null) {
      throw failed.get();
    }
    return made.get();
  }

  private static OnnxModel load(ModelFile file, Device device) {
    byte[] bytes = file.bytes();
    OnnxFile.check(bytes, file.path());
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "zydeco");
      environment.setTelemetry(false);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setCPUArenaAllocator(true);
      options.setMemoryPatternOptimization(false);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      choose(device, options);
      OrtSession session = environment.createSession(bytes, options);
      return new OnnxModel(file.path(), environment, session, inputTypes(session));
    } catch (OrtException e) {
      throw new ModelException(
          file.path(),
          "ONNX Runtime refuses it (" + e.getMessage().strip() + ")",
          "Export the model anew, or with operators of ONNX itself.",
          e);
    }
  }

  private static void choose(Device device, OrtSession.SessionOptions options) {
    try {
      device.choose(options);
    } catch (OrtException e) {
      throw new ModelException(
          device.name().toLowerCase(Locale.ROOT),
          "ONNX Runtime cannot use this device (" + e.getMessage().strip() + ")",
          "Build with onnxruntime.artifact set to onnxruntime_gpu in pom.xml and run where CUDA 12,"
              + " cuDNN 9 and a GPU are, or leave 'device' out.",
          e);
    }
  }

  private static Map<String, OnnxJavaType> inputTypes(OrtSession session) throws OrtException {
    Map<String, OnnxJavaType> types = new LinkedHashMap<>();
    for (var entry : session.getInputInfo().entrySet()) {
      boolean tensor = entry.getValue().getInfo() instanceof TensorInfo;
      types.put(
          entry.getKey(),
          tensor ? ((TensorInfo) entry.getValue().getInfo()).type : OnnxJavaType.UNKNOWN);
    }
    return types;
  }

  /** Throws ModelException where the model's inputs and output are not those of the card. */
  void check(ModelCard card) {
    Map<String, long[]> given = new LinkedHashMap<>();
    put(given, card, new long[0], new long[0], new long[0]);
    for (String input : given.keySet()) {
      if (!inputs.containsKey(input)) {
        throw mismatch("it has no input '" + input + "'; its inputs are " + inputs.keySet());
      }
      if (inputs.get(input) != OnnxJavaType.INT64 && inputs.get(input) != OnnxJavaType.INT32) {
        throw mismatch("its input '" + input + "' takes " + inputs.get(input) + ", not token ids");
      }
    }
    for (String input : inputs.keySet()) {
      if (!given.containsKey(input)) {
        throw mismatch("it wants an input '" + input + "' that the card does not name");
      }
    }
    if (!session.getOutputNames().contains(card.output())) {
      throw mismatch(
          "it has no output '" + card.output() + "'; its outputs are " + session.getOutputNames());
    }
  }

  private ModelException mismatch(String why) {
    return new ModelException(
        name, why, "Name the model's own inputs and output in its card, or export it anew.");
  }

  private static void put(
      Map<String, long[]> given, ModelCard card, long[] ids, long[] mask, long[] types) {
    given.put(card.idsInput(), ids);
    if (card.maskInput() != null) {
      given.put(card.maskInput(), mask);
    }
    if (card.typesInput() != null) {
      given.put(card.typesInput(), types);
    }
  }

  /** The output for one text: its numbers and shape. */
  Output run(ModelCard card, long[] ids, long[] mask, long[] types) throws OrtException {
    Map<String, long[]> given = new LinkedHashMap<>();
    put(given, card, ids, mask, types);
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, long[]> input : given.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getKey(), input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors, java.util.Set.of(card.output()))) {
        return output(result.get(0));
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(String input, long[] values) throws OrtException {
    long[] shape = {1, values.length};
    if (inputs.get(input) == OnnxJavaType.INT64) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }
    int[] narrow = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = Math.toIntExact(values[i]);
    }
    return OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
  }

  private static Output output(OnnxValue value) throws OrtException {
    FloatBuffer numbers = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
    if (numbers == null) {
      throw new OrtException("the output is no tensor of floats");
    }
    float[] copy = new float[numbers.remaining()];
    numbers.get(copy);
    return new Output(copy, ((OnnxTensor) value).getInfo().getShape());
  }

  /** Numbers of an output, row by row, and its shape. */
  record Output(float[] numbers, long[] shape) {}
}
