package org.effigy.dicom.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.effigy.base.Json;

/** Reads the DICOM JSON Model (PS3.18, F.2). */
final class DicomJson {
    private static final int DEEPEST = 8;

    private DicomJson() {}

    /**
     * Returns the data sets of an answer: of an array, or one that stands alone.
     *
     * @throws org.effigy.base.InputException if it is not JSON
     */
    static List<Attributes> read(byte[] bytes) {
        JsonNode root = Json.tree(new String(bytes, StandardCharsets.UTF_8), "the server's answer");
        List<Attributes> all = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(node -> all.add(attributes(node, 0)));
        } else {
            all.add(attributes(root, 0));
        }
        return all;
    }

    private static Attributes attributes(JsonNode node, int depth) {
        Attributes attributes = new Attributes();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getKey().matches("[0-9A-Fa-f]{8}")) {
                continue;
            }
            int tag = Integer.parseUnsignedInt(field.getKey(), 16);
            for (JsonNode value : field.getValue().path("Value")) {
                if (value.isObject() && depth < DEEPEST) {
                    attributes.addItem(tag, attributes(value, depth + 1));
                } else if (value.isValueNode()) {
                    attributes.addText(tag, value.asText());
                }
            }
        }
        return attributes;
    }
}
