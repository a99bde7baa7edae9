package org.effigy.dicom.burnedin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.dicom.burnedin.FoundText.Kind;
import org.effigy.dicom.burnedin.TextLines.Line;

/**
 * Finds writing that is burned into an image. Strokes are what a top-hat leaves: brighter, or darker, than their
 * surroundings and at most eight pixels wide, at full and at half size. Their connected pieces are joined to lines of like
 * height and grey level, and a linear model, fitted by scripts/fit-text-model.py, says which lines are writing.
 *
 * <p>Writing that is as bright as what lies behind it, or larger than about 120 pixels or a third of the image, is not found. How often it errs is
 * measured by scripts/measure-text-detector.
 */
public final class TextDetector {
    private static final int RADIUS = 4;
    private static final int LEAST_HEIGHT = 4;
    private static final int MOST_HEIGHT = 64;
    /** What is taller than this part of the shorter side is anatomy: three such characters fill the image. */
    private static final int TALLEST_SHARE = 3;

    private static final int MOST_WIDTH = 400;
    private static final int LEAST_CHARACTERS = 3;
    /** From this side on strokes are looked for at half size too. */
    private static final int LARGE = 512;

    private static final int LEAST_THRESHOLD = 20;

    private TextDetector() {}

    /**
     * Returns the writing in an image, from top to bottom.
     *
     * @param values shape (rows, columns), finite; larger is brighter, in any unit
     */
    public static List<FoundText> find(float[] values, int rows, int columns) {
        Check.sameLength("values", values.length, Math.multiplyExact(rows, columns));
        List<FoundText> found = new ArrayList<>();
        boolean large = Math.min(rows, columns) >= LARGE;
        for (Line line : lines(Plane.of(values, rows, columns))) {
            kind(line, large).ifPresent(kind -> add(found, new FoundText(kind, line.box(), line.characters())));
        }
        found.sort(Comparator.comparingInt((FoundText f) -> f.box().y())
                .thenComparingInt(f -> f.box().x()));
        return List.copyOf(found);
    }

    /** Says whether there is a line of writing; markers do not count. */
    public static boolean hasText(float[] values, int rows, int columns) {
        return find(values, rows, columns).stream().anyMatch(f -> f.kind() == Kind.TEXT);
    }

    /** Returns what the model judges: all lines of three or more characters, writing or not. */
    public static List<LineCandidate> candidates(float[] values, int rows, int columns) {
        return lines(Plane.of(values, rows, columns)).stream()
                .filter(line -> line.characters() >= LEAST_CHARACTERS)
                .map(line -> new LineCandidate(
                        line.box(),
                        line.characters(),
                        Arrays.stream(TextLineModel.properties(line)).boxed().toList()))
                .toList();
    }

    /** Returns all lines of pieces that may be characters, of both polarities and all scales. */
    static List<Line> lines(Plane plane) {
        List<Line> lines = new ArrayList<>();
        for (Plane side : List.of(plane, plane.inverted())) {
            lines.addAll(TextLines.join(pieces(side)));
            if (Math.min(plane.rows(), plane.columns()) >= LARGE) {
                List<Glyph> coarse =
                        pieces(side.half()).stream().map(Glyph::doubled).toList();
                lines.addAll(TextLines.join(coarse));
            }
        }
        return lines;
    }

    private static List<Glyph> pieces(Plane plane) {
        byte[] strokes = plane.strokes(RADIUS);
        int tallest = Math.min(MOST_HEIGHT, Math.min(plane.rows(), plane.columns()) / TALLEST_SHARE);
        return Glyphs.find(plane, strokes, threshold(strokes)).stream()
                .filter(g -> g.box().height() >= LEAST_HEIGHT
                        && g.box().height() <= tallest
                        && g.box().width() <= MOST_WIDTH)
                .toList();
    }

    /** Returns the least top-hat of a stroke: well above that of the noise. */
    private static int threshold(byte[] strokes) {
        int median = Plane.median(strokes);
        byte[] deviations = new byte[strokes.length];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = (byte) Math.abs((strokes[i] & 0xff) - median);
        }
        return Math.max(LEAST_THRESHOLD, median + 6 * Math.max(1, Plane.median(deviations)));
    }

    private static Optional<Kind> kind(Line line, boolean large) {
        if (line.characters() >= LEAST_CHARACTERS) {
            return TextLineModel.isText(line, large) ? Optional.of(Kind.TEXT) : Optional.empty();
        }
        return TextLineModel.isMarker(line) ? Optional.of(Kind.MARKER) : Optional.empty();
    }

    /** Adds a find; what overlaps is one, and writing if one of them is. */
    private static void add(List<FoundText> found, FoundText fresh) {
        FoundText merged = fresh;
        for (int i = 0; i < found.size(); i++) {
            FoundText other = found.get(i);
            if (other.box().overlaps(merged.box())) {
                found.remove(i);
                Kind kind = other.kind() == Kind.TEXT ? Kind.TEXT : merged.kind();
                merged = new FoundText(
                        kind, other.box().union(merged.box()), Math.max(other.characters(), merged.characters()));
                i = -1;
            }
        }
        found.add(merged);
    }
}
