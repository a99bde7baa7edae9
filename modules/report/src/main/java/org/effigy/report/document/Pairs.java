package org.effigy.report.document;

import java.util.List;
import java.util.Optional;

/**
 * Pictures two by two.
 *
 * @param caption of all of them
 */
public record Pairs(String caption, List<Pair> pairs) implements Block {
    /**
     * Two pictures with what is to be said of them.
     *
     * @param left the synthetic picture, where it could be read
     * @param right the real picture, where it may be shown
     * @param words a sentence
     * @param alarming whether they are too near
     */
    public record Pair(Optional<Picture> left, Optional<Picture> right, String words, boolean alarming) {}

    public Pairs {
        pairs = List.copyOf(pairs);
    }

    @Override
    public void html(Html out) {
        out.element("p class=\"caption\"", caption).open("div class=\"pairs\"");
        for (Pair pair : pairs) {
            out.open("div class=\"pair" + (pair.alarming() ? " alarming" : "") + "\"");
            if (pair.left().isPresent() || pair.right().isPresent()) {
                out.open("div class=\"two\"");
                pair.left().ifPresent(picture -> picture.html(out));
                pair.right().ifPresent(picture -> picture.html(out));
                out.close("div");
            }
            out.element("p", pair.words()).close("div");
        }
        out.close("div");
    }

    @Override
    public void markdown(Markdown out) {
        out.paragraph(caption);
        out.list(pairs.stream().map(pair -> Markdown.escape(pair.words())).toList());
    }
}
