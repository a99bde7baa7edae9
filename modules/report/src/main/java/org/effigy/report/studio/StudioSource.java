package org.effigy.report.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a live page shows.
 *
 * @param roots folders that hold runs, evaluations and samples, up to three levels below
 * @param port to listen on, 0 for any that is free
 * @param machine what the doctor says, a line each; asked again at every look
 * @param reader decodes an image file of a folder of samples
 * @param codeVersion of the program
 */
public record StudioSource(
        List<Path> roots, int port, Supplier<List<String>> machine, ImageReader reader, String codeVersion) {
    /** Reads image files. */
    @FunctionalInterface
    public interface ImageReader {
        /** Returns an image file as PNG. */
        byte[] png(Path file) throws IOException;
    }

    public StudioSource {
        roots = List.copyOf(roots);
    }
}
