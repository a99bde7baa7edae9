package org.effigy.report.document;

import java.util.List;
import java.util.Locale;

/**
 * Something that stands out.
 *
 * @param title a few words
 * @param sentences one paragraph each
 */
public record Notice(Kind kind, String title, List<String> sentences) implements Block {
    /** How it is to be taken. */
    public enum Kind {
        GOOD,
        BAD,
        OPEN
    }

    public Notice {
        sentences = List.copyOf(sentences);
    }

    @Override
    public void html(Html out) {
        out.open("div class=\"notice " + kind.name().toLowerCase(Locale.ROOT) + "\"")
                .element("p class=\"title\"", title);
        sentences.forEach(sentence -> out.element("p", sentence));
        out.close("div");
    }

    @Override
    public void markdown(Markdown out) {
        out.rawParagraph("**" + Markdown.escape(title) + "**");
        sentences.forEach(out::paragraph);
    }
}
