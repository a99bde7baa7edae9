package org.effigy.networks.device;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds NVIDIA cards without loading CUDA: asks {@code nvidia-smi}, and where that is missing reads what the Linux driver
 * writes below {@code /proc}.
 *
 * @param platform where the driver runs
 * @param programs where {@code nvidia-smi} may lie
 * @param root the root folder of the file system
 * @param visibleDevices the environment variable {@code CUDA_VISIBLE_DEVICES}, where it is set
 * @param limit how long {@code nvidia-smi} may take; with a broken card it can hang for ever
 */
public record CardProbe(
        Platform platform, List<Path> programs, Path root, Optional<String> visibleDevices, Duration limit) {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** The longest answer that is looked at; one of a hundred cards takes a tenth of it. */
    private static final int LONGEST_ANSWER = 1 << 17;

    private static final List<String> LIBRARIES = List.of(
            "usr/lib/x86_64-linux-gnu/libcuda.so.1",
            "usr/lib/aarch64-linux-gnu/libcuda.so.1",
            "usr/lib64/libcuda.so.1",
            "usr/lib/libcuda.so.1",
            "usr/lib/wsl/lib/libcuda.so.1");

    private static final Pattern PROC_VERSION = Pattern.compile("NVRM version:.*?\\s(\\d{3}(?:\\.\\d+){1,2})\\s");
    private static final Pattern PROC_MODEL = Pattern.compile("(?m)^Model:\\s*(\\S.*)$");
    private static final Pattern PROC_UUID = Pattern.compile("(?m)^GPU UUID:\\s*(GPU-[0-9a-fA-F-]+)\\s*$");

    /** An answer of {@code nvidia-smi}. */
    private record Answer(int exitCode, String text) {}

    /** Returns the probe for this machine and its environment. */
    public static CardProbe ofThisMachine() {
        Path root = Path.of("/");
        Platform platform = Platform.of(System.getProperty("os.name"), read(root.resolve("proc/version")));
        return new CardProbe(
                platform,
                places(platform, System.getenv()),
                root,
                Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")),
                LIMIT);
    }

    /** Returns a copy that asks only this program. */
    public CardProbe asking(Path program) {
        return new CardProbe(platform, List.of(program), root, visibleDevices, limit);
    }

    private static List<Path> places(Platform platform, Map<String, String> environment) {
        boolean windows = platform == Platform.WINDOWS;
        Set<String> folders = new LinkedHashSet<>();
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            folders.add(folder.strip());
        }
        if (windows) {
            folders.add(environment.getOrDefault("SystemRoot", "C:\\Windows") + "\\System32");
            folders.add(environment.getOrDefault("ProgramFiles", "C:\\Program Files") + "\\NVIDIA Corporation\\NVSMI");
        } else {
            folders.addAll(List.of("/usr/bin", "/usr/lib/wsl/lib", "/usr/local/nvidia/bin"));
        }
        return folders.stream()
                .filter(folder -> !folder.isEmpty() && folder.indexOf('"') < 0)
                .map(folder -> new File(folder, windows ? "nvidia-smi.exe" : "nvidia-smi").toPath())
                .toList();
    }

    /** Finds the cards; a failure is described in the findings. */
    public Findings find() {
        if (platform == Platform.OTHER) {
            return found(List.of());
        }
        Optional<Path> program = programs.stream()
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
        try {
            return program.isPresent() ? ask(program.get()) : look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem("the search for cards was interrupted");
        }
    }

    private Findings found(List<Card> cards) {
        return new Findings(platform, cards, visibleDevices, Optional.empty());
    }

    private Findings problem(String line) {
        return new Findings(platform, List.of(), visibleDevices, Optional.of(line));
    }

    private Findings ask(Path program) throws InterruptedException {
        try {
            List<String> fields = new ArrayList<>(NvidiaSmi.FIELDS);
            Answer answer = run(program, NvidiaSmi.query(fields));
            Optional<String> unknown = NvidiaSmi.unknownField(answer.text());
            while (unknown.isPresent() && fields.remove(unknown.get())) {
                answer = run(program, NvidiaSmi.query(fields));
                unknown = NvidiaSmi.unknownField(answer.text());
            }
            List<Card> cards = NvidiaSmi.cards(fields, answer.text());
            if (cards.isEmpty() && !NvidiaSmi.saysNoCard(answer.text())) {
                return problem(NvidiaSmi.problem(answer.exitCode(), answer.text()));
            }
            if (cards.stream().noneMatch(Card::mig)) {
                return found(cards);
            }
            String list = run(program, List.of("-L")).text();
            Map<Integer, List<MigSlice>> slices = NvidiaSmi.slices(list);
            return found(cards.stream()
                    .map(card -> card.withSlices(slices.getOrDefault(card.index(), List.of())))
                    .toList());
        } catch (IOException e) {
            return problem("nvidia-smi does not start; reinstall the NVIDIA driver");
        } catch (TimeoutException e) {
            return problem("nvidia-smi did not answer in " + limit.toSeconds()
                    + " seconds; a card or its driver hangs, restart the machine");
        }
    }

    private Answer run(Path program, List<String> words) throws IOException, InterruptedException, TimeoutException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(words);
        // Into a file, not a pipe: reading from the pipe of a program that hangs would hang as well.
        Path answer = Files.createTempFile("effigy-cards", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new TimeoutException();
            }
            return new Answer(process.exitValue(), read(answer));
        } finally {
            // Windows keeps the file of a program that hangs; it is empty and in the folder for temporary files.
            if (!answer.toFile().delete()) {
                answer.toFile().deleteOnExit();
            }
        }
    }

    /** Looks for traces of a driver. */
    private Findings look() {
        List<Card> cards = procCards();
        if (cards.isEmpty() && LIBRARIES.stream().map(root::resolve).anyMatch(Files::exists)) {
            return problem("the library of an NVIDIA driver is there, but no nvidia-smi to ask for cards;"
                    + " install nvidia-smi (Debian, Ubuntu: the package nvidia-utils of the driver)");
        }
        return found(cards);
    }

    /** Reads what the Linux driver writes below {@code /proc}. */
    private List<Card> procCards() {
        Path driver = root.resolve("proc/driver/nvidia");
        Optional<DriverVersion> version =
                first(PROC_VERSION, read(driver.resolve("version"))).flatMap(DriverVersion::parse);
        List<Card> cards = new ArrayList<>();
        try (Stream<Path> entries = Files.list(driver.resolve("gpus"))) {
            for (Path entry : entries.sorted().toList()) {
                String text = read(entry.resolve("information"));
                String uuid = first(PROC_UUID, text).orElse("");
                first(PROC_MODEL, text)
                        .ifPresent(name -> cards.add(Card.of(cards.size(), uuid, name.strip(), version)));
            }
        } catch (IOException e) {
            return List.of();
        }
        return cards;
    }

    private static Optional<String> first(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).findFirst();
    }

    /** Returns the text of a small file, or of its beginning; "" if it cannot be read. */
    private static String read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
