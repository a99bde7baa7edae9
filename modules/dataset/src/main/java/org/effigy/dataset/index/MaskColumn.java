package org.effigy.dataset.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.LabelRow;
import org.effigy.dataset.MaskFile;
import org.effigy.dataset.labels.LabelTable;
import org.effigy.dataset.probe.StoredPath;
import org.effigy.dicom.picture.RegionMask;

/** The masks that the label table names for images. */
final class MaskColumn {
    private final Path root;
    private final Optional<LabelTable> table;
    private final Set<Path> named = new HashSet<>();

    /** Looks which files the table names as masks. */
    MaskColumn(Path root, Optional<LabelTable> table) {
        this.root = root;
        this.table = table;
        table.ifPresent(t -> t.rows().forEach(row -> find(row).ifPresent(named::add)));
    }

    /** Returns the file, left out where it is somebody's mask. */
    Candidate judge(Candidate file) {
        return file.isUsable() && named.contains(file.file().file()) ? file.without(ExclusionReason.MASK) : file;
    }

    /**
     * Returns the mask of an image; none where its row names none.
     *
     * @throws InputException if it is not in the data folder, cannot be read, or has another size than the image
     */
    List<MaskFile> of(Candidate image) throws IOException {
        LabelRow row = image.assigned().row();
        if (row.mask().isEmpty()) {
            return List.of();
        }
        String line = "label table, line " + row.line() + ": the mask ";
        Path file = find(row)
                .orElseThrow(
                        () -> new InputException(
                                line
                                        + "is no file at the place that is named, from the table or from the data folder; correct the path"));
        if (!file.startsWith(root)) {
            throw new InputException(line + "lies outside of the data folder; move it into that");
        }
        if (image.facts().frames() > 1) {
            throw new InputException(line + "is for an image of one frame, this file has "
                    + image.facts().frames() + "; leave the mask out, or split the file");
        }
        ImageFacts.Geometry size = image.facts().geometry();
        RegionMask mask = read(file, line);
        if (mask.rows() != size.rows() || mask.columns() != size.columns()) {
            throw new InputException(line + "has " + mask.columns() + "x" + mask.rows() + " pixels, its image "
                    + size.columns() + "x" + size.rows() + "; draw it in the image's size");
        }
        return List.of(new MaskFile(StoredPath.of(root, file), Hashes.sha256(file)));
    }

    private static RegionMask read(Path file, String line) throws IOException {
        try {
            return RegionMask.read(file);
        } catch (InputException e) {
            throw new InputException(line + "cannot be used: " + e.getMessage(), e);
        }
    }

    /** Returns the file that a row names: from the table's folder, else from the data folder. */
    private Optional<Path> find(LabelRow row) {
        if (row.mask().isEmpty()) {
            return Optional.empty();
        }
        for (Path folder : List.of(table.orElseThrow().folder(), root)) {
            try {
                Path file = folder.resolve(row.mask().replace('\\', '/')).normalize();
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
