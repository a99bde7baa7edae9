package org.effigy.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.effigy.networks.families.Family;
import org.junit.jupiter.api.Test;

/** The walls between the modules, as modules/README.md draws them. */
final class WallsTest {
    private static final String ALL = "org.effigy..";
    private static final String[] IMAGE_LIBRARIES = {
        "com.twelvemonkeys..", "com.github.jaiimageio..", "com.sun.media.imageio.."
    };

    /** Only the profile dcm4che builds it. */
    private static final String DCM4CHE = "dicom-dcm4che";

    /** What each module may use besides itself. Benchmarks, not on this class path, may use all and are used by none. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("base", Set.of()),
            entry("marking", Set.of("base")),
            entry("codecs", Set.of("base")),
            entry("dicom", Set.of("base", "codecs")),
            entry(DCM4CHE, Set.of("base", "dicom")),
            entry("phantom", Set.of("base", "dicom")),
            entry("dataset", Set.of("base", "dicom", "marking")),
            entry("diffusion", Set.of("base")),
            entry("networks", Set.of("base", "diffusion")),
            entry("accounting", Set.of("base")),
            entry("training", Set.of("base", "accounting", "dataset", "diffusion", "networks")),
            entry("gate", Set.of("base")),
            entry("sampling", Set.of("base", "dicom", "dataset", "diffusion", "marking", "networks", "gate")),
            entry("evaluation", Set.of("base", "dicom", "dataset", "diffusion", "networks", "gate")),
            entry("report", Set.of("base", "evaluation")),
            entry(
                    "cli",
                    Set.of(
                            "base",
                            "dicom",
                            "phantom",
                            "dataset",
                            "diffusion",
                            "marking",
                            "networks",
                            "training",
                            "gate",
                            "sampling",
                            "evaluation",
                            "report")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.effigy")
            .that(not(resideInAPackage("org.effigy.testsupport..")));

    private static final JavaClasses LIBRARIES = CLASSES.that(not(resideInAPackage("org.effigy.cli..")));

    /** Modules whose classes are programs or for tests. */
    private static final Set<String> NO_LIBRARIES = Set.of("cli", "benchmarks", "test-support");

    @Test
    void eachLibraryIsSeenWhereItBelongs() {
        onlySee(List.of("org.effigy.networks.dl4j"), "org.deeplearning4j..", "org.nd4j..");
        onlySee(List.of("org.effigy.networks.onednn"), "org.bytedeco.dnnl..");
        onlySee(List.of("org.effigy.networks.compute", "org.effigy.networks.onednn"), "org.bytedeco..");
        onlySee(List.of("org.effigy.dicom.picture"), IMAGE_LIBRARIES);
        onlySee(List.of("org.effigy.dicom.dcm4che.."), "org.dcm4che3..", "org.dcm4che..");
        onlySee(List.of("org.effigy.dataset.labels"), "org.apache.commons.csv..");
        onlySee(List.of("org.effigy.accounting"), "org.apache.commons.numbers..");
        onlySee(List.of("org.effigy.report.chart"), "org.apache.batik..");
        onlySee(List.of("org.effigy.evaluation.statistics"), "org.ejml..");
        onlySee(List.of("org.effigy.evaluation.onnx"), "ai.onnxruntime..");
        onlySee(List.of("org.effigy.cli"), "picocli..", "me.tongfei..");
    }

    /** Checks that no other packages than those of ours see a library. */
    private static void onlySee(List<String> ours, String... library) {
        noClasses()
                .that(resideInAPackage(ALL).and(not(resideInAnyPackage(ours.toArray(String[]::new)))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .check(CLASSES);
    }

    @Test
    void noClassOutsideTheFamiliesNamesOneOfThem() {
        DescribedPredicate<JavaClass> aFamily = DescribedPredicate.describe("are a family's", WallsTest::isOfAFamily);
        assertTrue(CLASSES.that(aFamily).size() >= 3);
        noClasses()
                .that(not(resideInAPackage("org.effigy.networks.families")))
                .should()
                .dependOnClassesThat(aFamily)
                .check(CLASSES);
    }

    /** Returns whether it or a class around it is one family, not what all of them are. */
    private static boolean isOfAFamily(JavaClass type) {
        return type.isAssignableTo(Family.class) && !type.isInterface()
                || type.getEnclosingClass().filter(WallsTest::isOfAFamily).isPresent();
    }

    @Test
    void librariesAreToldTheirSettingsAndReadNoneOfTheProcess() throws IOException {
        noClasses().should(touchTheSettingsOfTheProcess()).check(LIBRARIES);
        List<String> reads = new ArrayList<>();
        for (Path file : sourcesOfLibraries()) {
            Matcher read = PROPERTY_READ.matcher(Files.readString(file));
            while (read.find()) {
                if (!JAVAS_OWN.matcher(read.group(1)).matches()) {
                    reads.add(file.getFileName() + ": " + read.group());
                }
            }
        }
        assertEquals(List.of(), reads, "the command line reads what a user sets, and hands it down");
    }

    @Test
    void theRuleAboutSettingsFindsEveryWayToTouchThem() {
        JavaClasses curious = new ClassFileImporter().importClasses(Curious.class);
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> noClasses().should(touchTheSettingsOfTheProcess()).check(curious));
        for (String call : SETTINGS) {
            assertTrue(found.getMessage().contains(call), call + " is not in " + found.getMessage());
        }
        for (String wrong : List.of(
                "System.getProperty(\"effigy.engine\")",
                "System.getProperty(NAME)",
                "map(System::getProperty)",
                "getProperty;",
                "System.getProperty(\n  \"effigy.x\", \"\")")) {
            Matcher read = PROPERTY_READ.matcher("System." + wrong);
            assertTrue(read.find() && !JAVAS_OWN.matcher(read.group(1)).matches(), wrong);
        }
    }

    /** Touches the settings of the process in every way; only its calls are read, nothing runs it. */
    private static final class Curious {
        static void touch() {
            System.setProperty("effigy.test", System.getProperties().toString());
            System.clearProperty("effigy.test");
            System.setProperties(new Properties());
            List<Object> results = List.of(
                    Integer.getInteger("a"),
                    Integer.getInteger("a", 1),
                    Stream.of("a").map(Long::getLong).toList(),
                    Boolean.getBoolean("a"));
            assertEquals(0, results.size());
        }
    }

    /** Calls that change or read the settings of the process, as ArchUnit writes them up to the parameters. */
    private static final Set<String> SETTINGS = Set.of(
            "java.lang.System.setProperty(",
            "java.lang.System.clearProperty(",
            "java.lang.System.getProperties(",
            "java.lang.System.setProperties(",
            "java.lang.Integer.getInteger(",
            "java.lang.Long.getLong(",
            "java.lang.Boolean.getBoolean(");

    private static final Pattern PROPERTY_READ =
            Pattern.compile("System\\s*(?:\\.|::)\\s*getProperty(\\W\\s*\"?[\\w.]*\"?)");

    /** What Java says of itself and of the machine. */
    private static final Pattern JAVAS_OWN = Pattern.compile("\\(\\s*\"(?:os\\.(?:name|arch)|java\\.[a-z.]+)\"");

    private static ArchCondition<JavaClass> touchTheSettingsOfTheProcess() {
        return new ArchCondition<>("touch the settings of the process") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(access ->
                                SETTINGS.stream().anyMatch(access.getTarget().getFullName()::startsWith))
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(type, access.getDescription())));
            }
        };
    }

    private static List<Path> sourcesOfLibraries() throws IOException {
        // Tests run in the folder of their module.
        List<Path> all = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of("").toAbsolutePath().getParent())) {
            for (Path module : modules.sorted().toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)
                        && !NO_LIBRARIES.contains(module.getFileName().toString())) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
                    }
                }
            }
        }
        assertTrue(all.size() > 100, "the sources are not where they were");
        return all;
    }

    @Test
    void modulesUseOnlyWhatTheMapAllows() {
        classes().should(useOnlyAllowedModules()).check(CLASSES);
    }

    @Test
    void everyModuleIsOnTheMap() {
        Set<String> found = new TreeSet<>();
        CLASSES.forEach(type -> found.add(module(type)));
        Set<String> onTheMap = new TreeSet<>(MAY_USE.keySet());
        onTheMap.removeIf(module -> module.equals(DCM4CHE) && !found.contains(DCM4CHE));
        assertEquals(onTheMap, found);
    }

    @Test
    void modulesAndPackagesHaveNoCycles() {
        for (String pattern : List.of("org.effigy.(*)..", "org.effigy.(**)")) {
            slices().matching(pattern).should().beFreeOfCycles().check(CLASSES);
        }
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LIBRARIES);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses().should().callMethod(System.class, "exit", int.class).check(LIBRARIES);
        noClasses().should().callMethod(Runtime.class, "exit", int.class).check(LIBRARIES);
        noClasses().should().callMethod(Runtime.class, "halt", int.class).check(LIBRARIES);
    }

    @Test
    void textDoesNotDependOnTheLanguageOfTheMachine() {
        classes().should(nameTheLocale()).check(CLASSES);
    }

    @Test
    void theRuleAboutLanguagesFindsEveryWayToForgetIt() {
        JavaClasses careless = new ClassFileImporter().importClasses(Careless.class);
        AssertionError found = assertThrows(
                AssertionError.class, () -> classes().should(nameTheLocale()).check(careless));
        for (String call : FORGETFUL) {
            assertTrue(found.getMessage().contains(call), call + " is not in " + found.getMessage());
        }
    }

    /** Forgets the locale in every way; only its calls are read, nothing runs it. */
    private static final class Careless {
        static void forget(PrintWriter writer, PrintStream stream) {
            List<Object> results = List.of(
                    String.format("%d", 1),
                    "%d".formatted(1),
                    "I".toLowerCase(),
                    Stream.of("i").map(String::toUpperCase).toList(),
                    writer.format("%d", 1),
                    writer.printf("%d", 1),
                    stream.format("%d", 1),
                    stream.printf("%d", 1),
                    new Formatter().format("%d", 1),
                    new Formatter(new StringBuilder()),
                    DateTimeFormatter.ofPattern("uuuu"),
                    new SimpleDateFormat("yyyy"),
                    new DecimalFormat("0.0"),
                    NumberFormat.getInstance(),
                    NumberFormat.getIntegerInstance(),
                    NumberFormat.getPercentInstance(),
                    MessageFormat.format("{0}", 1),
                    new Scanner(""));
            assertEquals(0, results.size());
        }
    }

    /** Calls whose result follows the language of the machine, as ArchUnit writes them. */
    private static final Set<String> FORGETFUL = Set.of(
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.io.PrintWriter.format(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintStream.format(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.util.Formatter.<init>()",
            "java.util.Formatter.<init>(java.lang.Appendable)",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)",
            "java.text.SimpleDateFormat.<init>(java.lang.String)",
            "java.text.DecimalFormat.<init>(java.lang.String)",
            "java.text.NumberFormat.getInstance()",
            "java.text.NumberFormat.getIntegerInstance()",
            "java.text.NumberFormat.getPercentInstance()",
            "java.text.MessageFormat.format(java.lang.String, [Ljava.lang.Object;)",
            "java.util.Scanner.<init>(java.lang.String)");

    /** What a user's language changes (digits, the point of decimals, the Turkish i) is never read back as it was meant. */
    private static ArchCondition<JavaClass> nameTheLocale() {
        return new ArchCondition<>("name the locale, Locale.ROOT, wherever text is made or changed") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(access -> FORGETFUL.contains(access.getTarget().getFullName()))
                        .forEach(access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> useOnlyAllowedModules() {
        return new ArchCondition<>("use only the modules that modules/README.md allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = module(type);
                type.getDirectDependenciesFromSelf().forEach(dependency -> {
                    JavaClass target = dependency.getTargetClass();
                    if (target.getPackageName().startsWith("org.effigy.")) {
                        String to = module(target);
                        boolean allowed = to.equals(from)
                                || MAY_USE.getOrDefault(from, Set.of()).contains(to);
                        if (!allowed) {
                            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                        }
                    }
                });
            }
        };
    }

    /** Returns the part of the package name after {@code org.effigy.}, up to the next dot. */
    private static String module(JavaClass type) {
        if (type.getPackageName().startsWith("org.effigy.dicom.dcm4che")) {
            return DCM4CHE;
        }
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts[2];
    }
}
