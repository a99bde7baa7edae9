package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.effigy.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DetectCommandTest {
    @TempDir
    private Path folder;

    private Path phantoms() throws IOException {
        Path phantoms = folder.resolve("p");
        CommandRun.of("phantom", phantoms, "-n", 1, "--size", 64).succeeded();
        Files.delete(phantoms.resolve("labels.csv"));
        Files.delete(phantoms.resolve("truth.csv"));
        return phantoms;
    }

    @Test
    void aFileIsOneLineUnderTheNameThatWasGiven() throws IOException {
        Path file = phantoms().resolve("ct-000000.dcm");
        CommandRun run = CommandRun.of("detect", file);
        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith(file + ": synthetic; the header says so; no watermark (statistic "), run.out());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void aFileOfAFolderIsNamedByItsNumberOnly() throws IOException {
        Path phantoms = phantoms();
        Files.move(phantoms.resolve("ct-000000.dcm"), phantoms.resolve("Doe^Jane.dcm"));
        CommandRun run = CommandRun.of("detect", phantoms);
        assertTrue(run.out().startsWith(phantoms + ": file 0001: synthetic"), run.out());
        assertFalse((run.out() + run.err()).contains("Doe"));
    }

    @Test
    void whatCannotBeReadIsToldAndTheOthersAreDone() throws IOException {
        Path phantoms = phantoms();
        byte[] whole = Files.readAllBytes(phantoms.resolve("ct-000000.dcm"));
        Files.writeString(phantoms.resolve("a.txt"), "no image");
        Files.write(phantoms.resolve("b.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1});
        Files.write(phantoms.resolve("c.dcm"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(phantoms.resolve("d.tif"), "II*\0\377\377\377\377".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(phantoms.resolve("e.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 1});
        CommandRun run = CommandRun.of("detect", phantoms);
        assertEquals(1, run.exitCode());
        assertEquals(1, run.out().lines().count(), run.out());
        assertEquals(
                5, run.err().lines().filter(line -> line.startsWith("effigy: ")).count(), run.err());
    }

    @Test
    void jsonHasTheSameFindings() throws IOException {
        CommandRun run = CommandRun.of("detect", phantoms(), "--json");
        var line = Json.tree(run.out(), "output").get(0);
        assertTrue(line.path("synthetic").asBoolean() && line.path("header").asBoolean());
        assertTrue(line.path("watermark").get(0).path("log10FalseAlarm").asDouble() > -3);
    }

    @Test
    void probabilitiesAreWrittenHoweverSmall() {
        assertEquals("1.0", DetectCommand.probability(0));
        assertEquals("0.00050", DetectCommand.probability(Math.log10(5e-4)));
        assertEquals("1e-34", DetectCommand.probability(-34.7));
    }
}
