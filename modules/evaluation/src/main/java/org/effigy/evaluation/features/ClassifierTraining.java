package org.effigy.evaluation.features;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.StepOutcome;
import org.effigy.networks.net.NamedTensor;

/**
 * Trains a small classifier of the classes of real images, for its features: the quickest preset of the family {@code classifier},
 * its number of steps, every class as often as any other.
 */
public final class ClassifierTraining {
    private static final String FAMILY = "classifier";
    private static final String PRESET = "tiny";

    private final ImageSet train;
    private final List<String> classes;
    private final long seed;
    private final Family.Preset preset;

    /** Prepares the training on a set with at least two classes. */
    public ClassifierTraining(ImageSet train, long seed) {
        this.train = train;
        this.seed = seed;
        classes = ClassifierSpace.classes(train);
        preset = Family.named(FAMILY).preset(PRESET, train.side(), classes.size());
    }

    /** Returns what decides the weights, besides the images. */
    public String key() {
        return PRESET + ", " + preset.steps() + " steps of " + preset.batch() + " images, seed " + seed + ", classes "
                + String.join(",", classes);
    }

    /** Returns how many steps it takes. */
    public long steps() {
        return preset.steps();
    }

    /** Trains and returns the moving average of the weights. */
    public List<NamedTensor> run(int threads, Progress progress) throws IOException {
        Family.Recipe recipe = new Family.Recipe(seed, preset.optimisation(), 0);
        List<int[]> rows = classes.stream()
                .map(name -> IntStream.range(0, train.size())
                        .filter(row -> train.images().get(row).className().equals(name))
                        .toArray())
                .toList();
        try (Model model = Family.named(FAMILY).create(preset.model(), recipe, NetworkSpace.compute(threads))) {
            for (long step = 1; step <= preset.steps(); step++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                StepOutcome outcome = model.prepare(batch(step, rows)).run();
                if (!outcome.isFinite()) {
                    throw new InputException(
                            "the classifier for features did not learn, its loss is not finite; leave its space out");
                }
                progress.done(step);
            }
            return model.ema();
        }
    }

    /** Returns the space of the classifier with these weights. */
    public ClassifierSpace space(List<NamedTensor> weights) {
        return new ClassifierSpace(preset.model(), weights, "trained on " + train.sha256() + ", " + key());
    }

    private Batch batch(long step, List<int[]> rows) {
        Random random = Seeds.of(seed, "classifier batch", step);
        int length = train.side() * train.side();
        float[] images = new float[preset.batch() * length];
        int[] labels = new int[preset.batch()];
        int[] ids = new int[preset.batch()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % rows.size();
            int[] choice = rows.get(labels[i]);
            ids[i] = choice[random.nextInt(choice.length)];
            System.arraycopy(train.scaled(ids[i]), 0, images, i * length, length);
        }
        return new Batch(step, images, labels, ids);
    }
}
