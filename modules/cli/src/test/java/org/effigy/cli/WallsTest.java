package org.effigy.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the modules, as modules/README.md draws them. */
final class WallsTest {
    private static final String ALL = "org.effigy..";
    private static final String[] ENGINE = {"org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."};
    private static final String[] DICOM_LIBRARIES = {
        "com.twelvemonkeys..", "com.github.jaiimageio..", "com.sun.media.imageio..", "org.dcm4che3..", "org.dcm4che.."
    };

    /** Only the profile dcm4che builds it. */
    private static final String DCM4CHE = "dicom-dcm4che";

    /** What each module may use besides itself. Benchmarks, not on this class path, may use all and are used by none. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "base",
            Set.of(),
            "dicom",
            Set.of("base"),
            DCM4CHE,
            Set.of("base", "dicom"),
            "phantom",
            Set.of("base", "dicom"),
            "dataset",
            Set.of("base", "dicom"),
            "diffusion",
            Set.of("base"),
            "networks",
            Set.of("base", "diffusion"),
            "training",
            Set.of("base", "dataset", "diffusion", "networks"),
            "sampling",
            Set.of("base", "dicom", "dataset", "diffusion", "networks"),
            "cli",
            Set.of("base", "dicom", "phantom", "dataset", "diffusion", "networks", "training", "sampling"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.effigy")
            .that(not(resideInAPackage("org.effigy.testsupport..")));

    @Test
    void onlyNetworksSeesTheEngine() {
        noClasses()
                .that(resideInAPackage(ALL).and(not(resideInAPackage("org.effigy.networks.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE)
                .check(CLASSES);
    }

    @Test
    void onlyDicomSeesDicomLibraries() {
        noClasses()
                .that(resideInAPackage(ALL).and(not(resideInAPackage("org.effigy.dicom.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DICOM_LIBRARIES)
                .check(CLASSES);
    }

    @Test
    void onlyItsOwnModuleSeesDcm4che() {
        noClasses()
                .that(resideInAPackage(ALL).and(not(resideInAPackage("org.effigy.dicom.dcm4che.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.dcm4che3..", "org.dcm4che..")
                .check(CLASSES);
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
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES.that(not(resideInAPackage("org.effigy.cli.."))));
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        JavaClasses libraries = CLASSES.that(not(resideInAPackage("org.effigy.cli..")));
        noClasses().should().callMethod(System.class, "exit", int.class).check(libraries);
        noClasses().should().callMethod(Runtime.class, "exit", int.class).check(libraries);
        noClasses().should().callMethod(Runtime.class, "halt", int.class).check(libraries);
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
