package org.effigy.report.document;

import java.util.List;

/** A list of sentences. */
public record Items(List<String> sentences) implements Block {
    public Items {
        sentences = List.copyOf(sentences);
    }

    @Override
    public void html(Html out) {
        out.open("ul");
        sentences.forEach(sentence -> out.element("li", sentence));
        out.close("ul");
    }

    @Override
    public void markdown(Markdown out) {
        out.list(sentences.stream().map(Markdown::escape).toList());
    }
}
