package zydeco.filters.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

class RewriteStageTest {
  private final RewriteStage stage = stage("by: [c4]\n");
  private final Columns columns = new Columns(stage.writes());
  private final Measures measures = new Measures(columns);

  private static RewriteStage stage(String yaml) {
    return RewriteStage.of(Settings.parse(Path.of("r.yaml"), yaml));
  }

  private Verdict judge(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return stage.open(columns).judge(new Document("s", null, bytes, null, null, "{}"), measures);
  }

  @Test
  void judge_linesWithoutEnd_areRemovedAndCounted() {
    Verdict verdict = judge("Home | About\n This line has an end[1]. \nWe use cookies here now.\n");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Keep.class,
            keep ->
                assertThat(keep.document().text())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("This line has an end."));
    assertThat(measures.number(columns.slot("rewrite-c4-removed-bytes"))).isEqualTo(44);
  }

  @Test
  void judge_nothingLeft_isDropped() {
    assertThat(judge("Home | About"))
        .isInstanceOfSatisfying(
            Verdict.Drop.class, drop -> assertThat(drop.reason().rule()).isEqualTo("c4.empty"));
  }

  @Test
  void judge_pageThatC4Drops_staysAsItCame() {
    Verdict verdict = judge("Nav\nSome code { is here.\n");
    assertThat(verdict).isInstanceOf(Verdict.Keep.class);
    assertThat(measures.number(columns.slot("rewrite-c4-removed-bytes"))).isZero();
  }

  @Test
  void of_unknownSet_namesTheNearest() {
    assertThatThrownBy(() -> stage("by: [c44]\n")).hasMessageContaining("Did you mean 'c4'?");
    assertThatThrownBy(() -> stage("bye: [c4]\n")).hasMessageContaining("'by'");
  }
}
