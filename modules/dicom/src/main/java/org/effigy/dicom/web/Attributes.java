package org.effigy.dicom.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A data set as a server describes it in JSON or XML: texts and items by tag, nothing checked. */
final class Attributes {
    private final Map<Integer, List<String>> texts = new HashMap<>();
    private final Map<Integer, List<Attributes>> items = new HashMap<>();

    void addText(int tag, String text) {
        texts.computeIfAbsent(tag, t -> new ArrayList<>()).add(text);
    }

    void addItem(int tag, Attributes item) {
        items.computeIfAbsent(tag, t -> new ArrayList<>()).add(item);
    }

    /** Returns the first value, stripped of padding, or "". */
    String text(int tag) {
        List<String> values = texts.getOrDefault(tag, List.of());
        return values.isEmpty() ? "" : values.get(0).strip().replace("\0", "");
    }

    List<Attributes> items(int tag) {
        return List.copyOf(items.getOrDefault(tag, List.of()));
    }
}
