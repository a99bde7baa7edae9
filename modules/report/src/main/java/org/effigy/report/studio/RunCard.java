package org.effigy.report.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.effigy.report.Charts;
import org.effigy.report.document.Html;
import org.effigy.report.document.Numbers;
import org.effigy.report.document.Plot;
import org.effigy.report.document.Plots;
import org.effigy.report.run.MetricsTail;
import org.effigy.report.run.MetricsTail.Step;
import org.effigy.report.run.RunFacts;

/** One run on the live page. */
record RunCard(String key, Path folder, RunFacts run) {
    private static final Duration STILL = Duration.ofMinutes(2);
    private static final int MOST_LINES = 4;

    /** Returns the card. */
    String html() throws IOException {
        Html out = new Html();
        out.element("h3", Places.name(folder)).element("p", model());
        boolean going = going();
        out.open("p class=\"" + (going ? "state going" : "state") + "\"")
                .text(state(going))
                .close("p");
        List<Plot> plots = Charts.training(run.steps());
        if (!plots.isEmpty()) {
            // The loss, and its parts where it has some; not the learning rate.
            new Plots(plots.subList(0, plots.size() - 1)).html(out);
        }
        if (!run.previews().isEmpty()) {
            Path newest = run.previews().get(run.previews().size() - 1);
            String name = newest.getFileName().toString();
            String step = String.valueOf(Long.parseLong(name.replaceAll("\\D", "")));
            out.open("figure class=\"picture preview\"")
                    .raw("<img alt=\"Preview: synthetic images after step " + step + "\" src=\"preview/" + key + "/"
                            + name + "?" + Files.getLastModifiedTime(newest).toMillis() + "\">")
                    .element("figcaption", "Preview after step " + step)
                    .close("figure");
        }
        if (!run.warnings().isEmpty()) {
            out.open("ul class=\"log warnings\"");
            run.warnings().forEach(line -> out.element("li", "Warning: " + line));
            out.close("ul");
        }
        log(out);
        return out.toString();
    }

    private String model() {
        String family = run.model().path("family").asText("model");
        String preset = run.settings().path("preset").asText();
        return family + (preset.isEmpty() ? "" : ", preset " + preset) + ", "
                + run.model().path("size").asText("?") + " pixels, "
                + run.data().path("realImages").asInt(0) + " real images";
    }

    private boolean going() throws IOException {
        Instant written =
                Files.getLastModifiedTime(folder.resolve(MetricsTail.FILE)).toInstant();
        return written.isAfter(Instant.now().minus(STILL)) && run.step() < wanted();
    }

    private long wanted() {
        return run.settings().path("steps").asLong(Long.MAX_VALUE);
    }

    private String state(boolean going) {
        if (run.steps().isEmpty()) {
            return "No step yet";
        }
        Step last = run.steps().get(run.steps().size() - 1);
        String of = wanted() == Long.MAX_VALUE ? "" : " of " + wanted();
        String said = "Step " + last.step() + of + ", mean loss " + Numbers.text(last.meanLoss()) + ", "
                + Numbers.text(last.imagesPerSecond()) + " images a second";
        return (going ? "Training. " : last.step() >= wanted() ? "Finished. " : "At rest. ") + said;
    }

    private void log(Html out) {
        List<String> lines = run.log();
        if (!lines.isEmpty()) {
            out.open("ul class=\"log\"");
            lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size())
                    .forEach(line -> out.element("li", line));
            out.close("ul");
        }
    }
}
