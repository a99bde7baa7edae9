package org.effigy.dataset.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.Exclusion;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexNotes;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTableTest {
    @TempDir
    Path data;

    @BeforeEach
    void writeImages() throws IOException {
        TestImages.png(data.resolve("a.png"), 1);
        TestImages.png(data.resolve("sub/b.png"), 2);
        TestImages.png(data.resolve("sub/deep/c.png"), 3);
    }

    private DatasetIndex index(IndexOptions options) throws IOException {
        return Indexer.index(data, options, (task, unit, total) -> Progress.none());
    }

    private DatasetIndex index(String... lines) throws IOException {
        TestImages.table(data.resolve("labels.csv"), lines);
        return index(IndexOptions.defaults(data));
    }

    private static String summary(DatasetIndex index) {
        return index.entries().stream()
                .map(e -> e.path() + "=" + e.label() + "/" + e.split())
                .collect(Collectors.joining(" "));
    }

    private void refuses(String expected, String... lines) {
        InputException e = assertThrows(InputException.class, () -> index(lines));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
    }

    @Test
    void findsFilesByPathAndByUniqueNameAndCountsTheRest() throws IOException {
        DatasetIndex index = index(
                "File;LABEL;patient_id;split;other",
                "./a.png;X;p1;train;",
                "sub\\b.png;Y;p2;val;",
                "c.png;X;p3;Test;",
                "absent.png;X;p4;train;");
        assertEquals("a.png=X/TRAIN sub/b.png=Y/VALIDATION sub/deep/c.png=X/TEST", summary(index));
        assertEquals(
                new IndexNotes(3, 1, 0, 3, index.notes().screen(), index.notes().duplicates()), index.notes());
        for (String patient : List.of("p1", "p2", "p3")) {
            assertFalse(Json.line(index.entries()).contains("\"" + patient + "\""));
        }
    }

    @Test
    void aNameThatTwoFilesHaveFindsNeither() throws IOException {
        TestImages.png(data.resolve("other/c.png"), 4);
        DatasetIndex index = index("file,label", "a.png,X", "c.png,Y");
        assertEquals(
                List.of("a.png"), index.entries().stream().map(IndexEntry::path).toList());
        assertEquals(1, index.notes().rowsWithoutFile());
    }

    @Test
    void aTableInAnotherFolderAndOtherColumnNames() throws IOException {
        Path table = TestImages.table(data.resolve("sub/list.txt"), "Image,Finding", "b.png,X", "deep/c.png,Y");
        CsvColumns columns = new CsvColumns("image", "finding", "patient_id", "split");
        DatasetIndex index = index(IndexOptions.defaults(data).withLabels(new LabelSource.Csv(table, columns)));
        assertEquals(
                List.of("X", "Y"),
                index.entries().stream().map(IndexEntry::label).toList());
        assertEquals(
                List.of(ExclusionReason.NO_LABEL),
                index.exclusions().stream().map(Exclusion::reason).toList());
        assertEquals(3, index.notes().filesFound());
    }

    @Test
    void anEmptyLabelIsNone() throws IOException {
        DatasetIndex index = index("file,label", "a.png,X", "sub/b.png, ", "sub/deep/c.png,Y");
        assertEquals(2, index.entries().size());
        assertEquals(ExclusionReason.NO_LABEL, index.exclusions().get(0).reason());
    }

    @Test
    void aTableMayGivePatientsAlone() throws IOException {
        Path table = TestImages.table(data.resolve("p.csv"), "file,patient_id", "a.png,p", "sub/b.png,p");
        CsvColumns columns = new CsvColumns("file", "", "patient_id", "split");
        DatasetIndex index = index(IndexOptions.defaults(data).withLabels(new LabelSource.Csv(table, columns)));
        assertEquals(List.of(), index.classes());
        assertEquals(3, index.entries().size());
        assertEquals(index.entries().get(0).patientKey(), index.entries().get(1).patientKey());
        assertEquals(1, index.notes().imagesWithoutPatient());
    }

    @Test
    void saysWhatIsWrongWithoutRepeatingTheData() throws IOException {
        refuses("no column is called 'label'", "file,SECRET", "a.png,X");
        refuses("no column is called 'file'", "SECRET,label", "a.png,X");
        refuses("two columns are called 'label'", "file,label,Label", "a.png,X,SECRET");
        refuses("line 3: it has 4 fields", "file,label", "a.png,X", "SECRET,b,c,d");
        refuses("line 2: the split is not", "file,label,split", "a.png,X,SECRET");
        refuses("lines 2 and 3", "file,label", "a.png,X", "a.png,SECRET");
        refuses("line 2: the file column is empty", "file,label", ",SECRET");
        refuses("line 2: the label has", "file,label", "a.png,SECRET\u0007");
        refuses("it is empty", "");
        Files.write(
                data.resolve("labels.csv"), "file,label\na.png,M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        InputException e = assertThrows(InputException.class, () -> index(IndexOptions.defaults(data)));
        assertTrue(e.getMessage().contains("UTF-8"), e.getMessage());
    }

    @Test
    void refusesATableThatPutsOnePatientIntoTwoSplits() {
        refuses("lines 2 and 3", "file,label,patient_id,split", "a.png,X,SECRET,train", "sub/b.png,X,SECRET,test");
    }

    @Test
    void theSameRowTwiceIsNoContradiction() throws IOException {
        assertEquals(1, index("file,label", "a.png,X", "a.png,X").entries().size());
    }

    @Test
    void aTableOfWhichNoRowMatchesSaysWhyThatMayBe() {
        refuses(
                "none of its 2 rows names a file of the data folder, but some name files without",
                "file,label",
                "a,X",
                "SECRET/b,Y");
        refuses(
                "those of another machine",
                "file,label",
                "C:\\SECRET\\x\\c.png,X",
                "/SECRET/y/c.png,Y",
                "sub2/q.png,X");
        refuses("its one row names no file of the data folder; check", "file,label", "SECRET.bmp,X");
    }
}
