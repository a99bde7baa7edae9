package org.effigy.report.document;

import java.util.List;

/** Markdown as it grows: what is not a mark is escaped. */
public final class Markdown {
    private final StringBuilder text = new StringBuilder();

    /** Returns the text so that no character of it is a mark. */
    static String escape(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1").replaceAll("\\s*\\R\\s*", " ");
    }

    /** Adds a heading of a level from 1. */
    Markdown heading(int level, String words) {
        text.append("#".repeat(level)).append(' ').append(escape(words)).append("\n\n");
        return this;
    }

    Markdown paragraph(String words) {
        return rawParagraph(escape(words));
    }

    /** Adds a paragraph with marks of ours. */
    Markdown rawParagraph(String marked) {
        text.append(marked).append("\n\n");
        return this;
    }

    /** Adds a list of texts with marks of ours. */
    Markdown list(List<String> marked) {
        marked.forEach(item -> text.append("- ").append(item).append('\n'));
        text.append('\n');
        return this;
    }

    Markdown code(String line) {
        text.append("    ").append(line.replaceAll("\\R", "\n    ")).append("\n\n");
        return this;
    }

    Markdown table(List<String> header, List<List<String>> rows) {
        row(header);
        row(header.stream().map(name -> "---").toList());
        rows.forEach(cells -> row(cells.stream().map(Markdown::escape).toList()));
        text.append('\n');
        return this;
    }

    private void row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString().replaceAll("\n{3,}", "\n\n");
    }
}
