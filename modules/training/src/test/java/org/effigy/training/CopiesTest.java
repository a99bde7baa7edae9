package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A copy with another value differs in this value and in no other: nothing gets lost between the options and the loop. */
class CopiesTest {
    private static final TrainingConfig CONFIG =
            ToyRuns.ddpm().withLabelDropout(0.3).withDevices(2);

    private static final TrainingJob JOB = new TrainingJob(
            Path.of("run"),
            CONFIG,
            ToyRuns.images(6),
            ToyRuns.facts(6),
            Optional.of(Duration.ofHours(1)),
            "test",
            Compute.standard().withThreads(3),
            Optional.of(new Checkpoint(about(), List.of(), List.of(), List.of())),
            Optional.of(ToyRuns.images(3).all()),
            Optional.of(new WatchedImages(
                    ToyRuns.images(2).all(), new int[] {1, 2}, ToyRuns.images(2).all(), new int[] {3, 4})),
            TrainingLimits.STANDARD.withRealShare(0.3));

    private static CheckpointConfig about() {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        return new CheckpointConfig(
                Checkpoint.VERSION,
                "ddpm",
                CONFIG.model(),
                nothing,
                List.of("calm", "wild"),
                "f",
                List.of(),
                1,
                nothing,
                "test");
    }

    /** By the method's name: what it is called with, and what it changes. */
    private record Copy(List<String> changed, Object... values) {}

    private static final Map<String, Copy> CONFIGS = Map.ofEntries(
            Map.entry("withSteps", new Copy(List.of("steps"), 99L)),
            Map.entry("withBatch", new Copy(List.of("batch"), 99)),
            Map.entry("withSeed", new Copy(List.of("seed"), 99L)),
            Map.entry("withModel", new Copy(List.of("model"), ToyRuns.dcgan().model())),
            Map.entry(
                    "withOptimisation",
                    new Copy(List.of("optimisation"), CONFIG.optimisation().withEmaDecay(0.1))),
            Map.entry("withAugmentation", new Copy(List.of("augmentation"), Augmentation.NONE)),
            Map.entry("withCadence", new Copy(List.of("cadence"), new Cadence(3, 4, 5))),
            Map.entry("withThreads", new Copy(List.of("threads"), 9)),
            Map.entry("withDevices", new Copy(List.of("devices"), 9)),
            Map.entry(
                    "withPrivacy",
                    new Copy(
                            List.of("privacy"),
                            new PrivacyPlan(new PrivacyPlan.Wish(8, 0.01, 0.5, 3), "patient", 9, 0.5, 20, 1))),
            Map.entry("withClassBalance", new Copy(List.of("classBalance"), new ClassBalance(0.5, 3))),
            Map.entry("withLabelDropout", new Copy(List.of("labelDropout"), 0.7)));

    private static final Map<String, Copy> JOBS = Map.of(
            "withCompute", new Copy(List.of("compute"), Compute.standard().withThreads(9)),
            "withConfig",
                    new Copy(
                            List.of("config", "compute"),
                            CONFIG.withSeed(9),
                            Compute.standard().withThreads(9)),
            "withStart", new Copy(List.of("start"), Optional.<Checkpoint>empty()),
            "withHeldOut", new Copy(List.of("heldOut"), Optional.<Batch>empty()),
            "withWatched", new Copy(List.of("watched"), Optional.<WatchedImages>empty()),
            "withLimits", new Copy(List.of("limits"), TrainingLimits.STANDARD));

    @TestFactory
    Stream<DynamicTest> ofTheSettings() {
        return copies(CONFIG, CONFIGS);
    }

    @TestFactory
    Stream<DynamicTest> ofTheJob() {
        return copies(JOB, JOBS);
    }

    private static Stream<DynamicTest> copies(Record original, Map<String, Copy> known) {
        return Arrays.stream(original.getClass().getDeclaredMethods())
                .filter(method -> method.getName().startsWith("with"))
                .map(method -> DynamicTest.dynamicTest(
                        method.getName(), () -> check(original, method, known.get(method.getName()))));
    }

    private static void check(Record original, Method method, Copy copy) throws ReflectiveOperationException {
        Object changed = method.invoke(original, copy.values());
        List<String> different = new ArrayList<>();
        for (RecordComponent component : original.getClass().getRecordComponents()) {
            Object before = component.getAccessor().invoke(original);
            Object now = component.getAccessor().invoke(changed);
            if (copy.changed().contains(component.getName())) {
                Object given = copy.values()[copy.changed().indexOf(component.getName())];
                boolean wrapped = now instanceof Optional<?> && !(given instanceof Optional<?>);
                assertEquals(wrapped ? Optional.of(given) : given, now, component.getName());
            }
            if (!before.equals(now)) {
                different.add(component.getName());
            }
        }
        assertEquals(copy.changed(), different);
    }
}
