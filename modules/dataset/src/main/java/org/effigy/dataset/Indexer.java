package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import org.effigy.base.Progress;

/** Finds the images of a folder and describes them without decoding pixels. */
public final class Indexer {
    private Indexer() {}

    /**
     * Returns the index of all usable images below a folder.
     *
     * @throws org.effigy.base.InputException if no image is usable, or the label table is wrong
     */
    public static DatasetIndex index(Path root, IndexOptions options, Progress.Factory progress) throws IOException {
        throw new UnsupportedOperationException("follows");
    }
}
