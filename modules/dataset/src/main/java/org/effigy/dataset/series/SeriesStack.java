package org.effigy.dataset.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.Plane;

/**
 * The frames of a series that have one orientation, size, spacing and kernel, in the order in which they were found, and
 * their geometry where they state one.
 */
final class SeriesStack {
    /** How far the directions of parallel slices may differ: the cosine of one degree. */
    private static final double SAME_DIRECTION = Math.cos(Math.toRadians(1));

    private static final double SAME_SPACING = 0.01;

    /** A slice whose normal is farther than 45 degrees from the patient's long axis does not cut across the body. */
    private static final double ACROSS = Math.cos(Math.toRadians(45));

    /** A localizer has one or two directions, and some devices repeat one. */
    private static final int MOST_LOCALIZERS = 3;

    private final List<Candidate> frames = new ArrayList<>();
    private SliceStack geometry;

    SeriesStack(Candidate first) {
        frames.add(first);
    }

    private Candidate first() {
        return frames.get(0);
    }

    void add(Candidate frame) {
        frames.add(frame);
    }

    /** Says whether a frame belongs here. */
    boolean takes(Candidate frame) {
        return sameDirection(frame) && sameMatrix(frame) && sameSpacing(frame) && sameKernel(frame);
    }

    /** Returns in what another stack differs. */
    List<String> differences(SeriesStack other) {
        Candidate frame = other.first();
        List<String> out = new ArrayList<>();
        if (!sameDirection(frame)) {
            out.add("orientation");
        }
        if (!sameMatrix(frame)) {
            out.add("matrix");
        }
        if (!sameSpacing(frame)) {
            out.add("spacing");
        }
        if (!sameKernel(frame)) {
            out.add("kernel");
        }
        return out;
    }

    private boolean sameDirection(Candidate frame) {
        Plane own = first().slice().plane();
        Plane other = frame.slice().plane();
        return own.isKnown() == other.isKnown()
                && (!own.isKnown()
                        || (own.row().dot(other.row()) >= SAME_DIRECTION
                                && own.column().dot(other.column()) >= SAME_DIRECTION));
    }

    private boolean sameMatrix(Candidate frame) {
        return first().facts().geometry().equals(frame.facts().geometry())
                || (first().facts().geometry().rows()
                                == frame.facts().geometry().rows()
                        && first().facts().geometry().columns()
                                == frame.facts().geometry().columns());
    }

    private boolean sameSpacing(Candidate frame) {
        return near(first().slice().rowSpacingMm(), frame.slice().rowSpacingMm())
                && near(first().slice().columnSpacingMm(), frame.slice().columnSpacingMm());
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) <= SAME_SPACING * Math.max(one, other);
    }

    private boolean sameKernel(Candidate frame) {
        return first().slice().kernel().equals(frame.slice().kernel());
    }

    /** Returns what the planes show the frames to be: of CT, a few planes along the body are localizers. */
    ImageKind kind() {
        Plane plane = first().slice().plane();
        boolean ct = first().facts().modality().equals("CT");
        if (!ct || !plane.isKnown() || Math.abs(plane.normal().z()) >= ACROSS) {
            return ImageKind.IMAGE;
        }
        return frames.size() <= MOST_LOCALIZERS ? ImageKind.LOCALIZER : ImageKind.REFORMATTED;
    }

    /** Returns the frames in the order in which they were found; a view. */
    List<Candidate> frames() {
        return frames;
    }

    /** Returns the sorted positions, empty where they are not stated. */
    Optional<SliceStack> geometry() {
        if (geometry == null && first().slice().plane().isKnown()) {
            geometry = new SliceStack(frames.stream()
                    .map(f -> new SliceStack.Slice(f.slice().plane(), f.center()))
                    .toList());
        }
        return Optional.ofNullable(geometry);
    }

    /**
     * Returns the numbers of the frames in order: along the normal, else by InstanceNumber; equal ones as they were
     * found.
     */
    int[] order() {
        Comparator<Integer> byPlace = geometry()
                .map(g -> Comparator.comparingInt(g::rank))
                .orElse(Comparator.comparingInt(
                        i -> frames.get(i).facts().source().instanceNumber()));
        return IntStream.range(0, frames.size())
                .boxed()
                .sorted(byPlace)
                .mapToInt(i -> i)
                .toArray();
    }
}
