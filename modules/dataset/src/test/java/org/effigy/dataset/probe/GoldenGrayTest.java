package org.effigy.dataset.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.Progress;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.testsupport.GoldenGray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of 16 bits that other programs wrote, on their way into a data set. */
class GoldenGrayTest {
    @TempDir
    private Path folder;

    @Test
    void everyFormIsIndexedAndReadValueByValue() throws IOException {
        List<Path> files = GoldenGray.write(folder);
        DatasetIndex index =
                Indexer.index(folder, IndexOptions.defaults(folder), (task, unit, total) -> Progress.none());
        assertEquals(List.of(), index.exclusions());
        assertEquals(files.size(), index.entries().size());
        float[] expected = new float[GoldenGray.ROWS * GoldenGray.COLUMNS];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = GoldenGray.values()[i];
        }
        for (IndexEntry entry : index.entries()) {
            assertEquals(16, entry.bits(), entry.path());
            assertEquals(GoldenGray.ROWS, entry.rows());
            assertEquals(GoldenGray.COLUMNS, entry.columns());
            assertArrayEquals(
                    expected, FrameReader.open(folder.resolve(entry.path())).values(0), entry.path());
        }
    }
}
