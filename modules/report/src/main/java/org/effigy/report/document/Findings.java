package org.effigy.report.document;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;

/** Figures in words, each beside what it is to be compared with. */
public record Findings(List<Finding> findings) implements Block {
    /**
     * What one kind of figure says.
     *
     * @param name what is measured
     * @param question what it asks, a sentence; "" where that is not known
     * @param results in each feature space, arm or attack
     */
    public record Finding(String name, String question, List<Result> results) {
        public Finding {
            results = List.copyOf(results);
        }
    }

    /**
     * One figure.
     *
     * @param where the feature space, arm or attack; "" for none
     * @param value with its unit, or {@code not measurable}
     * @param interval in words; "" for none
     * @param floor what real images give among themselves; "" for none
     * @param words a sentence that a radiologist reads
     * @param standing beside the floor
     * @param strip the value over the floor as a chart, "" for none; not in the JSON twin, which has the numbers
     */
    public record Result(
            String where,
            String value,
            String interval,
            String floor,
            String words,
            Standing standing,
            @JsonIgnore String strip) {}

    /** How a figure stands beside its floor. */
    public enum Standing {
        LIKE_REAL("like real images"),
        UNLIKE_REAL("unlike real images"),
        WITHOUT_FLOOR("nothing to compare with"),
        NOT_MEASURED("not measurable");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public Findings {
        findings = List.copyOf(findings);
    }

    @Override
    public void html(Html out) {
        for (Finding finding : findings) {
            out.open("article class=\"finding\"").element("h3", finding.name());
            if (!finding.question().isEmpty()) {
                out.element("p", finding.question());
            }
            out.open("div class=\"results\"");
            finding.results().forEach(result -> html(result, out));
            out.close("div").close("article");
        }
    }

    private static void html(Result result, Html out) {
        String kind = result.standing().name().toLowerCase(Locale.ROOT).replace('_', '-');
        out.open("div class=\"result " + kind + "\"");
        if (!result.where().isEmpty()) {
            out.element("p class=\"where\"", result.where());
        }
        out.open("p class=\"value\"").element("b", result.value());
        out.element("span", result.interval()).close("p").raw(result.strip());
        if (!result.floor().isEmpty()) {
            out.element("p class=\"floor\"", result.floor());
        }
        out.element("p class=\"words\"", result.words())
                .element("p class=\"standing\"", result.standing().words())
                .close("div");
    }

    @Override
    public void markdown(Markdown out) {
        for (Finding finding : findings) {
            out.heading(3, finding.name());
            if (!finding.question().isEmpty()) {
                out.paragraph(finding.question());
            }
            out.list(finding.results().stream().map(Findings::line).toList());
        }
    }

    private static String line(Result result) {
        StringBuilder line = new StringBuilder();
        if (!result.where().isEmpty()) {
            line.append("**").append(Markdown.escape(result.where())).append("**: ");
        }
        line.append(Markdown.escape(result.value()));
        for (String more : List.of(result.interval(), result.floor())) {
            line.append(more.isEmpty() ? "" : "; " + Markdown.escape(more));
        }
        return line.append(". ")
                .append(Markdown.escape(result.words()))
                .append(" (")
                .append(result.standing().words())
                .append(')')
                .toString();
    }
}
