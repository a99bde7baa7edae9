package org.effigy.evaluation.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.Json;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;

/** The file that says to which cells and patients the rows of the feature files belong. */
final class RowsFile {
    private static final String FILE = "rows.json";
    private static final int VERSION = 1;

    private RowsFile() {}

    /** Rows by set; see {@link org.effigy.evaluation}. */
    private record Content(
            int version,
            List<Map<String, Object>> train,
            List<Map<String, Object>> holdout,
            List<Map<String, Object>> synthetic) {}

    static void write(Path folder, ImageSets sets) throws IOException {
        Json.write(
                folder.resolve(FILE),
                new Content(VERSION, rows(sets.train()), rows(sets.holdout()), rows(sets.synthetic())));
    }

    private static List<Map<String, Object>> rows(ImageSet set) {
        int[] patients = set.patients();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < set.size(); row++) {
            Map<String, Object> values = new TreeMap<>(set.images().get(row).subgroups());
            values.put("class", set.images().get(row).className());
            values.put("patient", patients[row]);
            rows.add(values);
        }
        return rows;
    }
}
