package org.effigy.report.document;

import java.util.ArrayList;
import java.util.List;

/** Names with what they are. */
public record Facts(List<Fact> facts) implements Block {
    /** One name with its value. */
    public record Fact(String name, String value) {}

    public Facts {
        facts = List.copyOf(facts);
    }

    /** Collects facts one after the other. */
    public static final class Builder {
        private final List<Fact> facts = new ArrayList<>();

        /** Adds a fact; nothing where the value is empty. */
        public Builder add(String name, Object value) {
            String text = String.valueOf(value);
            if (!text.isEmpty()) {
                facts.add(new Fact(name, text));
            }
            return this;
        }

        public boolean isEmpty() {
            return facts.isEmpty();
        }

        public Facts build() {
            return new Facts(facts);
        }
    }

    @Override
    public void html(Html out) {
        out.open("dl class=\"facts\"");
        for (Fact fact : facts) {
            out.open("div")
                    .element("dt", fact.name())
                    .element("dd", fact.value())
                    .close("div");
        }
        out.close("dl");
    }

    @Override
    public void markdown(Markdown out) {
        out.list(facts.stream()
                .map(fact -> "**" + Markdown.escape(fact.name()) + "**: " + Markdown.escape(fact.value()))
                .toList());
    }
}
