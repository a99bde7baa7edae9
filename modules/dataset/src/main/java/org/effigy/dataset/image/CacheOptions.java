package org.effigy.dataset.image;

import java.nio.file.Path;
import org.effigy.base.Progress;

/**
 * Where decoded images are kept, and how they get there.
 *
 * @param folder made when missing; may be shared by data sets and deleted at any time
 * @param skipUndecodable leave out images that cannot be decoded, instead of failing
 */
public record CacheOptions(Path folder, boolean skipUndecodable, Progress.Factory progress) {
    /** Returns options without progress that fail on an image that cannot be decoded. */
    public static CacheOptions in(Path folder) {
        return new CacheOptions(folder, false, (task, unit, total) -> Progress.none());
    }

    /** Returns a copy that reports progress. */
    public CacheOptions withProgress(Progress.Factory other) {
        return new CacheOptions(folder, skipUndecodable, other);
    }

    /** Returns a copy that leaves out images that cannot be decoded, or fails on them. */
    public CacheOptions withSkipUndecodable(boolean skip) {
        return new CacheOptions(folder, skip, progress);
    }
}
