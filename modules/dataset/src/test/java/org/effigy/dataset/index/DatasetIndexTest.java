package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.Split;
import org.effigy.dataset.probe.StoredPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetIndexTest {
    @TempDir
    Path folder;

    private static final DatasetIndex INDEX = TestIndexes.of(
            TestIndexes.entry(0).label("NORMAL").get(),
            TestIndexes.entry(1).label("ILL").split(Split.TEST).get());

    @Test
    void survivesAFile() throws IOException {
        Path file = folder.resolve("index.json");
        INDEX.write(file);
        assertEquals(INDEX, DatasetIndex.read(file));
        String text = Files.readString(file);
        assertTrue(text.contains("\"version\" : 3"), "a reader of version 3 knows all that it holds");
        assertFalse(text.contains("\"masks\" : [") || text.contains("labelSeparator"), text);
    }

    @Test
    void refusesAnUnknownVersionAndAnotherFormat() throws IOException {
        Path file = folder.resolve("index.json");
        INDEX.write(file);
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"version\" : 3", "\"version\" : 1"));
        InputException e = assertThrows(InputException.class, () -> DatasetIndex.read(file));
        assertTrue(e.getMessage().contains("version is 1"), e.getMessage());
        Files.writeString(file, text.replace("effigy-index", "something"));
        assertThrows(InputException.class, () -> DatasetIndex.read(file));
        Files.writeString(file, text.substring(0, text.length() / 2));
        assertThrows(InputException.class, () -> DatasetIndex.read(file));
        assertThrows(InputException.class, () -> DatasetIndex.read(folder.resolve("absent.json")));
    }

    @Test
    void aPathInAnIndexMayNotLeadOutOfTheDataFolder() {
        for (String path :
                List.of("../secret", "a/../../secret", "/etc/passwd", "uri:../secret", "uri:%2e%2e/secret")) {
            assertThrows(InputException.class, () -> StoredPath.resolve(folder, path), path);
        }
        assertEquals(folder.resolve("a/b"), StoredPath.resolve(folder, "a/b"));
    }

    @Test
    void classesAreSortedAndCompleteOverAllSplits() {
        assertEquals(List.of("ILL", "NORMAL"), INDEX.classes());
        assertEquals(1, INDEX.entries(Split.TRAIN).size());
    }

    @Test
    void theFingerprintIsTheHashOfTheSortedLines() {
        String lines = String.format(Locale.ROOT, "%064x 0 NORMAL TRAIN%n%064x 0 ILL TEST%n", 1, 2)
                .replace("\r", "");
        assertEquals(Hashes.sha256(lines.getBytes(java.nio.charset.StandardCharsets.UTF_8)), INDEX.fingerprint());
    }

    @Test
    void theFingerprintChangesWithLabelAndSplitOnly() {
        IndexEntry first = INDEX.entries().get(0);
        IndexEntry second = INDEX.entries().get(1);
        assertEquals(INDEX.fingerprint(), TestIndexes.of(second, first).fingerprint());
        assertNotEquals(
                INDEX.fingerprint(),
                TestIndexes.of(first, TestIndexes.entry(1).label("ILL").get()).fingerprint());
        assertNotEquals(
                INDEX.fingerprint(),
                TestIndexes.of(
                                first,
                                TestIndexes.entry(1)
                                        .label("WELL")
                                        .split(Split.TEST)
                                        .get())
                        .fingerprint());
    }
}
