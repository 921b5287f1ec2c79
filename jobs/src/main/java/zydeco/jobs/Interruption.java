package zydeco.jobs;

/** What a user who interrupts a command is told. */
final class Interruption {

  private Interruption() {}

  /** From now on Ctrl+C and SIGTERM print the command that goes on, and exit with 130. */
  static void sayResume() {
    for (String name : new String[] {"INT", "TERM"}) {
      sun.misc.Signal.handle(
          new sun.misc.Signal(name),
          signal -> {
            System.err.println(
                "\nzydeco: Interrupted. What is finished stays; resume with: ./zydeco "
                    + Main.commandLine());
            Runtime.getRuntime().halt(130);
          });
    }
  }
}
