package org.effigy.report.document;

/** A command line to type. */
public record Command(String line) implements Block {
    @Override
    public void html(Html out) {
        out.open("pre tabindex=\"0\"").element("code", line).close("pre");
    }

    @Override
    public void markdown(Markdown out) {
        out.code(line);
    }
}
