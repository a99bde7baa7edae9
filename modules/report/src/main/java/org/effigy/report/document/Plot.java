package org.effigy.report.document;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;

/**
 * A chart with the values behind it.
 *
 * @param title above it
 * @param words what it shows, in a sentence
 * @param xLabel of the places
 * @param yLabel of the values
 * @param lines what is compared, in the order of the chart
 * @param svg the chart; not in the JSON twin, which has the values
 */
public record Plot(String title, String words, String xLabel, String yLabel, List<Line> lines, @JsonIgnore String svg) {
    private static final int MOST_ROWS = 12;

    /** The values of one line and their places. */
    public record Line(String name, List<Double> x, List<Double> y) {}

    public Plot {
        lines = List.copyOf(lines);
    }

    void html(Html out) {
        out.open("figure class=\"plot\"").element("figcaption", title).raw(svg);
        if (lines.size() > 1) {
            String chart = svg.contains("\"chart lines noisy\"") ? "chart swatch noisy" : "chart swatch";
            out.open("p class=\"legend\"");
            for (int i = 0; i < lines.size(); i++) {
                out.open("span class=\"key\"")
                        .raw("<svg class=\"" + chart + "\" viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"s-"
                                + WORDS.get(i % WORDS.size()) + "\" d=\"M0 4H24\"/></svg>")
                        .text(lines.get(i).name())
                        .close("span");
            }
            out.close("p");
        }
        out.element("p class=\"words\"", words).close("figure");
    }

    /** The names of the colours, as charts use them. */
    private static final List<String> WORDS = List.of("one", "two", "three", "four", "five", "six");

    void markdown(Markdown out) {
        out.rawParagraph("**" + Markdown.escape(title) + "**: " + Markdown.escape(words));
        for (Line line : lines) {
            int count = line.x().size();
            int step = Math.max(1, (count + MOST_ROWS - 1) / MOST_ROWS);
            List<List<String>> rows = new ArrayList<>();
            for (int i = 0; i < count; i += step) {
                rows.add(List.of(
                        Numbers.text(line.x().get(i)), Numbers.text(line.y().get(i))));
            }
            out.table(List.of(Markdown.escape(xLabel), Markdown.escape(line.name() + ", " + yLabel)), rows);
        }
    }
}
