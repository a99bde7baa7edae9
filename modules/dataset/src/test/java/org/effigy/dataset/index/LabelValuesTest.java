package org.effigy.dataset.index;

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
import org.effigy.base.Progress;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.labels.CsvColumns;
import org.effigy.dataset.labels.LabelSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelValuesTest {
    private static final String[] TABLE = {
        "file,label,patient_id", "a.png,Mass|Effusion", "b.png,Effusion", "c.png, Mass |", "d.png,No Finding"
    };

    @TempDir
    private Path data;

    @BeforeEach
    void images() throws IOException {
        int level = 1;
        for (String name : List.of("a.png", "b.png", "c.png", "d.png")) {
            TestImages.png(data.resolve(name), level++);
        }
    }

    private DatasetIndex index(String separator, String... table) throws IOException {
        Path file = TestImages.table(data.resolve("labels.csv"), table);
        CsvColumns columns =
                separator.isEmpty() ? CsvColumns.STANDARD : CsvColumns.STANDARD.withValueSeparator(separator);
        IndexOptions options = IndexOptions.defaults(data).withLabels(new LabelSource.Csv(file, columns));
        return Indexer.index(data, options, (task, unit, total) -> Progress.none());
    }

    private static List<String> labels(DatasetIndex index) {
        return index.entries().stream().map(IndexEntry::label).toList();
    }

    @Test
    void keepsTheValuesOfEachImageAndRaisesTheVersion() throws IOException {
        DatasetIndex index = index("|", TABLE);
        assertEquals(List.of("Effusion|Mass", "Effusion", "Mass", "No Finding"), labels(index));
        assertEquals(List.of("Effusion", "Mass", "No Finding"), index.classes());
        assertEquals(
                List.of("Effusion", "Mass"),
                LabelValues.of(index, index.entries().get(0)));
        assertEquals(4, index.version());
        Path file = data.resolve("index.json");
        index.write(file);
        assertEquals(index, DatasetIndex.read(file));
    }

    @Test
    void anIndexOfSingleLabelsIsWrittenAsBefore() throws IOException {
        DatasetIndex index = index("", TABLE);
        assertEquals(3, index.version());
        Path file = data.resolve("index.json");
        index.write(file);
        assertFalse(Files.readString(file).contains("labelSeparator"));
        assertEquals(List.of("Mass|Effusion", "Effusion", "Mass |", "No Finding"), labels(index));
    }

    @Test
    void aQuestionHasTwoClassesAndAVersionAndFingerprintOfItsOwn() throws IOException {
        DatasetIndex index = index("|", TABLE);
        DatasetIndex mass = LabelValues.question(index, "Mass");
        assertEquals(List.of("Mass", "not Mass", "Mass", "not Mass"), labels(mass));
        assertEquals(3, mass.version());
        assertFalse(LabelValues.several(mass));
        assertFalse(mass.fingerprint()
                .equals(LabelValues.question(index, "Effusion").fingerprint()));
        assertEquals(mass, LabelValues.forClasses(index, List.of("Mass", "not Mass")));
        assertEquals(mass, LabelValues.forClasses(index, List.of("not Mass", "Mass")));
        assertEquals(index, LabelValues.forClasses(index, List.of()));
        assertEquals(mass, LabelValues.forClasses(mass, List.of("Mass", "not Mass")));
        assertEquals(List.of(), LabelValues.unlabelled(index).classes());
    }

    @Test
    void aQuestionOfSingleLabelsIsOneClassAgainstTheRest() throws IOException {
        DatasetIndex index = index("", "file,label", "a.png,A", "b.png,B", "c.png,C", "d.png,A");
        assertEquals(List.of("A", "not A", "not A", "A"), labels(LabelValues.question(index, "A")));
    }

    @Test
    void refusesAValueThatNoneOrAllHave() throws IOException {
        DatasetIndex index = index("|", "file,label", "a.png,A|B", "b.png,B", "c.png,B", "d.png,B");
        InputException none = assertThrows(InputException.class, () -> LabelValues.question(index, "C"));
        assertTrue(none.getMessage().contains("classes are A, B"), none.getMessage());
        InputException all = assertThrows(InputException.class, () -> LabelValues.question(index, "B"));
        assertTrue(all.getMessage().contains("every image"), all.getMessage());
    }

    @Test
    void noticesLabelsThatLookJoined() throws IOException {
        assertEquals(Optional.of("|"), LabelValues.likelySeparator(index("", TABLE)));
        assertEquals(Optional.empty(), LabelValues.likelySeparator(index("|", TABLE)));
        assertEquals(
                Optional.empty(),
                LabelValues.likelySeparator(
                        index("", "file,label", "a.png,AP/PA", "b.png,LATERAL", "c.png,AP", "d.png,OTHER")));
    }

    @Test
    void aSeparatorIsNothingThatValuesContain() {
        for (String wrong : List.of("", " ", "a", "1", "\n")) {
            assertThrows(IllegalArgumentException.class, () -> CsvColumns.STANDARD.withValueSeparator(wrong));
        }
    }
}
