package org.effigy.networks.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.networks.net.NamedTensor;

/**
 * A model to hand on: a checkpoint of the averaged weights alone, in 16 bits, which is a quarter of a run's. Its folder may hold
 * more, such as a card and a sheet of samples; that stays when the model is written again.
 *
 * @param model the checkpoint, whose lineage ends with the one that it was made from
 * @param omitted how many weights that sampling does not need were left out to keep it small
 * @param error the largest difference of a weight from the one that it was made from, relative to the largest weight of its tensor
 */
public record RecordedModel(Checkpoint model, int omitted, double error) {
    /** The most bytes that weights have which are handed on together with the program: 8 MiB. */
    public static final long SMALL = 8L << 20;

    /**
     * Makes one of a checkpoint. Numbers are stored in binary16, or in bfloat16 if one is beyond its range. What sampling does not
     * need, a discriminator for example, is left out where the rest would not be {@link #SMALL} with it.
     *
     * @throws InputException if a weight is not finite
     */
    public static RecordedModel of(Checkpoint source) {
        List<NamedTensor> all = source.averagedWeights();
        Set<String> averaged = source.ema().stream().map(NamedTensor::name).collect(Collectors.toSet());
        boolean whole = averaged.isEmpty() || values(all) * Short.BYTES <= SMALL;
        List<NamedTensor> kept = all.stream()
                .filter(tensor -> whole || averaged.contains(tensor.name()))
                .toList();
        float largest = 0;
        for (NamedTensor tensor : kept) {
            largest = Math.max(largest, largest(tensor));
        }
        if (!Float.isFinite(largest)) {
            throw new InputException("weights: a value is not finite; choose an earlier checkpoint");
        }
        TensorType type = Float.isFinite(TensorType.F16.rounded(largest)) ? TensorType.F16 : TensorType.BF16;
        List<NamedTensor> rounded =
                kept.stream().map(tensor -> rounded(tensor, type)).toList();
        double error = 0;
        for (int i = 0; i < kept.size(); i++) {
            error = Math.max(error, error(kept.get(i), rounded.get(i)));
        }
        List<String> lineage = new ArrayList<>(source.config().lineage());
        lineage.add(source.sha256());
        CheckpointConfig config = source.config().withLineage(lineage);
        Checkpoint model = new Checkpoint(config, rounded, List.of(), List.of(), type);
        return new RecordedModel(model, all.size() - kept.size(), error);
    }

    /** Returns how many numbers the model has. */
    public long parameters() {
        return values(model.weights());
    }

    private static long values(List<NamedTensor> tensors) {
        return tensors.stream().mapToLong(tensor -> tensor.values().length).sum();
    }

    /** Returns the largest absolute value; not finite if any is not. */
    private static float largest(NamedTensor tensor) {
        float largest = 0;
        for (float value : tensor.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static NamedTensor rounded(NamedTensor tensor, TensorType type) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = type.rounded(values[i]);
        }
        return new NamedTensor(tensor.name(), tensor.shape(), values);
    }

    private static double error(NamedTensor exact, NamedTensor rounded) {
        double error = 0;
        for (int i = 0; i < exact.values().length; i++) {
            error = Math.max(error, Math.abs((double) exact.values()[i] - rounded.values()[i]));
        }
        float largest = largest(exact);
        return largest == 0 ? 0 : error / largest;
    }

    /**
     * Writes it to a folder that is new, empty, or holds a model, whose files it replaces; other files stay.
     *
     * @throws InputException if the folder holds anything else
     */
    public void write(Path folder) throws IOException {
        requireModel(folder);
        Files.createDirectories(folder);
        Checkpoint.writeFiles(folder, model);
    }

    /**
     * Checks that a model may be written to a folder.
     *
     * @throws InputException if it holds anything else, or a whole checkpoint of a run
     */
    public static void requireModel(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        if (Checkpoint.isOfRun(folder)) {
            throw new InputException(
                    folder + ": holds a checkpoint of a run, which would be lost; name another folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> names = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.endsWith(AtomicFiles.PARTIAL))
                    .toList();
            if (!names.isEmpty() && !names.containsAll(Arrays.asList(Checkpoint.CONFIG, Checkpoint.CHECKSUMS))) {
                throw new InputException(folder + ": holds files, but no model; name a new or empty folder");
            }
        }
    }
}
