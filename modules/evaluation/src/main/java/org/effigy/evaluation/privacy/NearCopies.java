package org.effigy.evaluation.privacy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.effigy.base.Progress;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.NearPair;
import org.effigy.evaluation.Verdict;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.part.Study;

/** Whether synthetic images are near copies of training images; see the package's documentation. */
public final class NearCopies implements Part {
    private static final String PIXELS = "pixels";
    /** Feature spaces in which copies are looked for besides pixels: the first ones that measure distances. */
    private static final int SPACES = 2;

    private static final List<String> DESCRIBING = List.of("histogram", "spectrum", "hounsfield");
    private static final List<String> KINDS = List.of("class", "sex", "age", "view");
    private static final int LEAST_PATIENTS = 10;
    private static final int PAIRS = 24;
    private static final int MOST_PAIRS = 200;

    @Override
    public String name() {
        return "privacy";
    }

    @Override
    public Findings judge(Study study, Progress.Factory progress) throws IOException {
        ImageSets sets = study.sets();
        List<Figure> figures = new ArrayList<>();
        List<NearPair> pairs = new ArrayList<>();
        PixelDistances pixels = new PixelDistances(sets, study.threads(), progress);
        SpaceFindings inPixels = findings(study, PIXELS, pixels, figures);
        pairs.addAll(pairs(inPixels, pixels::fit));
        List<SpaceFindings> all = new ArrayList<>(List.of(inPixels));
        for (SpaceFeatures space : spaces(study)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            SpaceFindings found = findings(study, space.space(), new SpaceDistances(space, study.threads()), figures);
            pairs.addAll(pairs(found, row -> ""));
            all.add(found);
        }
        return new Findings(figures, List.of(), pairs, List.of(verdict(study, pixels, all)), assumptions(), List.of());
    }

    private static List<SpaceFeatures> spaces(Study study) {
        return study.spaces().stream()
                .filter(space -> !DESCRIBING.contains(space.space()))
                .limit(SPACES)
                .toList();
    }

    private static List<String> assumptions() {
        return List.of(
                "A near copy is nearer to a training image than images of held-out patients are; these are taken to be other"
                        + " people than those that the model learned from.",
                "Distances in pixels are taken after the best shift of up to 6 % of the side, mirror image, rotation of a few"
                        + " degrees, zoom of a few percent, intensity fit and blur; what is changed more is not found.");
    }

    /** Distances in one space, and the threshold; no threshold where too few patients are held out. */
    private record SpaceFindings(String space, Nearest synthetic, Nearest holdout, CopyThreshold threshold) {
        boolean measurable() {
            return threshold.patients() >= LEAST_PATIENTS;
        }

        long copies() {
            return IntStream.range(0, synthetic.size())
                    .filter(i -> threshold.isCopy(synthetic.first()[i]))
                    .count();
        }
    }

    private static SpaceFindings findings(Study study, String space, Distances distances, List<Figure> figures)
            throws IOException {
        ImageSets sets = study.sets();
        Nearest synthetic = distances.synthetic();
        Nearest holdout = distances.holdout();
        CopyThreshold threshold =
                CopyThreshold.of(holdout.first(), sets.holdout().patients());
        SpaceFindings found = new SpaceFindings(space, synthetic, holdout, threshold);
        double[] own = new double[sets.train().size()];
        int[] hit = IntStream.concat(IntStream.of(synthetic.at()), IntStream.of(holdout.at()))
                .distinct()
                .sorted()
                .toArray();
        double[] among = distances.amongTrain(hit);
        for (int i = 0; i < hit.length; i++) {
            own[hit[i]] = among[i];
        }
        for (Cell cell : cells(sets)) {
            figures.addAll(
                    new CopyFigures(study, space, cell, found.measurable()).of(synthetic, holdout, threshold, own));
        }
        return found;
    }

    private static List<Cell> cells(ImageSets sets) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.ALL));
        for (String by : KINDS) {
            TreeSet<String> values = new TreeSet<>();
            sets.synthetic().images().forEach(image -> values.add(ImageSet.value(image, by)));
            values.remove("");
            if (values.size() > 1) {
                values.forEach(value -> cells.add(new Cell(by, value)));
            }
        }
        return cells;
    }

    private static List<NearPair> pairs(SpaceFindings found, IntFunction<String> fit) {
        Nearest nearest = found.synthetic();
        long wanted = Math.min(MOST_PAIRS, Math.max(PAIRS, found.measurable() ? found.copies() : 0));
        return IntStream.range(0, nearest.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> nearest.first()[i]))
                .limit(wanted)
                .map(i -> new NearPair(
                        i,
                        nearest.at()[i],
                        found.space(),
                        nearest.first()[i],
                        found.threshold().distance(),
                        nearest.ratio(i),
                        fit.apply(i),
                        found.measurable() && found.threshold().isCopy(nearest.first()[i])))
                .toList();
    }

    private static Verdict verdict(Study study, PixelDistances pixels, List<SpaceFindings> all) {
        SpaceFindings inPixels = all.get(0);
        String lookedFor = "Near copies of " + study.sets().train().size() + " training images among "
                + inPixels.synthetic().size() + " synthetic images, in "
                + String.join(", ", all.stream().map(SpaceFindings::space).toList()) + ".";
        if (!inPixels.measurable()) {
            String why = "Not known: " + inPixels.threshold().patients() + " patients are held out, needed are "
                    + LEAST_PATIENTS + " to say how near other people's images come.";
            return new Verdict("images", "not measurable", lookedFor, why, "Nothing can be said.");
        }
        boolean found = all.stream().anyMatch(space -> excess(space));
        String counts = String.join(
                ", ",
                all.stream()
                        .map(space -> String.format(
                                Locale.ROOT,
                                "%d of %d in %s (of held-out patients %.1f %%)",
                                space.copies(),
                                space.synthetic().size(),
                                space.space(),
                                100 * space.threshold().accused()))
                        .toList());
        return new Verdict(
                "images",
                found ? "found" : "nothing found",
                lookedFor,
                power(pixels.planted(inPixels.threshold(), study.seed())),
                "Near copies: " + counts + ".");
    }

    /**
     * Returns whether more is found than chance gives, if one in a hundred counted as a copy as at most one in a hundred held-out
     * patients does; or a copy in pixels that is nearer than half the threshold.
     */
    private static boolean excess(SpaceFindings space) {
        if (!space.measurable()) {
            return false;
        }
        double expected = 0.01 * space.synthetic().size();
        double clear = space.space().equals(PIXELS) ? space.threshold().distance() / 2 : 0;
        boolean certain = DoubleStream.of(space.synthetic().first()).anyMatch(d -> d < clear || d == 0);
        return certain || space.copies() > expected + 3 * Math.sqrt(Math.max(1, expected));
    }

    private static String power(Map<String, int[]> planted) {
        int found = planted.values().stream().mapToInt(counts -> counts[0]).sum();
        int all = planted.values().stream().mapToInt(counts -> counts[1]).sum();
        List<String> missed = planted.entrySet().stream()
                .filter(e -> e.getValue()[0] < e.getValue()[1])
                .map(e -> e.getKey() + " " + e.getValue()[0] + " of " + e.getValue()[1])
                .toList();
        return "Of " + all + " planted copies of training images (" + String.join(", ", planted.keySet()) + ") " + found
                + " were found in pixels"
                + (missed.isEmpty() ? "." : "; of these kinds not all: " + String.join(", ", missed) + ".");
    }
}
