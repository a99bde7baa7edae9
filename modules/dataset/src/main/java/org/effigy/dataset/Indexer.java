package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.effigy.base.InputException;
import org.effigy.base.Progress;

/**
 * Finds the images of a folder and describes them without reading pixels: any file below the folder that is a grey DICOM,
 * PNG or TIFF image, whatever its name. Links are not followed.
 */
public final class Indexer {
    private static final int MOST_CLASSES = 20;

    private final Path root;
    private final IndexOptions options;
    private final Progress.Factory progress;

    private Indexer(Path root, IndexOptions options, Progress.Factory progress) {
        this.root = root;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Returns the index of all usable images below a folder. For equal files and options the result is equal, apart from
     * the patient keys when no secret is given.
     *
     * @throws InputException if no image is usable, or the label table is wrong
     */
    public static DatasetIndex index(Path root, IndexOptions options, Progress.Factory progress) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new InputException("index: there is no data folder at the given place; check the path");
        }
        return new Indexer(root.toRealPath(), options, progress).index();
    }

    private DatasetIndex index() throws IOException {
        OptionalInt labelTag = options.labels() instanceof LabelSource.Attribute attribute
                ? OptionalInt.of(Labels.tag(attribute.keyword()))
                : OptionalInt.empty();
        Optional<LabelTable> table =
                options.labels() instanceof LabelSource.Csv csv ? Optional.of(LabelTable.read(csv)) : Optional.empty();
        List<TreeWalk.Found> found = new ArrayList<>(TreeWalk.list(root));
        if (options.labels() instanceof LabelSource.Csv csv) {
            Path itself = csv.file().toRealPath();
            found.removeIf(f -> f.file().equals(itself));
        }
        List<Probe> probes;
        FileProbe probe = new FileProbe(labelTag, options);
        try (Progress bar = progress.start("index", "files", found.size())) {
            probes = Parallel.map(found, probe::probe, bar);
        }
        probes = HeadVolumes.leaveOut(probes, options.screen());
        LabelTable.Matches matches = table.isPresent() ? table.get().match(found) : new LabelTable.Matches(Map.of(), 0);
        boolean labelled = labelTag.isPresent()
                || options.labels() instanceof LabelSource.ByView
                || table.map(LabelTable::labelled).orElse(false);
        Selection selection = new Selection(options, labelled, matches);
        List<String> pixels = SamePixels.keys(found, probes);
        for (int i = 0; i < found.size(); i++) {
            selection.add(found.get(i), probes.get(i), pixels.get(i));
        }
        DatasetIndex index = PixelScreen.apply(selection.index(root, progress), options.screen(), progress);
        checkUsable(index);
        return index;
    }

    private static void checkUsable(DatasetIndex index) {
        if (index.entries().isEmpty()) {
            Map<ExclusionReason, Integer> counts = new EnumMap<>(ExclusionReason.class);
            index.exclusions().forEach(e -> counts.merge(e.reason(), 1, Integer::sum));
            StringBuilder why = new StringBuilder();
            counts.forEach((reason, count) -> why.append(why.isEmpty() ? ": " : "; ")
                    .append(count)
                    .append(" ")
                    .append(reason.text()));
            throw new InputException(
                    "index: no usable image among " + index.notes().filesFound() + " files"
                            + (why.isEmpty() ? "; the folder is empty, name one with DICOM, PNG or TIFF images" : why));
        }
        int classes = index.classes().size();
        int images = index.entries().size();
        if (classes > MOST_CLASSES && classes > images / 2) {
            throw new InputException("index: " + images + " images have " + classes
                    + " different labels, which looks like a column of identifiers; name another with --label-column");
        }
    }
}
