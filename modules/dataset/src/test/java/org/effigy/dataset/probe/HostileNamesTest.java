package org.effigy.dataset.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostileNamesTest {
    @TempDir
    Path temp;

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesOfAnyBytesAreFoundStoredAndOpenedAgain() throws IOException {
        Path data = Files.createDirectories(temp.resolve("data"));
        // Line feed, quotes, spaces, dots, a leading dash, a bell, percent, our own prefix, and bytes that are no
        // UTF-8.
        List<String> names = List.of(
                "a%0Ab",
                "%22q%22",
                "%20%20x%20",
                "..hidden.",
                "-rf",
                "bell%07",
                "100%25",
                "uri%3Ax",
                "%FF%FEx",
                "%C3%A9",
                "a,b;c",
                "%5Cback%5Cslash",
                "dir%FF/y");
        for (String name : names) {
            Path file = Path.of(URI.create(data.toUri() + name));
            Files.createDirectories(file.getParent());
            Files.copy(TestImages.write(temp.resolve("x"), TestImages.ct(names.indexOf(name), 1)), file);
            Files.delete(temp.resolve("x"));
        }
        Path file = temp.resolve("index.json");
        Indexer.index(data, IndexOptions.defaults(data), (t, u, n) -> Progress.none())
                .write(file);
        DatasetIndex index = DatasetIndex.read(file);
        assertEquals(names.size(), index.entries().size());
        Preprocessing recipe = Preprocessing.forIndex(index, 16);
        int images = 0;
        for (Split split : Split.values()) {
            if (!index.entries(split).isEmpty()) {
                try (ImageDataset set =
                        ImageDataset.open(index, split, recipe, CacheOptions.in(temp.resolve("cache")))) {
                    images += set.size();
                }
            }
        }
        assertEquals(names.size(), images);
    }
}
