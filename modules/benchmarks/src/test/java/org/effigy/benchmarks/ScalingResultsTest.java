package org.effigy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scaling script keeps, and the folders that it makes. */
final class ScalingResultsTest {
    @TempDir
    private Path folder;

    @Test
    void goesOnWithWhatWasMeasured() throws IOException {
        Path file = folder.resolve("scaling.json");
        ScalingResults first = ScalingResults.read(file);
        assertEquals("", first.machine());
        first.sawLoad(1.5);
        first.add("files", 4000, new double[] {3.5, 180}, "A processor");
        first.sawLoad(-1);
        first.add("files", 1000, new double[] {1.5, 170}, "A processor");

        ScalingResults again = ScalingResults.read(file);
        assertTrue(again.has("files", 4000) && again.has("files", 1000));
        assertFalse(again.has("files", 16_000) || again.has("data", 4000));
        assertEquals(2, again.rows("files").size());
        assertArrayEquals(new double[] {1000, 1.5, 170}, again.rows("files").get(0));
        assertArrayEquals(new double[] {4000, 3.5, 180}, again.rows("files").get(1));
        assertEquals("A processor; load average 1.5 to 1.5", again.machine());
        again.sawLoad(7);
        again.sawLoad(0.5);
        again.add("data", 100, new double[] {1, 2}, "Another one");
        assertEquals(
                "Another one; load average 0.5 to 7.0",
                ScalingResults.read(file).machine());
    }

    @Test
    void readsAFileOfBeforeTheLoadWasRecorded() throws IOException {
        Path file = folder.resolve("scaling.json");
        Files.writeString(
                file, "{\"machine\": \"old; load 7 at the end\", \"points\": {\"threads\": [[1.0, 5.0, 6.0]]}}");
        ScalingResults results = ScalingResults.read(file);
        assertTrue(results.has("threads", 1));
        assertEquals("old; load 7 at the end", results.machine());
    }

    @Test
    void foldersAreLinksToTheSharedFilesOverAndOver() throws Exception {
        Path slices = Files.createDirectories(folder.resolve("data/ct-dicom"));
        Path radiographs = Files.createDirectories(folder.resolve("data/cxr128"));
        for (int i = 0; i < 3; i++) {
            Files.writeString(slices.resolve(i + ".dcm"), "slice " + i);
            Files.writeString(radiographs.resolve(i + ".png"), "radiograph " + i);
        }
        Files.writeString(radiographs.resolve("labels.csv"), "file,label\n");
        ScalingFolders folders = new ScalingFolders(folder.resolve("made"), folder.resolve("data"));
        assertEquals("3 CT slices and 3 radiographs", folders.source());
        Path made = folders.slices(2500);
        List<Path> files = files(made);
        assertEquals(2500, files.size());
        assertEquals(3, contents(files).size());
        assertEquals(made, folders.slices(2500));
        assertEquals(2500, files(made).size());
        Path images = folders.images(2);
        assertEquals(2, files(images).size());
        assertEquals(List.of("radiograph 0", "radiograph 1"), contents(files(images)));
        // Not to the shared files themselves.
        assertFalse(Files.isSameFile(slices.resolve("0.dcm"), files.get(0)));
    }

    @Test
    void sizesAreThoseThatTheScriptPromises() {
        assertArrayEquals(new int[] {1000, 4000, 16_000}, Scaling.points(false).get("files"));
        assertArrayEquals(
                new int[] {1000, 4000, 16_000, 100_000}, Scaling.points(true).get("files"));
        assertArrayEquals(new int[] {100, 400, 1600}, Scaling.points(false).get("data"));
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }

    private static List<String> contents(List<Path> files) throws IOException {
        List<String> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(Files.readString(file));
        }
        return contents.stream().distinct().sorted().toList();
    }
}
