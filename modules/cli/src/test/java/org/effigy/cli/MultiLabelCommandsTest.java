package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of which each may have several values, from the index to the balance of one value. */
@Tag("slow")
class MultiLabelCommandsTest {
    private static final int SIDE = 16;
    private static final String CPU = " --device cpu";
    private static final String TINY =
            " --preset tiny --size 32 --batch 2 --steps 1 --preview-every 0 --device cpu --precision float32";

    @TempDir
    private static Path folder;

    private static Path index;

    @BeforeAll
    static void make() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        String[] labels = {"Mass|Effusion", "Effusion", "No Finding", "Effusion", "No Finding"};
        StringBuilder table = new StringBuilder("Image Index,Finding Labels,Patient ID,split\n");
        Random random = Seeds.of(1, "values", 0);
        for (int i = 0; i < 60; i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            int bright = labels[i % 5].startsWith("Mass") ? 60 : 0;
            for (int at = 0; at < SIDE * SIDE; at++) {
                image.getRaster()
                        .setSample(at % SIDE, at / SIDE, 0, 80 + (at / SIDE < 8 ? bright : 0) + random.nextInt(60));
            }
            String file = String.format(Locale.ROOT, "%03d.png", i);
            ImageIO.write(image, "png", data.resolve(file).toFile());
            table.append(file + "," + labels[i % 5] + "," + i + "," + (i / 5 % 3 == 2 ? "test" : "train") + "\n");
        }
        Files.writeString(data.resolve("list.csv"), table);
        index = folder.resolve("index.json");
        CommandRun made = indexed(index, "--multi-label", "|").succeeded();
        assertTrue(made.out().contains("value Effusion"), made.out());
        assertTrue(made.out().contains("--class Effusion"), made.out());
    }

    private static CommandRun indexed(Path out, Object... more) {
        return CommandRun.of(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "index",
                                folder.resolve("data"),
                                "--out",
                                out,
                                "--labels",
                                folder.resolve("data/list.csv"),
                                "--file-column",
                                "Image Index",
                                "--label-column",
                                "Finding Labels",
                                "--patient-column",
                                "Patient ID"),
                        java.util.Arrays.stream(more))
                .toArray());
    }

    private static CommandRun effigy(String line) {
        return CommandRun.of((Object[]) line.split(" "));
    }

    private static void refused(String line, String why) {
        CommandRun run = effigy(line);
        assertTrue(run.exitCode() != 0, line);
        assertTrue(run.err().contains(why), run.err());
    }

    @Test
    void theIndexSuggestsTheOptionWhereLabelsLookJoined() {
        CommandRun made = indexed(folder.resolve("joined.json")).succeeded();
        assertTrue(made.out().contains("--multi-label '|'"), made.out());
        assertTrue(made.out().contains("class Effusion"), made.out());
    }

    @Test
    void wrongUsesGetOneLine() {
        String train = "train ddpm --data " + index + " --out " + folder.resolve("never") + TINY;
        refused(train, "name a value with --class, or leave the labels out");
        refused(train + " --class Nothing", "classes are Effusion, Mass, No Finding");
        refused(train + " --class Mass --no-labels", "give --class or --no-labels, not both");
        refused("collapse --data " + index + " --out " + folder.resolve("never"), "may have several values");
        refused(
                "index " + folder.resolve("data") + " --out " + folder.resolve("n.json") + " --multi-label |",
                "--labels");
        assertEquals(2, indexed(folder.resolve("n.json"), "--multi-label", "a").exitCode());
    }

    @Test
    void aModelLearnsTheQuestionAndTheOtherCommandsFollow() {
        Path run = folder.resolve("run");
        effigy("train ddpm --data " + index + " --class Mass --out " + run + TINY)
                .succeeded();
        Path samples = folder.resolve("samples");
        CommandRun sampled = CommandRun.of(
                "sample",
                run,
                "-n",
                4,
                "--steps",
                2,
                "--class",
                "not Mass",
                "--no-gate",
                "--format",
                "png",
                "--out",
                samples,
                "--device",
                "cpu");
        sampled.succeeded();
        effigy("gate " + run + " --data " + index).succeeded();
        String evaluate = "evaluate " + samples + " --data " + index + " --spaces random --bootstrap 20";
        effigy(evaluate + " --class Mass --out " + folder.resolve("judged")).succeeded();
        effigy(evaluate + " --out " + folder.resolve("unlabelled")).succeeded();
    }

    @Test
    void oneValueIsBalancedAgainstTheRestAndTheTableKeepsAll() throws IOException {
        Path out = folder.resolve("balanced");
        CommandRun run = effigy("balance --data " + index + " --class Mass --out " + out + " --preset tiny --size 32"
                        + " --steps 1 --no-gate --target 12 --guidances 1 --shares 0.5 --classifier-steps 1"
                        + " --classifier-seeds 1 --classifier-size 16" + CPU)
                .succeeded();
        assertTrue(run.out().contains("not Mass"), run.out());
        assertTrue(run.out().contains("No Finding"), run.out());
        List<String> table = Files.readAllLines(out.resolve("training/table.csv"));
        assertTrue(table.stream().anyMatch(line -> line.contains("Effusion|Mass") && line.endsWith(",Mass")));
        assertTrue(table.stream().anyMatch(line -> line.contains("No Finding") && line.endsWith(",not Mass")));
        double[] weights = new double[2];
        for (String line : table.subList(1, table.size())) {
            String[] cells = line.split(",", -1);
            weights[cells[6].equals("Mass") ? 0 : 1] += Double.parseDouble(cells[3]);
        }
        assertEquals(weights[0], weights[1], 1e-3);
    }
}
