package org.effigy.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;

/** environment.json: on what machine and with which versions a run last worked; for the record, never checked. */
record Environment(
        String codeVersion,
        String java,
        String operatingSystem,
        String processor,
        int processors,
        long maxHeapMiB,
        String device,
        String precision,
        String backend,
        String nd4j,
        int threads,
        int devices) {
    static Environment current(String codeVersion, Compute compute) {
        return new Environment(
                codeVersion,
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                compute.device(),
                compute.precision().word(),
                Engines.name(compute),
                Engines.nd4jVersion(),
                compute.threads(),
                compute.devices());
    }

    private static String processorName() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
