package org.effigy.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.effigy.networks.device.DeviceChoice;

/** Tries a device in a process of its own, which may crash or hang without harm to this one. */
final class DeviceTrial {
    private static final int LONGEST_ANSWER = 300;

    private DeviceTrial() {}

    /** Starts this program again to compute on the device; returns what went wrong, in one line, or nothing. */
    static Optional<String> run(DeviceChoice device, Duration limit) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("-X"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Effigy.class.getName()));
        command.addAll(List.of("doctor", DoctorCommand.TRY, device.name().toLowerCase(Locale.ROOT)));
        Path answer = Files.createTempFile("effigy-trial", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return Optional.of("no answer in " + limit.toSeconds() + " seconds");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(reason(process, answer));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } finally {
            Files.deleteIfExists(answer);
        }
    }

    private static String reason(Process process, Path answer) throws IOException {
        String text = new String(Files.readAllBytes(answer), StandardCharsets.UTF_8);
        List<String> ours = text.lines()
                .filter(line -> line.startsWith(ErrorLines.PREFIX))
                .map(line -> line.substring(ErrorLines.PREFIX.length()))
                .toList();
        String line = ours.isEmpty() ? text.lines().findFirst().orElse("no message") : ours.get(ours.size() - 1);
        String code = ours.isEmpty() ? " (exit code " + process.exitValue() + ")" : "";
        return line.substring(0, Math.min(line.length(), LONGEST_ANSWER)) + code;
    }
}
