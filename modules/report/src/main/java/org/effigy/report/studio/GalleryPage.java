package org.effigy.report.studio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.report.document.Facts;
import org.effigy.report.document.Html;
import org.effigy.report.document.Table;

/**
 * A folder of samples: each image with its seed, class and the gate's decision.
 *
 * @param query of the address, such as {@code page=2}
 */
record GalleryPage(SampleSet set, String query) {
    private static final int PER_PAGE = 120;
    private static final Pattern PAGE = Pattern.compile("page=(\\d{1,6})");

    /** Returns the body of the page. */
    String html() {
        int pages = Math.max(1, (set.samples().size() + PER_PAGE - 1) / PER_PAGE);
        Matcher asked = PAGE.matcher(query);
        int page = Math.max(1, Math.min(pages, asked.matches() ? Integer.parseInt(asked.group(1)) : 1));
        Html out = new Html();
        out.open("header class=\"top wide\"")
                .open("p class=\"made\"")
                .element("a href=\"../../\"", "Studio")
                .close("p");
        out.element("h1", "Samples in " + Places.name(set.folder()));
        out.element("p class=\"lead\"", set.summary() + ".").close("header");
        out.open("main id=\"content\" class=\"studio\"");
        out.open("section aria-labelledby=\"set-title\"").element("h2 id=\"set-title\"", "The set");
        facts().html(out);
        out.close("section").open("section aria-labelledby=\"images-title\"");
        out.element("h2 id=\"images-title\"", "Images").open("div class=\"gallery\"");
        int from = (page - 1) * PER_PAGE;
        set.samples()
                .subList(from, Math.min(set.samples().size(), from + PER_PAGE))
                .forEach(sample -> picture(sample, out));
        out.close("div");
        turn(page, pages, out);
        out.close("section");
        withheld(out);
        return out.close("main").toString();
    }

    private Facts facts() {
        Facts.Builder facts = new Facts.Builder()
                .add("model", set.model())
                .add("seed of the set", set.seed())
                .add("release gate", set.gate());
        set.classes()
                .forEach((name, count) ->
                        facts.add(name.isEmpty() ? "without class" : "class " + name, count + " images"));
        Map<String, Integer> reasons = new TreeMap<>();
        set.withheld().forEach(one -> reasons.merge(one.reason(), 1, Integer::sum));
        reasons.forEach((reason, count) -> facts.add("withheld: " + reason, count));
        return facts.build();
    }

    private static void picture(SampleSet.Sample sample, Html out) {
        out.open("figure class=\"picture\"")
                .raw("<img loading=\"lazy\" alt=\"Synthetic image " + sample.index() + "\" src=\"" + sample.index()
                        + ".png\">")
                .open("figcaption");
        List<String> words = new ArrayList<>();
        words.add(sample.index() + (sample.className().isEmpty() ? "" : ", " + sample.className()));
        words.add("seed " + sample.seed());
        if (!sample.decision().isEmpty()) {
            words.add(sample.decision());
        }
        words.forEach(line -> out.element("span", line));
        out.close("figcaption").close("figure");
    }

    private static void turn(int page, int pages, Html out) {
        if (pages > 1) {
            out.open("nav class=\"turn\" aria-label=\"Pages\"");
            if (page > 1) {
                out.element("a href=\"?page=" + (page - 1) + "\"", "Earlier");
            }
            out.element("span", "Page " + page + " of " + pages);
            if (page < pages) {
                out.element("a href=\"?page=" + (page + 1) + "\"", "Later");
            }
            out.close("nav");
        }
    }

    private void withheld(Html out) {
        if (set.withheld().isEmpty()) {
            return;
        }
        out.open("section aria-labelledby=\"withheld-title\"").element("h2 id=\"withheld-title\"", "Not released");
        new Table(
                        "Images that the gate held back",
                        List.of("index", "seed", "reason"),
                        set.withheld().stream()
                                .map(one -> List.of(String.valueOf(one.index()), one.seed(), one.reason()))
                                .toList())
                .html(out);
        out.close("section");
    }
}
