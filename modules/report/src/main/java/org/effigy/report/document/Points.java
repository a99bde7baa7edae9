package org.effigy.report.document;

import java.util.List;
import java.util.Locale;

/** The points of a scorecard. */
public record Points(List<Point> points) implements Block {
    /**
     * One point.
     *
     * @param name such as {@code Coverage}
     * @param question what it asks
     * @param rule by which it is decided, so that anyone can decide it again
     * @param evidence what was counted
     */
    public record Point(String name, Outcome outcome, String question, String rule, String evidence) {}

    /** What a point came to. */
    public enum Outcome {
        MET("met"),
        PARTLY("partly met"),
        NOT_MET("not met"),
        NOT_MEASURED("not measured");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public Points {
        points = List.copyOf(points);
    }

    @Override
    public void html(Html out) {
        out.open("ol class=\"points\"");
        for (Point point : points) {
            String kind = point.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
            out.open("li class=\"" + kind + "\"")
                    .open("p class=\"title\"")
                    .element("b", point.name())
                    .element("span class=\"outcome\"", point.outcome().words())
                    .close("p")
                    .element("p", point.question())
                    .element("p class=\"evidence\"", point.evidence())
                    .open("p class=\"rule\"")
                    .text("Rule: " + point.rule())
                    .close("p")
                    .close("li");
        }
        out.close("ol");
    }

    @Override
    public void markdown(Markdown out) {
        out.table(
                List.of("point", "outcome", "asks", "found", "rule"),
                points.stream()
                        .map(point -> List.of(
                                point.name(),
                                point.outcome().words(),
                                point.question(),
                                point.evidence(),
                                point.rule()))
                        .toList());
    }
}
