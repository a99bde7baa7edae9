package org.effigy.dataset.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/** Reads index files: format and version first, then the rest, without holding the text. */
final class IndexFile {
    private static final String NAME = "index";

    private IndexFile() {}

    static DatasetIndex read(Path file) throws IOException {
        Map<String, String> head = Json.head(file, Set.of("format", "version"), NAME);
        if (!DatasetIndex.FORMAT.equals(head.get("format"))) {
            throw new InputException("index: the file is not an index of Effigy; index the data folder to make one");
        }
        String version = head.getOrDefault("version", "missing");
        int number = version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : -1;
        if (number < DatasetIndex.OLDEST || number > DatasetIndex.VERSION) {
            throw new InputException("index: format version is " + (number < 0 ? "missing" : version)
                    + ", this program knows " + DatasetIndex.OLDEST + " to " + DatasetIndex.VERSION
                    + "; index the data again");
        }
        return Json.read(file, DatasetIndex.class, NAME);
    }
}
