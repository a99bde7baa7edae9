package org.effigy.networks.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.InputException;

/** Finds the checkpoint that a user means by a folder. */
public final class CheckpointPlace {
    private CheckpointPlace() {}

    /**
     * Returns the checkpoint in a folder, or the newest sound one of a run directory, without the updater's state.
     *
     * @throws InputException if there is none
     */
    public static Checkpoint read(Path folder) throws IOException {
        return read(folder, new CheckpointChoice.Newest());
    }

    /**
     * Returns the checkpoint in a folder, or the chosen one of a run directory, without the updater's state. Where every checkpoint
     * of a run remembers, {@link CheckpointChoice.BeforeMemory} is the oldest.
     *
     * @throws InputException if there is none
     */
    public static Checkpoint read(Path folder, CheckpointChoice choice) throws IOException {
        Path checkpoints = folder.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            if (!Files.isDirectory(folder)) {
                throw new InputException("there is no such run directory or checkpoint folder");
            }
            return Checkpoint.readWithoutUpdater(folder);
        }
        return newestSound(chosen(folder, newestFirst(checkpoints), choice));
    }

    /** Returns the checkpoints that a choice allows, the best first. */
    private static List<Path> chosen(Path run, List<Path> newestFirst, CheckpointChoice choice) throws IOException {
        if (choice instanceof CheckpointChoice.OfStep of && !newestFirst.isEmpty()) {
            List<Path> matching = newestFirst.stream()
                    .filter(folder -> step(folder) == of.step())
                    .toList();
            if (matching.isEmpty() && of.orNewest()) {
                return newestFirst;
            }
            if (matching.isEmpty()) {
                throw new InputException("the run has no checkpoint of step " + of.step() + "; it has those of "
                        + newestFirst.stream()
                                .map(folder -> String.valueOf(step(folder)))
                                .collect(Collectors.joining(", ")));
            }
            return matching;
        }
        Optional<RunMemory> memory =
                choice instanceof CheckpointChoice.BeforeMemory ? RunMemory.read(run) : Optional.empty();
        if (memory.isEmpty()) {
            return newestFirst;
        }
        List<Path> before = newestFirst.stream()
                .filter(folder -> step(folder) < memory.get().remembersFrom())
                .toList();
        List<Path> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return before.isEmpty() ? oldestFirst : before;
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString());
    }

    private static Checkpoint newestSound(List<Path> folders) throws IOException {
        List<InputException> failures = new ArrayList<>();
        for (Path checkpoint : folders) {
            try {
                return Checkpoint.readWithoutUpdater(checkpoint);
            } catch (InputException e) {
                failures.add(e);
            }
        }
        failures.add(
                new InputException("the run directory has no checkpoint yet; train until the first one is written"));
        throw failures.get(0);
    }

    private static List<Path> newestFirst(Path checkpoints) throws IOException {
        try (Stream<Path> entries = Files.list(checkpoints)) {
            // Any digits: earlier programs wrote those of the user's language.
            return entries.filter(e -> e.getFileName().toString().matches("\\p{Nd}{1,18}"))
                    .sorted(Comparator.comparingLong(CheckpointPlace::step).reversed())
                    .toList();
        }
    }
}
