package org.effigy.report.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.report.document.Html;
import org.effigy.report.run.MetricsTail;
import org.effigy.report.run.RunFacts;

/** The cards of the first page, as they are now. One look at a time; what a run wrote before is not read again. */
final class Overview {
    private final StudioSource source;
    private final Places.Finder finder;
    private final Map<String, MetricsTail> tails = new HashMap<>();

    Overview(StudioSource source, Places.Finder finder) {
        this.source = source;
        this.finder = finder;
    }

    /** Makes the HTML of a card; may fail while its folder changes. */
    @FunctionalInterface
    private interface Card {
        String html() throws IOException;
    }

    /** Returns for {@code runs}, {@code evaluations}, {@code samples} and {@code machine} a list of cards: {@code id} and {@code html}. */
    synchronized JsonNode parts() {
        Places places = finder.places();
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = parts.putArray("runs");
        places.runs().forEach((key, run) -> add(runs, "run-" + key, () -> run(key, run)));
        ArrayNode evaluations = parts.putArray("evaluations");
        if (!places.evaluations().isEmpty()) {
            add(evaluations, "evaluations-all", () -> EvaluationCards.html(places.evaluations()));
        }
        ArrayNode samples = parts.putArray("samples");
        places.samples().forEach((key, folder) -> add(samples, "samples-" + key, () -> samples(key, folder)));
        hint(runs, "runs-none", "No run yet. 'effigy train' makes one; it appears here by itself.");
        hint(evaluations, "evaluations-none", "No evaluation yet. 'effigy evaluate' makes one.");
        hint(samples, "samples-none", "No samples yet. 'effigy sample' makes some.");
        add(parts.putArray("machine"), "machine-lines", this::machine);
        return parts;
    }

    private static void add(ArrayNode cards, String id, Card card) {
        String html;
        try {
            html = card.html();
        } catch (IOException | RuntimeException e) {
            // What is being written is read at the next look.
            html = new Html()
                    .element("p class=\"note\"", "This folder could not be read just now.")
                    .toString();
        }
        cards.addObject().put("id", id).put("html", html);
    }

    private static void hint(ArrayNode cards, String id, String words) {
        if (cards.isEmpty()) {
            add(cards, id, () -> new Html().element("p class=\"note\"", words).toString());
        }
    }

    private String run(String key, Path folder) throws IOException {
        MetricsTail tail = tails.computeIfAbsent(key, name -> new MetricsTail(folder));
        return new RunCard(key, folder, RunFacts.read(folder, tail)).html();
    }

    private static String samples(String key, Path folder) throws IOException {
        SampleSet set = SampleSet.read(folder);
        Html out = new Html();
        out.open("h3")
                .element("a href=\"samples/" + key + "/\"", Places.name(folder))
                .close("h3");
        out.element("p", set.summary());
        out.open("div class=\"strip-of\"");
        List<SampleSet.Sample> first = set.samples().stream().limit(6).toList();
        for (SampleSet.Sample sample : first) {
            out.raw("<img loading=\"lazy\" alt=\"Synthetic image " + sample.index() + "\" src=\"samples/" + key + "/"
                    + sample.index() + ".png\">");
        }
        return out.close("div").toString();
    }

    private String machine() {
        Html out = new Html().open("ul");
        source.machine().get().forEach(line -> out.element("li", line));
        return out.close("ul").toString();
    }
}
