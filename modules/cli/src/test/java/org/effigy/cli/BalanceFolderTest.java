package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.LabelValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BalanceFolderTest {
    @Test
    void classesCountAlikeAndSyntheticImagesHaveTheSamePartInEach() {
        // 100 and 20 real images, 80 synthetic ones of each, 280 in all.
        double realA = BalanceFolder.weight(0.75, false, 100, 80, 280, 2);
        double madeA = BalanceFolder.weight(0.75, true, 100, 80, 280, 2);
        double realB = BalanceFolder.weight(0.75, false, 20, 80, 280, 2);
        double madeB = BalanceFolder.weight(0.75, true, 20, 80, 280, 2);
        assertEquals(140, 100 * realA + 80 * madeA, 1e-9);
        assertEquals(140, 20 * realB + 80 * madeB, 1e-9);
        assertEquals(0.75, 80 * madeA / 140, 1e-12);
        assertEquals(0.75, 80 * madeB / 140, 1e-12);
    }

    @Test
    void ofImagesWithSeveralValuesTheTableKeepsAllAndTheQuestionHasAColumn(@TempDir Path folder) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        StringBuilder rows = new StringBuilder("file,label,patient_id,split\n");
        String[] labels = {"Mass|Effusion", "Effusion", "No Finding", "Mass"};
        for (int i = 0; i < labels.length; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster().setSample(i, i, 0, 200);
            ImageIO.write(image, "png", data.resolve(i + ".png").toFile());
            rows.append(i + ".png," + labels[i] + ",p" + i + ",train\n");
        }
        Files.writeString(data.resolve("labels.csv"), rows);
        Path file = folder.resolve("i.json");
        assertEquals(
                0,
                CommandRun.of("index", data, "--out", file, "--multi-label", "|")
                        .exitCode());
        DatasetIndex index = DatasetIndex.read(file);
        Map<Integer, String> values =
                index.entries().stream().collect(Collectors.toMap(IndexEntry::id, IndexEntry::label));
        Path pool = Files.createDirectory(folder.resolve("pool"));
        for (String name : new String[] {"with.png", "without.png"}) {
            Files.writeString(pool.resolve(name), "");
        }
        new BalanceFolder(folder.resolve("out"), 0.5, values)
                .write(
                        LabelValues.question(index, "Mass"),
                        pool,
                        new TreeMap<>(Map.of("Mass", List.of("with.png"), "not Mass", List.of("without.png"))));
        List<String> table = Files.readAllLines(folder.resolve("out/table.csv"));
        assertEquals("file,frame,label,weight,origin,patient,class", table.get(0));
        assertEquals(
                List.of(
                        "0,Effusion|Mass,0.750000,real,1,Mass",
                        "0,Effusion,0.750000,real,2,not Mass",
                        "0,No Finding,0.750000,real,3,not Mass",
                        "0,Mass,0.750000,real,4,Mass",
                        "0,Mass,1.500000,synthetic,,Mass",
                        "0,,1.500000,synthetic,,not Mass"),
                table.stream()
                        .skip(1)
                        .map(line -> line.substring(line.indexOf(',') + 1))
                        .toList());
    }

    @Test
    void withoutSyntheticImagesRealOnesHaveAllTheWeight() {
        assertEquals(0.6, BalanceFolder.weight(0.75, false, 100, 0, 120, 2), 1e-12);
    }
}
