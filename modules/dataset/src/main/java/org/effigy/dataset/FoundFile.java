package org.effigy.dataset;

import java.nio.file.Path;

/**
 * A file of the data folder, or what stands in its place.
 *
 * @param path as the index stores it, relative to the folder; local knowledge that no message repeats
 */
public record FoundFile(Path file, String path, Kind kind) {
    /** What was found. */
    public enum Kind {
        FILE,
        LINK,
        UNREADABLE
    }
}
