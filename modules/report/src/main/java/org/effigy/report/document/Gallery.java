package org.effigy.report.document;

import java.util.List;

/**
 * Pictures side by side.
 *
 * @param caption of all of them
 */
public record Gallery(String caption, List<Picture> pictures) implements Block {
    public Gallery {
        pictures = List.copyOf(pictures);
    }

    @Override
    public void html(Html out) {
        out.element("p class=\"caption\"", caption).open("div class=\"gallery\"");
        pictures.forEach(picture -> picture.html(out));
        out.close("div");
    }

    @Override
    public void markdown(Markdown out) {
        out.paragraph(caption + " (pictures: see the HTML file)");
        out.list(pictures.stream()
                .map(picture -> Markdown.escape(picture.caption()))
                .toList());
    }
}
