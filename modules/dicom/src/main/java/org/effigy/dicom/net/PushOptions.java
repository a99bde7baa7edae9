package org.effigy.dicom.net;

import java.nio.file.Path;
import org.effigy.base.Check;

/**
 * How a folder is sent.
 *
 * @param archive what the journal knows the archive by, e.g. its address without credentials
 * @param journal where to note what is in the archive
 * @param allowReal also send what is not marked synthetic
 * @param batch the most instances per request
 */
public record PushOptions(String archive, Path journal, boolean allowReal, int batch) {
    public PushOptions {
        Check.inRange("batch", batch, 1, 1000);
    }

    /** Returns the journal's usual place, beside the folder. */
    public static Path journalBeside(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + ".push.jsonl");
    }
}
