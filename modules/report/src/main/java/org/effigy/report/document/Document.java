package org.effigy.report.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A document.
 *
 * @param title its heading
 * @param lead what it comes to, in a sentence or two
 * @param made by what and when, one line
 */
public record Document(String title, String lead, String made, List<Section> sections) {
    /** What a page may load: nothing but the pictures and the style inside it. */
    private static final String POLICY =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none';" + " form-action 'none'";

    public Document {
        sections = List.copyOf(sections);
    }

    /** Returns the style of reports and of live pages. */
    public static String style() {
        try (InputStream in = Document.class.getResourceAsStream("style.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns one HTML file that needs nothing else. */
    public String html() {
        return html(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n",
                "<style>" + style() + "</style>\n");
    }

    /** Returns the same for a live page, whose server gives the style at an address and says what may be loaded. */
    public String html(String styleAddress) {
        return html("", "<link rel=\"stylesheet\" href=\"" + Html.escape(styleAddress) + "\">\n");
    }

    private String html(String policy, String style) {
        Html out = new Html();
        out.raw("<!DOCTYPE html>\n")
                .open("html lang=\"en\"")
                .raw("\n")
                .open("head")
                .raw("\n");
        out.raw("<meta charset=\"utf-8\">\n").raw(policy);
        out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<meta name=\"referrer\" content=\"no-referrer\">\n");
        out.raw("<link rel=\"icon\" href=\"data:,\">\n");
        out.element("title", title).raw(style).close("head").open("body").raw("\n");
        out.raw("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
        out.open("header class=\"top\"").element("h1", title);
        out.element("p class=\"lead\"", lead).element("p class=\"made\"", made).close("header");
        out.open("div class=\"page\"");
        contents(out);
        out.open("main id=\"content\"").raw("\n");
        for (Section section : sections) {
            out.open("section id=\"" + section.id() + "\" aria-labelledby=\"" + section.id() + "-title\"");
            out.element("h2 id=\"" + section.id() + "-title\"", section.title());
            section.blocks().forEach(block -> block.html(out));
            out.close("section");
        }
        return out.close("main").close("div").close("body").close("html").toString();
    }

    private void contents(Html out) {
        out.open("nav class=\"contents\" aria-label=\"Contents\"").open("ol");
        for (Section section : sections) {
            out.open("li")
                    .element("a href=\"#" + section.id() + "\"", section.title())
                    .close("li");
        }
        out.close("ol").close("nav");
    }

    /** Returns the same as Markdown; pictures are left out. */
    public String markdown() {
        Markdown out = new Markdown();
        out.heading(1, title).paragraph(lead).paragraph(made);
        for (Section section : sections) {
            out.heading(2, section.title());
            section.blocks().forEach(block -> block.markdown(out));
        }
        return out.toString();
    }
}
