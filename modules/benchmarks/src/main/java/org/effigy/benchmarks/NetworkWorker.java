package org.effigy.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Precision;

/**
 * Effigy's side of {@link NetworkComparison}: says {@code ready}, then answers a number of repetitions with the
 * milliseconds that they took, and {@code memory} with the peak resident size in MiB.
 */
public final class NetworkWorker {
    private NetworkWorker() {}

    /** Arguments: unit, preset, size, batch, file for the weights, threads, precision. */
    public static void main(String[] args) throws IOException {
        Engines.Wishes wishes = new Engines.Wishes(
                Optional.empty(), Precision.valueOf(args[6].toUpperCase(Locale.ROOT)), Integer.parseInt(args[5]), 1);
        Runnable work = NetworkUnit.of(args[0])
                .work(
                        args[1],
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Path.of(args[4]),
                        Engines.settle(wishes, Compute.CPU));
        work.run();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line.equals("memory") ? peakMebibytes() : milliseconds(work, Integer.parseInt(line)));
        }
        System.exit(0);
    }

    private static String milliseconds(Runnable work, int repetitions) {
        long start = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
            work.run();
        }
        return String.valueOf((System.nanoTime() - start) / 1e6);
    }

    private static String peakMebibytes() throws IOException {
        for (String row : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (row.startsWith("VmHWM")) {
                return String.valueOf(Long.parseLong(row.replaceAll("\\D", "")) / 1024);
            }
        }
        return "0";
    }
}
