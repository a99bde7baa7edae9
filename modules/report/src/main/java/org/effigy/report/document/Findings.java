package org.effigy.report.document;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;

/** Figures in words, each beside what it is to be compared with. */
public record Findings(List<Finding> findings) implements Block {
    /**
     * One figure.
     *
     * @param name what is measured
     * @param where the feature space, arm or attack; "" for none
     * @param value with its unit, or {@code not measurable}
     * @param interval in words; "" for none
     * @param floor what real images give among themselves; "" for none
     * @param words a sentence or two that a radiologist reads
     * @param standing beside the floor
     * @param strip the value over the floor as a chart, "" for none; not in the JSON twin, which has the numbers
     */
    public record Finding(
            String name,
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
        out.open("div class=\"findings\"");
        for (Finding finding : findings) {
            String kind = finding.standing().name().toLowerCase(Locale.ROOT).replace('_', '-');
            out.open("article class=\"finding " + kind + "\"").open("h4").text(finding.name());
            if (!finding.where().isEmpty()) {
                out.raw(" ").element("small", finding.where());
            }
            out.close("h4").open("p class=\"value\"").element("b", finding.value());
            out.element("span", finding.interval()).close("p");
            out.raw(finding.strip());
            if (!finding.floor().isEmpty()) {
                out.element("p class=\"floor\"", finding.floor());
            }
            out.element("p class=\"words\"", finding.words())
                    .element("p class=\"standing\"", finding.standing().words())
                    .close("article");
        }
        out.close("div");
    }

    @Override
    public void markdown(Markdown out) {
        out.list(findings.stream().map(Findings::line).toList());
    }

    private static String line(Finding finding) {
        StringBuilder line = new StringBuilder("**" + Markdown.escape(finding.name()) + "**");
        if (!finding.where().isEmpty()) {
            line.append(", ").append(Markdown.escape(finding.where()));
        }
        line.append(": ").append(Markdown.escape(finding.value()));
        for (String more : List.of(finding.interval(), finding.floor())) {
            line.append(more.isEmpty() ? "" : "; " + Markdown.escape(more));
        }
        return line.append(". ")
                .append(Markdown.escape(finding.words()))
                .append(" (")
                .append(finding.standing().words())
                .append(")")
                .toString();
    }
}
