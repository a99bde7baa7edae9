package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.effigy.dataset.FoundFile;

/** Lists what lies below a folder, without following links. */
public final class TreeWalk {
    private TreeWalk() {}

    /** Returns everything that is not a folder, in the order of the stored paths. */
    public static List<FoundFile> list(Path root) throws IOException {
        List<FoundFile> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                // Sockets, pipes and devices would block a reader.
                FoundFile.Kind other = attributes.isSymbolicLink() ? FoundFile.Kind.LINK : FoundFile.Kind.UNREADABLE;
                FoundFile.Kind kind = attributes.isRegularFile() ? FoundFile.Kind.FILE : other;
                found.add(new FoundFile(file, StoredPath.of(root, file), kind));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                found.add(new FoundFile(file, StoredPath.of(root, file), FoundFile.Kind.UNREADABLE));
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(FoundFile::path));
        return found;
    }
}
