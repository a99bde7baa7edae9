package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.likeness.TestAnatomy;
import org.effigy.dataset.screen.DuplicateSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicateGroupsTest {
    private static final int SIDE = 96;

    @TempDir
    Path folder;

    private void picture(String name, float[] values) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < values.length; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, Math.round(values[i]));
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private DatasetIndex index(DuplicateSearch search) throws IOException {
        IndexOptions options = IndexOptions.defaults(folder);
        return Indexer.index(
                folder,
                options.withScreen(options.screen().withDuplicates(search)),
                (task, unit, total) -> Progress.none());
    }

    private static List<Split> splits(DatasetIndex index) {
        return index.entries().stream().map(IndexEntry::split).toList();
    }

    /** Four patients, a and b of the split train, c and d of test; c's first image is one of a's. */
    private void fourPatients() throws IOException {
        picture("a1.png", TestAnatomy.of(1, SIDE));
        picture("b1.png", TestAnatomy.of(2, SIDE));
        picture("c1.png", TestAnatomy.developed(TestAnatomy.shifted(1, SIDE, 0.02, 0.01), 1.3, 2, 1));
        picture("c2.png", TestAnatomy.of(3, SIDE));
        picture("d1.png", TestAnatomy.of(4, SIDE));
        Files.writeString(
                folder.resolve("labels.csv"),
                "file,label,patient_id,split\n"
                        + "a1.png,x,a,train\n"
                        + "b1.png,x,b,train\n"
                        + "c1.png,x,c,test\n"
                        + "c2.png,x,c,test\n"
                        + "d1.png,x,d,test\n");
    }

    @Test
    void keepsTheImagesOfPatientsWithNearDuplicatesWhereTheFirstOfThemIs() throws IOException {
        fourPatients();
        DatasetIndex index = index(DuplicateSearch.RADIOGRAPHS);
        assertEquals(
                new DuplicateNotes(5, List.of(List.of(0, 2)), List.of(2, 3), 0),
                index.notes().duplicates());
        assertEquals(List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TEST), splits(index));
        Path file = folder.resolve("index.json");
        index.write(file);
        assertEquals(index, DatasetIndex.read(file));
    }

    @Test
    void leavesThemWhereTheTableHasThemIfNoneAreSought() throws IOException {
        fourPatients();
        DatasetIndex index = index(DuplicateSearch.NONE);
        assertEquals(DuplicateNotes.NONE, index.notes().duplicates());
        assertEquals(List.of(Split.TRAIN, Split.TRAIN, Split.TEST, Split.TEST, Split.TEST), splits(index));
    }

    @Test
    void movesNothingWhereAllImagesAreAlike() throws IOException {
        for (int i = 0; i < 30; i++) {
            picture("%02d.png".formatted(i), TestAnatomy.developed(TestAnatomy.of(1, SIDE), 1, 4, i));
        }
        DatasetIndex index = index(DuplicateSearch.RADIOGRAPHS);
        assertEquals(1, index.notes().duplicates().scattered());
        assertEquals(List.of(), index.notes().duplicates().moved());
        assertEquals(splits(index(DuplicateSearch.NONE)), splits(index));
    }

    @Test
    void readsAnIndexOfVersion2() throws IOException {
        fourPatients();
        Path file = folder.resolve("index.json");
        index(DuplicateSearch.NONE).write(file);
        String text = Files.readString(file)
                .replace("\"version\" : 4", "\"version\" : 2")
                .replaceAll(",\\s*\"duplicates\" : \"NONE\"", "")
                .replaceAll(",\\s*\"duplicates\" : \\{[^}]*\\}", "");
        assertEquals(false, text.contains("\"duplicates\""));
        Files.writeString(file, text);
        DatasetIndex read = DatasetIndex.read(file);
        assertEquals(DuplicateSearch.NONE, read.settings().screen().duplicates());
        assertEquals(DuplicateNotes.NONE, read.notes().duplicates());
    }
}
