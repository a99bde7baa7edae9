package org.effigy.report.document;

/** A heading within a section. */
public record Heading(String words) implements Block {
    @Override
    public void html(Html out) {
        out.element("h3", words);
    }

    @Override
    public void markdown(Markdown out) {
        out.heading(3, words);
    }
}
