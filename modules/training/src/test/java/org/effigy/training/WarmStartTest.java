package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {
    @TempDir
    private Path folder;

    /** Trains so slowly that the weights stay where they began, to the last bits. */
    private static TrainingConfig frozen(TrainingConfig config) {
        return config.withOptimisation(config.optimisation().withLearningRate(1e-30));
    }

    private Path model(TrainingConfig config) throws IOException {
        return ToyRuns.train(ToyRuns.job(folder.resolve("model"), config.withSteps(3)))
                .checkpoint();
    }

    private TrainingJob job(String run, TrainingConfig config, Path model) throws IOException {
        return ToyRuns.job(folder.resolve(run), config).withStart(Optional.of(Checkpoint.read(model)));
    }

    @Test
    void theRunBeginsWithTheAveragedWeightsAndRecordsWhoseTheyAre() throws IOException {
        for (TrainingConfig config : List.of(ToyRuns.ddpm(), ToyRuns.dcgan(), ToyRuns.fastgan())) {
            Path run = folder.resolve(config.model().family());
            Path model = ToyRuns.train(ToyRuns.job(run, config.withSteps(3))).checkpoint();
            Path begun = ToyRuns.train(job("next-" + config.model().family(), frozen(config.withSteps(1)), model))
                    .checkpoint();
            Checkpoint before = Checkpoint.read(model);
            Checkpoint after = Checkpoint.read(begun);
            List<NamedTensor> averaged = before.averagedWeights();
            for (int i = 0; i < averaged.size(); i++) {
                String name = averaged.get(i).name();
                if (!name.matches(".*\\.(mean|var.*|u)")) {
                    assertArrayEquals(
                            averaged.get(i).values(), after.weights().get(i).values(), 1e-7f, name);
                }
            }
            assertEquals(List.of(before.sha256()), after.config().lineage());
        }
    }

    @Test
    void lineageGrowsFromModelToModelAndOutlivesAResume() throws IOException {
        TrainingConfig config = ToyRuns.ddpm();
        Path first = model(config);
        Path second = ToyRuns.train(job("second", config.withSteps(2), first)).checkpoint();
        Path third = ToyRuns.train(job("third", config.withSteps(2), second)).checkpoint();
        List<String> expected =
                List.of(Checkpoint.read(first).sha256(), Checkpoint.read(second).sha256());
        assertEquals(expected, Checkpoint.read(third).config().lineage());
        Path resumed = ToyRuns.train(ToyRuns.job(folder.resolve("third"), config.withSteps(4)))
                .checkpoint();
        assertEquals(expected, Checkpoint.read(resumed).config().lineage());
    }

    @Test
    void anInterruptedWarmRunEndsAsAnUnbrokenOneBitForBit() throws IOException {
        TrainingConfig config = ToyRuns.ddpm();
        Path model = model(config);
        Path whole = ToyRuns.train(job("whole", config.withSteps(6), model)).checkpoint();
        ToyRuns.train(job("parts", config.withSteps(2), model));
        Path parts = ToyRuns.train(job("parts", config.withSteps(6), model)).checkpoint();
        assertEquals(ToyRuns.bits(whole), ToyRuns.bits(parts));
    }

    @Test
    void tensorsOfAnotherShapeStayFresh() throws IOException {
        Ddpm.Config toy = (Ddpm.Config) ToyRuns.ddpm().model();
        // Attention moves to the coarser level, as it does when the images grow.
        Ddpm.Config other = new Ddpm.Config(
                toy.size().rows(), 1, 8, List.of(1, 2), 1, 16, 4, 3, "cosine", 100, PredictionType.EPSILON);
        Checkpoint model = Checkpoint.read(model(ToyRuns.ddpm()));
        Family.Recipe recipe = new Family.Recipe(7, ToyRuns.ddpm().optimisation(), 0.1);
        try (Model step = Family.of(other).create(other, recipe, Compute.standard())) {
            List<NamedTensor> fresh = step.weights();
            WarmStart start = WarmStart.of("ddpm", fresh, List.of("calm", "wild"), model);
            assertTrue(start.taken() > fresh.size() / 2 && start.taken() < fresh.size(), start.taken() + " taken");
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < fresh.size(); i++) {
                if (start.weights().get(i) == fresh.get(i)) {
                    kept.add(fresh.get(i).name());
                }
            }
            assertTrue(kept.stream().anyMatch(name -> name.contains("class")), "the classes' vectors differ: " + kept);
            step.begin(start.weights());
        }
    }

    @Test
    void aClassBeginsAsTheClassOfItsNameAndANewOneAsTheMeanOfAll() throws IOException {
        Checkpoint model = Checkpoint.read(model(ToyRuns.ddpm()));
        NamedTensor known = named(model.averagedWeights());
        int rows = (int) known.shape()[0];
        NamedTensor fresh = new NamedTensor("class.weight", new long[] {rows, 3}, new float[rows * 3]);
        float[] begun = WarmStart.of("ddpm", List.of(fresh), List.of("wild", "rare", "calm"), model)
                .weights()
                .get(0)
                .values();
        for (int row = 0; row < rows; row++) {
            float calm = known.values()[row * 2];
            float wild = known.values()[row * 2 + 1];
            assertEquals(wild, begun[row * 3], "row " + row);
            assertEquals((calm + wild) / 2, begun[row * 3 + 1], 1e-6f, "row " + row);
            assertEquals(calm, begun[row * 3 + 2], "row " + row);
        }
    }

    private static NamedTensor named(List<NamedTensor> tensors) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals("class.weight"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() throws IOException {
        Path model = model(ToyRuns.ddpm());
        InputException family = assertThrows(
                InputException.class,
                () -> ToyRuns.train(job("gan", ToyRuns.dcgan().withSteps(1), model)));
        assertTrue(family.getMessage().contains("is of the family ddpm, the run trains dcgan"), family.getMessage());
        ToyRuns.train(ToyRuns.job(folder.resolve("cold"), ToyRuns.ddpm().withSteps(1)));
        InputException late = assertThrows(
                InputException.class,
                () -> ToyRuns.train(job("cold", ToyRuns.ddpm().withSteps(2), model)));
        assertTrue(late.getMessage().contains("it is too late to begin with another model"), late.getMessage());
    }
}
