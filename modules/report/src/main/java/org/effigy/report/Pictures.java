package org.effigy.report;

import java.util.List;
import java.util.Optional;
import org.effigy.report.document.Picture;

/** The pictures of a report; who reads files hands them in. */
public interface Pictures {
    /** No pictures. */
    Pictures NONE = new Pictures() {
        @Override
        public List<Picture> synthetic(int most) {
            return List.of();
        }

        @Override
        public List<Picture> real(int most) {
            return List.of();
        }

        @Override
        public Optional<Picture> synthetic(int row, String caption) {
            return Optional.empty();
        }

        @Override
        public Optional<Picture> train(int row, String caption) {
            return Optional.empty();
        }
    };

    /** Returns some of the synthetic images, the first ones, none chosen. */
    List<Picture> synthetic(int most);

    /** Returns some of the real images; none where they may not be shown. */
    List<Picture> real(int most);

    /** Returns the synthetic image of a row, where it can be read. */
    Optional<Picture> synthetic(int row, String caption);

    /** Returns the training image of a row, where it can be read and may be shown. */
    Optional<Picture> train(int row, String caption);

    /** Returns what is to be said of the synthetic images as a set, a sentence each, such as whether a release gate passed them. */
    default List<String> remarks() {
        return List.of();
    }
}
