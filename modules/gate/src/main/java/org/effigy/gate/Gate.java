package org.effigy.gate;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.Check;

/** Decides whether a sampled image may be released. Safe for use by several threads. */
public final class Gate {
    /** Models are trained to make values in [-1, 1]; what overshoots so far is out of range. */
    private static final float FARTHEST = 1.25f;
    /** The part of an image that may overshoot. */
    private static final double MOST_OVERSHOOT = 0.01;

    private final GateFile file;
    private final Descriptors descriptors;
    private final Optional<LikenessRule> likeness;

    private Gate(GateFile file) {
        this.file = file;
        descriptors = new Descriptors(new Projection(Long.parseLong(file.seed())), file.words());
        likeness = file.likeness().map(one -> new LikenessRule(one, file.side()));
    }

    /** Returns the gate of a record. */
    public static Gate of(GateFile file) {
        return new Gate(file);
    }

    /** Returns what it decides by. */
    public GateFile file() {
        return file;
    }

    /**
     * What the gate finds in one image by itself.
     *
     * @param reason why it is refused; empty if it may be released
     * @param trainId index id of the nearest training image, -1 where none was looked for
     * @param distance to it in differing signs, of {@value Projection#BITS}
     * @param unlikeness how many margins it lies outside of what the training images have in common; 0 where the record does not
     *     say what that is
     * @param descriptor of the image, Base64; "" where none was made
     */
    public record Finding(Optional<Reason> reason, int trainId, int distance, double unlikeness, String descriptor) {}

    /** An image that was looked at. */
    public final class Looked {
        private final Finding finding;
        private final Optional<Views> views;

        private Looked(Finding finding, Optional<Views> views) {
            this.finding = finding;
            this.views = views;
        }

        /** Returns what was found. */
        public Finding finding() {
            return finding;
        }

        /**
         * Returns whether it is as near to one of the released images before it as a copy is to its original.
         *
         * @param index of this image; only released ones of lower indices count
         */
        public boolean duplicates(Released released, int index) {
            long[] before = released.before(index);
            if (views.isEmpty() || before.length == 0) {
                return false;
            }
            Descriptors others = new Descriptors(descriptors, before);
            return others.nearest(views.get()).distance() <= file.calibration().copyDistance();
        }
    }

    /** Images that were released, for those that come after them. */
    public static final class Released {
        private final NavigableMap<Integer, long[]> words = new TreeMap<>();

        /**
         * Adds an image by its descriptor, as {@link Finding} has it.
         *
         * @throws org.effigy.base.InputException if it is none
         */
        public void add(int index, String descriptor) {
            words.put(index, GateFile.decoded(descriptor, 1));
        }

        private long[] before(int index) {
            return words.headMap(index, false).values().stream()
                    .flatMapToLong(Arrays::stream)
                    .toArray();
        }
    }

    /**
     * Looks at an image.
     *
     * @param image (rows, columns) of the record's size, nominally in [-1, 1]
     */
    public Looked look(float[] image) {
        int side = file.side();
        Check.sameLength("image", image.length, file.size().pixels());
        int beyond = 0;
        for (float value : image) {
            if (!Float.isFinite(value)) {
                return refused(Reason.NOT_FINITE);
            }
            beyond += Math.abs(value) > FARTHEST ? 1 : 0;
        }
        if (beyond > MOST_OVERSHOOT * image.length) {
            return refused(Reason.OUT_OF_RANGE);
        }
        float[] shown = file.size().onSquare(shown(image), RealImages.AROUND);
        Views views = descriptors.views(shown, side);
        Descriptors.Nearest nearest = descriptors.nearest(views);
        double unlikeness = likeness.map(rule -> rule.unlikeness(shown)).orElse(0.0);
        Optional<Reason> reason = Optional.empty();
        if (nearest.distance() <= file.calibration().copyDistance()) {
            reason = Optional.of(Reason.NEAR_COPY);
        } else if (likeness.isPresent() && !(unlikeness <= file.calibration().reach())) {
            reason = Optional.of(Reason.UNLIKE_ANYTHING_REAL);
        }
        Finding finding = new Finding(
                reason, file.ids().get(nearest.at()), nearest.distance(), unlikeness, GateFile.encoded(views.plain()));
        return new Looked(finding, Optional.of(views));
    }

    private Looked refused(Reason reason) {
        return new Looked(
                new Finding(Optional.of(reason), -1, Projection.BITS, Double.MAX_VALUE, ""), Optional.empty());
    }

    /** Returns the image as a file shows it: cut to [-1, 1]. */
    private static float[] shown(float[] image) {
        float[] shown = image.clone();
        for (int i = 0; i < shown.length; i++) {
            shown[i] = Math.max(-1, Math.min(1, shown[i]));
        }
        return shown;
    }
}
