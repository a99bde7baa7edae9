package org.effigy.dicom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The independent validator dciodvfy of dicom3tools, where it is installed. */
public final class Dciodvfy {
    private Dciodvfy() {}

    /** Skips the running test, saying so, where the program is not on the path. */
    public static void assumeInstalled() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dciodvfy")));
        Assumptions.assumeTrue(found, "skipped: dciodvfy of dicom3tools is not on the path");
    }

    /** Returns the lines with errors, but for its not knowing (0008,001C). It exits 0 whatever it finds. */
    public static List<String> errors(Path file) throws IOException, InterruptedException {
        return lines(file).stream().filter(line -> line.startsWith("Error")).toList();
    }

    /** Returns the lines with errors and warnings, but for its not knowing (0008,001C). */
    public static List<String> findings(Path file) throws IOException, InterruptedException {
        return lines(file).stream()
                .filter(line -> line.startsWith("Error") || line.startsWith("Warning"))
                .toList();
    }

    private static List<String> lines(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("dciodvfy", "-new", file.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor();
        return text.lines().filter(line -> !line.contains("(0008,001c)")).toList();
    }
}
