package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in one JVM do not see each other's settings, neither one after the other nor at the same time. */
class SeparateRunsTest {
    private static final Compute PLAIN = Compute.standard().withThreads(1);

    @TempDir
    private Path folder;

    /** One thread; three threads on three devices, rounded where the processor can; Deeplearning4j with two threads. */
    private enum Kind {
        PLAIN_ONE(PLAIN, 1, 0),
        ROUNDED_THREE(PLAIN.withPrecision(coarsest()), 3, 3),
        DL4J_TWO(Compute.of(EngineName.DL4J), 2, 0);

        private final Compute compute;
        private final TrainingConfig config;

        Kind(Compute compute, int threads, int devices) {
            this.compute = compute;
            config = ToyRuns.ddpm().withSteps(3).withThreads(threads).withDevices(devices);
        }

        Path train(Path run) throws IOException {
            return ToyRuns.train(ToyRuns.job(run, config).withCompute(compute)).checkpoint();
        }
    }

    private static Precision coarsest() {
        try {
            Engines.Wishes wishes = new Engines.Wishes(Optional.of(EngineName.ONEDNN), Precision.BFLOAT16, 1, 1);
            return Engines.settle(wishes, Compute.CPU).precision();
        } catch (InputException e) {
            return Precision.FLOAT32;
        }
    }

    private String environment(String run) throws IOException {
        JsonNode node = Json.tree(Files.readString(folder.resolve(run).resolve("environment.json")), "environment");
        return node.path("threads") + " " + node.path("devices") + " "
                + node.path("precision").asText() + " "
                + node.path("backend").asText().startsWith("oneDNN");
    }

    private static String expected(Kind kind) {
        return switch (kind) {
            case PLAIN_ONE -> "1 1 float32 true";
            case ROUNDED_THREE -> "3 3 " + coarsest().word() + " true";
            case DL4J_TWO -> "2 1 float32 false";
        };
    }

    /** In an order in which each kind comes once after each. */
    @Test
    void aNewRunInheritsNothingOfAnEarlierOne() throws IOException {
        Map<Kind, String> first = new EnumMap<>(Kind.class);
        Kind before = Kind.PLAIN_ONE;
        int number = 0;
        for (int kind : new int[] {0, 0, 1, 1, 2, 2, 1, 0, 2, 0}) {
            Kind next = Kind.values()[kind];
            String run = ++number + "-" + next + "-after-" + before;
            String bits = ToyRuns.bits(next.train(folder.resolve(run)));
            assertEquals(first.computeIfAbsent(next, unseen -> bits), bits, run);
            assertEquals(expected(next), environment(run), run);
            before = next;
        }
        assertEquals(Kind.values().length, first.values().stream().distinct().count());
    }

    @Test
    void runsAtTheSameTimeEndAsEachAlone() throws Exception {
        Map<Kind, String> alone = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            alone.put(kind, ToyRuns.bits(kind.train(folder.resolve("alone-" + kind))));
        }
        ExecutorService threads = Executors.newFixedThreadPool(Kind.values().length);
        try {
            Map<Kind, Future<Path>> together = new LinkedHashMap<>();
            for (Kind kind : Kind.values()) {
                together.put(kind, threads.submit(() -> kind.train(folder.resolve("together-" + kind))));
            }
            for (Map.Entry<Kind, Future<Path>> run : together.entrySet()) {
                assertEquals(
                        alone.get(run.getKey()), ToyRuns.bits(run.getValue().get()), run.getKey() + " beside others");
                assertEquals(expected(run.getKey()), environment("together-" + run.getKey()));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
