package org.effigy.base;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that are either complete or absent: written to a temporary name beside the target, synced, then renamed. */
public final class AtomicFiles {
    /** How temporary names end; a file or folder with this ending is an unfinished write and may be deleted. */
    public static final String PARTIAL = ".partial";

    private AtomicFiles() {}

    /** Writes to the stream it is given; may throw. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes the text as UTF-8, replacing an existing file. */
    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the bytes, replacing an existing file. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /** Writes what the writer emits, replacing an existing file; when the writer throws, the target is left as it was. */
    public static void write(Path file, Writer writer) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        // Not createTempFile: its files stay readable by their owner alone, and so would the target.
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + PARTIAL);
        try {
            try (FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                writer.writeTo(out);
                out.flush();
                channel.force(true);
            }
            move(partial, absolute);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /**
     * Writes a new file that, where the file system knows owners, only its own can read; it has its name when it is whole, for another
     * program may look for it at the same time. Makes the folders above it.
     *
     * @throws FileAlreadyExistsException if the file is there
     */
    public static void createSecret(Path file, byte[] bytes) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + PARTIAL);
        boolean owners = absolute.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] own = owners
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(partial, own);
            Files.write(partial, bytes);
            name(partial, absolute);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** A link is refused where the name is taken; a move may not be, so it is for where there are no links. */
    private static void name(Path partial, Path file) throws IOException {
        try {
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(partial, file);
        }
    }

    /**
     * Renames a finished folder to its final name, which must not exist yet. Every file in it is synced first, so after
     * a power cut the folder is either complete or still has its temporary name.
     */
    public static void publishDirectory(Path partial, Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(partial)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        move(partial, directory);
    }

    /** Deletes a folder and all it holds; does nothing where it does not exist. Links are deleted, not followed. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
