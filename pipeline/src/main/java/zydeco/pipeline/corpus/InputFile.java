package zydeco.pipeline.corpus;

import java.io.Serializable;

/**
 * A file to be read.
 *
 * @param location an absolute path on this machine, or the whole URI elsewhere
 * @param name relative to the recipe's folder, with {@code /}; elsewhere the whole URI. The ledger
 *     calls the file by it
 * @param length in bytes
 * @param modified when it was last written, in milliseconds since 1970
 */
public record InputFile(String location, String name, long length, long modified)
    implements Serializable {}
