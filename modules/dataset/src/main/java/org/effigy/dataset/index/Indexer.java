package org.effigy.dataset.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.LabelRow;
import org.effigy.dataset.MaskFile;
import org.effigy.dataset.Parallel;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.labels.LabelTable;
import org.effigy.dataset.probe.FileProbe;
import org.effigy.dataset.probe.TreeWalk;
import org.effigy.dataset.screen.HeadVolumes;
import org.effigy.dataset.screen.LungMeasure;
import org.effigy.dataset.screen.MarkScreen;
import org.effigy.dataset.screen.PixelScreen;
import org.effigy.dataset.series.SeriesSorter;

/**
 * Finds the images of a folder and describes them without reading pixels: any file below the folder that is a grey DICOM,
 * PNG, TIFF or JPEG image, whatever its name. Links are not followed.
 */
public final class Indexer {
    private static final int MOST_CLASSES = 20;

    private final Path root;
    private final IndexOptions options;
    private final Progress.Factory progress;
    private final Patients patients;
    private final List<Exclusion> exclusions = new ArrayList<>();

    private Indexer(Path root, IndexOptions options, Progress.Factory progress) {
        this.root = root;
        this.options = options;
        this.progress = progress;
        this.patients = new Patients(options.patients(), options.patientKeySecret());
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
        LabelSource labels = options.labels();
        FileProbe probe = new FileProbe(labels);
        Optional<LabelTable> table =
                labels instanceof LabelSource.Csv csv ? Optional.of(LabelTable.read(csv)) : Optional.empty();
        List<FoundFile> found = new ArrayList<>(TreeWalk.list(root));
        if (labels instanceof LabelSource.Csv csv) {
            Path itself = csv.file().toRealPath();
            found.removeIf(f -> f.file().equals(itself));
        }
        boolean labelled = labels instanceof LabelSource.Attribute
                || labels instanceof LabelSource.ByView
                || table.map(LabelTable::labelled).orElse(false);
        Rules rules = new Rules(options, labelled);
        MaskColumn masks = new MaskColumn(root, table);
        List<Candidate> files;
        try (Progress bar = progress.start("index", "files", found.size())) {
            files = Parallel.map(found, file -> masks.judge(rules.judgeSound(probe.probe(file))), bar);
        }
        LabelTable.Matches matches = table.isPresent() ? table.get().match(found) : LabelTable.Matches.NONE;
        files = SamePixels.settle(HeadVolumes.leaveOut(files, options.screen()));
        List<Candidate> wanted = new ArrayList<>();
        for (Candidate file : files) {
            wanted.add(rules.judgeWanted(described(file, matches)));
        }
        return index(take(wanted), matches, masks, found.size());
    }

    /** Returns a file with its label and patient. */
    private Candidate described(Candidate file, LabelTable.Matches matches) {
        LabelRow row = matches.byPath().getOrDefault(file.file().path(), LabelRow.NONE);
        String label = row.line() > 0 ? row.label() : file.facts().label();
        Candidate labelled = file.withLabel(row, label);
        return labelled.withPatient(patients.of(labelled));
    }

    /** Sorts the frames of the files, leaves out what the choice leaves out, and puts each into its part. */
    private DatasetIndex index(List<Candidate> files, LabelTable.Matches matches, MaskColumn masks, int found)
            throws IOException {
        List<Candidate> frames =
                files.stream().flatMap(file -> file.frames().stream()).toList();
        ImageChoice choice = options.choice();
        SeriesSorter series = SeriesSorter.sort(frames, choice::takes, choice.every());
        List<Candidate> images = take(series.images());
        if (choice.minLung() > 0) {
            images = take(LungMeasure.of(images, choice.minLung(), progress));
        }
        images = take(MarkScreen.of(images, options.allowSynthetic(), progress));
        int unrecorded = 0;
        int given = 0;
        for (Candidate image : images) {
            unrecorded += image.assigned().patient().isRecorded() ? 0 : 1;
            given += image.assigned().row().split().isPresent() ? 1 : 0;
        }
        PixelScreen screen = PixelScreen.of(images, options.screen(), progress);
        // Those that the screen leaves out have their say too, so that it does not change where the others go.
        List<Candidate> alone = PatientSplit.assign(screen.images(), options.split());
        DuplicateGroups groups = DuplicateGroups.of(alone, screen.outlines());
        List<Candidate> together = groups.together(alone);
        List<IndexEntry> entries = new ArrayList<>();
        List<Candidate> used = take(together);
        List<List<MaskFile>> shown = Parallel.map(used, masks::of, Progress.none());
        for (Candidate image : used) {
            int id = entries.size();
            entries.add(IndexEntry.of(image, id, patients.key(image.assigned().patient()), shown.get(id)));
        }
        IndexNotes notes = new IndexNotes(
                found, matches.rowsWithoutFile(), unrecorded, given, screen.notes(), groups.notes(alone, together));
        DatasetIndex index =
                new DatasetIndex(root, IndexSettings.of(options), entries, exclusions, notes, series.notes());
        checkUsable(index, matches.hint());
        return index;
    }

    /** Returns the images that are still usable and notes the others. */
    private List<Candidate> take(List<Candidate> images) {
        List<Candidate> usable = new ArrayList<>();
        for (Candidate image : images) {
            if (image.isUsable()) {
                usable.add(image);
            } else {
                exclusions.add(Exclusion.of(image, exclusions.size()));
            }
        }
        return usable;
    }

    private static void checkUsable(DatasetIndex index, String labelHint) {
        if (index.entries().isEmpty()) {
            Map<ExclusionReason, Integer> counts = new EnumMap<>(ExclusionReason.class);
            index.exclusions().forEach(e -> counts.merge(e.reason(), 1, Integer::sum));
            StringBuilder why = new StringBuilder();
            counts.forEach((reason, count) -> why.append(why.isEmpty() ? ": " : "; ")
                    .append(count)
                    .append(" ")
                    .append(reason.text()));
            throw new InputException("index: no usable image among "
                    + index.notes().filesFound() + " files"
                    + (why.isEmpty() ? "; the folder is empty, name one with DICOM, PNG, TIFF or JPEG images" : why)
                    + (labelHint.isEmpty() ? "" : ". Label table: " + labelHint));
        }
        int classes = index.classes().size();
        int images = index.entries().size();
        if (classes > MOST_CLASSES && classes > images / 2) {
            throw new InputException("index: " + images + " images have " + classes
                    + " different labels, which looks like a column of identifiers; name another label column");
        }
    }
}
