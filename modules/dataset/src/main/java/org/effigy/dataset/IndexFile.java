package org.effigy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/** Reads index text: format and version first, then the rest. */
final class IndexFile {
    private IndexFile() {}

    static DatasetIndex parse(String text) {
        JsonNode tree = Json.tree(text, "index");
        if (!DatasetIndex.FORMAT.equals(tree.path("format").asText())) {
            throw new InputException(
                    "index: the file is not an index of Effigy; make one with: effigy index DIR --out INDEX");
        }
        int version = tree.path("version").asInt(-1);
        if (version != DatasetIndex.VERSION) {
            throw new InputException("index: format version is " + version + ", this program knows "
                    + DatasetIndex.VERSION + "; index the data again");
        }
        return Json.parse(text, DatasetIndex.class, "index");
    }
}
