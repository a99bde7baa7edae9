package org.effigy.dataset.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.Split;
import org.effigy.dataset.series.SeriesNotes;

/**
 * The images of a data set with class, patient group and split, and the files that were left out. The file format is in
 * the package documentation. It names files, so it stays on the machine that holds the data.
 *
 * @param root absolute path of the data folder
 * @param settings the options it was made with
 * @param series what is to be said of the series with several images
 * @param notes what was counted besides, e.g. rows of the label table without a file
 */
public record DatasetIndex(
        String format,
        int version,
        String root,
        IndexSettings settings,
        List<IndexEntry> entries,
        List<Exclusion> exclusions,
        IndexNotes notes,
        List<SeriesNotes> series) {
    /** The format's name. */
    public static final String FORMAT = "effigy-index";

    /** The newest version this code writes and reads: that of labels with several values, and of masks. */
    public static final int VERSION = 4;

    /** The version that this code writes where each label is one value and no image has a mask. */
    private static final int PLAIN = 3;

    /** The oldest version this code reads. */
    static final int OLDEST = 2;

    private static final int START_BYTES = 200;

    public DatasetIndex {
        Check.argument(FORMAT.equals(format), () -> "format must be " + FORMAT);
        int found = version;
        Check.argument(
                found >= OLDEST && found <= VERSION,
                () -> "version is " + found + ", known are " + OLDEST + " to " + VERSION);
        // An earlier one says less; what it does not say has its default.
        boolean plain = settings == null || settings.labelSeparator().isEmpty();
        version = plain && entries.stream().noneMatch(IndexEntry::masked) ? PLAIN : VERSION;
        entries = List.copyOf(entries);
        exclusions = List.copyOf(exclusions);
        series = List.copyOf(series);
    }

    DatasetIndex(
            Path root,
            IndexSettings settings,
            List<IndexEntry> entries,
            List<Exclusion> exclusions,
            IndexNotes notes,
            List<SeriesNotes> series) {
        this(FORMAT, VERSION, root.toString(), settings, entries, exclusions, notes, series);
    }

    /**
     * Reads an index.
     *
     * @throws InputException if the file is missing, is not an index, or has a version that is not known
     */
    public static DatasetIndex read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no index at the given place; index the data folder to make one");
        }
        return IndexFile.read(file);
    }

    /** Says whether a file is an index, of this or another version. */
    public static boolean isIndex(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(START_BYTES), StandardCharsets.UTF_8);
            return start.stripLeading().startsWith("{") && start.contains('"' + FORMAT + '"');
        }
    }

    /** Writes the index; a reader sees the old or the new one, never a part. */
    public void write(Path file) throws IOException {
        Json.stream(file, this);
    }

    /**
     * Returns the classes in alphabetical order; empty without labels. A label's number is its place here. Where labels may have
     * several values these are the values, and {@link LabelValues#question} gives an index to learn from.
     */
    public List<String> classes() {
        return entries.stream()
                .flatMap(entry -> LabelValues.of(this, entry).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the images of one split, by id. */
    public List<IndexEntry> entries(Split split) {
        return entries.stream().filter(entry -> entry.split() == split).toList();
    }

    /**
     * Returns the SHA-256 over the sorted lines {@code contentSha256 frame label split areas mask}: it names the data, whatever the
     * files are called and wherever they lie.
     */
    public String fingerprint() {
        MessageDigest digest = Hashes.digest();
        entries.stream()
                .map(e -> e.contentSha256() + " " + e.frame() + " " + e.label() + " " + e.split()
                        + (e.areas().equals(PixelAreas.NONE) ? "" : " " + Json.line(e.areas()))
                        + (e.masks().isEmpty()
                                ? ""
                                : " mask " + e.masks().get(0).sha256()) + "\n")
                .sorted()
                .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
