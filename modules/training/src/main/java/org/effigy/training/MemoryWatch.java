package org.effigy.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.net.NamedTensor;
import org.effigy.training.doctor.LossRules;

/**
 * Measures at checkpoints whether a model that makes images remembers those it learns from. It opens the averaged weights as a
 * model of its own and draws from streams of its own, so no weight of the training depends on it.
 *
 * <p>The gap of losses is measured at each checkpoint. Generated images cost more, so they are made at a checkpoint only where
 * they take less than {@link #COST} of the passes of training since the last ones, and at the end of a run.
 */
final class MemoryWatch {
    /** The largest share of the work of training that generated images take. */
    static final double COST = 0.03;
    /** A step of training passes each image forward, and back for weights and for inputs. */
    private static final int PASSES_PER_STEP = 3;
    /** Denoising steps of a generated image: enough for its outlines. */
    static final int SAMPLER_STEPS = 8;

    private final TrainingJob job;
    private final WatchedImages watched;
    private final ModelConfig model;
    private final SamplerSettings sampler;
    private final NearestRatios nearest;
    private final int heldOutClose;

    /** Reads all training images; call it before another thread does. */
    MemoryWatch(TrainingJob job, WatchedImages watched) {
        this.job = job;
        this.watched = watched;
        model = job.config().model();
        SamplerSettings standard = Family.of(model).sampler(model, SamplerSettings.Wish.NONE);
        sampler = standard.withSteps(Math.min(standard.steps(), SAMPLER_STEPS));
        nearest = new NearestRatios(
                job.images(),
                model.imageSize(),
                job.config().augmentation(),
                job.config().seed());
        heldOutClose = close(watched.heldOut().images());
    }

    private int close(float[] images) {
        return (int) Arrays.stream(nearest.of(images))
                .filter(ratio -> ratio < NearestRatios.COPY)
                .count();
    }

    /** Returns whether generated images are due at a step. */
    boolean copiesDue(long step, List<MemoryRule.At> before) {
        long last = before.stream()
                .filter(at -> at.figures().copies().isPresent())
                .mapToLong(MemoryRule.At::step)
                .max()
                .orElse(0);
        double passes = (double) watched.train().size() * Math.max(1, sampler.steps());
        return passes <= COST * PASSES_PER_STEP * job.config().batch() * (step - last);
    }

    /**
     * Measures.
     *
     * @param weights the moving average, with all else that the family needs
     * @param raw the weights as they are trained
     */
    MemoryFigures measure(List<NamedTensor> weights, List<NamedTensor> raw, boolean withCopies) {
        double[] ofRaw;
        try (ImageModel images = Family.of(model).open(model, raw, job.compute())) {
            ofRaw = losses(images);
        }
        try (ImageModel images = Family.of(model).open(model, weights, job.compute())) {
            MemoryFigures figures = figures(losses(images), ofRaw);
            return withCopies && Double.isFinite(figures.gap())
                    ? figures.withCopies(Optional.of(copies(images)))
                    : figures;
        }
    }

    /** Returns the losses of the training images and then of the others, in one call: some families look at an image beside others. */
    private double[] losses(ImageModel images) {
        Batch train = watched.train();
        Batch heldOut = watched.heldOut();
        long seed = Seeds.derive(job.config().seed(), "memory loss", 0);
        float[] values = Arrays.copyOf(train.images(), train.images().length + heldOut.images().length);
        System.arraycopy(heldOut.images(), 0, values, train.images().length, heldOut.images().length);
        int[] labels = Arrays.copyOf(train.labels(), train.size() + heldOut.size());
        System.arraycopy(heldOut.labels(), 0, labels, train.size(), heldOut.size());
        return images.losses(values, known(labels), seed);
    }

    private MemoryFigures figures(double[] all, double[] raw) {
        int first = watched.train().size();
        double[] ofTrain = Arrays.copyOf(all, first);
        double[] ofHeldOut = Arrays.copyOfRange(all, first, all.length);
        double[] rawHeldOut = Arrays.copyOfRange(raw, first, raw.length);
        double trainLoss = Arrays.stream(ofTrain).average().orElseThrow();
        double heldOutLoss = Arrays.stream(ofHeldOut).average().orElseThrow();
        double error = Math.hypot(
                errorOfMean(ofTrain, watched.trainPatients()), errorOfMean(ofHeldOut, watched.heldOutPatients()));
        return new MemoryFigures(
                ofTrain.length,
                ofHeldOut.length,
                trainLoss,
                heldOutLoss,
                heldOutLoss - trainLoss,
                error,
                Optional.empty(),
                averaged(ofHeldOut, rawHeldOut));
    }

    /** Empty where the raw weights' losses are not finite. */
    private Optional<LossRules.Averaged> averaged(double[] averaged, double[] raw) {
        double[] differences = new double[raw.length];
        Arrays.setAll(differences, i -> averaged[i] - raw[i]);
        double mean = Arrays.stream(differences).average().orElseThrow();
        double rawLoss = Arrays.stream(raw).average().orElseThrow();
        return Double.isFinite(rawLoss) && Double.isFinite(mean)
                ? Optional.of(
                        new LossRules.Averaged(mean, errorOfMean(differences, watched.heldOutPatients()), rawLoss))
                : Optional.empty();
    }

    /** Returns the labels as the model takes them. */
    private int[] known(int[] labels) {
        int[] none = new int[labels.length];
        Arrays.fill(none, -1);
        return model.classes() == 0 ? none : labels;
    }

    private MemoryFigures.Copies copies(ImageModel images) {
        int n = watched.train().size();
        Random[] noise = new Random[n];
        Arrays.setAll(noise, i -> Seeds.of(job.config().seed(), "memory sample", i));
        float[] made = images.images(sampler, known(watched.train().labels()), noise, step -> {});
        return new MemoryFigures.Copies(n, close(made), watched.heldOut().size(), heldOutClose);
    }

    /**
     * Returns the standard error of a mean over images of which some are of one patient: the root of C / (C - 1) times the sum over
     * the C patients of their summed deviations squared, over the number of images (Liang and Zeger 1986).
     */
    static double errorOfMean(double[] values, int[] patients) {
        double mean = Arrays.stream(values).average().orElseThrow();
        Map<Integer, Double> sums = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            sums.merge(patients[i], values[i] - mean, Double::sum);
        }
        double count = sums.size();
        double squares = sums.values().stream().mapToDouble(sum -> sum * sum).sum();
        return Math.sqrt(count / (count - 1) * squares) / values.length;
    }
}
