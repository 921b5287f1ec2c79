package zydeco.tokenize.packing;

import java.util.ArrayList;
import java.util.List;

/** Best-fit decreasing as one would explain it: looks at every open sequence for every piece. */
final class ReadableBestFit {
  private ReadableBestFit() {}

  static int sequences(int[] lengths, int sequence) {
    int full = 0;
    List<Integer> rests = new ArrayList<>();
    for (int length : lengths) {
      full += length / sequence;
      if (length % sequence > 0) {
        rests.add(-(length % sequence));
      }
    }
    int[] sorted = rests.stream().mapToInt(r -> r).sorted().map(r -> -r).toArray();
    List<Integer> rooms = new ArrayList<>();
    for (int rest : sorted) {
      int best = -1;
      for (int bin = 0; bin < rooms.size(); bin++) {
        if (rooms.get(bin) >= rest && (best < 0 || rooms.get(bin) < rooms.get(best))) {
          best = bin;
        }
      }
      if (best < 0) {
        rooms.add(sequence - rest);
      } else {
        rooms.set(best, rooms.get(best) - rest);
      }
    }
    return full + rooms.size();
  }
}
