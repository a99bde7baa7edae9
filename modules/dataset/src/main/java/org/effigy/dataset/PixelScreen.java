package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.burnedin.Areas;
import org.effigy.dicom.burnedin.Box;
import org.effigy.dicom.burnedin.Collimation;
import org.effigy.dicom.burnedin.FoundText;
import org.effigy.dicom.burnedin.FoundText.Kind;
import org.effigy.dicom.burnedin.TextDetector;
import org.effigy.dicom.image.DicomImage;

/**
 * Looks at the pixels of an index's images, on all cores, for writing and for borders. Tomograms, whose pixels are
 * reconstructed, are not decoded for it.
 */
final class PixelScreen {
    private static final Set<String> TOMOGRAMS = Set.of("CT", "MR", "PT", "NM");

    private static final int LOOKS = 2;

    /** What was seen in an image. */
    private record Seen(PixelAreas areas, int lines, boolean marker, boolean looked, boolean undecodable) {
        static Seen nothing(List<Box> masks) {
            return new Seen(new PixelAreas(masks, List.of(), BorderUse.KEEP), 0, false, false, false);
        }
    }

    private final DatasetIndex index;
    private final ScreenOptions options;

    private PixelScreen(DatasetIndex index, ScreenOptions options) {
        this.index = index;
        this.options = options;
    }

    /** Returns the index with areas noted, and without the images that show writing if so. */
    static DatasetIndex apply(DatasetIndex index, ScreenOptions options, Progress.Factory progress) throws IOException {
        return new PixelScreen(index, options).apply(progress);
    }

    private DatasetIndex apply(Progress.Factory progress) throws IOException {
        Map<String, List<IndexEntry>> byFile = new LinkedHashMap<>();
        Map<Integer, Seen> seen = new HashMap<>();
        for (IndexEntry entry : index.entries()) {
            if (needsPixels(entry)) {
                byFile.computeIfAbsent(entry.path(), p -> new ArrayList<>()).add(entry);
            } else {
                seen.put(entry.id(), Seen.nothing(masks(entry)));
            }
        }
        if (!byFile.isEmpty()) {
            List<List<IndexEntry>> files = List.copyOf(byFile.values());
            try (Progress bar = progress.start("look for writing", "files", files.size())) {
                Parallel.map(files, this::look, bar).forEach(seen::putAll);
            }
        }
        return result(seen);
    }

    private boolean needsPixels(IndexEntry entry) {
        boolean looks = options.text() != TextPolicy.ALLOW || options.borders() != BorderUse.KEEP;
        return looks && !TOMOGRAMS.contains(entry.modality());
    }

    private List<Box> masks(IndexEntry entry) {
        return options.masks().boxes(entry.modality(), entry.rows(), entry.columns());
    }

    private Map<Integer, Seen> look(List<IndexEntry> frames) {
        Map<Integer, Seen> seen = new HashMap<>();
        Path file = StoredPath.resolve(Path.of(index.root()), frames.get(0).path());
        List<Box> shutter = List.of();
        FrameReader reader = null;
        for (IndexEntry entry : frames) {
            try {
                if (reader == null && Dicom.looksLikeDicom(file)) {
                    DicomFile dicom = Dicom.read(file);
                    shutter = Collimation.ofHeader(dicom.dataSet(), entry.rows(), entry.columns()).stream()
                            .toList();
                    reader = new FrameReader.DicomFrames(DicomImage.of(dicom));
                } else if (reader == null) {
                    reader = FrameReader.open(file);
                }
                seen.put(entry.id(), look(entry, reader.values(entry.frame()), shutter));
            } catch (InputException | IOException e) {
                // Whoever uses the image later is told so.
                PixelAreas areas = Seen.nothing(masks(entry)).areas();
                seen.put(entry.id(), new Seen(areas, 0, false, false, true));
            }
        }
        return seen;
    }

    private Seen look(IndexEntry entry, float[] pixels, List<Box> shutter) {
        int rows = entry.rows();
        int columns = entry.columns();
        List<Box> masks = new ArrayList<>(masks(entry));
        float[] values = masks.isEmpty() ? pixels : Areas.filled(pixels, rows, columns, masks);
        int lines = 0;
        boolean marker = false;
        // A second look finds what the first one hid.
        for (int look = 0; look < LOOKS && options.text() != TextPolicy.ALLOW; look++) {
            int before = lines;
            for (FoundText found : TextDetector.find(values, rows, columns)) {
                marker |= found.kind() == Kind.MARKER;
                if (found.kind() == Kind.TEXT) {
                    lines++;
                    masks.add(found.area(rows, columns));
                }
            }
            if (lines == before || options.text() != TextPolicy.MASK) {
                break;
            }
            values = Areas.filled(pixels, rows, columns, masks);
        }
        List<Box> content = List.of();
        if (options.borders() != BorderUse.KEEP) {
            content = shutter.isEmpty()
                    ? Collimation.ofPixels(values, rows, columns).stream().toList()
                    : shutter;
        }
        BorderUse use = content.isEmpty() ? BorderUse.KEEP : options.borders();
        return new Seen(new PixelAreas(masks, content, use), lines, marker, options.text() != TextPolicy.ALLOW, false);
    }

    private DatasetIndex result(Map<Integer, Seen> seen) {
        List<IndexEntry> entries = new ArrayList<>();
        List<Exclusion> exclusions = new ArrayList<>(index.exclusions());
        for (IndexEntry entry : index.entries()) {
            Seen it = seen.get(entry.id());
            if (it.lines() > 0 && options.text() == TextPolicy.LEAVE_OUT) {
                exclusions.add(new Exclusion(
                        exclusions.size(),
                        entry.path(),
                        entry.frame(),
                        ExclusionReason.TEXT_IN_PIXELS,
                        lines(it.lines())));
            } else {
                entries.add(entry.withId(entries.size()).withAreas(it.areas()));
            }
        }
        ScreenNotes notes = new ScreenNotes(
                count(seen, Seen::looked),
                count(seen, Seen::marker),
                (int) entries.stream()
                        .filter(e -> !e.areas().masked().isEmpty())
                        .count(),
                (int) entries.stream()
                        .filter(e -> !e.areas().content().isEmpty())
                        .count(),
                count(seen, Seen::undecodable));
        return index.screened(entries, exclusions, notes);
    }

    private static int count(Map<Integer, Seen> seen, Predicate<Seen> property) {
        return (int) seen.values().stream().filter(property).count();
    }

    private static String lines(int lines) {
        return lines == 1 ? "one line" : lines + " lines";
    }
}
