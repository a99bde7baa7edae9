package org.effigy.dataset.screen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.BorderUse;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.PerFile;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.likeness.Outline;
import org.effigy.dataset.probe.FrameReader;
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
 * Looks at the pixels of images, on all cores, for writing and for borders, and takes their outlines, by which near-duplicates
 * are found. Tomograms, whose pixels are reconstructed, are not decoded for it unless duplicates are sought among them too.
 */
public final class PixelScreen {
    private static final Set<String> TOMOGRAMS = Set.of("CT", "MR", "PT", "NM");

    private static final int LOOKS = 2;
    /** Images with a shorter side show too little to tell a copy from a likeness. */
    private static final int SMALLEST_OUTLINED = 32;

    /** An image that was looked at, with its areas or left out. */
    private record Seen(
            Candidate image, boolean marker, boolean looked, boolean undecodable, Optional<Outline> outline) {
        static Seen nothing(Candidate image) {
            return new Seen(image, false, false, false, Optional.empty());
        }

        Seen withOutline(Optional<Outline> other) {
            return new Seen(image, marker, looked, undecodable, other);
        }
    }

    private final ScreenOptions options;
    private final List<Seen> seen = new ArrayList<>();

    private PixelScreen(ScreenOptions options) {
        this.options = options;
    }

    /** Looks at images. */
    public static PixelScreen of(List<Candidate> images, ScreenOptions options, Progress.Factory progress)
            throws IOException {
        PixelScreen screen = new PixelScreen(options);
        screen.look(images, progress);
        return screen;
    }

    /** Returns the images in their order, with areas noted; those that show writing left out if so. */
    public List<Candidate> images() {
        return seen.stream().map(Seen::image).toList();
    }

    /** Returns the outlines of the images in their order; empty for those in which no duplicates are sought. */
    public List<Optional<Outline>> outlines() {
        return seen.stream().map(Seen::outline).toList();
    }

    /** Returns what was counted. */
    public ScreenNotes notes() {
        List<PixelAreas> areas = images().stream()
                .filter(Candidate::isUsable)
                .map(image -> image.assigned().areas())
                .toList();
        return new ScreenNotes(
                count(Seen::looked),
                count(Seen::marker),
                (int) areas.stream().filter(a -> !a.masked().isEmpty()).count(),
                (int) areas.stream().filter(a -> !a.content().isEmpty()).count(),
                count(Seen::undecodable));
    }

    private void look(List<Candidate> images, Progress.Factory progress) throws IOException {
        List<Candidate> masked = images.stream().map(this::masked).toList();
        List<Candidate> toDecode = masked.stream().filter(this::needsPixels).toList();
        List<Seen> decoded =
                toDecode.isEmpty() ? List.of() : PerFile.map(toDecode, "look for writing", this::look, progress);
        int next = 0;
        for (Candidate image : masked) {
            seen.add(needsPixels(image) ? decoded.get(next++) : Seen.nothing(image));
        }
    }

    private boolean needsPixels(Candidate image) {
        return screens(image) || needsOutline(image);
    }

    private boolean screens(Candidate image) {
        boolean looks = options.text() != TextPolicy.ALLOW || options.borders() != BorderUse.KEEP;
        return looks && !TOMOGRAMS.contains(image.facts().modality());
    }

    private boolean needsOutline(Candidate image) {
        ImageFacts.Geometry size = image.facts().geometry();
        return Math.min(size.rows(), size.columns()) >= SMALLEST_OUTLINED
                && switch (options.duplicates()) {
                    case NONE -> false;
                    case RADIOGRAPHS -> !TOMOGRAMS.contains(image.facts().modality());
                    case ALL -> true;
                };
    }

    /** Returns an image with the areas that the user's rules mask. */
    private Candidate masked(Candidate image) {
        ImageFacts.Geometry size = image.facts().geometry();
        List<Box> masks = options.masks().boxes(image.facts().modality(), size.rows(), size.columns());
        return image.withAreas(new PixelAreas(masks, List.of(), BorderUse.KEEP));
    }

    private List<Seen> look(List<Candidate> frames) {
        List<Seen> out = new ArrayList<>();
        Path file = frames.get(0).file().file();
        List<Box> shutter = List.of();
        FrameReader reader = null;
        for (Candidate image : frames) {
            try {
                if (reader == null && Dicom.looksLikeDicom(file)) {
                    DicomFile dicom = Dicom.read(file);
                    ImageFacts.Geometry size = image.facts().geometry();
                    shutter = Collimation.ofHeader(dicom.dataSet(), size.rows(), size.columns()).stream()
                            .toList();
                    reader = new FrameReader.DicomFrames(DicomImage.of(dicom));
                } else if (reader == null) {
                    reader = FrameReader.open(file);
                }
                float[] pixels = reader.values(image.frame());
                Seen looked = screens(image) ? look(image, pixels, shutter) : Seen.nothing(image);
                out.add(looked.withOutline(outline(image, pixels)));
            } catch (InputException | IOException e) {
                // Whoever uses the image later is told so.
                out.add(new Seen(image, false, false, true, Optional.empty()));
            }
        }
        return out;
    }

    private Optional<Outline> outline(Candidate image, float[] pixels) {
        ImageFacts.Geometry size = image.facts().geometry();
        return needsOutline(image) ? Optional.of(Outline.of(pixels, size.rows(), size.columns())) : Optional.empty();
    }

    private Seen look(Candidate image, float[] pixels, List<Box> shutter) {
        int rows = image.facts().geometry().rows();
        int columns = image.facts().geometry().columns();
        List<Box> masks = new ArrayList<>(image.assigned().areas().masked());
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
        boolean looked = options.text() != TextPolicy.ALLOW;
        if (lines > 0 && options.text() == TextPolicy.LEAVE_OUT) {
            return new Seen(
                    image.without(ExclusionReason.TEXT_IN_PIXELS, lines(lines)),
                    marker,
                    looked,
                    false,
                    Optional.empty());
        }
        return new Seen(image.withAreas(areas(masks, values, image, shutter)), marker, looked, false, Optional.empty());
    }

    private PixelAreas areas(List<Box> masks, float[] values, Candidate image, List<Box> shutter) {
        ImageFacts.Geometry size = image.facts().geometry();
        List<Box> content = List.of();
        if (options.borders() != BorderUse.KEEP) {
            content = shutter.isEmpty()
                    ? Collimation.ofPixels(values, size.rows(), size.columns()).stream()
                            .toList()
                    : shutter;
        }
        return new PixelAreas(masks, content, content.isEmpty() ? BorderUse.KEEP : options.borders());
    }

    private int count(Predicate<Seen> property) {
        return (int) seen.stream().filter(property).count();
    }

    private static String lines(int lines) {
        return lines == 1 ? "one line" : lines + " lines";
    }
}
