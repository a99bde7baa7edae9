package org.effigy.report.document;

import java.util.List;

/** Charts side by side. */
public record Plots(List<Plot> plots) implements Block {
    public Plots {
        plots = List.copyOf(plots);
    }

    @Override
    public void html(Html out) {
        out.open("div class=\"plots\"");
        plots.forEach(plot -> plot.html(out));
        out.close("div");
    }

    @Override
    public void markdown(Markdown out) {
        plots.forEach(plot -> plot.markdown(out));
    }
}
