package org.effigy.evaluation.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.View;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dataset.labels.SubgroupTable;
import org.effigy.dataset.screen.DuplicateSearch;
import org.effigy.dataset.screen.ScreenOptions;
import org.effigy.dataset.screen.TextPolicy;

/**
 * The images of a set before their pixels are read: an index whose images are all in the split {@code TRAIN}, and what is known of
 * each, in the same order.
 *
 * @param left how many files were left out, and why, in words; "" for none
 */
record Listing(DatasetIndex index, List<SetImage> images, boolean patientsKnown, String left) {
    /**
     * What all sets of an evaluation share.
     *
     * @param secret of the patient keys of folders, so that a patient in two of them is one patient
     * @param subgroups a table for images of all sets; empty for the label tables of the data folders
     */
    record Context(String secret, Optional<SubgroupTable> subgroups, Progress.Factory progress) {}

    static Listing of(String role, ImageSource source, Context context) throws IOException {
        if (source instanceof ImageSource.Folder folder) {
            return ofFolder(role, folder, context);
        }
        if (source instanceof ImageSource.WholeIndex whole) {
            return ofIndex(whole.index(), whole.index().entries(), context);
        }
        ImageSource.IndexSplit part = (ImageSource.IndexSplit) source;
        List<IndexEntry> entries = part.index().entries(part.split());
        if (entries.isEmpty()) {
            throw new InputException("the split " + part.split().name().toLowerCase(Locale.ROOT)
                    + " of the index has no image, which is needed as the " + role
                    + " set; index again with other shares of the parts");
        }
        return ofIndex(part.index(), entries, context);
    }

    private static Listing ofIndex(DatasetIndex index, List<IndexEntry> entries, Context context) throws IOException {
        SubgroupTable table = table(Path.of(index.root()), context);
        List<SetImage> images = new ArrayList<>();
        for (IndexEntry entry : entries) {
            images.add(image(entry, entry.name(), entry.label(), table));
        }
        boolean known = index.notes().imagesWithoutPatient() < index.entries().size();
        return new Listing(only(index, entries), images, known, "");
    }

    private static Listing ofFolder(String role, ImageSource.Folder source, Context context) throws IOException {
        IndexOptions options = IndexOptions.defaults(source.folder())
                .withSynthetic(true)
                .withBurnedIn(true)
                .withCopies(true)
                .withPatientKeySecret(context.secret())
                .withScreen(ScreenOptions.STANDARD
                        .withText(TextPolicy.ALLOW)
                        .withHeads(true)
                        .withDuplicates(DuplicateSearch.NONE));
        DatasetIndex index = Indexer.index(source.folder(), options, context.progress());
        SubgroupTable table = table(source.folder(), context);
        boolean known = index.notes().imagesWithoutPatient() < index.entries().size()
                && source.named().isEmpty();
        List<SetImage> images = new ArrayList<>();
        for (IndexEntry entry : index.entries()) {
            boolean ours = source.named().containsKey(entry.path());
            String name = ours ? entry.path() : String.format(Locale.ROOT, "%s %04d", role, entry.id());
            String label = ours ? source.named().get(entry.path()) : entry.label();
            SetImage image = image(entry, name, label, table);
            images.add(known ? image : image.ofPatient(role + " " + image.patient()));
        }
        return new Listing(only(index, index.entries()), images, known, left(index));
    }

    private static SubgroupTable table(Path root, Context context) throws IOException {
        if (context.subgroups().isPresent()) {
            return context.subgroups().get();
        }
        Path file = root.resolve(IndexOptions.LABEL_TABLE);
        return Files.isRegularFile(file) ? SubgroupTable.read(file) : SubgroupTable.none();
    }

    private static SetImage image(IndexEntry entry, String name, String label, SubgroupTable table) {
        Map<String, String> subgroups = new HashMap<>(table.of(entry.path()));
        if (entry.appearance().view() != View.UNKNOWN) {
            subgroups.put("view", entry.appearance().view().name());
        }
        String content = entry.frame() == 0 ? entry.contentSha256() : entry.contentSha256() + " " + entry.frame();
        return new SetImage(name, entry.patientKey(), label, subgroups, content);
    }

    /** Returns the index with these entries alone, all in the split TRAIN. */
    private static DatasetIndex only(DatasetIndex index, List<IndexEntry> entries) {
        return new DatasetIndex(
                index.format(),
                index.version(),
                index.root(),
                index.settings(),
                entries.stream().map(Listing::toTrain).toList(),
                List.of(),
                index.notes(),
                index.series());
    }

    private static IndexEntry toTrain(IndexEntry e) {
        return new IndexEntry(
                e.id(),
                e.path(),
                e.frame(),
                e.patientKey(),
                e.label(),
                Split.TRAIN,
                e.modality(),
                e.bodyPart(),
                e.rows(),
                e.columns(),
                e.bits(),
                e.rowSpacingMm(),
                e.columnSpacingMm(),
                e.synthetic(),
                e.contentSha256(),
                e.place(),
                e.appearance(),
                e.areas(),
                e.origins());
    }

    private static String left(DatasetIndex index) {
        Map<String, Integer> counts = new TreeMap<>();
        index.exclusions().stream()
                .filter(e -> !e.path().endsWith(".json"))
                .forEach(e -> counts.merge(e.reason().text(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((reason, count) -> words.add(count + " " + reason));
        return String.join("; ", words);
    }
}
