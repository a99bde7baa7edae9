package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.labels.CsvColumns;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.labels.LabelTable;
import org.effigy.dataset.probe.StoredPath;
import org.effigy.testsupport.Mutations;
import org.effigy.testsupport.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken indexes, tables and images end in a typed error, in bounded time and memory; one file never ends the work. */
class HostileFilesTest {
    private static final long SEED = 20261122;
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(2000, 64L << 20);

    @TempDir
    Path folder;

    private final List<String> findings = new ArrayList<>();

    private void check(Sandbox sandbox, String name, Sandbox.Work work, Sandbox.Limits limits) {
        String finding = sandbox.run(work, limits);
        if (!finding.isEmpty()) {
            findings.add(name + ": " + finding);
        }
    }

    @Test
    void noDamagedIndexBreaksTheProgram() throws IOException {
        Path file = folder.resolve("index.json");
        TestIndexes.of(
                        TestIndexes.entry(0).label("NORMAL").get(),
                        TestIndexes.entry(1).label("ILL").split(Split.TEST).get())
                .write(file);
        String index = Files.readString(file);
        try (Sandbox sandbox = new Sandbox()) {
            for (int i = 0; i < 600; i++) {
                Random random = new Random(SEED + i);
                byte[] damaged = i % 3 == 0
                        ? Mutations.damage(index.getBytes(StandardCharsets.UTF_8), random)
                        : Mutations.damageJson(index, random).getBytes(StandardCharsets.UTF_8);
                Path hostile = Files.write(folder.resolve("index" + i), damaged);
                check(sandbox, "index " + i, () -> use(DatasetIndex.read(hostile)), LIMITS);
            }
        }
        assertEquals("", String.join("\n", findings));
    }

    /** Does what training does with an index before it reads an image. */
    private static void use(DatasetIndex index) {
        index.fingerprint();
        index.classes();
        for (IndexEntry entry : index.entries()) {
            StoredPath.resolve(Path.of(index.root()), entry.path());
        }
        Preprocessing.forIndex(index, 64);
    }

    @Test
    void noDamagedTableBreaksTheProgram() throws IOException {
        String table = "file;label;patient_id;split\na.png;\"x;\"\"y\";1;train\nb.png;z;2;test\n";
        try (Sandbox sandbox = new Sandbox()) {
            for (int i = 0; i < 300; i++) {
                byte[] damaged = Mutations.damage(table.getBytes(StandardCharsets.UTF_8), new Random(SEED + i));
                Path file = Files.write(folder.resolve("table" + i), damaged);
                check(
                        sandbox,
                        "table " + i,
                        () -> LabelTable.read(new LabelSource.Csv(file, CsvColumns.STANDARD)),
                        LIMITS);
            }
        }
        assertEquals("", String.join("\n", findings));
    }

    @Test
    void aFolderOfDamagedImagesIsIndexed() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        List<byte[]> originals = new ArrayList<>();
        originals.add(Files.readAllBytes(TestImages.write(folder.resolve("ct"), TestImages.ct(1, 3))));
        originals.add(Files.readAllBytes(TestImages.picture(folder.resolve("p.png"), "png", 16, 16, 1)));
        originals.add(Files.readAllBytes(TestImages.picture(folder.resolve("t.tiff"), "tiff", 16, 8, 2)));
        int number = 0;
        for (byte[] original : originals) {
            Files.write(data.resolve("sound" + number), original);
            for (int i = 0; i < 150; i++) {
                Random random = new Random(SEED + number++);
                Files.write(data.resolve("damaged" + number), Mutations.damage(original, random));
            }
        }
        IndexOptions options = IndexOptions.defaults(data).withVerifyPixels(true);
        DatasetIndex index = Indexer.index(data, options, (task, unit, total) -> Progress.none());
        assertEquals(number + 3, index.notes().filesFound());
    }
}
