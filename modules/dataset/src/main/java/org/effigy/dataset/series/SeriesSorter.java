package org.effigy.dataset.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.SlicePlace;
import org.effigy.dataset.probe.KindCodes;

/**
 * Brings frames into the order of their series, stacks and slices, leaves out kinds that are not wanted and slices between
 * those that are, and notes what is odd about each series.
 */
public final class SeriesSorter {
    /** A series with more stacks than this is compared with the first ones only, so that the time stays bounded. */
    private static final int MOST_COMPARED = 64;

    private final Predicate<ImageKind> wanted;
    private final int every;
    private final List<Candidate> images = new ArrayList<>();
    private final List<SeriesNotes> notes = new ArrayList<>();
    private int series;

    private SeriesSorter(Predicate<ImageKind> wanted, int every) {
        this.wanted = wanted;
        this.every = every;
    }

    /**
     * Sorts frames, given in the order of their paths; a series comes where its first frame is.
     *
     * @param wanted the kinds that are taken
     * @param every take every n-th slice of each stack
     */
    public static SeriesSorter sort(List<Candidate> frames, Predicate<ImageKind> wanted, int every) {
        SeriesSorter sorter = new SeriesSorter(wanted, every);
        Map<String, List<Candidate>> groups = new LinkedHashMap<>();
        for (Candidate frame : frames) {
            String key = frame.series();
            String unique = key.isEmpty() ? "alone:" + frame.file().path() : key;
            groups.computeIfAbsent(unique, k -> new ArrayList<>()).add(frame);
        }
        groups.forEach((key, members) -> sorter.add(key, members));
        return sorter;
    }

    /** Returns the frames in order, those that are used in their places, the others left out. */
    public List<Candidate> images() {
        return images;
    }

    /** Returns what is to be said of the series. */
    public List<SeriesNotes> notes() {
        return notes;
    }

    private void add(String key, List<Candidate> frames) {
        List<Candidate> taken = new ArrayList<>();
        for (Candidate frame : frames) {
            if (wanted.test(frame.slice().kind())) {
                taken.add(frame);
            } else {
                images.add(frame.without(frame.slice().kind().reason()));
            }
        }
        List<SeriesStack> stacks = new ArrayList<>();
        for (SeriesStack stack : stacks(taken)) {
            if (wanted.test(stack.kind())) {
                stacks.add(stack);
            } else {
                stack.frames()
                        .forEach(f -> images.add(
                                f.without(stack.kind().reason(), "by its plane, which lies along the body")));
            }
        }
        if (stacks.isEmpty()) {
            return;
        }
        boolean alone = key.startsWith("alone:");
        int number = alone ? -1 : series++;
        for (int i = 0; i < stacks.size(); i++) {
            place(stacks.get(i), number, i);
        }
        SeriesNotes note = notes(number, stacks);
        if (!alone && (note.images() > 1 || note.statedTilt())) {
            notes.add(note);
        }
    }

    private static List<SeriesStack> stacks(List<Candidate> frames) {
        List<SeriesStack> stacks = new ArrayList<>();
        for (Candidate frame : frames) {
            SeriesStack home = null;
            for (int i = 0; home == null && i < Math.min(stacks.size(), MOST_COMPARED); i++) {
                home = stacks.get(i).takes(frame) ? stacks.get(i) : null;
            }
            if (home == null) {
                stacks.add(new SeriesStack(frame));
            } else {
                home.add(frame);
            }
        }
        return stacks;
    }

    private void place(SeriesStack stack, int number, int stackNumber) {
        int[] order = stack.order();
        for (int i = 0; i < order.length; i++) {
            Candidate frame = stack.frames().get(order[i]);
            int at = order[i];
            int rank = stack.geometry().map(g -> g.rank(at)).orElse(-1);
            double offset = stack.geometry().map(g -> g.offsetMm(at)).orElse(0.0);
            if ((rank < 0 ? countsWithoutPlane(frame, i) : rank) % every == 0) {
                images.add(frame.withPlace(new SlicePlace(number, stackNumber, rank, offset)));
            } else {
                images.add(frame.without(ExclusionReason.NOT_SAMPLED));
            }
        }
    }

    /** Slices and frames without a plane are counted in their order; single radiographs and pictures are not. */
    private static int countsWithoutPlane(Candidate frame, int place) {
        ImageFacts facts = frame.facts();
        return KindCodes.makesSlices(facts.modality()) || facts.frames() > 1 ? place : 0;
    }

    private static SeriesNotes notes(int number, List<SeriesStack> stacks) {
        int images = 0;
        int positions = 0;
        int missing = 0;
        int repeated = 0;
        int uneven = 0;
        boolean tilt = false;
        List<String> differs = new ArrayList<>();
        for (SeriesStack stack : stacks) {
            images += stack.frames().size();
            positions += stack.geometry().map(SliceStack::positions).orElse(0);
            missing += stack.geometry().map(SliceStack::missing).orElse(0);
            repeated += stack.geometry().map(SliceStack::repeated).orElse(0);
            uneven += stack.geometry().map(SliceStack::uneven).orElse(0);
            tilt |= stack.frames().stream().anyMatch(f -> f.slice().statedTilt());
            differs.addAll(stacks.get(0).differences(stack));
        }
        SeriesStack largest = stacks.stream()
                .max(Comparator.comparingInt((SeriesStack s) -> s.frames().size()))
                .orElseThrow();
        return new SeriesNotes(
                number,
                images,
                positions,
                largest.geometry().map(SliceStack::spacingMm).orElse(0.0),
                missing,
                repeated,
                uneven,
                largest.geometry().map(SliceStack::tiltDegrees).orElse(0.0),
                tilt,
                differs.stream().distinct().sorted().toList());
    }
}
