package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists what lies below a folder, without following links. */
final class TreeWalk {
    /** A file of the tree, or what stands in its place. */
    record Found(Path file, String path, Kind kind) {}

    /** What was found. */
    enum Kind {
        FILE,
        LINK,
        UNREADABLE
    }

    private TreeWalk() {}

    /** Returns everything that is not a folder, in the order of the stored paths. */
    static List<Found> list(Path root) throws IOException {
        List<Found> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Kind kind = attributes.isRegularFile() ? Kind.FILE : attributes.isSymbolicLink() ? Kind.LINK : null;
                // Sockets, pipes and devices would block a reader.
                found.add(new Found(file, StoredPath.of(root, file), kind == null ? Kind.UNREADABLE : kind));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                found.add(new Found(file, StoredPath.of(root, file), Kind.UNREADABLE));
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(Found::path));
        return found;
    }
}
