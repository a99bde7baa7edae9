package org.effigy.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.RunMemory;

/** The files of one run; the format is in the package documentation. */
public final class RunDirectory implements AutoCloseable {
    static final String CONFIG = "config.json";
    static final String ENVIRONMENT = "environment.json";
    static final String METRICS = "metrics.jsonl";
    static final String JUDGEMENTS = "judgements.jsonl";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String PREVIEWS = "previews";
    private static final String LOG = "log.txt";
    private static final String LOCK = ".lock";
    private static final String DAMAGED = ".damaged";
    /** Any digits: earlier programs wrote those of the user's language. */
    private static final Pattern NUMBERED = Pattern.compile("(\\p{Nd}{4,9})-.*");

    private static final Pattern STEP = Pattern.compile("\\p{Nd}{8,18}");

    private final Path root;
    private final FileChannel lockChannel;

    private RunDirectory(Path root, FileChannel lockChannel) {
        this.root = root;
        this.lockChannel = lockChannel;
    }

    /** Returns the next free {@code runs/<number>-<name>}, e.g. {@code runs/0003-ddpm-64}; does not make it. */
    public static Path next(Path runs, String name) throws IOException {
        int highest = 0;
        if (Files.isDirectory(runs)) {
            try (Stream<Path> entries = Files.list(runs)) {
                for (Path entry : entries.toList()) {
                    Matcher numbered = NUMBERED.matcher(entry.getFileName().toString());
                    if (numbered.matches()) {
                        highest = Math.max(highest, Integer.parseInt(numbered.group(1)));
                    }
                }
            }
        }
        return runs.resolve(String.format(Locale.ROOT, "%04d-%s", highest + 1, name));
    }

    /** Returns the checkpoint folders of a run, newest first; unfinished ones are not among them. */
    public static List<Path> checkpoints(Path run) throws IOException {
        Path folder = run.resolve(CHECKPOINTS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(e -> STEP.matcher(e.getFileName().toString()).matches())
                    .sorted(Comparator.comparing((Path e) -> step(e)).reversed())
                    .toList();
        }
    }

    /** Returns the step that a checkpoint folder's name states. */
    public static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString());
    }

    /**
     * Makes the folder where it is missing and locks it until it is closed; a lock ends with its process.
     *
     * @throws InputException if another trainer works in it, or it holds something else than a run
     */
    static RunDirectory open(Path root) throws IOException {
        if (Files.isDirectory(root) && !Files.exists(root.resolve(CONFIG)) && !isEmptyOrOurs(root)) {
            throw new InputException(
                    "the run directory holds other files and no config.json; choose an empty or new" + " folder");
        }
        Files.createDirectories(root.resolve(CHECKPOINTS));
        Files.createDirectories(root.resolve(PREVIEWS));
        FileChannel channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse();
        } catch (InputException e) {
            channel.close();
            throw e;
        }
        RunDirectory run = new RunDirectory(root, channel);
        run.deletePartial();
        return run;
    }

    private static InputException inUse() {
        return new InputException(
                "another training works in this run directory; wait for it, stop it, or choose another folder");
    }

    private static boolean isEmptyOrOurs(Path root) throws IOException {
        List<String> ours = List.of(
                CHECKPOINTS,
                PREVIEWS,
                LOCK,
                LOG,
                ENVIRONMENT,
                METRICS,
                JUDGEMENTS,
                RunMemory.FILE,
                PrivacyKey.FILE,
                Trajectories.FOLDER);
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(e -> e.getFileName().toString())
                    .allMatch(name -> ours.contains(name) || name.endsWith(AtomicFiles.PARTIAL));
        }
    }

    private void deletePartial() throws IOException {
        List<Path> folders = Stream.of("", CHECKPOINTS, PREVIEWS, Trajectories.FOLDER)
                .map(root::resolve)
                .filter(Files::isDirectory)
                .toList();
        for (Path folder : folders) {
            List<Path> partial;
            try (Stream<Path> entries = Files.list(folder)) {
                partial = entries.filter(e -> e.getFileName().toString().endsWith(AtomicFiles.PARTIAL))
                        .toList();
            }
            for (Path path : partial) {
                AtomicFiles.deleteTree(path);
            }
        }
    }

    Path root() {
        return root;
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Path checkpoint(long step) {
        return root.resolve(CHECKPOINTS).resolve(String.format(Locale.ROOT, "%08d", step));
    }

    Path preview(long step) {
        return root.resolve(PREVIEWS).resolve(String.format(Locale.ROOT, "step-%08d.png", step));
    }

    /** Returns the newest checkpoint that can be read; those that cannot are renamed, and the log says so. */
    Optional<Checkpoint> newestValid() throws IOException {
        List<Path> folders = checkpoints(root);
        for (int i = 0; i < folders.size(); i++) {
            try {
                Checkpoint newest = Checkpoint.read(folders.get(i));
                for (Path damaged : folders.subList(0, i)) {
                    setAside(damaged);
                }
                return Optional.of(newest);
            } catch (InputException e) {
                log("checkpoint " + step(folders.get(i)) + " is damaged and not used: " + e.getMessage());
            }
        }
        if (!folders.isEmpty()) {
            throw new InputException("none of the " + folders.size()
                    + " checkpoints of the run can be read; see log.txt, or choose another run directory");
        }
        return Optional.empty();
    }

    private static void setAside(Path damaged) throws IOException {
        Path aside = damaged.resolveSibling(damaged.getFileName() + DAMAGED);
        AtomicFiles.deleteTree(aside);
        Files.move(damaged, aside);
    }

    /**
     * Deletes all but the newest checkpoints, and those of later steps than the one that was just written.
     *
     * @param suspectFrom from when on the model may remember; the newest checkpoint before that stays, or the oldest of all where
     *     there is none before
     */
    void prune(int keep, long newest, OptionalLong suspectFrom) throws IOException {
        int kept = 0;
        List<Path> folders = checkpoints(root);
        Optional<Path> sound = suspectFrom.isEmpty() || folders.isEmpty()
                ? Optional.empty()
                : Optional.of(folders.stream()
                        .filter(folder -> step(folder) < suspectFrom.getAsLong())
                        .findFirst()
                        .orElse(folders.get(folders.size() - 1)));
        for (Path folder : folders) {
            if (step(folder) <= newest && kept < keep) {
                kept++;
                continue;
            }
            if (sound.equals(Optional.of(folder))) {
                continue;
            }
            // Renamed first, so that a kill leaves no half-deleted checkpoint.
            Path partial = folder.resolveSibling(folder.getFileName() + AtomicFiles.PARTIAL);
            Files.move(folder, partial);
            AtomicFiles.deleteTree(partial);
        }
    }

    /** Appends a line with the time to log.txt. */
    void log(String line) throws IOException {
        String stamped = LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line + "\n";
        Files.write(
                root.resolve(LOG),
                stamped.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Unlocks the folder. */
    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}
