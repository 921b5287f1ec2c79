package zydeco.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the rooms. */
@AnalyzeClasses(packages = "zydeco", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule siblings_neverImportEachOther =
      slices()
          .matching("zydeco.(filters|classifiers|dedup|tokenize)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule rooms_neverKnowJobs =
      noClasses()
          .that()
          .resideOutsideOfPackage("zydeco.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("zydeco.jobs..");

  @ArchTest
  static final ArchRule pipeline_knowsNoRoom =
      noClasses()
          .that()
          .resideInAPackage("zydeco.pipeline..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "zydeco.filters..", "zydeco.classifiers..", "zydeco.dedup..", "zydeco.tokenize..");

  @ArchTest
  static final ArchRule filtersAndClassifiers_knowNoSpark =
      noClasses()
          .that()
          .resideInAnyPackage("zydeco.filters..", "zydeco.classifiers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule textAndReaders_knowNoSpark =
      noClasses()
          .that()
          .resideInAnyPackage(
              "zydeco.pipeline.text..", "zydeco.pipeline.document..", "zydeco.pipeline.corpus..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule vocabulary_pointsDownwards =
      noClasses()
          .that()
          .resideInAnyPackage("zydeco.pipeline.text..", "zydeco.pipeline.document..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "zydeco.pipeline.corpus..", "zydeco.pipeline.stage..", "zydeco.pipeline.run..");

  @ArchTest
  static final ArchRule signatures_knowNoSpark =
      noClasses()
          .that()
          .resideInAnyPackage(
              "zydeco.dedup.text..", "zydeco.dedup.minhash..", "zydeco.dedup.decontamination..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule deduplication_hasNoCycles =
      slices().matching("zydeco.dedup.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothing_isDecidedByChance =
      noClasses()
          .should()
          .callMethod(org.apache.spark.sql.functions.class, "monotonically_increasing_id")
          .orShould()
          .callMethod(org.apache.spark.sql.functions.class, "rand")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule names_sayWhatThingsAre =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager");
}
