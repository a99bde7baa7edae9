package org.effigy.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a command of the launcher took, and the most memory that was resident.
 *
 * @param seconds from its start to its end
 * @param mebibytes the peak of the resident size
 */
record CommandTiming(double seconds, double mebibytes) {
    private static final int LONGEST_MINUTES = 5;

    /** Runs a command of {@code effigy} in the current folder, which must be the root of the project. */
    static CommandTiming of(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(new File("effigy").getAbsolutePath()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("command", ".log");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        double peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peak(status));
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(LONGEST_MINUTES)) {
                process.destroy();
                throw new IOException("a command took more than " + LONGEST_MINUTES + " minutes");
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException("effigy " + arguments[0] + " failed: " + Files.readString(log));
        }
        Files.delete(log);
        return new CommandTiming(seconds, peak);
    }

    private static double peak(Path status) {
        try {
            for (String row : Files.readAllLines(status)) {
                if (row.startsWith("VmHWM")) {
                    return Long.parseLong(row.replaceAll("\\D", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }
}
