package org.effigy.gate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.base.Size;
import org.effigy.gate.Calibration.Place;

/** Makes the record of a release gate from the training images and from held-out ones. */
public final class GateBuilder {
    /** From so many held-out patients on the training images need not take part in the calibration. */
    private static final int ENOUGH_PATIENTS = 100;
    /** At most so many images of either kind take part in it. */
    private static final int MOST_IMAGES = 600;

    private final RealImages train;
    private final int side;
    private final Descriptors descriptors;
    private final LikenessBuilder likeness;

    private GateBuilder(RealImages train, int side, long seed) {
        this.train = train;
        this.side = side;
        descriptors = Descriptors.of(train, side, new Projection(seed));
        likeness = new LikenessBuilder(train, side);
    }

    /**
     * Returns the record.
     *
     * @param train what the model learns from
     * @param heldOut images of other patients; may be none
     * @param size of all images
     * @param seed of the descriptors; another one makes others of the same images
     * @param fingerprint of the index
     */
    public static GateFile build(RealImages train, RealImages heldOut, Size size, long seed, String fingerprint) {
        Check.positive("training images", train.size());
        GateBuilder builder = new GateBuilder(train.onSquares(size), size.longer(), seed);
        int[] ids = IntStream.range(0, train.size()).map(train::id).toArray();
        return new GateFile(
                        GateFile.FORMAT,
                        GateFile.VERSION,
                        String.valueOf(seed),
                        size,
                        fingerprint,
                        train.size(),
                        Arrays.stream(ids).boxed().toList(),
                        Optional.of(builder.likeness.likeness()),
                        builder.calibration(heldOut.onSquares(size)),
                        GateFile.encoded(builder.descriptors.words()),
                        "")
                .sealed();
    }

    /** Returns the record of square images of that side. */
    public static GateFile build(RealImages train, RealImages heldOut, int side, long seed, String fingerprint) {
        return build(train, heldOut, Size.square(side), seed, fingerprint);
    }

    private Calibration calibration(RealImages heldOut) {
        LikenessRule rule = new LikenessRule(likeness.likeness(), side);
        Place[] held = places(heldOut, patient -> rule);
        Set<String> patients = new HashSet<>();
        Arrays.stream(held).forEach(place -> patients.add(place.patient()));
        if (patients.size() >= ENOUGH_PATIENTS) {
            return Calibration.of(Calibration.HELD_OUT, held);
        }
        Place[] own = places(train, likeness::without);
        String basis =
                held.length == 0 ? Calibration.TRAINING : own.length == 0 ? Calibration.HELD_OUT : Calibration.BOTH;
        return Calibration.of(
                basis, Stream.concat(Arrays.stream(held), Arrays.stream(own)).toArray(Place[]::new));
    }

    /** Returns how images lie among the training images of other patients; none where there are no others. */
    private Place[] places(RealImages images, Function<String, LikenessRule> rules) {
        int every = (images.size() + MOST_IMAGES - 1) / MOST_IMAGES;
        return IntStream.range(0, images.size())
                .filter(i -> i % Math.max(1, every) == 0)
                .parallel()
                .boxed()
                .flatMap(i -> place(images, i, rules).stream())
                .toArray(Place[]::new);
    }

    private List<Place> place(RealImages images, int i, Function<String, LikenessRule> rules) {
        String patient = images.patient(i);
        boolean[] others = new boolean[train.size()];
        boolean any = false;
        for (int j = 0; j < others.length; j++) {
            others[j] = !train.patient(j).equals(patient);
            any |= others[j];
        }
        if (!any) {
            return List.of();
        }
        float[] image = images.image(i);
        int distance =
                descriptors.nearest(descriptors.views(image, side), others).distance();
        return List.of(new Place(patient, distance, rules.apply(patient).unlikeness(image)));
    }
}
