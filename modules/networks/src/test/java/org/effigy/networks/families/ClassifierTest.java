package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierTest {
    private static final int SIZE = 16;
    private static final int CLASSES = 3;
    private static final Classifier.Config CONFIG =
            new Classifier.Config(Size.square(SIZE), 8, List.of(1, 2), 1, 4, CLASSES);

    private static Classifier.Training training(double emaDecay, EngineName engine) {
        Family.Recipe recipe = new Family.Recipe(5, new Optimisation(AdamSettings.of(5e-3), 0, 10, emaDecay), 0);
        return new Classifier.Training(CONFIG, recipe, Compute.of(engine).withThreads(2));
    }

    private static Classifier.Training training(double emaDecay) {
        return training(emaDecay, EngineName.ONEDNN);
    }

    /** Noise with a brighter band, whose place tells the class. */
    private static Batch batch(long step, int... labels) {
        int length = SIZE * SIZE;
        float[] images = new float[labels.length * length];
        Random random = Seeds.of(1, "images", step);
        for (int i = 0; i < images.length; i++) {
            boolean bright = i % length / (5 * SIZE) == labels[i / length];
            images[i] = (bright ? 0.6f : -0.6f) + 0.1f * (float) random.nextGaussian();
        }
        return new Batch(step, images, labels, new int[labels.length]);
    }

    @ParameterizedTest
    @EnumSource(EngineName.class)
    void learnsThreeClassesInSixtySteps(EngineName engine) {
        try (Classifier.Training model = training(0.9, engine)) {
            for (int step = 1; step <= 60; step++) {
                model.prepare(batch(step, 0, 1, 2, 0, 1, 2)).run();
            }
            Map<String, Double> figures = model.judge(batch(100, 0, 1, 2, 2, 1, 0, 0));
            assertEquals(1, figures.get("accuracy"));
            assertEquals(1, figures.get("auc"));
            assertTrue(figures.get("loss") < 0.3, figures.toString());
        }
    }

    @Test
    void learnsFromImagesThatAreNotSquare() {
        Classifier.Config wide = new Classifier.Config(new Size(8, 24), 8, List.of(1, 2), 1, 4, 2);
        Family.Recipe recipe = new Family.Recipe(5, new Optimisation(AdamSettings.of(5e-3), 0, 10, 0.9), 0);
        int length = 8 * 24;
        try (Classifier.Training model =
                new Classifier.Training(wide, recipe, Compute.standard().withThreads(2))) {
            for (int step = 1; step <= 60; step++) {
                float[] images = new float[4 * length];
                Random random = Seeds.of(1, "images", step);
                for (int i = 0; i < images.length; i++) {
                    boolean right = i % 24 >= 12;
                    images[i] = (right == (i / length % 2 == 1) ? 0.6f : -0.6f) + 0.1f * (float) random.nextGaussian();
                }
                Batch batch = new Batch(step, images, new int[] {0, 1, 0, 1}, new int[4]);
                if (step == 60) {
                    assertEquals(1, model.judge(batch).get("accuracy"));
                } else {
                    model.prepare(batch).run();
                }
            }
        }
        assertEquals(
                new Size(8, 24),
                Json.parse(Json.line(wide), Classifier.Config.class, "test").size());
    }

    /** The first losses, which tell the weighted mean of the images' own; a weight is a number of copies. */
    @Test
    void anImageOfWeightTwoCountsAsTwoImages() {
        Batch plain = batch(1, 0, 1, 2);
        Batch weighted = new Batch(1, plain.images(), plain.labels(), plain.ids(), new float[] {2, 1, 0});
        int length = SIZE * SIZE;
        float[] copied = new float[3 * length];
        System.arraycopy(plain.images(), 0, copied, 0, length);
        System.arraycopy(plain.images(), 0, copied, length, 2 * length);
        Batch copies = new Batch(1, copied, new int[] {0, 0, 1}, new int[3]);
        try (Classifier.Training one = training(0);
                Classifier.Training other = training(0)) {
            assertEquals(
                    one.prepare(copies).run().loss(),
                    other.prepare(weighted).run().loss(),
                    1e-6);
            for (int i = 0; i < one.network().gradients().size(); i++) {
                assertArrayEquals(
                        one.network().gradients().get(i).values(),
                        other.network().gradients().get(i).values(),
                        1e-5f);
            }
        }
    }

    /** All logits equal: the loss is log 3, every pair of scores a tie, and the first class the answer. */
    @Test
    void whoSaysTheSameOfAllImagesHasTheFiguresOfChance() {
        try (Classifier.Training model = training(0)) {
            List<NamedTensor> blind = model.weights().stream()
                    .map(tensor -> tensor.name().startsWith("out.weight")
                                    || tensor.name().equals("out.bias")
                            ? new NamedTensor(tensor.name(), tensor.shape(), new float[tensor.values().length])
                            : tensor)
                    .toList();
            model.begin(blind);
            Map<String, Double> figures = model.judge(batch(1, 0, 0, 1, 2, 2));
            assertEquals(Math.log(3), figures.get("loss"), 1e-6);
            assertEquals(0.4, figures.get("accuracy"));
            assertEquals(0.5, figures.get("auc"));
        }
    }

    /** Figures by naive formulas over the logits of a network of random weights; the batch fills no whole groups. */
    @Test
    void figuresAreThoseOfTheFormulas() {
        int[] labels = new int[21];
        Arrays.setAll(labels, i -> i * i % CLASSES);
        Batch heldOut = batch(9, labels);
        try (Classifier.Training model = training(0)) {
            float[] logits = model.network().predict(8, heldOut.images());
            double loss = 0;
            int right = 0;
            double[][] p = new double[labels.length][CLASSES];
            for (int i = 0; i < labels.length; i++) {
                double total = 0;
                for (int c = 0; c < CLASSES; c++) {
                    total += Math.exp(logits[i * CLASSES + c]);
                }
                int best = 0;
                for (int c = 0; c < CLASSES; c++) {
                    p[i][c] = Math.exp(logits[i * CLASSES + c]) / total;
                    best = p[i][c] > p[i][best] ? c : best;
                }
                loss -= Math.log(p[i][labels[i]]) / labels.length;
                right += best == labels[i] ? 1 : 0;
            }
            Map<String, Double> figures = model.judge(heldOut);
            assertEquals(loss, figures.get("loss"), 1e-9);
            assertEquals((double) right / labels.length, figures.get("accuracy"), 1e-12);
            assertEquals(meanArea(p, labels), figures.get("auc"), 1e-12);
        }
    }

    /** The mean over the classes that occur of the share of pairs in the right order. */
    private static double meanArea(double[][] p, int[] labels) {
        double sum = 0;
        int counted = 0;
        for (int c = 0; c < CLASSES; c++) {
            double won = 0;
            int pairs = 0;
            for (int i = 0; i < labels.length; i++) {
                for (int j = 0; j < labels.length; j++) {
                    if (labels[i] == c && labels[j] != c) {
                        pairs++;
                        won += p[i][c] > p[j][c] ? 1 : p[i][c] == p[j][c] ? 0.5 : 0;
                    }
                }
            }
            sum += pairs == 0 ? 0 : won / pairs;
            counted += pairs == 0 ? 0 : 1;
        }
        return sum / counted;
    }

    @Test
    void judgesTheAveragedWeightsAndLeavesTheOthersAsTheyWere() {
        Batch heldOut = batch(100, 0, 1, 2);
        try (Classifier.Training model = training(0.99);
                Classifier.Training average = training(0.99);
                Classifier.Training plain = training(0.99)) {
            for (int step = 1; step <= 5; step++) {
                model.prepare(batch(step, 0, 1, 2, 0)).run();
            }
            average.begin(model.ema());
            plain.begin(model.weights());
            List<NamedTensor> before = model.weights();
            assertEquals(average.judge(heldOut), model.judge(heldOut));
            assertNotEquals(plain.judge(heldOut), model.judge(heldOut));
            for (int i = 0; i < before.size(); i++) {
                assertArrayEquals(before.get(i).values(), model.weights().get(i).values());
            }
        }
    }

    /** Where the softmax is 1 and 0 to the last bit, the gradient is 0 to the last bit. */
    @Test
    void nothingIsLearntWhereAllIsKnown() {
        try (Classifier.Training model = training(0)) {
            List<NamedTensor> sure = model.weights().stream()
                    .map(tensor -> switch (tensor.name()) {
                        case "out.weight" ->
                            new NamedTensor(tensor.name(), tensor.shape(), new float[tensor.values().length]);
                        case "out.bias" -> new NamedTensor(tensor.name(), tensor.shape(), new float[] {1000, 0, 0});
                        default -> tensor;
                    })
                    .toList();
            model.begin(sure);
            assertFalse(model.prepare(batch(1, 0, 0)).run().learns());
            assertTrue(model.prepare(batch(1, 0, 1)).run().learns());
        }
    }

    @Test
    void makesNoImages() {
        Classifier family = new Classifier();
        assertEquals(List.of(), family.samplers());
        String message = assertThrows(InputException.class, () -> family.open(CONFIG, List.of(), Compute.standard()))
                .getMessage();
        assertTrue(message.contains("makes no images"), message);
    }
}
