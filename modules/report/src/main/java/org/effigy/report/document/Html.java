package org.effigy.report.document;

import java.util.Set;

/** HTML as it grows: what is not a tag is escaped. */
public final class Html {
    private static final Set<String> INLINE = Set.of("a", "b", "code", "small", "span", "strong");

    private final StringBuilder text = new StringBuilder();

    /** Returns the text as it may stand between tags and in attributes. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(Character.isISOControl(c) && c != '\n' ? ' ' : c);
            }
        }
        return escaped.toString();
    }

    /** Adds markup of ours as it is. */
    public Html raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Adds a text, escaped. */
    public Html text(String words) {
        text.append(escape(words));
        return this;
    }

    /**
     * Adds an element with a text.
     *
     * @param tag with its attributes, such as {@code p class="note"}
     */
    public Html element(String tag, String words) {
        return open(tag).text(words).close(tag);
    }

    /** Adds a start tag. */
    public Html open(String tag) {
        text.append('<').append(tag).append('>');
        return this;
    }

    /** Adds the end tag of a start tag, and a line feed where it does not stand in a line of text. */
    public Html close(String tag) {
        int end = tag.indexOf(' ');
        String name = end < 0 ? tag : tag.substring(0, end);
        text.append("</").append(name).append(INLINE.contains(name) ? ">" : ">\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
