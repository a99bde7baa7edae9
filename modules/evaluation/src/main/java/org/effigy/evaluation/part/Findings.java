package org.effigy.evaluation.part;

import java.util.List;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.NearPair;
import org.effigy.evaluation.Verdict;

/** What a part of an evaluation found, to be joined in the order of the parts. */
public record Findings(
        List<Figure> figures,
        List<Curve> curves,
        List<NearPair> pairs,
        List<Verdict> verdicts,
        List<String> assumptions,
        List<String> warnings) {
    public Findings {
        figures = List.copyOf(figures);
        curves = List.copyOf(curves);
        pairs = List.copyOf(pairs);
        verdicts = List.copyOf(verdicts);
        assumptions = List.copyOf(assumptions);
        warnings = List.copyOf(warnings);
    }

    /** Returns findings of figures and curves alone. */
    public static Findings of(List<Figure> figures, List<Curve> curves) {
        return new Findings(figures, curves, List.of(), List.of(), List.of(), List.of());
    }
}
