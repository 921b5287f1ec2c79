package zydeco.tokenize.formats;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The formats of shards. A recipe names them by {@link #word}. */
public enum ShardFormat {
  /** Megatron's indexed data set. */
  MEGATRON {
    @Override
    public ShardWriter open(ShardTarget target) throws IOException {
      return new MegatronWriter(target);
    }

    @Override
    public String dtype(TokenType type) {
      return type == TokenType.UINT16 ? "uint16" : "int32";
    }
  },
  /** The {@code .ds} files of datatrove and nanotron. */
  DATATROVE {
    @Override
    public ShardWriter open(ShardTarget target) throws IOException {
      return new DatatroveWriter(target);
    }
  },
  /** Mosaic's streaming data sets. */
  MDS {
    @Override
    public ShardWriter open(ShardTarget target) throws IOException {
      return new MdsWriter(target);
    }

    @Override
    public SetIndex index() {
      return new MdsWriter.Index();
    }
  },
  /** The flat arrays of dolma and OLMo. */
  DOLMA {
    @Override
    public ShardWriter open(ShardTarget target) throws IOException {
      return new DolmaWriter(target);
    }
  },
  /** WebDataset archives as DCLM writes them. */
  WEBDATASET {
    @Override
    public ShardWriter open(ShardTarget target) throws IOException {
      return new WebDatasetWriter(target);
    }

    @Override
    public SetIndex index() {
      return new WebDatasetWriter.Manifest();
    }
  },
  /** A Parquet table with a row a sequence. */
  PARQUET {
    @Override
    public ShardWriter open(ShardTarget target) throws IOException {
      return new ParquetWriter(target);
    }

    @Override
    public String dtype(TokenType type) {
      return "int32";
    }
  };

  /** Begins a shard. */
  public abstract ShardWriter open(ShardTarget target) throws IOException;

  /** How ids are stored, as NumPy names it. */
  public String dtype(TokenType type) {
    return type == TokenType.UINT16 ? "uint16" : "uint32";
  }

  /** The file that lists the shards of a set, or null where the format has none. */
  public SetIndex index() {
    return null;
  }

  /** As a recipe writes it: {@code megatron}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(ShardFormat::word).toList();
  }

  public static ShardFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
