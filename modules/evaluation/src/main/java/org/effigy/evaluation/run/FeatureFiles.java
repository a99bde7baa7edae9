package org.effigy.evaluation.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.evaluation.features.FeatureSpace;
import org.effigy.evaluation.features.FeatureTable;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.features.Standardisation;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;

/** The features of the sets, computed or read from the files of an earlier attempt. */
final class FeatureFiles {
    private static final String TENSOR = "features";

    private final Workplace place;
    private final ImageSets sets;
    private final int threads;
    private final Progress.Factory progress;

    FeatureFiles(Workplace place, ImageSets sets, int threads, Progress.Factory progress) {
        this.place = place;
        this.sets = sets;
        this.threads = threads;
        this.progress = progress;
    }

    static String name(String space, String role) {
        return "features-" + space + "-" + role + ".safetensors";
    }

    /** Returns the features of a space. */
    SpaceFeatures of(FeatureSpace space) throws IOException {
        List<ImageSet> all = List.of(sets.train(), sets.holdout(), sets.synthetic());
        List<FeatureTable> tables = new ArrayList<>();
        // Standardised features of every set depend on the training set.
        boolean whole = space.standardised();
        boolean known = true;
        for (ImageSet set : all) {
            Optional<FeatureTable> table = read(space, set);
            table.ifPresent(tables::add);
            known &= table.isPresent();
        }
        if (known) {
            return new SpaceFeatures(space.name(), tables.get(0), tables.get(1), tables.get(2));
        }
        tables.clear();
        for (ImageSet set : all) {
            Optional<FeatureTable> table = whole ? Optional.empty() : read(space, set);
            tables.add(table.isPresent() ? table.get() : compute(space, set));
        }
        if (whole) {
            Standardisation standard = Standardisation.of(tables.get(0));
            tables.replaceAll(standard::apply);
            for (int i = 0; i < all.size(); i++) {
                write(space, all.get(i), tables.get(i));
            }
        }
        return new SpaceFeatures(space.name(), tables.get(0), tables.get(1), tables.get(2));
    }

    private FeatureTable compute(FeatureSpace space, ImageSet set) throws IOException {
        String raw = "raw-" + name(space.name(), set.role());
        if (!space.standardised()) {
            FeatureTable table = features(space, set);
            write(space, set, table);
            return table;
        }
        // What was computed before a stop is kept until all sets are there.
        String key = key(space, set, "raw");
        Optional<Path> earlier = place.find(raw, key);
        if (earlier.isPresent()) {
            return table(earlier.get());
        }
        FeatureTable table = features(space, set);
        Safetensors.write(place.folder().resolve(raw), List.of(tensor(table)));
        place.finished(raw, key);
        return table;
    }

    private FeatureTable features(FeatureSpace space, ImageSet set) throws IOException {
        try (Progress bar = progress.start(space.name() + " features, " + set.role(), "images", set.size())) {
            return space.features(set, threads, bar);
        }
    }

    private void write(FeatureSpace space, ImageSet set, FeatureTable table) throws IOException {
        String name = name(space.name(), set.role());
        Safetensors.write(place.folder().resolve(name), List.of(tensor(table)));
        place.finished(name, key(space, set, ""));
        Files.deleteIfExists(place.folder().resolve("raw-" + name));
    }

    private Optional<FeatureTable> read(FeatureSpace space, ImageSet set) throws IOException {
        Optional<Path> file = place.find(name(space.name(), set.role()), key(space, set, ""));
        return file.isPresent() ? Optional.of(table(file.get())) : Optional.empty();
    }

    private static FeatureTable table(Path file) throws IOException {
        NamedTensor tensor = Safetensors.read(file).get(0);
        return new FeatureTable((int) tensor.shape()[0], (int) tensor.shape()[1], tensor.values());
    }

    private static NamedTensor tensor(FeatureTable table) {
        return new NamedTensor(TENSOR, new long[] {table.rows(), table.width()}, table.values());
    }

    /** Names what a file of features was made from. */
    String key(FeatureSpace space, ImageSet set, String kind) {
        return Workplace.key(
                kind,
                space.key(),
                set.sha256(),
                Json.line(sets.recipe()),
                space.standardised() && kind.isEmpty() ? sets.train().sha256() : "");
    }
}
