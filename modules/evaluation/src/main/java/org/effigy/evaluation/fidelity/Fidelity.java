package org.effigy.evaluation.fidelity;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Progress;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.features.FeatureTable;
import org.effigy.evaluation.features.Histogram;
import org.effigy.evaluation.features.Hounsfield;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.features.Spectrum;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.part.Study;
import org.effigy.evaluation.statistics.Samples;

/** How like the training images the synthetic ones are, with the same figures for real images of other patients. */
public final class Fidelity implements Part {
    private static final String NEAR = "near FLOOR";

    /** The figures of a feature space, and what is better of each. */
    private static final Map<String, String> BETTER = Map.of(
            "kid", "lower",
            "frechet", "lower",
            "frechet.limit", "lower",
            "precision", "higher",
            "recall", "higher",
            "density", NEAR,
            "coverage", "higher",
            "vendi", NEAR);

    private static final List<String> ORDER =
            List.of("kid", "frechet", "frechet.limit", "precision", "recall", "density", "coverage", "vendi");

    @Override
    public String name() {
        return "fidelity";
    }

    @Override
    public Findings judge(Study study, Progress.Factory progress) throws IOException {
        List<CellRows> cells = CellRows.of(study.sets());
        List<SpaceFeatures> spaces = study.spaces();
        List<Figure> figures = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        try (Progress bar = progress.start("fidelity", "cells", (long) cells.size() * spaces.size())) {
            int done = 0;
            for (CellRows rows : cells) {
                Draws draws = Draws.of(study, rows);
                for (SpaceFeatures space : spaces) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new InterruptedIOException("interrupted");
                    }
                    judge(study, space, rows, draws, figures, curves);
                    bar.done(++done);
                }
            }
        }
        return new Findings(figures, curves, List.of(), List.of(), assumptions(study), List.of());
    }

    private static List<String> assumptions(Study study) {
        List<String> said = new ArrayList<>();
        said.add("Fidelity figures compare with the training images; the floor does the same with as many holdout"
                + " images, which are taken to be like those that the model should learn to make.");
        said.add("Intervals are the 2.5th and 97.5th percentiles of " + study.replicates()
                + " bootstrap replicates over patients; each synthetic image counts as a patient. Those of the Frechet"
                + " distance and the Vendi score are to first order.");
        int most = CellRows.MOST_ROWS;
        if (study.sets().train().size() > most || study.sets().synthetic().size() > most) {
            said.add("Of a set with more than " + most + " images as many go in, spread evenly over its rows.");
        }
        return said;
    }

    private static void judge(
            Study study, SpaceFeatures space, CellRows rows, Draws draws, List<Figure> figures, List<Curve> curves) {
        switch (space.space()) {
            case Histogram.NAME -> new Profiles(study, space, rows, draws).histogram(figures, curves);
            case Spectrum.NAME -> new Profiles(study, space, rows, draws).spectrum(figures, curves);
            case Hounsfield.NAME -> new Profiles(study, space, rows, draws).hounsfield(figures);
            default -> distances(study, space, rows, draws, figures);
        }
    }

    private static void distances(Study study, SpaceFeatures space, CellRows rows, Draws draws, List<Figure> figures) {
        Map<String, Estimate> measured = Map.of();
        Map<String, Estimate> floor = Map.of();
        if (rows.unmeasurable().isEmpty()) {
            Comparison comparison =
                    new Comparison(samples(space.train(), rows.train()), draws.train(), study.threads());
            measured = comparison.of(samples(space.synthetic(), rows.judged()), draws.judged(), !rows.told());
            if (rows.hasFloor()) {
                floor = comparison.of(samples(space.holdout(), rows.floor()), draws.floor(), !rows.told());
            }
        }
        for (String id : ORDER) {
            Optional<Estimate> value = Optional.ofNullable(measured.get(id));
            Optional<Estimate> beside = Optional.ofNullable(floor.get(id));
            if (id.startsWith("frechet") && beside.isEmpty()) {
                value = Optional.empty();
            }
            figures.add(figure(new Name("fidelity." + id, space.space(), "", BETTER.get(id)), rows, value, beside));
        }
    }

    static Samples samples(FeatureTable table, int[] rows) {
        return Samples.of(table.values(), table.width(), rows);
    }

    /** What a figure is called, with its unit and what is better. */
    record Name(String id, String space, String unit, String better) {}

    /** Returns a figure; one that is not measured says why. */
    static Figure figure(Name name, CellRows rows, Optional<Estimate> measured, Optional<Estimate> floor) {
        String why = rows.unmeasurable();
        if (why.isEmpty() && measured.isEmpty()) {
            why = rows.told()
                    ? "not measurable: " + rows.note()
                    : "not measurable: the synthetic images do not say their "
                            + rows.cell().by();
        }
        return new Figure(
                name.id(),
                name.space(),
                rows.cell(),
                measured.isPresent() ? rows.judged().length : rows.synthetic(),
                name.unit(),
                name.better(),
                measured,
                floor,
                measured.isPresent() ? rows.note() : why);
    }

    /** Whether curves are drawn of a cell. */
    static boolean drawn(Cell cell) {
        return cell.equals(Cell.ALL) || cell.by().equals("class");
    }
}
