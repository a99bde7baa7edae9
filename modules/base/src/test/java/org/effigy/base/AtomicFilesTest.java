package org.effigy.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void keepsTheOldContentAndNoRemnantsWhenTheWriterFails() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, "old");
        assertThrows(
                IOException.class,
                () -> AtomicFiles.write(file, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }));
        assertEquals("old", Files.readString(file));
        try (Stream<Path> list = Files.list(folder)) {
            assertEquals(List.of(file), list.toList());
        }
    }

    @Test
    void givesTheFileTheSamePermissionsAsAnyNewFile() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        Path atomic = folder.resolve("atomic");
        AtomicFiles.write(atomic, "x");
        assumeTrue(Files.getFileStore(plain).supportsFileAttributeView("posix"), "skipped: no POSIX permissions here");
        assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(atomic));
    }

    @Test
    void publishesAndDeletesAFolder() throws IOException {
        Path partial = Files.createDirectories(folder.resolve("c" + AtomicFiles.PARTIAL + "/inner"));
        AtomicFiles.write(partial.resolve("x"), new byte[] {1});
        AtomicFiles.publishDirectory(partial.getParent(), folder.resolve("c"));
        assertEquals(1, Files.size(folder.resolve("c/inner/x")));
        AtomicFiles.deleteTree(folder.resolve("c"));
        assertFalse(Files.exists(folder.resolve("c")));
    }
}
