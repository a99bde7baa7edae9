package org.effigy.dataset.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubgroupTableTest {
    @TempDir
    private Path folder;

    private SubgroupTable table(String text) throws IOException {
        return SubgroupTable.read(Files.writeString(folder.resolve("table.csv"), text));
    }

    @Test
    void agesBecomeBandsAndTermsOfOneList() throws IOException {
        SubgroupTable table =
                table("file,sex,age,view\na.png,Female,4.9,pa\nb.png,m,18,LL\nc.png,F,006M,\nd.png,x,082Y,AP\n");
        assertEquals(Map.of("sex", "F", "age", "0-4", "view", "PA"), table.of("a.png"));
        assertEquals(Map.of("sex", "M", "age", "18-39", "view", "OTHER"), table.of("b.png"));
        assertEquals(Map.of("sex", "F", "age", "0-4"), table.of("c.png"));
        assertEquals(Map.of("age", "80+", "view", "AP"), table.of("d.png"));
    }

    @Test
    void aFileIsFoundByItsPathAndByANameThatOccursOnce() throws IOException {
        SubgroupTable table = table("file,sex\none/a.png,F\ntwo/a.png,M\none/b.png,M\n");
        assertEquals(Map.of("sex", "M"), table.of("two/a.png"));
        assertEquals(Map.of("sex", "M"), table.of("elsewhere/b.png"));
        assertEquals(Map.of(), table.of("elsewhere/a.png"));
        assertEquals(Map.of(), SubgroupTable.none().of("a.png"));
    }

    @Test
    void aTableWithoutFilesIsRefused() {
        assertThrows(InputException.class, () -> table("image,sex\na,F\n"));
        assertThrows(InputException.class, () -> table(""));
    }
}
