package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.gate.Calibration;
import org.effigy.gate.GateBuilder;
import org.effigy.gate.GateFile;
import org.effigy.gate.RealImages;

/** Makes the record by which {@code effigy sample} compares its images with a model's training images. */
final class GateRecord {
    private final DatasetIndex index;
    private final Preprocessing recipe;
    private final CacheOptions cache;
    private final long seed;

    /** Prepares the record of a model that learns from the index with a seed. */
    GateRecord(DatasetIndex index, Preprocessing recipe, CacheOptions cache, long modelSeed) {
        this.index = index;
        this.recipe = recipe;
        this.cache = cache;
        seed = Seeds.derive(modelSeed, "gate", 0);
    }

    /** Returns the record in a run's folder if it is that of these images; otherwise makes it there. */
    GateFile ensure(Path run, int images) throws IOException {
        Optional<GateFile> earlier = sound(run);
        if (earlier.isPresent() && describes(earlier.get(), images)) {
            return earlier.get();
        }
        GateFile record = make();
        record.write(run);
        return record;
    }

    private static Optional<GateFile> sound(Path run) throws IOException {
        try {
            return GateFile.find(run);
        } catch (InputException e) {
            // Damaged: made again.
            return Optional.empty();
        }
    }

    private boolean describes(GateFile record, int images) {
        return record.likeness().isPresent()
                && record.images() == images
                && record.size().equals(recipe.size())
                && record.fingerprint().equals(index.fingerprint())
                && record.seed().equals(String.valueOf(seed));
    }

    /** Makes the record; calibrates it with the split test, or else with the split validation. */
    GateFile make() throws IOException {
        Map<Integer, String> patients =
                index.entries().stream().collect(Collectors.toMap(IndexEntry::id, IndexEntry::patientKey));
        Optional<Split> heldOut = Stream.of(Split.TEST, Split.VALIDATION)
                .filter(split -> !index.entries(split).isEmpty())
                .findFirst();
        try (ImageDataset train = ImageDataset.open(index, Split.TRAIN, recipe, cache)) {
            RealImages learned = images(train, patients);
            if (heldOut.isEmpty()) {
                return build(learned, RealImages.none());
            }
            try (ImageDataset held = ImageDataset.open(index, heldOut.get(), recipe, cache)) {
                return build(learned, images(held, patients));
            }
        }
    }

    private GateFile build(RealImages train, RealImages heldOut) {
        return GateBuilder.build(train, heldOut, recipe.size(), seed, index.fingerprint());
    }

    private static RealImages images(ImageDataset dataset, Map<Integer, String> patients) {
        return new RealImages() {
            @Override
            public int size() {
                return dataset.size();
            }

            @Override
            public float[] image(int i) {
                float[] image = new float[dataset.imageLength()];
                dataset.read(i, image, 0);
                return image;
            }

            @Override
            public int id(int i) {
                return dataset.id(i);
            }

            @Override
            public String patient(int i) {
                return patients.get(dataset.id(i));
            }
        };
    }

    /** Returns what a record decides by, in a line. */
    static String text(GateFile record) {
        Calibration calibration = record.calibration();
        String basis = calibration.patients() == 0
                ? "not calibrated, for there are no two patients"
                : String.format(
                        java.util.Locale.ROOT,
                        "calibrated on %d %s, of whom %.1f %% would be accused of copying",
                        calibration.patients(),
                        calibration.basis(),
                        100 * calibration.copyAccused());
        return record.images() + " training images described; " + basis;
    }
}
