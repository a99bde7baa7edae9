package org.effigy.dataset.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CovariateTableTest {
    @TempDir
    private Path folder;

    private CovariateTable table(String text) throws IOException {
        return CovariateTable.read(Files.writeString(folder.resolve("table.csv"), text), List.of("age", "sex", "dose"));
    }

    @Test
    void agesAreYearsHoweverTheyAreWritten() {
        assertEquals(45, Ages.years("045Y").orElseThrow());
        assertEquals(0.5, Ages.years("006M").orElseThrow());
        assertEquals(26 / 52.18, Ages.years("026W").orElseThrow());
        assertEquals(10 / 365.25, Ages.years("010D").orElseThrow());
        assertEquals(61.5, Ages.years("61.5").orElseThrow());
        assertTrue(Ages.years("").isEmpty());
        assertTrue(Ages.years("old").isEmpty());
    }

    @Test
    void cellsHaveOneSpellingAndEmptyOnesAreNotKnown() throws IOException {
        CovariateTable table = table("file,Age,SEX,dose\na.png,045Y,Female,2.5\nsub/b.png,,x,\n");
        assertEquals(Optional.of("45.0"), table.value("a.png", "age"));
        assertEquals(Optional.of("F"), table.value("elsewhere/a.png", "sex"));
        assertEquals(Optional.of("2.5"), table.value("a.png", "dose"));
        for (String name : List.of("age", "sex", "dose")) {
            assertEquals(Optional.empty(), table.value("sub/b.png", name));
            assertEquals(Optional.empty(), table.value("c.png", name));
        }
        assertTrue(table.has("age"));
        assertFalse(table.has("view"));
    }

    @Test
    void aTableWithoutFilesIsRefused() {
        assertThrows(InputException.class, () -> table("image,age\na,45\n"));
        assertThrows(InputException.class, () -> table(""));
    }
}
