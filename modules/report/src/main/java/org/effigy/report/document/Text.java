package org.effigy.report.document;

/** A paragraph. */
public record Text(String words) implements Block {
    @Override
    public void html(Html out) {
        out.element("p", words);
    }

    @Override
    public void markdown(Markdown out) {
        out.paragraph(words);
    }
}
