package org.effigy.evaluation.membership;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.Json;

/**
 * {@code membership.json}: the scores of all attacks; see the package's documentation.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param checkpointSha256 of the model
 * @param step of the model's checkpoint
 * @param members how many of the images are members; they come first
 * @param images what messages call each image: {@code index 0007}
 * @param patients a number for each image, the same for images of one patient
 * @param half 0: the time step is chosen on it; 1: the figures are of it
 * @param attacks the scores
 */
@SuppressWarnings("ArrayRecordComponent")
public record MembershipFile(
        String format,
        int version,
        String checkpointSha256,
        long step,
        int members,
        List<String> images,
        int[] patients,
        int[] half,
        List<AttackScores> attacks) {
    public static final String FORMAT = "effigy-membership";
    public static final int VERSION = 1;

    /** The file's name. */
    public static final String FILE = "membership.json";

    void write(Path folder) throws IOException {
        Json.write(folder.resolve(FILE), this);
    }
}
