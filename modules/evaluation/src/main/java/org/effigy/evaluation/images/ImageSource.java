package org.effigy.evaluation.images;

import java.nio.file.Path;
import java.util.Map;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;

/** Where the images of a set come from. */
public sealed interface ImageSource {
    /** One split of an index. */
    record IndexSplit(DatasetIndex index, Split split) implements ImageSource {}

    /** All images of an index. */
    record WholeIndex(DatasetIndex index) implements ImageSource {}

    /**
     * The PNG, TIFF, JPEG and DICOM files of a folder, anybody's; its {@code labels.csv}, where it has one, gives class and patient.
     *
     * @param named what the program that made the files says of them: file name to class, "" without classes; empty for
     *     files of others, whose names are not repeated
     */
    record Folder(Path folder, Map<String, String> named) implements ImageSource {
        public Folder {
            named = Map.copyOf(named);
        }
    }
}
