package org.effigy.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.base.Seeds;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.networks.families.Batch;
import org.effigy.training.TrainingConfig;
import org.effigy.training.WatchedImages;

/** Chooses the images by which a run is watched for memory: of as many patients as there are, at random. */
final class WatchedChoice {
    /** The figures are spreads over patients. */
    private static final int LEAST_PATIENTS = 2;

    private final Map<Integer, String> patients = new HashMap<>();
    private final long seed;
    private final int most;

    private WatchedChoice(DatasetIndex index, TrainingConfig config) {
        index.entries().forEach(entry -> patients.put(entry.id(), entry.patientKey()));
        seed = config.seed();
        most = config.cadence().watchImages();
    }

    /** One side: images and the patient of each. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Side(Batch images, int[] patients) {
        boolean isEnough() {
            return Arrays.stream(patients).distinct().count() >= LEAST_PATIENTS;
        }
    }

    /** Returns the images; empty where none are asked for, or either split has fewer than two patients. */
    static Optional<WatchedImages> of(
            DatasetIndex index, ImageDataset train, Preprocessing recipe, TrainingConfig config, CacheOptions cache)
            throws IOException {
        if (config.cadence().watchImages() == 0 || index.entries(Split.TEST).isEmpty()) {
            return Optional.empty();
        }
        WatchedChoice choice = new WatchedChoice(index, config);
        Side learnt = choice.side(train, "watched train");
        // Whether an image of the other patients can be decoded is nothing to the training.
        try (ImageDataset test = ImageDataset.open(index, Split.TEST, recipe, cache.withSkipUndecodable(true))) {
            Side heldOut = choice.side(test, "watched held out");
            return learnt.isEnough() && heldOut.isEnough()
                    ? Optional.of(
                            new WatchedImages(learnt.images(), learnt.patients(), heldOut.images(), heldOut.patients()))
                    : Optional.empty();
        }
    }

    /** Takes a random image of each patient, then a second one of each, and so on. */
    private Side side(ImageDataset images, String purpose) {
        Map<String, Integer> numbers = new HashMap<>();
        List<int[]> ranked = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        List<Integer> shuffled = IntStream.range(0, images.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> Seeds.derive(seed, purpose, images.id(i))))
                .toList();
        for (int image : shuffled) {
            String patient = patients.get(images.id(image));
            int number = numbers.computeIfAbsent(patient, p -> numbers.size());
            ranked.add(new int[] {image, number, taken.merge(patient, 1, Integer::sum)});
        }
        List<int[]> chosen = ranked.stream()
                .sorted(Comparator.comparingInt(entry -> entry[2]))
                .limit(most)
                .toList();
        int n = chosen.size();
        int length = images.imageLength();
        float[] values = new float[n * length];
        int[] labels = new int[n];
        int[] ids = new int[n];
        int[] owners = new int[n];
        for (int i = 0; i < n; i++) {
            int image = chosen.get(i)[0];
            images.read(image, values, i * length);
            labels[i] = images.label(image);
            ids[i] = images.id(image);
            owners[i] = chosen.get(i)[1];
        }
        return new Side(new Batch(1, values, labels, ids), owners);
    }
}
