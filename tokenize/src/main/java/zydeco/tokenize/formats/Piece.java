package zydeco.tokenize.formats;

/**
 * A run of one document's tokens within one sequence.
 *
 * @param id of the document, 32 hexadecimal digits
 * @param source its name
 * @param epoch which copy of the document this is of, 0 the first
 * @param from the document's token that the piece begins with
 * @param tokens how many, end-of-text included
 * @param continues whether it goes on where the piece before it ended
 */
public record Piece(
    String id, String source, int epoch, long from, int tokens, boolean continues) {}
