package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleMasks;

/**
 * What {@code --mask} names: one picture for all images, or a folder with one for each.
 *
 * @param given the file or folder
 * @param files the pictures, in the order of their names
 * @param images how many are made unless told otherwise
 */
record MaskInput(Path given, List<Path> files, int images) {
    private static final List<String> ENDINGS = List.of(".png", ".tif", ".tiff");

    /** Returns what the option names; empty where it is left out. */
    static Optional<MaskInput> of(Optional<Path> option) throws IOException {
        if (option.isEmpty()) {
            return Optional.empty();
        }
        Path given = option.get();
        if (!Files.isDirectory(given)) {
            return Optional.of(new MaskInput(given, List.of(Inputs.file(given)), SampleCommand.IMAGES));
        }
        try (Stream<Path> entries = Files.list(given)) {
            List<Path> files = entries.filter(MaskInput::isPicture)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
            if (files.isEmpty()) {
                throw new InputException(
                        "--mask " + given
                                + ": the folder holds no PNG or TIFF picture; name a picture, or a folder with one for each image");
            }
            return Optional.of(new MaskInput(given, files, files.size()));
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Returns the masks in the size of a model. */
    SampleMasks fitted(ImageSampler sampler) throws IOException {
        if (!sampler.config().model().masked()) {
            throw new InputException("--mask " + given + ": the model has no channel for a mask; leave the mask out, or"
                    + " train a model with 'effigy train --masks'");
        }
        try {
            return SampleMasks.fit(files, sampler.preprocessing());
        } catch (InputException e) {
            throw new InputException("--mask " + given + ": " + e.getMessage(), e);
        }
    }
}
