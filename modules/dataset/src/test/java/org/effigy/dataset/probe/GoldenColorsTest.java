package org.effigy.dataset.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.Progress;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coloured PNG, TIFF and JPEG files by PIL become grey by one formula; values by numpy, see scripts/make-golden-colors.py. */
class GoldenColorsTest {
    /** Decoders of JPEG may round the cosine transform differently. */
    private static final float JPEG_ROUNDING = 1;

    @TempDir
    private Path folder;

    /** Writes the files; returns the grey values of each. */
    private Map<String, byte[]> write() throws IOException {
        Map<String, byte[]> expected = new HashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                GoldenColorsTest.class.getResourceAsStream("golden-colors.tsv"), StandardCharsets.US_ASCII))) {
            for (String line : in.lines().filter(text -> !text.startsWith("#")).toList()) {
                String[] columns = line.split("\t", -1);
                Files.write(folder.resolve(columns[0]), Base64.getDecoder().decode(columns[1]));
                expected.put(columns[0], Base64.getDecoder().decode(columns[2]));
            }
        }
        return expected;
    }

    @Test
    void everyFormIsIndexedWithANoteAndReadByTheFormula() throws IOException {
        Map<String, byte[]> expected = write();
        DatasetIndex index =
                Indexer.index(folder, IndexOptions.defaults(folder), (task, unit, total) -> Progress.none());
        assertEquals(List.of(), index.exclusions());
        assertEquals(11, index.entries().size());
        for (IndexEntry entry : index.entries()) {
            assertTrue(entry.appearance().fromColour(), entry.path());
            assertEquals(8, entry.bits(), entry.path());
            float[] values = FrameReader.open(folder.resolve(entry.path())).values(0);
            byte[] gray = expected.get(entry.path());
            assertEquals(gray.length, values.length);
            for (int i = 0; i < values.length; i++) {
                float rounding = entry.modality().equals("JPEG") ? JPEG_ROUNDING : 0;
                assertEquals(gray[i] & 0xff, values[i], rounding, entry.path() + " " + i);
            }
        }
    }
}
