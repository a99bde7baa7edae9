package org.effigy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;

/**
 * Another evaluation beside this one, figure by figure: an independent replication where it was made elsewhere of the same images.
 *
 * @param sameTrain whether both had the same training images
 * @param sameHoldout whether both held out the same images
 * @param sameSynthetic whether both judged the same synthetic images
 * @param rows the figures that either has
 */
public record Comparison(boolean sameTrain, boolean sameHoldout, boolean sameSynthetic, List<Row> rows) {
    /**
     * One figure of both.
     *
     * @param here of this evaluation; empty where it is not measured
     * @param there of the other
     * @param difference there minus here; empty where either is missing
     * @param meet whether the intervals meet; empty where either is missing
     */
    public record Row(
            String id,
            String space,
            String cell,
            Optional<Estimate> here,
            Optional<Estimate> there,
            Optional<Double> difference,
            Optional<Boolean> meet) {}

    public Comparison {
        rows = List.copyOf(rows);
    }

    /** Compares two evaluations. */
    public static Comparison of(Evaluation here, Evaluation there) {
        List<Row> rows = new ArrayList<>();
        for (Figure figure : here.figures()) {
            rows.add(row(figure, figure.measured(), find(there, figure).flatMap(Figure::measured)));
        }
        for (Figure figure : there.figures()) {
            if (find(here, figure).isEmpty()) {
                rows.add(row(figure, Optional.empty(), figure.measured()));
            }
        }
        return new Comparison(
                here.train().sha256().equals(there.train().sha256()),
                here.holdout().sha256().equals(there.holdout().sha256()),
                here.synthetic().sha256().equals(there.synthetic().sha256()),
                rows);
    }

    private static Optional<Figure> find(Evaluation evaluation, Figure like) {
        return evaluation.figures().stream()
                .filter(figure -> figure.id().equals(like.id())
                        && figure.space().equals(like.space())
                        && figure.cell().equals(like.cell()))
                .findFirst();
    }

    private static Row row(Figure figure, Optional<Estimate> here, Optional<Estimate> there) {
        boolean both = here.isPresent() && there.isPresent();
        return new Row(
                figure.id(),
                figure.space(),
                EvaluationSections.cell(figure.cell()),
                here,
                there,
                both ? Optional.of(there.get().value() - here.get().value()) : Optional.empty(),
                both ? Optional.of(Scorecard.meet(here.get(), there.get())) : Optional.empty());
    }

    /** Returns whether all figures that both measured agree; empty where there are none. */
    public Optional<Boolean> agrees() {
        List<Boolean> all = rows.stream().flatMap(row -> row.meet().stream()).toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.stream().allMatch(meet -> meet));
    }

    /** Returns how many figures both measured. */
    public long compared() {
        return rows.stream().filter(row -> row.meet().isPresent()).count();
    }

    /** Returns of how many of them the intervals meet. */
    public long meeting() {
        return rows.stream().filter(row -> row.meet().orElse(false)).count();
    }
}
