package org.effigy.sampling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.diffusion.EditSampler;
import org.effigy.diffusion.SamplerOptions;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.diffusion.X0Guidance;
import org.effigy.gate.GateFile;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Conditions;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;

/**
 * Samples images from a checkpoint. Each image is a function of checkpoint, sampler settings, class and its own seed;
 * neither the batch size nor the number of images changes it. Used by one thread at a time.
 */
public final class ImageSampler implements AutoCloseable {
    private final CheckpointConfig config;
    /** Computed while the network is set up. */
    private final CompletableFuture<String> checkpointSha256;

    private final boolean ema;
    private final Compute compute;
    private final Family family;
    private final ImageModel model;

    private final Optional<RunMemory> memory;
    /** Where the checkpoint was read, and the record of its training images may lie. */
    private final Optional<Path> place;

    private Optional<Guiding> guiding = Optional.empty();

    private ImageSampler(
            Checkpoint checkpoint, boolean ema, Compute compute, Optional<RunMemory> memory, Optional<Path> place) {
        this.memory = memory;
        this.place = place;
        config = checkpoint.config();
        checkpointSha256 = CompletableFuture.supplyAsync(checkpoint::sha256);
        this.ema = ema;
        this.compute = compute;
        family = Family.of(config.model());
        model = family.open(config.model(), ema ? checkpoint.averagedWeights() : checkpoint.weights(), compute);
    }

    /**
     * Opens a checkpoint folder, or the newest sound checkpoint of a run directory, with the moving average of the
     * weights.
     *
     * @throws InputException if there is none
     */
    public static ImageSampler open(Path runOrCheckpoint, Compute compute) throws IOException {
        return open(runOrCheckpoint, new CheckpointChoice.Newest(), true, compute);
    }

    /**
     * Opens a checkpoint folder, or the chosen checkpoint of a run directory.
     *
     * @param ema whether with the moving average of the weights, else with those of the last step
     * @throws InputException if there is none
     */
    public static ImageSampler open(Path runOrCheckpoint, CheckpointChoice choice, boolean ema, Compute compute)
            throws IOException {
        Checkpoint checkpoint = CheckpointPlace.read(runOrCheckpoint, choice);
        return new ImageSampler(
                checkpoint, ema, compute, RunMemory.read(runOrCheckpoint), Optional.of(runOrCheckpoint));
    }

    /** Returns the sampler of a checkpoint in memory, with the moving average of the weights. */
    public static ImageSampler of(Checkpoint checkpoint, Compute compute) {
        return new ImageSampler(checkpoint, true, compute, Optional.empty(), Optional.empty());
    }

    /** Returns from when on the model of the run directory remembers; empty where it was not found to, or no run is named. */
    public Optional<RunMemory> memory() {
        return memory;
    }

    /** Returns what the checkpoint says of itself. */
    public CheckpointConfig config() {
        return config;
    }

    /** Returns the SHA-256 of the checkpoint. */
    public String checkpointSha256() {
        return checkpointSha256.join();
    }

    /** Returns whether the moving average of the weights is used. */
    public boolean ema() {
        return ema;
    }

    /** Returns how it computes. */
    public Compute compute() {
        return compute;
    }

    /** Returns height and width of an image. */
    public Size size() {
        return config.model().imageSize();
    }

    /** Returns the recipe by which training images became network input; its inverse gives physical units. */
    public Preprocessing preprocessing() {
        return Preprocessing.fromJson(config.preprocessing());
    }

    /** Takes the images, in the order of their index. */
    @FunctionalInterface
    public interface Receiver {
        void accept(SampledImage image) throws IOException;
    }

    /**
     * Samples the images of a request and hands them out batch by batch.
     *
     * @throws InputException if the class or the sampler settings do not fit the model
     */
    public void sample(SampleRequest request, Progress bar, Receiver receiver) throws IOException {
        int[] indices = new int[request.count()];
        Arrays.setAll(indices, i -> request.first() + i);
        sample(request, indices, bar, () -> false, receiver);
    }

    /** Returns the images of a request. */
    public List<SampledImage> sample(SampleRequest request) throws IOException {
        List<SampledImage> images = new ArrayList<>();
        sample(request, Progress.none(), images::add);
        return images;
    }

    /** Samples chosen indices of a request, ascending, until told to stop between batches; the bar counts them. */
    void sample(SampleRequest request, int[] indices, Progress bar, BooleanSupplier stop, Receiver receiver)
            throws IOException {
        check(request);
        int batch = batch(request);
        for (int from = 0; from < indices.length && !stop.getAsBoolean(); from += batch) {
            int[] part = Arrays.copyOfRange(indices, from, Math.min(indices.length, from + batch));
            int done = from;
            for (SampledImage image : draw(request, part, new int[part.length], bar)) {
                requireFinite(image);
                receiver.accept(image);
                bar.done(++done);
            }
        }
    }

    private static void requireFinite(SampledImage image) {
        for (float value : image.scaled()) {
            if (!Float.isFinite(value)) {
                throw new InputException("the model made a value that is not finite; use an earlier checkpoint");
            }
        }
    }

    /** Returns how many images are sampled at a time. */
    int batch(SampleRequest request) {
        return request.batch() > 0
                ? request.batch()
                : automaticBatch(request.sampler().guidance() > 1);
    }

    /** Returns the seed of an image: another one for each attempt. */
    static long seed(SampleRequest request, int index, int attempt) {
        return seed(request.seed(), index, attempt);
    }

    private static long seed(long set, int index, int attempt) {
        long first = Seeds.derive(set, "sample", index);
        return attempt == 0 ? first : Seeds.derive(first, "attempt", attempt);
    }

    /**
     * Returns images of a request as the model makes them, finite or not.
     *
     * @param indices of the images, ascending, from 1
     * @param attempts for each how many images of its index came before
     */
    List<SampledImage> draw(SampleRequest request, int[] indices, int[] attempts, Progress bar) {
        int[] chosen = classes(request, indices);
        Random[] noise = new Random[indices.length];
        long[] seeds = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            seeds[i] = seed(request, indices[i], attempts[i]);
            int index = indices[i];
            long own = seeds[i];
            noise[i] = request.interpolation()
                    .map(way -> way.noise(index, imageLength()))
                    .orElseGet(() -> new Random(own));
        }
        int steps = request.sampler().steps();
        IntConsumer note = step -> bar.note("step " + step + " of " + steps);
        float[] masks = request.masks().map(shown -> shown.values(indices)).orElseGet(() -> new float[0]);
        AskedCovariates asked = asked(request);
        float[][] covariates = new float[indices.length][];
        Arrays.setAll(covariates, i -> asked.values(seeds[i]));
        Conditions given = new Conditions(masks, asked.isEmpty() ? new float[0] : joined(covariates));
        float[] values = request.dissimilarity()
                .map(wanted -> model.images(request.sampler(), guidance(wanted), chosen, given, noise, note))
                .orElseGet(() -> model.images(request.sampler(), chosen, given, noise, note));
        ClassPlan plan = new ClassPlan(config, request.className());
        List<SampledImage> images = new ArrayList<>();
        for (int i = 0; i < indices.length; i++) {
            float[] image = Arrays.copyOfRange(values, i * imageLength(), (i + 1) * imageLength());
            images.add(new SampledImage(indices[i], seeds[i], plan.name(chosen[i]), image, asked.texts(covariates[i])));
        }
        return images;
    }

    private AskedCovariates asked(SampleRequest request) {
        return AskedCovariates.of(config.model().conditions(), request.covariates());
    }

    private static float[] joined(float[][] rows) {
        int each = rows.length == 0 ? 0 : rows[0].length;
        float[] all = new float[rows.length * each];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * each, each);
        }
        return all;
    }

    /** Returns the class of each index. */
    private int[] classes(SampleRequest request, int[] indices) {
        int last = indices.length == 0 ? 0 : indices[indices.length - 1];
        if (request.masks().isEmpty()) {
            int[] labels = new ClassPlan(config, request.className()).labels(1, last);
            return Arrays.stream(indices).map(index -> labels[index - 1]).toArray();
        }
        int[] shown = ClassPlan.ofMask(config, request.className(), true).labels(1, last);
        int[] empty = ClassPlan.ofMask(config, request.className(), false).labels(1, last);
        return Arrays.stream(indices)
                .map(index -> request.masks().get().of(index).count() > 0 ? shown[index - 1] : empty[index - 1])
                .toArray();
    }

    /**
     * Checks that a request fits the model.
     *
     * @throws InputException if it does not
     */
    public void check(SampleRequest request) {
        family.check(config.model(), request.sampler());
        ClassPlan.check(config, request.className());
        request.dissimilarity().ifPresent(this::guidance);
        if (request.masks().isPresent()) {
            check(request.masks().get(), request.first() + request.count() - 1);
        }
        if (asked(request).drawn() && request.interpolation().isPresent()) {
            throw new InputException("the images of an interpolation have the same covariates; give single values");
        }
        boolean mixed = !config.classNames().isEmpty() && request.className().isEmpty();
        if (request.interpolation().isPresent() && mixed) {
            throw new InputException("the images of an interpolation are of one class; name a class, one of "
                    + String.join(", ", config.classNames()));
        }
    }

    /** Guidance away from training images that was asked for last. */
    private record Guiding(Dissimilarity wanted, X0Guidance guidance) {}

    private X0Guidance guidance(Dissimilarity wanted) {
        if (guiding.filter(last -> last.wanted.equals(wanted)).isEmpty()) {
            guiding = Optional.of(new Guiding(wanted, wanted.guidance(record(wanted))));
        }
        return guiding.orElseThrow().guidance;
    }

    /** Returns the record of the training images that lies beside the checkpoint. */
    private GateFile record(Dissimilarity wanted) {
        if (!model.predictsCleanImages()) {
            throw new InputException("the model is of the family " + config.family() + ", which predicts no clean image"
                    + " at its steps; guidance away from training images is for ddpm, edm and flow, leave it out");
        }
        GateFile record = place.flatMap(ImageSampler::record)
                .orElseThrow(() -> new InputException("the model has no " + GateFile.FILE + ", so it cannot be guided"
                        + " away from its training images; describe them, or leave this guidance out"));
        SampleFolder.requireFits(record, this);
        if (!record.sha256().equals(wanted.recordSha256())) {
            throw new InputException(GateFile.FILE + ": its checksum is " + record.sha256()
                    + ", the images were guided by" + " that of " + wanted.recordSha256() + "; restore it");
        }
        return record;
    }

    private static Optional<GateFile> record(Path place) {
        try {
            return GateFile.find(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(SampleMasks masks, int last) {
        if (!config.model().masked()) {
            throw new InputException(
                    "the model has no channel for a mask; leave the mask out, or train a model with masks");
        }
        if (last > masks.last()) {
            throw new InputException("there are " + masks.last() + " masks for " + last
                    + " images; ask for as many images as there are masks, or give one mask for all");
        }
        Check.sameLength("mask", masks.of(1).region().length, imageLength());
    }

    /**
     * Returns edits of an image as the model makes them.
     *
     * @param original what the model sees of it, and which of that may change
     * @param indices of the edits, from 1
     * @param attempts for each how many edits of its index came before
     */
    List<SampledImage> edit(
            EditRequest request, EditSampler.Original original, int[] indices, int[] attempts, Progress bar) {
        TrainedDenoiser trained = denoiser();
        SamplerOptions options = SamplerOptions.of(trained.prediction()).withGuidance(request.guidance());
        EditSampler editor = new EditSampler(trained, request.plan(), options);
        int[] labels = new int[indices.length];
        Arrays.fill(labels, config.classNames().indexOf(request.className()));
        long[] seeds = new long[indices.length];
        Random[] noise = new Random[indices.length];
        for (int i = 0; i < indices.length; i++) {
            seeds[i] = seed(request.seed(), indices[i], attempts[i]);
            noise[i] = new Random(seeds[i]);
        }
        int asked = request.plan().evaluations();
        float[] values = editor.sample(
                trained.denoiser(), original, labels, noise, step -> bar.note("step " + step + " of " + asked));
        List<SampledImage> edits = new ArrayList<>();
        for (int i = 0; i < indices.length; i++) {
            float[] image = Arrays.copyOfRange(values, i * imageLength(), (i + 1) * imageLength());
            edits.add(new SampledImage(indices[i], seeds[i], request.className(), image));
        }
        return edits;
    }

    /** Returns how many steps a distilled denoiser takes from noise to image; empty for one that takes any number. */
    public OptionalInt ownSteps() {
        int known = model.denoiser().map(trained -> trained.times().size()).orElse(0);
        return known == 0 ? OptionalInt.empty() : OptionalInt.of(known);
    }

    private TrainedDenoiser denoiser() {
        return model.denoiser()
                .orElseThrow(() -> new InputException("the model is of the family " + config.family()
                        + ", which cannot edit images; choose a diffusion model"));
    }

    /** Returns how many edits are made at a time. */
    int batch(EditRequest request) {
        return automaticBatch(request.guidance() != 1);
    }

    /**
     * Checks that edits can be made with the model.
     *
     * @throws InputException if not
     */
    public void check(EditRequest request) {
        int timesteps = denoiser().schedule().steps();
        ClassPlan.check(config, request.className());
        int own = ownSteps().orElse(request.plan().steps());
        if (own != request.plan().steps()) {
            throw new InputException("the model is distilled to " + own + " steps of its own, asked for are "
                    + request.plan().steps() + "; leave the steps out");
        }
        if (request.plan().steps() > timesteps) {
            throw new InputException(
                    "sampling steps are " + request.plan().steps() + ", allowed are 1 to " + timesteps);
        }
    }

    private int imageLength() {
        return size().pixels();
    }

    private int automaticBatch(boolean guided) {
        return AutomaticBatch.of(model.imagesPerRound(), imageLength(), guided, AutomaticBatch.freeBytes());
    }

    @Override
    public void close() {
        model.close();
    }
}
