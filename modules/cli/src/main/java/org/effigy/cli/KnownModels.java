package org.effigy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import picocli.CommandLine.ITypeConverter;

/** The models that come with the program, each a folder of its name; where there is a choice, a path that exists is meant. */
final class KnownModels {
    /** Where they are, as the launcher passes it on. */
    static final String PROPERTY = "effigy.models";

    private static final String LISTING = "'effigy models' lists them";

    private final Optional<Path> folder;

    private KnownModels(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Returns those of the running program; none where it was not started by the launcher. */
    static KnownModels ofProcess() {
        String place = System.getProperty(PROPERTY, "");
        return new KnownModels(place.isEmpty() ? Optional.empty() : Optional.of(Path.of(place)));
    }

    /** Turns the word for a model, a path or a name, into a path. */
    static final class Converter implements ITypeConverter<Path> {
        @Override
        public Path convert(String word) {
            return ofProcess().resolve(Path.of(word));
        }
    }

    /** Returns the folder of the model that a path names, if nothing else is there; otherwise the path. */
    Path resolve(Path path) {
        if (Files.exists(path) || !isName(path)) {
            return path;
        }
        return folder.map(all -> all.resolve(path)).filter(KnownModels::isModel).orElse(path);
    }

    private static boolean isName(Path path) {
        return !path.isAbsolute()
                && path.getNameCount() == 1
                && !path.toString().startsWith(".");
    }

    private static boolean isModel(Path place) {
        return Files.isRegularFile(place.resolve(Checkpoint.CONFIG));
    }

    static boolean hasWeights(Path place) {
        return Files.isRegularFile(place.resolve(Checkpoint.WEIGHTS));
    }

    /** Returns the folders, by name. */
    List<Path> all() {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return List.of();
        }
        try (Stream<Path> places = Files.list(folder.get())) {
            return places.filter(KnownModels::isModel).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name by which a folder is known; empty for any other. */
    Optional<String> name(Path place) {
        Path normal = place.toAbsolutePath().normalize();
        boolean known = folder.isPresent()
                && folder.get().toAbsolutePath().normalize().equals(normal.getParent())
                && isModel(normal);
        return known ? Optional.of(normal.getFileName().toString()) : Optional.empty();
    }

    /**
     * Returns the path that {@link #resolve} gave if it is a folder of a run, a checkpoint or a model.
     *
     * @throws InputException if not; where a name may have been meant, with the names there are
     */
    Path require(Path place) {
        if (!Files.exists(place) && isName(place) && !names().isEmpty()) {
            throw new InputException(place + ": there is no such folder, and no model has this name; models are "
                    + names() + "; " + LISTING);
        }
        Inputs.folder(place);
        Optional<String> name = name(place).filter(known -> !hasWeights(place));
        if (name.isPresent()) {
            throw new InputException(name.get() + ": this model was recorded without weights; "
                    + (names().isEmpty() ? "its card says how it was trained" : "models with weights are " + names()));
        }
        return place;
    }

    private String names() {
        List<String> names = all().stream()
                .filter(KnownModels::hasWeights)
                .map(place -> place.getFileName().toString())
                .toList();
        return String.join(", ", names);
    }
}
