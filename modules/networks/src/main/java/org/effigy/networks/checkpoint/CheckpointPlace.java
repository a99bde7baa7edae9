package org.effigy.networks.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        Path checkpoints = folder.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            if (!Files.isDirectory(folder)) {
                throw new InputException("there is no such run directory or checkpoint folder");
            }
            return Checkpoint.readWithoutUpdater(folder);
        }
        List<InputException> failures = new ArrayList<>();
        for (Path checkpoint : newestFirst(checkpoints)) {
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
                    .sorted(Comparator.comparingLong(
                                    (Path e) -> Long.parseLong(e.getFileName().toString()))
                            .reversed())
                    .toList();
        }
    }
}
