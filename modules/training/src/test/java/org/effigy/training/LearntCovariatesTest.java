package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Covariates between texts and batches, and a run with them. */
class LearntCovariatesTest {
    @TempDir
    private Path folder;

    private static LearntCovariates of(String name, String... texts) {
        List<Map<String, String>> known = new ArrayList<>();
        for (String text : texts) {
            known.add(text.isEmpty() ? Map.of() : Map.of(name, text));
        }
        return LearntCovariates.of(List.of(name), known);
    }

    @Test
    void numbersAreStandardisedAndTheirRangeIsRoundedOutwards() {
        LearntCovariates ages = of("age", "31", "", "42", "53", "64", "75");
        Covariate age = ages.covariates().get(0);
        assertEquals(53, age.mean());
        assertEquals(Math.sqrt(242), age.spread(), 1e-12);
        // A third of the spread is 5.2, so the range is a multiple of 5.
        assertEquals(30, age.low());
        assertEquals(75, age.high());
        assertEquals(List.of(5), ages.known());
        assertEquals(31, ages.values()[0][0]);
        assertTrue(Float.isNaN(ages.values()[1][0]));
        assertEquals(0.05, LearntCovariates.step(0.097), 1e-12);
        assertEquals(2, LearntCovariates.step(4.9));
        assertEquals(10, LearntCovariates.step(10));
    }

    @Test
    void categoriesThatFewImagesHaveAreNotKnown() {
        LearntCovariates views = of("view", "PA", "AP", "PA", "AP", "LL", "AP", "PA");
        assertEquals(List.of("AP", "PA"), views.covariates().get(0).categories());
        assertEquals(1, views.values()[0][0]);
        assertTrue(Float.isNaN(views.values()[4][0]));
    }

    @Test
    void whatTeachesNothingIsRefusedInALine() {
        assertTrue(refusal("age", "31", "42", "53", "", "").startsWith("covariate age: it is known for 3 of 5 "));
        assertTrue(refusal("age", "5", "5", "5", "5", "5").startsWith("covariate age: it is the same for all "));
        assertTrue(refusal("sex", "F", "F", "F", "F", "F").startsWith("covariate sex: it is the same for all "));
        assertTrue(refusal("sex", "F", "F", "F", "F", "M").startsWith("covariate sex: it is the same for all "));
    }

    private static String refusal(String name, String... texts) {
        return assertThrows(InputException.class, () -> of(name, texts)).getMessage();
    }

    private static TrainingJob job(Path run) {
        LearntCovariates ages = of("age", "10", "20", "30", "", "50", "60");
        TrainingConfig plain = ToyRuns.ddpm();
        TrainingConfig config =
                plain.withModel(Family.of(plain.model()).withCovariates(plain.model(), ages.covariates()));
        return new TrainingJob(
                run,
                config,
                ToyRuns.images(6).withCovariates(ages),
                ToyRuns.facts(6),
                java.util.Optional.empty(),
                "test");
    }

    @Test
    void batchesHoldTheCovariatesOfTheirImages() {
        TrainingJob job = job(folder);
        Batch batch = new BatchSource(job.images(), job.config()).of(3);
        for (int i = 0; i < batch.size(); i++) {
            assertArrayEquals(job.images().covariates(batch.ids()[i] - 100), new float[] {batch.covariates()[i]});
        }
        Batch without = new BatchSource(ToyRuns.images(6), ToyRuns.ddpm()).of(3);
        assertArrayEquals(without.images(), batch.images());
        assertEquals(0, without.covariates().length);
        TrainingConfig config = job.config();
        assertThrows(
                IllegalArgumentException.class,
                () -> new TrainingJob(
                        folder, config, ToyRuns.images(6), ToyRuns.facts(6), java.util.Optional.empty(), "test"));
    }

    @Test
    void anInterruptedRunEndsAsAnUnbrokenOne() throws IOException {
        TrainingResult unbroken = ToyRuns.train(job(folder.resolve("one")));
        AtomicInteger steps = new AtomicInteger();
        TrainingJob job = job(folder.resolve("two"));
        Trainer.train(job, TrainingListener.none(), ToyRuns.QUIET, () -> steps.incrementAndGet() > 7);
        TrainingResult resumed = ToyRuns.train(job);
        Path last = Path.of("checkpoints", "00000020");
        assertEquals(
                ToyRuns.bits(folder.resolve("one").resolve(last)),
                ToyRuns.bits(folder.resolve("two").resolve(last)));
        assertEquals(unbroken.ending(), resumed.ending());
        String age = Checkpoint.read(folder.resolve("one").resolve(last))
                .config()
                .model()
                .conditions()
                .get(0)
                .allowed();
        assertEquals("10 to 60", age);
    }
}
