package org.effigy.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The machine, as far as it matters for networks.
 *
 * @param processor the model's name
 * @param processors that Java may use
 * @param instructions the sets of instructions that matter; empty where the system does not tell
 * @param memoryMiB in all, for this process where it is limited
 * @param availableMiB of it
 * @param diskMiB free where runs go
 */
record Machine(
        String processor, int processors, List<String> instructions, long memoryMiB, long availableMiB, long diskMiB) {
    private static final Map<String, String> INSTRUCTIONS = instructionNames();

    /** Looks at this machine; the folder, or one above it that exists, is where runs go. */
    static Machine here(Path runs) throws IOException {
        String cpuinfo = read(Path.of("/proc/cpuinfo"));
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize() >> 20;
        long free = available(read(Path.of("/proc/meminfo"))).orElse(system.getFreeMemorySize() >> 20);
        Path folder = runs.toAbsolutePath();
        while (!Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        return new Machine(
                processor(cpuinfo),
                Runtime.getRuntime().availableProcessors(),
                instructions(cpuinfo),
                total,
                Math.min(total, free),
                Files.getFileStore(folder).getUsableSpace() >> 20);
    }

    /** Returns the bytes that networks can have outside of the Java heap: what is free, up to the limit of JavaCPP. */
    static long networkBytes() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        long free = available(read(Path.of("/proc/meminfo")))
                .map(mebibytes -> mebibytes << 20)
                .orElse(total);
        // In a container the free memory of the whole machine says little; the total is the container's.
        long there = Math.min(total, free);
        return Math.min(there, limit(System.getProperty("org.bytedeco.javacpp.maxbytes", ""), there));
    }

    /** Returns the bytes that a setting of JavaCPP allows, as the launcher gives it: a part of the Java heap's largest size. */
    static long limit(String setting, long otherwise) {
        return setting.matches("[0-9]{1,6}%")
                ? Long.parseLong(setting.replace("%", ""))
                        * (Runtime.getRuntime().maxMemory() / 100)
                : otherwise;
    }

    private static Map<String, String> instructionNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("avx2", "AVX2");
        names.put("avx512f", "AVX512");
        names.put("avx512_bf16", "AVX512_BF16");
        names.put("amx_bf16", "AMX");
        names.put("asimd", "NEON");
        names.put("sve", "SVE");
        names.put("bf16", "BF16");
        return names;
    }

    /** Returns the instructions that matter for networks in the text of {@code /proc/cpuinfo}. */
    static List<String> instructions(String cpuinfo) {
        Set<String> flags = Set.of(value(cpuinfo, "flags")
                .or(() -> value(cpuinfo, "Features"))
                .map(line -> Arrays.stream(line.split("\\s+")).distinct().toArray(String[]::new))
                .orElse(new String[0]));
        List<String> found = new ArrayList<>();
        INSTRUCTIONS.forEach((flag, name) -> {
            if (flags.contains(flag)) {
                found.add(name);
            }
        });
        return found;
    }

    /** Returns the model's name in the text of {@code /proc/cpuinfo}, or what else is known. */
    static String processor(String cpuinfo) {
        return value(cpuinfo, "model name")
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .orElse(System.getProperty("os.arch"));
    }

    /** Returns the mebibytes that a program can get, from the text of {@code /proc/meminfo}. */
    static Optional<Long> available(String meminfo) {
        return value(meminfo, "MemAvailable")
                .map(value -> value.replace("kB", "").strip())
                .filter(kibibytes -> kibibytes.matches("\\d{1,15}"))
                .map(kibibytes -> Long.parseLong(kibibytes) >> 10);
    }

    private static Optional<String> value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name) && line.indexOf(':') >= 0)
                .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
