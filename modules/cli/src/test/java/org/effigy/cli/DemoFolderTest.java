package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoFolderTest {
    private static final DemoPlan FULL = DemoPlan.of(false);
    private static final DemoPlan QUICK = DemoPlan.of(true);

    @TempDir
    private Path folder;

    @Test
    void theSameDemoUsesItsFolderAgainAndAnotherOneGetsANewFolder() throws Exception {
        assertEquals(folder.resolve("demo"), DemoFolder.standard(folder, FULL));
        assertEquals(folder.resolve("demo"), DemoFolder.standard(folder, FULL));
        assertEquals(folder.resolve("demo-2"), DemoFolder.standard(folder, QUICK));
        assertEquals(folder.resolve("demo-2"), DemoFolder.standard(folder, QUICK));
    }

    @Test
    void filesOfTheUserAreLeftAlone() throws Exception {
        Path demo = Files.createDirectories(folder.resolve("demo"));
        Path file = Files.writeString(demo.resolve("mine.txt"), "mine");
        assertEquals(folder.resolve("demo-2"), DemoFolder.standard(folder, FULL));
        InputException thrown = assertThrows(InputException.class, () -> DemoFolder.chosen(demo, FULL));
        assertTrue(thrown.getMessage().startsWith(demo + ": holds another demo or other files"), thrown.getMessage());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void anEmptyFolderIsUsed() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertEquals(empty, DemoFolder.chosen(empty, FULL));
        assertEquals(empty, DemoFolder.chosen(empty, FULL));
        assertThrows(InputException.class, () -> DemoFolder.chosen(empty, QUICK));
    }
}
